"""A line of the table of who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from flask import Response

from bot.store import STAFF_ROLES, StaffRole
from desk.answers import Answer
from desk.ask import Ask

if TYPE_CHECKING:
    from desk.came import Came
    from desk.site import Site

Method = Literal["GET", "POST"]
EVERYONE: frozenset[StaffRole] = frozenset(STAFF_ROLES)


class RouteNotListed(Exception):
    """There is a route of the desk that is not in the table ROUTES."""


@dataclass(frozen=True)
class Route:
    """A page for those who are signed in with one of these roles.

    `event` is what the audit trail calls it. `quiet`: pages ask for it by themselves, so it keeps no session alive.
    `menu` names it in the menu, and `key` leads there after the key g. `prepare`: a file comes with the form, and this
    slow work is done with it before the transaction, once it is known who sends it.
    """

    method: Method
    path: str
    roles: frozenset[StaffRole]
    event: str
    does: Callable[[Ask], Answer]
    quiet: bool = False
    menu: str = ""
    key: str = ""
    prepare: Callable[[Site, Mapping[str, str], bytes], Any] | None = None


@dataclass(frozen=True)
class Door:
    """What anybody may ask for before signing in; `when` says where it is open at all."""

    method: Method
    path: str
    does: Callable[[Came], Response]
    when: Callable[[Site], bool] = lambda _: True


def only(*roles: StaffRole) -> frozenset[StaffRole]:
    """These roles and no others."""
    return frozenset(roles)


def by_rule(table: Iterable[Route | Door]) -> dict[tuple[str, str], Route | Door]:
    """The table by method and address. Raises ValueError for a line that stands twice, or that nobody may use."""
    found: dict[tuple[str, str], Route | Door] = {}
    for line in table:
        if (line.method, line.path) in found or (isinstance(line, Route) and not line.roles):
            raise ValueError(f"{line.method} {line.path} stands twice, or without a role")
        found[line.method, line.path] = line
    return found
