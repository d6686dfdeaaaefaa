"""What every page of the desk needs, built once; thread-safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Response

from bot.form_marks import FormMarks
from bot.settings import Settings
from bot.store import SignedIn
from desk import page, when
from desk.cookies import Cookies
from desk.hospital import Hospital
from release.slow import Places

if TYPE_CHECKING:
    from bot.take_turn import Desk


@dataclass(frozen=True)
class Site:
    """The desk behind the pages, cookies, the marks of forms, places for slow work, the hospital's sign-in."""

    desk: Desk
    settings: Settings
    cookies: Cookies
    marks: FormMarks
    places: Places
    hospital: Hospital | None = None

    @classmethod
    def of(cls, desk: Desk, settings: Settings) -> Site:
        """The site of a desk."""
        marks = FormMarks(lambda purpose, value: desk.store.keyed(purpose, value), "desk form")
        return cls(desk, settings, Cookies(not settings.demo), marks, Places(settings.threads), Hospital.of(settings))

    def outside(self, template: str, title: str, csrf: str = "", status: int = 200, **fields: Any) -> Response:
        """A page for somebody who is not signed in."""
        return page.html(template, status, self.told(title, csrf, None) | {"menu": (), "done": ""} | fields)

    def told(self, title: str, csrf: str, staff: SignedIn | None) -> dict[str, Any]:
        """What every page is told: who works, at which desk, and times by its clock."""
        directory, now = self.desk.keeper.current(), self.desk.now()
        local, today = directory.local, directory.local(now).date()
        return {
            "title": title,
            "csrf": csrf,
            "staff": staff,
            "house": directory.file.name.en,
            "demo": self.settings.demo,
            "today": today,
            "day": lambda date: when.day(date, today),
            "minute": lambda at: when.minute(local(at), today),
            "age": lambda at: when.age(at, now),
            "iso": lambda at: local(at).isoformat(timespec="minutes"),
        }
