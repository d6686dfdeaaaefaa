"""One turn, from message to answer. The only module that acts.

The emergency rule comes first and waits for nothing. Then one transaction holds the talk's state, the
effects, the outbox, the audit record and the answer; the answer given is the one that was committed.
With the store in trouble the question is answered all the same, and nothing is said to be done.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog

from bot import counting, emergency, form_answers, watch
from bot.actions import alert
from bot.afterwards import Afterwards
from bot.alerts import Alerts
from bot.asking import number_at
from bot.directory import Directory, Keeper
from bot.hearing import words
from bot.job import Job, Write
from bot.language import language
from bot.limits import Limits
from bot.meaning import Meaning
from bot.message import PRIVATE, RELEASE, Message
from bot.nlu_client import NluClient, NluDown
from bot.once_a_turn import one_turn
from bot.sealing import Keyring
from bot.settings import Settings
from bot.store import MENDS, Answer, Delivery, KeyOnAnotherRoute, Store, StoreBusy, StoreUnavailable
from bot.understanding import Understanding
from bot.urgent import emergent_target
from bot.wording import Wording

log = structlog.get_logger(__name__)
# Seconds that an urgent caller may wait for what he says to be saved.
SOON = 0.4
# What /health/emergent hears: a rule must know it.
PROBE = "trauma transfer en route, we need the images now"

_BUILDING = threading.Lock()


@dataclass
class Desk:
    """All that a turn needs, built once per process; thread-safe."""

    settings: Settings
    keeper: Keeper
    wording: Wording
    nlu: NluClient
    store: Store
    clock: Callable[[], dt.datetime]
    afterwards: Afterwards = field(default_factory=Afterwards)
    limits: Limits = field(default_factory=Limits)

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """Build the desk from the settings. Raises DirectoryBroken when there never was a good directory."""
        settings.var.mkdir(parents=True, exist_ok=True)
        store = Store.open(settings.database_url, _keys(settings))
        store.gate(max(1, settings.threads // 2))
        keeper = Keeper(settings.directory, keep=settings.var / "directory.last-good.yaml")
        return cls(
            settings,
            keeper,
            Wording(settings.root / "replies"),
            NluClient(settings.nlu_url),
            store,
            _clock(settings),
            limits=Limits(settings.redis_url),
        )

    def warm(self) -> None:
        """Make ready what only the first words would: seconds that no caller should wait."""
        known = understanding(self.keeper.current(), self.nlu)
        urgency = emergency.hear(PROBE, rules=_rules(known.directory))
        known.alone().meaning(Message("voice", "words", words=PROBE), self.now(), urgency)

    @property
    def alerts(self) -> Alerts:
        """Who is alerted when an urgent caller reached nobody."""
        return Alerts.of(self.settings)

    def now(self) -> dt.datetime:
        """The time, aware."""
        return self.clock()

    def take(
        self,
        message: Message,
        keys: tuple[str, ...],
        route: str,
        write: Write,
        content_type: str = "text/xml",
    ) -> Answer:
        """Answer one delivery; an exact repeat gets the stored answer.

        `keys` identify the delivery, `write` makes the document of the channel. Raises KeyOnAnotherRoute.
        """
        now, directory = self.now(), self.keeper.current()
        job = Job(self, message, Meaning(), directory, now, keys, route, write, content_type)
        with one_turn(), counting.watched(job):
            return self._answered(job)

    def _answered(self, job: Job) -> Answer:
        started = time.perf_counter()
        job.meaning = self._meaning(job)
        watch.understood(job, time.perf_counter() - started)
        if job.urgent:
            return self._urgently(job)
        try:
            return job.saved(self.store)
        except (StoreBusy, StoreUnavailable) as trouble:
            return self._without_store(job, trouble)

    def _urgently(self, job: Job) -> Answer:
        """The answer of an urgent turn: saved if that takes no time, else given at once and saved when it can be."""
        store = self.store
        race = self.afterwards.within(SOON, lambda race: job.saved(store, race))
        if not race.done.is_set() and not race.win("answer"):
            race.done.wait(SOON)  # it is being committed
        if race.done.is_set() and race.result:
            return race.result
        if isinstance(race.fault, KeyOnAnotherRoute):
            raise race.fault
        return self._without_store(job, race.fault)

    def _without_store(self, job: Job, trouble: BaseException | None) -> Answer:
        log.warning("turn_not_saved", fault=type(trouble).__name__ if trouble else "slow", route=job.route)
        store, answer = self.store, job.without_store()
        if job.to_be_kept:
            self.afterwards.later(lambda: job.keep(store))
        return answer

    def alert(self, now: dt.datetime) -> None:
        """Queue the alerts that are due. Raises StoreUnavailable."""
        alerts = self.alerts
        if alerts:
            with self.store.turn(now) as turn:
                alerts.queue(turn, self.keeper.current())

    def _meaning(self, job: Job) -> Meaning:
        """Rules first; words are only sent for understanding when they are neither urgent nor private."""
        message, directory, now = job.message, job.directory, job.now
        if message.kind != "words" or not message.words.strip():
            return Meaning()
        rules = _rules(directory)
        urgency = emergency.hear(message.words, rules=rules)
        at_once = form_answers.urgent_at_once(urgency)
        # What may be a name in an answer is looked at again; all else that is urgent waits for no store. A call tells
        # by itself whether it is an answer.
        today = directory.local(now).date()
        no_answer = message.channel == "voice" and message.expect not in RELEASE
        if at_once and (no_answer or not form_answers.may_be_an_answer(message.words, urgency, today, rules)):
            return Meaning(urgency=urgency, lang=language(message.words))
        awaited = job.awaited(self.store)
        if at_once and awaited not in RELEASE:
            return Meaning(urgency=urgency, lang=language(message.words))
        if awaited in RELEASE:
            return form_answers.heard(message, urgency, awaited, understanding(directory, self.nlu), now)
        if awaited in PRIVATE or alert.meant(message, self.alerts):
            return Meaning(urgency=urgency, words=tuple(words(message.words)))
        known = understanding(directory, self.nlu)  # the model's time begins when all is at hand
        if awaited is None:
            return known.alone().meaning(message, now, urgency)
        with self.nlu.one_turn():
            return known.meaning(message, now, urgency)

    def text_delivered(self, text_id: str, sid: str, state: Delivery, fault: int | None) -> None:
        """Keep what the carrier says of a text we sent. Raises StoreUnavailable."""
        self.store.text_delivered(text_id, sid, state, fault)

    def emergent_ok(self, write: Write) -> bool:
        """Whether an emergent caller would get through: the real way from fixed words to a document that dials.

        The store and the model are left out: no emergent caller waits for them.
        """
        directory = self.keeper.current()
        urgency = emergency.hear(PROBE, rules=_rules(directory))
        message = Message("voice", "words", words=PROBE)
        job = Job(self, message, Meaning(urgency=urgency), directory, self.now(), (), "probe", write, "text/xml")
        target = emergent_target(directory, "")
        document = job.without_store().body if urgency.kind == "images" and target else ""
        return "<Dial" in document and number_at(directory, target).number in document

    def ready(self) -> dict[str, object]:
        """For monitoring: what works and what does not, and the store's mend."""
        situation, nlu = self.store.situation(), self._nlu_answers()
        store, fault = situation == "ready", self.keeper.fault
        return {
            "ok": store and nlu and fault is None,
            "directory": self.keeper.current().version,
            "directory_fault": fault,
            "store": store,
            "store_fault": MENDS[situation] or None,
            "alert_channel": bool(self.alerts),
            "open_alerts": self._open_alerts() if store else None,
            "nlu": nlu,
            "limits": self.limits.sharing(),
        }

    def _open_alerts(self) -> int | None:
        """How many urgent callers wait for somebody to take their call back."""
        try:
            with self.store.turn(self.now()) as turn:
                return len(turn.tickets(["open"]))
        except StoreUnavailable:
            return None

    def _nlu_answers(self) -> bool:
        try:
            return bool(self.nlu.asked("hello"))
        except NluDown:
            return False


def _rules(directory: Directory) -> emergency.Rules:
    return emergency.rules_at(directory.file.house_names)


def understanding(directory: Directory, nlu: NluClient) -> Understanding:
    """The understanding of one directory version; building it takes seconds, so it is kept, and built once."""
    with _BUILDING:
        return _built(directory, nlu)


@lru_cache(maxsize=4)
def _built(directory: Directory, nlu: NluClient) -> Understanding:
    known = Understanding(directory, nlu)
    known.lexicon.find(known.lexicon.hear(PROBE))  # reads the tables that only the first words would
    return known


def _clock(settings: Settings) -> Callable[[], dt.datetime]:
    fixed = settings.clock
    return (lambda: fixed) if fixed else (lambda: dt.datetime.now(dt.UTC))


def _keys(settings: Settings) -> Keyring:
    """The keys of the settings; in demo mode generated once under var/."""
    if settings.data_keys:
        return Keyring.parse(settings.data_keys)
    return _generated(settings.var / "demo-keys")


def _generated(path: Path) -> Keyring:
    if not path.exists():
        _made_once(path, Keyring.generate().secret_text())
    return Keyring.parse(path.read_text(encoding="ascii"))


def _made_once(path: Path, text: str) -> None:
    """Make a file that only its owner can read, unless it is there. Others see none or the whole of it.

    Web processes that start together all come here: one makes it, and none reads half of it.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=path.name) as whole, suppress(FileExistsError):
        whole.write(text.encode("ascii"))
        whole.flush()
        os.link(whole.name, path)


__all__ = ["Desk", "KeyOnAnotherRoute"]
