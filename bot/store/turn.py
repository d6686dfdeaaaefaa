"""One turn of a talk: all that it reads and changes, saved together or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from bot.store import answers, audit, caps, outbox, stops, talks, tickets
from bot.store.answers import Answer
from bot.store.caps import Caps, Leave
from bot.store.desk_turn import DeskTurn
from bot.store.directory_turn import DirectoryTurn
from bot.store.insight_turn import InsightTurn
from bot.store.request_turn import RequestTurn
from bot.store.staff_turn import StaffTurn
from bot.store.tables import TICKET_STATES, TicketState, Way
from bot.store.talks import Talk
from bot.store.tickets import Due, Ticket
from bot.store.work import Work


class Turn(RequestTurn, StaffTurn, DeskTurn, InsightTurn, DirectoryTurn):
    """Open one with `store.turn(now)`; it is over when that block ends. Times are `now`.

    Every method may raise StoreUnavailable or StoreBusy; then nothing of the turn is saved.
    """

    def __init__(self, work: Work, now: dt.datetime, caps: Caps) -> None:
        self._work = work
        self._caps = caps
        self._now = now
        self._entries: list[audit.Entry] = []
        self._talk_id: str | None = None

    def seen(self, keys: Sequence[str], route: str) -> Answer | None:
        """What a delivery with one of these keys was answered, or None: then this turn answers it.

        Call it first. Of several at once one gets None; the others wait for it and get its answer.
        Raises KeyOnAnotherRoute.
        """
        return answers.find(self._work, keys, route, self._now)

    def remember(self, keys: Sequence[str], route: str, answer: Answer) -> None:
        """Keep the answer for repeats: its body for a day, its keys for good."""
        answers.keep(self._work, keys, route, answer, self._now)

    def talk(self, key: str) -> Talk | None:
        """The talk under `key` (the pair of numbers, the call id). Its state is None if it expired."""
        found = talks.load(self._work, key, self._now)
        if found is None:
            return None
        talk, self._talk_id = found
        return talk

    def save_talk(self, key: str, talk: Talk) -> None:
        """Store the talk; its `state` must be a JSON object."""
        self._talk_id = talks.save(self._work, key, talk, self._now)

    def queue_text(self, to: str, body: str, purpose: str, asked: bool, dedupe: str) -> bool:
        """Have a text sent once this turn is saved. `asked`: it answers the person's own request.

        False, and nothing happens, when `dedupe` was used before, or when a cap keeps the text back: too many to
        this number or to all, or a number of another country.
        """
        return outbox.queue(self._work, to, body, purpose, asked, dedupe, self._now, self._caps)

    def may_reply(self, number: str, words: str) -> Leave:
        """Whether `words` from this number may be answered by a text; if so the answer is counted.

        "last": only with where to call instead, once. "no": not at all. Never ask for an urgent answer.
        """
        return caps.reply(self._work, self._caps, number, words, self._now)

    def audit(self, event: str, actor: str, detail: Mapping[str, str] | None = None, words: str | None = None) -> None:
        """Add to the audit trail. `detail` takes the fields of audit.FIELDS; `words` are sealed.

        Raises NotForTheAudit. Written when the turn ends, so that the trail is held only for a moment.
        """
        self._entries.append(audit.Entry(event, actor, dict(detail or {}), words))

    def stop(self, number: str) -> None:
        """Send this number (E.164) nothing more that it did not ask for."""
        stops.add(self._work, number, self._now)

    def start(self, number: str) -> None:
        """Take back `stop`."""
        stops.remove(self._work, number)

    def stopped(self, number: str) -> bool:
        """Whether the number is silenced."""
        return stops.listed(self._work, number)

    def open_ticket(self, talk: str, channel: str, lang: str, number: str) -> str:
        """Have somebody call back; the id of a new ticket, or of the one this talk has. `number` is E.164 or ""."""
        return tickets.open_(self._work, talk, channel, lang, number, self._now)

    def ticket_number(self, ticket: str, number: str) -> bool:
        """Keep the number (E.164) to call; False where there is no such ticket any more."""
        return tickets.give_number(self._work, ticket, number)

    def ticket_message(self, ticket: str, leave: bool) -> bool:
        """Keep whether a message may be left; False where there is no such ticket any more."""
        return tickets.give_leave(self._work, ticket, leave)

    def take_ticket(self, ticket: str, name: str) -> bool:
        """Give an open ticket to this person; False where it is not open. Ends its alerts."""
        return tickets.take(self._work, ticket, name, self._now)

    def ticket_tried(self, ticket: str) -> bool:
        """Count a call back that reached nobody."""
        return tickets.tried(self._work, ticket)

    def ticket_done(self, ticket: str) -> bool:
        """Close a ticket."""
        return tickets.done(self._work, ticket, self._now)

    def ticket(self, ticket: str) -> Ticket | None:
        """The ticket with this id."""
        return tickets.find(self._work, ticket)

    def ticket_of(self, token: str) -> Ticket | None:
        """The ticket of a link, as long as it is not done."""
        return tickets.by_token(self._work, token)

    def tickets(self, states: Collection[TicketState] = TICKET_STATES, limit: int = 100) -> list[Ticket]:
        """Tickets in these states, the oldest first."""
        return tickets.listed(self._work, states, limit)

    def tickets_due(self) -> list[Due]:
        """The tickets to alert somebody of now; each comes again in five minutes."""
        return tickets.due(self._work, self._now)

    def queue_alert(self, way: Way, to: str, body: str, dedupe: str) -> bool:
        """Have an alert sent once this turn is saved; nothing caps it. False when `dedupe` was used before."""
        return outbox.queue_alert(self._work, way, to, body, dedupe, self._now)
