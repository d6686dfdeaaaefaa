"""The fields of a form on a page, as a browser would send them."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, marked: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._marked, self._inside, self._area, self._select = marked, False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = self._marked in told.get("class", "")
        if not self._inside:
            return
        name = told.get("name", "")
        if tag == "input" and (told.get("type") != "checkbox" or "checked" in told):
            self.fields[name] = told.get("value", "")
        elif tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and (self._select not in self.fields or "selected" in told):
            self.fields[self._select] = told.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data


def fields(page: str, marked: str) -> dict[str, str]:
    """Names and values of the form whose class names `marked`."""
    form = _Form(marked)
    form.feed(page)
    return form.fields
