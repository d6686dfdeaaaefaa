"""Who works here: a manager adds people, gives roles and links, and shuts out. Nobody changes their own role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.store import STAFF_ROLES, Staff, StaffRole
from desk import words
from desk.answers import Answer, Go, Missing, Page
from desk.ask import Ask
from desk.cookies import new_token

NAME_FAULT = "Use 2 to 32 small letters, digits, dots and dashes, beginning with a letter. Each name once."


def look(ask: Ask) -> Answer:
    """The list."""
    return _list(ask)


def add(ask: Ask) -> Answer:
    """A new member, with a link that is shown once."""
    name, role = ask.told("name").lower(), _role(ask)
    made = ask.turn.add_staff(name, role) if role else None
    if made is None:
        return _list(ask, status=400, fault=NAME_FAULT, typed=name)
    return _with_link(ask, made, "added")


def link(ask: Ask) -> Answer:
    """A new link, shown once: for a lost telephone or a forgotten password."""
    one = _other(ask)
    return _with_link(ask, one, "link") if one and not one.disabled else Missing()


def role(ask: Ask) -> Answer:
    """Another role."""
    one, to = _other(ask), _role(ask)
    if one is None or to is None:
        return Missing()
    ask.turn.staff_role(one.id, to)
    return Go("/desk/people", "role", {"target": one.actor, "kind": to})


def disable(ask: Ask) -> Answer:
    """Shut out, at once."""
    return _turned(ask, ask.turn.disable_staff, "disabled")


def enable(ask: Ask) -> Answer:
    """Let in again."""
    return _turned(ask, ask.turn.enable_staff, "enabled")


def _turned(ask: Ask, do: Callable[[str], None], done: str) -> Answer:
    one = _other(ask)
    if one is None:
        return Missing()
    do(one.id)
    return Go("/desk/people", done, {"target": one.actor})


def _with_link(ask: Ask, one: Staff, kind: str) -> Page:
    token = new_token()
    ask.turn.staff_link(one.id, token)
    address = f"{ask.site.settings.base}/desk/enrol/{token}"
    return _list(ask, link=address, link_for=one.name, about={"target": one.actor, "kind": kind})


def _list(ask: Ask, status: int = 200, about: dict[str, str] | None = None, **more: Any) -> Page:
    blank = {"fault": "", "typed": "", "link": "", "link_for": ""}
    fields = {"people": ask.turn.staff(), "roles": words.ROLES, "may": ask.manages}
    return Page("people", "People", blank | fields | more, status, about or {})


def _other(ask: Ask) -> Staff | None:
    """The member that the address names, unless it is oneself."""
    one = ask.turn.staff_member(ask.path["staff_id"])
    return one if one and one.id != ask.staff.staff_id else None


def _role(ask: Ask) -> StaffRole | None:
    told = ask.told("role")
    return told if told in STAFF_ROLES else None
