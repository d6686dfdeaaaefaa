"""`/metrics` in Prometheus's format: what the desk counted, and how things stand now. Numbers of closed lists alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot import counting
from bot.channels.health import Health
from bot.directory_rules import past
from bot.second_target import all_gaps
from bot.store import StoreUnavailable

if TYPE_CHECKING:
    from bot.take_turn import Desk


class Monitoring:
    """The page. Each look at it is a look at the parts, so leave some seconds between two."""

    def __init__(self, desk: Desk, health: Health) -> None:
        self._standing = Standing(desk, health)

    def blueprint(self) -> Blueprint:
        """The guarded route."""
        doors = Blueprint("monitoring", __name__)
        doors.get("/metrics")(self.page)
        return doors

    def page(self) -> Response:
        """All figures."""
        now = CollectorRegistry()
        now.register(self._standing)
        return Response(counting.exposed() + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


class Standing(Collector):
    """How things stand while somebody looks. What the store alone knows is left out while it is in trouble."""

    def __init__(self, desk: Desk, health: Health) -> None:
        self._desk, self._health = desk, health

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing ahead of time: registering looks at no part."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every figure."""
        yield from self._parts()
        yield from self._directory()
        yield from self._store()

    def _parts(self) -> Iterator[GaugeMetricFamily]:
        found = self._desk.ready()
        parts = {
            "directory": found["directory_fault"] is None,
            "emergent": self._health.gets_through(),
            "nlu": bool(found["nlu"]),
            "store": bool(found["store"]),
        }
        if found["limits"] != "none":
            parts |= {"redis": found["limits"] == "shared"}
        yield _labelled("radline_part_up", "1 if the part is well.", "part", parts)

    def _directory(self) -> Iterator[GaugeMetricFamily]:
        directory = self._desk.keeper.current()
        today = directory.local(self._desk.now()).date()
        old = sum(past(entry.review_by, today) for entry in directory.entries)
        gaps = len(all_gaps(directory, today))
        yield GaugeMetricFamily("radline_directory_entries", "Entries of the directory.", len(directory.entries))
        yield GaugeMetricFamily("radline_directory_review_past", "Entries past their day to look again.", old)
        yield GaugeMetricFamily("radline_second_target_gaps", "Spans without a second emergent target.", gaps)

    def _store(self) -> Iterator[GaugeMetricFamily]:
        now = self._desk.now()
        try:
            found = self._desk.store.pulse(now)
        except StoreUnavailable:
            return
        yield _labelled("radline_outbox_texts", "Texts by status.", "status", found.texts)
        yield _labelled("radline_tickets", "Call-backs by state.", "state", found.tickets)
        late, waits = _seconds(found.due_since, now), _seconds(found.open_since, now)
        yield GaugeMetricFamily("radline_outbox_overdue_seconds", "How long the text due longest is due.", late)
        yield GaugeMetricFamily("radline_ticket_waits_seconds", "How long the oldest open call-back waits.", waits)


def count_requests(app: Flask) -> None:
    """Count every answer by its route's name, which is none of what the caller sent."""

    @app.after_request
    def count(answer: Response) -> Response:
        counting.request(request.endpoint or "", answer.status_code)
        return answer


def _labelled(name: str, sentence: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, sentence, labels=[label])
    for word, value in values.items():
        family.add_metric([word], value)
    return family


def _seconds(since: dt.datetime | None, now: dt.datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
