"""The part of a turn that is about how staff work requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from bot.release_checks import Check
from bot.request import ReleaseRequest, Signed
from bot.store import audit, desk_cases, desk_checks, desk_queue, outbox, papers, request_events, requests, signing
from bot.store.audit import Entry
from bot.store.desk_cases import Disclosure, Kind
from bot.store.desk_checks import Checked
from bot.store.desk_queue import Part
from bot.store.desk_tables import Way
from bot.store.outbox import Text
from bot.store.papers import Paper
from bot.store.requests import StoredRequest
from bot.store.staff_sessions import SignedIn
from bot.store.tables import requests as request_table
from bot.store.work import Work

TWO_WEEKS = dt.timedelta(days=14)


class DeskTurn:
    """Methods that `bot.store.Turn` has. Whatever changes a request writes its event and its audit entry too."""

    _work: Work
    _now: dt.datetime
    _entries: list[Entry]

    def queue(self, part: Part, actor: str, page: int = 0) -> tuple[list[str], str, bool]:
        """The ids of a page of the queue, a mark that changes with what is on it, and whether there are more."""
        return desk_queue.ids(self._work, part, actor, page)

    def queue_counts(self, actor: str) -> dict[str, int]:
        """How many are in each part of the queue but for what is done."""
        return desk_queue.counts(self._work, actor)

    def these_requests(self, ids: list[str]) -> list[StoredRequest]:
        """The requests with these ids, in this order."""
        return requests.these(self._work, ids, self._now)

    def requests_from(self, number: str, limit: int = 20) -> list[StoredRequest]:
        """Requests that were made from this number (E.164), the newest first."""
        mine = request_table.c.number_hash == self._work.keyring.look_up("number", number)
        wanted = select(request_table.c.id).where(mine).order_by(request_table.c.created_at.desc()).limit(limit)
        return self.these_requests([row.id for row in self._work.rows(wanted)])

    def lost_texts(self, limit: int = 100) -> list[Text]:
        """The newest texts that did not arrive, or of which nobody knows."""
        return outbox.those(self._work, desk_queue.undelivered(), limit)

    def paper(self, request_id: str, paper_id: str) -> Paper | None:
        """One legal paper of a request."""
        return papers.one(self._work, request_id, paper_id)

    def paper_names(self, request_id: str) -> list[tuple[str, str]]:
        """Id and name of each legal paper."""
        return papers.names(self._work, request_id)

    def assign(self, request_id: str, owner: str, actor: str) -> None:
        """Give a request to somebody ("staff.ana"), or to nobody ("")."""
        self._entries.append(desk_cases.assign(self._work, request_id, owner, actor, self._now))

    def note(self, request_id: str, actor: str, words: str, event: str = "note") -> None:
        """Write something down about a request; `words` are sealed."""
        requests.held(self._work, request_id)
        self._entries.append(request_events.add(self._work, request_id, event, actor, self._now, words))

    def answered(self, request_ids: list[str]) -> set[str]:
        """Which of these requests got a paper from outside."""
        return request_events.those_with(self._work, "paper_came", request_ids)

    def check(self, request_id: str, told: ReleaseRequest, kind: Check, by: SignedIn, note: str) -> None:
        """Keep that somebody checked this; it counts as long as the request tells the same. Raises NotTheirs."""
        requests.held(self._work, request_id)
        self._entries.append(desk_checks.add(self._work, request_id, told, kind, by, note, self._now))

    def checks(self, request_id: str, told: ReleaseRequest) -> Mapping[Check, Checked]:
        """The checks that count."""
        return desk_checks.of(self._work, request_id, told)

    def checks_missing(self, request_id: str, told: ReleaseRequest) -> tuple[Check, ...]:
        """What has still to be checked before it goes out."""
        return desk_checks.missing(self._work, request_id, told, self._now)

    def connected_places(self) -> list[tuple[str, dt.datetime, str]]:
        """The places that are connected for sending: name, when it was imported and by whom."""
        return desk_checks.places(self._work)

    def set_connected_places(self, names: list[str], actor: str) -> None:
        """Put this list in place of the one before."""
        desk_checks.set_places(self._work, names, actor, self._now)

    def disclose(self, request_id: str, told: ReleaseRequest, kind: Kind, way: Way, actor: str) -> None:
        """Keep what went out and to whom, for the accounting of disclosures."""
        desk_cases.disclose(self._work, request_id, told, kind, way, actor, self._now)

    def disclosed(self, first: dt.datetime, until: dt.datetime, request_id: str = "") -> list[Disclosure]:
        """What went out between two times; of one request where it is given."""
        return desk_cases.disclosed(self._work, first, until, request_id)

    def misdirected(self) -> list[str]:
        """The ids of requests whose images went to the wrong place in the last two weeks."""
        return desk_cases.misdirected(self._work, self._now - TWO_WEEKS)

    def trail(self, before: int, actor: str, request_id: str, limit: int) -> Sequence[Row[Any]]:
        """The newest entries of the audit trail before this place (0: all), of an actor or request where given."""
        return audit.newest(self._work, before, actor, request_id, limit)

    def duplicate(self, request_id: str, of: str, actor: str) -> None:
        """Say that a request is the same as another one (its id), or is not ("")."""
        requests.held(self._work, request_id)
        self._entries.append(desk_cases.duplicate(self._work, request_id, of, actor, self._now))

    def sign_on_paper(self, request_id: str, signed: Signed, scan: bytes, actor: str) -> bool:
        """Keep a scan of a letter that was signed by hand, and put the request in line. False where it is no draft."""
        entry = signing.on_paper(self._work, request_id, signed, scan, actor, self._now)
        self._entries += [entry] if entry else []
        return entry is not None
