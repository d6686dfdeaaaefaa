"""One delivery on its way from message to answer: inside its transaction, without one, and saved afterwards."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.actions import Actions, alert, limit_replies
from bot.actions.release_request import Drawn
from bot.afterwards import Race, TooLate
from bot.codes import new_code
from bot.conversation import Turned, turn
from bot.directory import Directory
from bot.effects import RecordUrgent
from bot.endings import counted
from bot.meaning import Meaning
from bot.message import RELEASE, Expect, Message
from bot.outdated import without_gone
from bot.put_in_words import put_in_words
from bot.release_talk.resume import UNSIGNED
from bot.saying import Saying
from bot.state import State, dump, restore
from bot.store import Answer, Caps, Store, StoreUnavailable, Talk, TurnRow
from bot.store import Turn as StoreTurn
from bot.tally import Tally

if TYPE_CHECKING:
    from bot.take_turn import Desk

TALK_KEPT = {"voice": dt.timedelta(hours=2), "text": dt.timedelta(hours=24)}
# What belongs to a request lives as long as a draft does.
REQUEST_KEPT = dt.timedelta(days=7)
TOKEN_BYTES = 16
MOST_NAMES = 9
Write = Callable[[Saying], str]


@dataclass
class Job:
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
    given: tuple[Answer, State, Turned] | None = None
    turned: Turned | None = None

    @property
    def urgent(self) -> bool:
        """Whether somebody urgent may wait for this answer: then it waits for no store."""
        if self.meaning.urgency.kind != "none":
            return True
        ladder = self.message.kind == "transfer_ended" or self.message.expect == "reached"
        return self.message.channel == "voice" and (ladder or self.message.keys == "2")

    def awaited(self, store: Store) -> Expect | None:
        """The kind of answer that the talk waits for: a call says it itself, of a text the store knows.

        None where the store cannot tell: it may be a private one.
        """
        if self.message.channel == "voice":
            return self.message.expect
        try:
            with store.turn(self.now) as stored:
                return self._state(stored).expect
        except StoreUnavailable:
            return None

    @property
    def caps(self) -> Caps:
        """How many texts may go."""
        return Caps(self.desk.settings.texts_a_day, self.directory.file.country)

    @property
    def _tally(self) -> Tally:
        return Tally(self.desk.limits, self.caps, self.desk.store.keyed, self.now)

    def saved(self, store: Store, race: Race[Answer] | None = None) -> Answer:
        """The turn in a transaction of its own. Raises TooLate where the caller was answered without it meanwhile."""
        with store.turn(self.now, self.caps) as stored:
            answer = stored.seen(self.keys, self.route, self.talk_key) or self._run(stored)
            if race and not race.win("store"):
                raise TooLate
        return answer

    def _run(self, stored: StoreTurn) -> Answer:
        self.known = known = self._state(stored)
        if self._accepts:
            turned = alert.run(known, self.message, self.desk.alerts, stored)
        else:
            asked = self.message, self.meaning, self.directory
            turned = self._done(turn(known, *asked, self.now), stored)
            turned = limit_replies.run(turned, known, *asked, stored)
        answer, state = self._written(turned)
        self._save(stored, answer, state, turned)
        self.turned = turned
        return answer

    def _done(self, turned: Turned, stored: StoreTurn) -> Turned:
        drawn = Drawn(new_code, lambda: secrets.token_urlsafe(TOKEN_BYTES), self.desk.settings.base)
        actions = Actions(self.desk.wording, bool(self.desk.alerts), drawn, self.now)
        return actions.do(turned, self.message, self.directory, stored, self.keys, self.talk_key)

    def _save(self, stored: StoreTurn, answer: Answer, state: State, turned: Turned) -> None:
        stored.save_talk(self.talk_key, self._talk(state))
        self._written_down(stored, turned)
        stored.remember(self.keys, self.route, answer)

    def _written_down(self, stored: StoreTurn, turned: Turned) -> None:
        """In the audit trail, and counted; whoever on watch takes a call back is no caller."""
        stored.audit(*self._record(turned))
        if self._accepts:
            return
        one = counted(self.known or self._fresh(), self.message, self.meaning, turned, self.directory)
        about = self.message.channel, turned.state.lang, one.intent, one.ending, one.dial, one.open_words
        stored.count(TurnRow(self.directory.local(self.now), *about))

    def without_store(self) -> Answer:
        """The same answer with nothing saved: effects fail. The step alone tells of a talk that could not be read."""
        known, asked = self.known, (self.message, self.meaning, self.directory)
        if self._accepts:
            turned = alert.unsaved(known or self._fresh(), self.message)
        else:
            before = known or self._fresh()
            turned = Actions.failed(turn(before, *asked, self.now), self.message, self.directory, known)
            turned = limit_replies.without_store(turned, before, *asked, self._tally)
        answer, state = self._written(turned)
        self.given, self.turned = (answer, state, turned), turned
        return answer

    @property
    def _accepts(self) -> bool:
        """Whether somebody on watch takes a call back; what is urgent is answered as ever."""
        return self.meaning.urgency.kind == "none" and alert.meant(self.message, self.desk.alerts)

    @property
    def to_be_kept(self) -> bool:
        """Whether what was answered without the store belongs into it all the same: an urgent turn does."""
        return self.given is not None and (self.urgent or self._record(self.given[2])[0] == "urgent")

    def keep(self, store: Store) -> None:
        """Save what was answered without the store, at the time of the answer; a newer turn of the talk stands.

        A call back is asked for even so, though nothing was promised.
        """
        if self.given is None:
            return
        answer, state, turned = self.given
        with store.turn(self.now, self.caps) as stored:
            if stored.seen(self.keys, self.route, self.talk_key):
                return
            self._done(turn(self.known or self._fresh(), self.message, self.meaning, self.directory, self.now), stored)
            newer = (stored.talk(self.talk_key) or self._talk(state)).state or {}
            self._written_down(stored, turned)
            stored.remember(self.keys, self.route, answer)
            if newer.get("step", 0) <= state.step:
                stored.save_talk(self.talk_key, self._talk(state))

    def _written(self, turned: Turned) -> tuple[Answer, State]:
        saying, state = put_in_words(turned.reply, turned.state, self.message, self.directory, self.desk.wording)
        return Answer(self.write(saying), self.content_type), state

    def _fresh(self) -> State:
        return State(step=self.message.step, lang=self.message.lang, expect=self.message.expect)

    def _state(self, stored: StoreTurn) -> State:
        """The talk so far; a call's language is the one its last document was in."""
        talk = stored.talk(self.talk_key)
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
        state = self._with_request(state, stored)
        return self._as_heard(state) if self.message.channel == "voice" else state

    def _with_request(self, state: State, stored: StoreTurn) -> State:
        """With the request that is talked of as it stands by now; one that went further on is talked of no more."""
        draft = state.release
        if draft is None or not draft.id:
            return state
        found = stored.request(draft.id)
        if found and found.state in UNSIGNED:
            return replace(state, release=replace(draft, request=found.request))
        expect: Expect = "open" if state.expect in RELEASE else state.expect
        return replace(state, release=None, expect=expect)

    def _as_heard(self, state: State) -> State:
        """What the caller answers is the document that he heard, even if a turn before it could not be saved."""
        if state.step != self.message.step and state.expect != self.message.expect:
            state = replace(state, expect=self.message.expect, options=())
        return replace(state, lang=self.message.lang)

    @property
    def talk_key(self) -> str:
        """The call, or for texts the pair of numbers."""
        if self.message.channel == "voice":
            return self.keys[0].split(":")[0]
        return f"{self.message.caller}:{self.message.line}"

    def _talk(self, state: State) -> Talk:
        kept = self.now + (REQUEST_KEPT if state.release else TALK_KEPT[self.message.channel])
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
            some = ",".join(urgent.evidence[:MOST_NAMES])
            detail |= {"kind": urgent.kind} | ({"evidence": some} if urgent.evidence else {}) | self._answered(turned)
        return "urgent" if urgent else "turn", "caller", detail, self.message.words or self.message.keys or None

    def _answered(self, turned: Turned) -> dict[str, str]:
        """What was answered: the replies' names, who was dialled and for which time, how the dial before it ended."""
        found = {"replies": ",".join([part.reply for part in turned.reply.parts][:MOST_NAMES])}
        if turned.reply.transfer:
            found |= {"target": turned.reply.transfer.target.replace("#", "-")}
            found |= {"tries": str(turned.reply.transfer.tries)}
        if self.message.ended:
            found |= {"outcome": self.message.ended.status}
        return {name: value for name, value in found.items() if value}
