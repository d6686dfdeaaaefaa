"""Counts what the desk does, for monitoring: words of closed lists only, never what anybody said, gave or is called.

Counting is best effort and never in a caller's way. With several web processes the numbers lie in files that
deploy/gunicorn.conf.py makes room for: writing to such a file while its disk is full would kill the process.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, get_args

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from bot.directory_types import LANGS
from bot.effects import OpenTicket
from bot.intents import handlers
from bot.message import Channel, DialEnd
from bot.store import KeyOnAnotherRoute

if TYPE_CHECKING:
    from bot.directory import Directory
    from bot.job import Job

log = structlog.get_logger(__name__)
Target = Literal["emergent_line", "backup", "other"]
# not_saved: answered without the store. repeat: a delivery that was answered before. refused: seen on another route.
Outcome = Literal["answered", "urgent", "not_saved", "repeat", "refused", "failed"]
CHANNELS, ENDS, TARGETS = get_args(Channel), get_args(DialEnd), get_args(Target)
OTHER = "other"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
SHARED = "PROMETHEUS_MULTIPROC_DIR"

disable_created_metrics()  # type: ignore[no-untyped-call]
COUNTED = CollectorRegistry()
DELIVERIES = Counter("radline_deliveries", "Calls' turns and texts that came in.", ["channel"], registry=COUNTED)
TURNS = Counter("radline_turns", "What became of them.", ["channel", "intent", "language", "outcome"], registry=COUNTED)
SECONDS = Histogram(
    "radline_turn_seconds", "How long an answer took.", ["channel", "urgent"], buckets=BUCKETS, registry=COUNTED
)
TRANSFERS = Counter("radline_transfers", "Callers put through.", ["target"], registry=COUNTED)
ENDED = Counter("radline_transfers_ended", "How that ended.", ["target", "outcome"], registry=COUNTED)
UNREACHED = Counter("radline_urgent_unreached", "Urgent callers whom nobody took.", ["channel"], registry=COUNTED)
REQUESTS = Counter("radline_http_requests", "Requests answered.", ["route", "status"], registry=COUNTED)


def begin() -> None:
    """Show at zero what alerts watch: Prometheus sees no rise from nothing to one."""
    for channel in CHANNELS:
        DELIVERIES.labels(channel)
        UNREACHED.labels(channel)
    for target in TARGETS:
        TRANSFERS.labels(target)
        for end in ENDS:
            ENDED.labels(target, end)


@contextmanager
def watched(job: Job) -> Iterator[None]:
    """Count a delivery, and how long it takes. What goes wrong with the counting is nobody's trouble."""
    started, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = _outcome(job)
    except KeyOnAnotherRoute:
        outcome = "refused"
        raise
    finally:
        try:
            _count(job, outcome, time.perf_counter() - started)
        except Exception as fault:
            log.warning("not_counted", fault=type(fault).__name__)


def request(route: str, status: int) -> None:
    """Count a request by the route's own name, "other" for none, and its status."""
    try:
        REQUESTS.labels(route or OTHER, str(status)).inc()
    except Exception as fault:
        log.warning("not_counted", fault=type(fault).__name__)


def exposed() -> bytes:
    """All counts of all processes in Prometheus's text format."""
    if not os.environ.get(SHARED):
        return generate_latest(COUNTED)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return generate_latest(together)


def _outcome(job: Job) -> Outcome:
    if job.given is not None:
        return "not_saved"
    if job.turned is None:
        return "repeat"
    return "urgent" if job.urgent else "answered"


def _count(job: Job, outcome: str, seconds: float) -> None:
    channel = _known(job.message.channel, CHANNELS)
    need, turned = job.meaning.need, job.turned
    language = _known(turned.state.lang if turned else job.message.lang, LANGS)
    intent = _known(need.intent, handlers()) if need and need.intent else "none"
    DELIVERIES.labels(channel).inc()
    TURNS.labels(channel, intent, language, outcome).inc()
    SECONDS.labels(channel, "yes" if job.urgent else "no").observe(seconds)
    if outcome != "repeat":
        _count_transfers(job)


def _count_transfers(job: Job) -> None:
    ended, turned = job.message.ended, job.turned
    if ended:
        backup = ended.tries > 1
        ENDED.labels(_target(ended.target, job.directory, emergent=backup), _known(ended.status, ENDS)).inc()
    if turned and turned.reply.transfer:
        transfer = turned.reply.transfer
        TRANSFERS.labels(_target(transfer.target, job.directory, emergent=transfer.emergent)).inc()
    if turned and any(isinstance(effect, OpenTicket) for effect in turned.effects):
        UNREACHED.labels(_known(job.message.channel, CHANNELS)).inc()


def _target(target: str, directory: Directory, *, emergent: bool) -> Target:
    name = target.partition(".")[0]
    if name in {entry.id for entry in directory.role("emergent")}:
        return "emergent_line"
    return "backup" if emergent and name in {entry.id for entry in directory.emergent_backup} else "other"


def _known(word: str, words: object) -> str:
    """A word of a closed list, or "other"."""
    return word if word in words else OTHER  # type: ignore[operator]


begin()
