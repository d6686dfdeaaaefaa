"""One turn, from message to answer. The only module that acts.

The emergency rule comes first and waits for nothing. Then one transaction holds the talk's state, the
effects, the outbox, the audit record and the answer; the answer given is the one that was committed.
With the store in trouble the question is answered all the same, and nothing is said to be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import structlog

from bot import emergency
from bot.actions import Actions, limit_replies
from bot.conversation import Turned, turn
from bot.directory import Directory, Keeper
from bot.effects import RecordUrgent
from bot.language import language
from bot.meaning import Meaning
from bot.message import Message
from bot.nlu_client import NluClient, NluDown
from bot.outdated import without_gone
from bot.put_in_words import put_in_words
from bot.saying import Saying
from bot.sealing import Keyring
from bot.settings import Settings
from bot.state import State, dump, restore
from bot.store import MENDS, Answer, Caps, Delivery, KeyOnAnotherRoute, Store, StoreBusy, StoreUnavailable, Talk
from bot.store import Turn as StoreTurn
from bot.understanding import Understanding
from bot.urgent import emergent_target
from bot.wording import Wording

log = structlog.get_logger(__name__)
TALK_KEPT = {"voice": dt.timedelta(hours=2), "text": dt.timedelta(hours=24)}
Write = Callable[[Saying], str]


@dataclass
class Desk:
    """All that a turn needs, built once per process; thread-safe."""

    settings: Settings
    keeper: Keeper
    wording: Wording
    nlu: NluClient
    store: Store
    clock: Callable[[], dt.datetime]

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
        )

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
        meaning = self._meaning(message, directory, now)
        job = _Job(self, message, meaning, directory, now, keys, route, write, content_type)
        caps = Caps(self.settings.texts_a_day, directory.file.country)
        try:
            with self.store.turn(now, caps) as stored:
                return stored.seen(keys, route) or job.run(stored)
        except (StoreBusy, StoreUnavailable) as trouble:
            log.warning("turn_not_saved", fault=type(trouble).__name__, route=route)
            return job.without_store()

    def _meaning(self, message: Message, directory: Directory, now: dt.datetime) -> Meaning:
        """Rules first; words are only sent for understanding when they are not urgent."""
        if message.kind != "words" or not message.words.strip():
            return Meaning()
        urgency = emergency.hear(message.words)
        if urgency.kind in ("images", "danger", "suicide", "scanner"):
            return Meaning(urgency=urgency, lang=language(message.words))
        with self.nlu.one_turn():
            return understanding(directory, self.nlu).meaning(message, now)

    def text_delivered(self, text_id: str, sid: str, state: Delivery, fault: int | None) -> None:
        """Keep what the carrier says of a text we sent. Raises StoreUnavailable."""
        self.store.text_delivered(text_id, sid, state, fault)

    def emergent_ok(self) -> bool:
        """Whether an emergent caller would get through: the real rule, on fixed words, to a number."""
        heard = emergency.hear("trauma transfer en route, we need the images now")
        return heard.kind == "images" and bool(emergent_target(self.keeper.current(), ""))

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
            "nlu": nlu,
        }

    def _nlu_answers(self) -> bool:
        try:
            return bool(self.nlu.ranking("hello"))
        except NluDown:
            return False


@lru_cache(maxsize=4)
def understanding(directory: Directory, nlu: NluClient) -> Understanding:
    """The understanding of one directory version; building it takes a moment, so it is kept."""
    return Understanding(directory, nlu)


@dataclass
class _Job:
    """One delivery on its way."""

    desk: Desk
    message: Message
    meaning: Meaning
    directory: Directory
    now: dt.datetime
    keys: tuple[str, ...]
    route: str
    write: Write
    content_type: str
    known: State | None = None

    def run(self, stored: StoreTurn) -> Answer:
        """The turn inside its transaction."""
        self.known = self._state(stored)
        asked = self.message, self.meaning, self.directory
        turned = turn(self.known, *asked, self.now)
        turned = Actions(self.desk.wording, self.desk.settings.demo).do(
            turned, self.message, self.directory, stored, self.keys
        )
        turned = limit_replies.run(turned, self.known, *asked, stored)
        answer, state = self._written(turned)
        stored.save_talk(self._talk_key(), self._talk(state))
        stored.audit(*self._record(turned))
        stored.remember(self.keys, self.route, answer)
        return answer

    def without_store(self) -> Answer:
        """The same answer with nothing saved: effects fail. The step alone tells of a talk that could not be read."""
        asked = self.message, self.meaning, self.directory
        turned = turn(self.known or self._fresh(), *asked, self.now)
        return self._written(Actions.failed(turned, *asked, self.known))[0]

    def _written(self, turned: Turned) -> tuple[Answer, State]:
        saying, state = put_in_words(turned.reply, turned.state, self.message, self.directory, self.desk.wording)
        return Answer(self.write(saying), self.content_type), state

    def _fresh(self) -> State:
        return State(step=self.message.step, lang=self.message.lang, expect=self.message.expect)

    def _state(self, stored: StoreTurn) -> State:
        """The talk so far; a call's language is the one its last document was in."""
        talk = stored.talk(self._talk_key())
        if talk is None or self.message.kind == "arrival":
            return self._fresh()
        if talk.state is None:
            return replace(self._fresh(), dropped=True, lang="es" if talk.lang == "es" else "en")
        try:
            state = restore(talk.state)
        except ValueError:
            return self._fresh()
        if talk.directory_version != self.directory.version:
            state = without_gone(state, self.directory)
        return replace(state, lang=self.message.lang) if self.message.channel == "voice" else state

    def _talk_key(self) -> str:
        """The call, or for texts the pair of numbers."""
        if self.message.channel == "voice":
            return self.keys[0].split(":")[0]
        return f"{self.message.caller}:{self.message.line}"

    def _talk(self, state: State) -> Talk:
        kept = self.now + TALK_KEPT[self.message.channel]
        return Talk(dump(state), self.message.channel, state.lang, self.directory.version, kept)

    def _record(self, turned: Turned) -> tuple[str, str, dict[str, str], str | None]:
        detail = {"channel": self.message.channel, "lang": turned.state.lang, "version": self.directory.version}
        names = ",".join(need.intent for need in self.meaning.needs if need.intent)
        detail |= {"intents": names} if names else {}
        urgent = next((e for e in turned.effects if isinstance(e, RecordUrgent)), None)
        dialled = turned.reply.transfer is not None and turned.reply.transfer.emergent
        if urgent is None and dialled:
            urgent = RecordUrgent("images", ("ladder",))
        if urgent:
            detail |= {"kind": urgent.kind} | ({"evidence": ",".join(urgent.evidence[:9])} if urgent.evidence else {})
        return "urgent" if urgent else "turn", "caller", detail, self.message.words or None


def _clock(settings: Settings) -> Callable[[], dt.datetime]:
    fixed = settings.clock
    return (lambda: fixed) if fixed else (lambda: dt.datetime.now(dt.UTC))


def _keys(settings: Settings) -> Keyring:
    """The keys of the settings; in demo mode generated once under var/."""
    if settings.data_keys:
        return Keyring.parse(settings.data_keys)
    return _generated(settings.var / "demo-keys")


def _generated(path: Path) -> Keyring:
    try:
        return Keyring.parse(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        keyring = Keyring.generate()
        path.touch(mode=0o600)
        path.write_text(keyring.secret_text(), encoding="ascii")
        return keyring


__all__ = ["Desk", "KeyOnAnotherRoute"]
