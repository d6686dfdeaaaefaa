"""The part of a turn that is about requests to release images."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from bot.request import REQUEST_STATES, ReleaseRequest, RequestState, Signed
from bot.store import links, papers, reminders, request_events, request_keys, requests, signatures, signing
from bot.store.audit import Entry
from bot.store.links import Link
from bot.store.papers import Paper
from bot.store.reminders import Reminder
from bot.store.request_events import RequestEvent
from bot.store.requests import StoredRequest
from bot.store.work import Work


class RequestTurn:
    """Methods that `bot.store.Turn` has. Whatever changes a request writes its event and its audit entry too."""

    _work: Work
    _now: dt.datetime
    _entries: list[Entry]

    def new_request(
        self, request: ReleaseRequest, channel: str, lang: str, number: str, code: str, directory_version: str = ""
    ) -> str:
        """Write a draft; its id. `number` is E.164 or "", `code` of bot.codes.new_code. Raises CodeTaken."""
        told = request, channel, lang, number, code, directory_version
        made, entry = requests.new(self._work, *told, self._now)
        self._entries.append(entry)
        return made

    def save_request(self, request_id: str, request: ReleaseRequest) -> bool:
        """Overwrite what an unsigned request tells; it lives a week from now. False where it is gone or further on."""
        return requests.save(self._work, request_id, request, self._now)

    def move_request(self, request_id: str, to: RequestState, actor: str, note: str = "") -> None:
        """Bring a request to another state. An unsigned one that ends loses its private facts at once.

        `actor` is "caller", "patient", "desk" or a clerk's plain name such as "staff.ana"; `note` is sealed.
        Raises IllegalMove.
        """
        self._entries.append(requests.move(self._work, request_id, to, actor, note, self._now))

    def request(self, request_id: str) -> StoredRequest | None:
        """The request with this id, held until the turn ends. Raises SealedValueUnreadable."""
        return requests.find(self._work, request_id, self._now)

    def request_by_code(self, code: str, number: str | None = None) -> StoredRequest | None:
        """The request with this code as it was typed, and made from `number` (E.164) where one is given."""
        return requests.by_code(self._work, code, number, self._now)

    def unfinished(self, number: str) -> int:
        """How many drafts were made from this number (E.164) and live."""
        return requests.unfinished(self._work, number, self._now)

    def requests(self, states: Collection[RequestState] = REQUEST_STATES, limit: int = 100) -> list[StoredRequest]:
        """Requests in these states: those needed by a day first, then the oldest."""
        return requests.listed(self._work, states, limit, self._now)

    def requests_after(self, request_id: str, limit: int = 100) -> list[StoredRequest]:
        """The next requests by id, to walk through all of them in several turns. Begin with ""."""
        return requests.after(self._work, request_id, limit, self._now)

    def requests_of_record(self, mrn: str, limit: int = 100) -> list[StoredRequest]:
        """Requests that tell this record number, however it was written."""
        return requests.with_keys(self._work, request_keys.of_record(self._work, mrn), limit, self._now)

    def requests_of_person(self, name: str, birth: dt.date, limit: int = 100) -> list[StoredRequest]:
        """Requests of this birth date with any part of this name, those with most parts first."""
        return requests.with_keys(self._work, request_keys.of_person(self._work, name, birth), limit, self._now)

    def request_events(self, request_id: str) -> list[RequestEvent]:
        """All that happened to a request, the oldest first."""
        return request_events.listed(self._work, request_id)

    def new_link(self, request_id: str, token: str, *, beside: bool = False, afresh: bool = False) -> None:
        """Keep the token of a link that lives 72 hours, in place of older ones or `beside` them.

        Wrong guesses at older links stay counted, unless staff begins `afresh`.
        """
        links.new(self._work, request_id, token, self._now, beside, afresh)

    def link(self, token: str, *, also_done: bool = False) -> Link | None:
        """The link with this token; None once it is past its time, or used unless `also_done`."""
        return links.find(self._work, token, self._now, also_done)

    def link_missed(self, token: str) -> int:
        """Count a wrong birth date; how many by now. The fifth blocks the link and tells staff."""
        misses, entries = links.missed(self._work, token, self._now)
        self._entries += entries
        return misses

    def sign(self, request_id: str, token: str, signed: Signed, letter: bytes, picture: bytes | None = None) -> bool:
        """Sign a request, and put it in line ("received"); the link is used then.

        False, and nothing happens, where another was first, or where the link is past its time, blocked or of
        another request. Read the request in the same turn: what was shown is then what is signed.
        """
        entry = signing.sign(self._work, request_id, token, signed, letter, picture, self._now)
        self._entries += [entry] if entry else []
        return entry is not None

    def letter(self, request_id: str) -> bytes | None:
        """The signed letter, a PDF; None where nobody signed."""
        return signatures.letter(self._work, request_id)

    def signature_picture(self, request_id: str) -> bytes | None:
        """The drawn signature; None where none was drawn."""
        return signatures.picture(self._work, request_id)

    def add_paper(self, request_id: str, name: str, kind: str, data: bytes) -> str:
        """Keep a copy of a legal paper; its id. `kind` is its media type."""
        return papers.add(self._work, request_id, name, kind, data, self._now)

    def papers(self, request_id: str) -> list[Paper]:
        """The legal papers of a request, the oldest first."""
        return papers.listed(self._work, request_id)

    def reminder_due(self) -> Reminder | None:
        """The next request whose caller is to be told something now, marked as told; None when there is none.

        One that is past its time is moved to "expired" by this.
        """
        found = reminders.due(self._work, self._now)
        if found is None:
            return None
        reminder, entries = found
        self._entries += entries
        return reminder
