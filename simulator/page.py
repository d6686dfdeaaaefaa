"""The page and the files that it loads: our own script and style, and nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from flask import Response

from bot.channels.web_pages import Files, templates
from bot.directory import Directory
from simulator.people import people, shown

HERE = Path(__file__).resolve().parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; media-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MICROPHONE = "camera=(), microphone=(self), geolocation=()"
PAGES = templates(HERE / "templates")
FILES = Files(HERE / "static", "/phone-files")


def page(directory: Directory, base: str) -> Response:
    """The telephone and the texter; `base` is what our links start with."""
    told = {
        "desk": directory.file.name.en,
        "people": {number: shown(number) for number in people(directory.file.country)},
        "base": base,
        "files": FILES.address,
        "keys": ["1", "2 abc", "3 def", "4 ghi", "5 jkl", "6 mno", "7 pqrs", "8 tuv", "9 wxyz", "*", "0", "#"],
    }
    headers = {"Content-Security-Policy": POLICY, "Permissions-Policy": MICROPHONE}
    return Response(PAGES.get_template("phone.html").render(told), mimetype="text/html", headers=headers)
