"""A talk without a telephone: what a person does goes to the desk, and what comes back is kept whole."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from bot.channels import twiml
from bot.commands.own_box import asking
from bot.directory_types import Lang
from bot.message import Channel, DialEnd, Ended, Kind, Message
from bot.saying import Saying
from bot.sealing import Keyring
from bot.store import Store, Text
from bot.take_turn import Desk
from bot.watch import watching
from simulator import document, people
from simulator.strip import Strip, awaited_by, strip
from simulator.talks import Turn, turn

ROUTE = "/chat"


@contextmanager
def apart(desk: Desk, nlu_url: str) -> Iterator[Desk]:
    """The same desk with a store of its own, gone afterwards: a trial leaves no trace and texts nobody."""
    with TemporaryDirectory() as folder, asking(nlu_url) as nlu:
        store = Store.open(f"sqlite:///{Path(folder) / 'talk.db'}", Keyring.generate())
        try:
            store.migrate()
            yield replace(desk, store=store, nlu=nlu)
        finally:
            desk.afterwards.settled()
            store.close()


@dataclass(frozen=True)
class Heard:
    """One answer: the words, the texts sent to the person beside it, how long it took, and the turn as recorded.

    `strip` is what was made of the message.
    """

    saying: Saying
    texts: tuple[Text, ...]
    seconds: float
    turn: Turn
    strip: Strip | None


class Talk:
    """One call or one exchange of texts with a desk that stands apart.

    `caller` is a number (E.164), or "" where it is withheld; left out: nobody's number.
    """

    def __init__(self, desk: Desk, channel: Channel, lang: Lang = "en", caller: str | None = None) -> None:
        self._desk, self._channel = desk, channel
        self._sid, self._turns = uuid.uuid4().hex, 0
        self._last = Saying(lang, (), "", 0)
        self._texts: set[str] = set()
        self.caller = people.someone(desk.keeper.current().file.country) if caller is None else caller

    @property
    def last(self) -> Saying:
        """The newest answer."""
        return self._last

    def message(self, kind: Kind, words: str = "", keys: str = "", ended: Ended | None = None) -> Message:
        """What would go to the desk now."""
        last, voice = self._last, self._channel == "voice"
        return Message(
            self._channel,
            kind,
            words=words,
            keys=keys,
            lang=last.lang,
            step=last.step if voice else 0,  # a text carries no step: its talk is found by its numbers
            expect=last.expect if voice else "open",
            caller=self.caller,
            line=self._desk.settings.twilio_from,
            ended=ended,
        )

    def take(self, message: Message) -> Heard:
        """Give it to the desk."""
        kept: list[Saying] = []

        def keep(saying: Saying) -> str:
            kept.append(saying)
            return twiml.spoken(saying, "") if self._channel == "voice" else twiml.written(saying)

        self._turns += 1
        start = perf_counter()
        with watching() as watched:
            answer = self._desk.take(message, (f"{self._sid}:{self._turns}",), ROUTE, keep)
        took = perf_counter() - start
        self._last = kept[-1]
        texts = tuple(self._new_texts())
        awaited = awaited_by(watched.job) if watched.job else "private"
        recorded = turn(deed(message), awaited, document.reply(answer.body), tuple(text.body for text in texts))
        return Heard(self._last, texts, took, recorded, strip(watched))

    def transfer_ended(self, status: DialEnd, seconds: int) -> Message:
        """The dialled line answered, or did not, and the caller is still there."""
        dial = self._last.dial
        ended = Ended(status, seconds, dial.target, dial.tries) if dial else None
        return self.message("transfer_ended", ended=ended)

    def _new_texts(self) -> Iterator[Text]:
        for text in reversed(self._desk.store.texts()):
            if text.id not in self._texts:
                self._texts.add(text.id)
                yield text


def deed(message: Message) -> dict[str, Any]:
    """What the person did, as a recorded talk names it."""
    if message.channel == "text":
        return {"texts": message.words}
    if message.ended:
        return {"dial_ends": (message.ended.status, message.ended.seconds)}
    named: dict[Kind, dict[str, Any]] = {
        "arrival": {"call": True},
        "keys": {"presses": message.keys},
        "words": {"says": message.words},
    }
    return named.get(message.kind, {"silent": True})
