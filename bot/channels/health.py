"""How we are, for whoever watches: alive, ready, and would an emergent caller get through this second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, jsonify

from bot.channels import twiml
from bot.channels.fixed import FixedDocuments
from bot.second_target import all_gaps

if TYPE_CHECKING:
    from bot.take_turn import Desk

log = structlog.get_logger(__name__)


class Health:
    """The health routes: 200 when well, 503 when not."""

    def __init__(self, desk: Desk, fixed: FixedDocuments) -> None:
        self._desk, self._fixed = desk, fixed

    def blueprint(self) -> Blueprint:
        """The open routes; they tell nothing private."""
        doors = Blueprint("health", __name__)
        doors.get("/health/live")(live)
        doors.get("/health/ready")(self.ready)
        doors.get("/health/emergent")(self.emergent)
        return doors

    def ready(self) -> Response:
        """Whether the desk can serve, part by part; and when no second target stands behind the emergent line."""
        found = self._desk.ready()
        return _answer(bool(found.get("ok")), found | {"no_second_target": self._gaps()})

    def _gaps(self) -> list[str]:
        directory = self._desk.keeper.current()
        return [str(gap) for gap in all_gaps(directory, directory.local(self._desk.now()).date())]

    def emergent(self) -> Response:
        """Whether an emergent caller would get through this second."""
        ok = self.gets_through()
        return _answer(ok, {"ok": ok})

    def gets_through(self) -> bool:
        """Go the real way from a fixed sentence to its document, and see that the fixed documents have a number."""
        try:
            return bool(self._desk.emergent_ok(lambda saying: twiml.spoken(saying, ""))) and self._fixed.now().numbered
        except Exception as fault:
            log.error("emergent_check_failed", fault=type(fault).__name__)
            return False


def live() -> Response:
    """The process answers."""
    return _answer(True, {"ok": True})


def _answer(ok: bool, found: dict[str, object]) -> Response:
    answer = jsonify(found)
    answer.status_code = 200 if ok else 503
    return answer
