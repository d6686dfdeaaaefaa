"""How staff work a request: who has it, what went out, which requests are one and the same."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update

from bot.request import ReleaseRequest
from bot.store import request_events
from bot.store.audit import Entry
from bot.store.desk_tables import Way, disclosures
from bot.store.tables import requests
from bot.store.work import Work

Kind = Literal["sent", "came_back", "wrong_place"]


@dataclass(frozen=True)
class Disclosure:
    """Something that went out, or what became of it; `facts` are patient, recipient, address and what was sent."""

    id: str
    request_id: str
    kind: Kind
    way: Way
    actor: str
    at: dt.datetime
    facts: Mapping[str, str] = field(repr=False)


_FACTS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def assign(work: Work, request_id: str, owner: str, actor: str, now: dt.datetime) -> Entry:
    """Give a request to somebody ("staff.ana"), or to nobody (""). Hold it first."""
    work.write(update(requests).where(requests.c.id == request_id).values(owner=owner or None))
    event = "assigned" if owner == actor else "assigned_to_other" if owner else "unassigned"
    return request_events.add(work, request_id, event, actor, now, owner)


def duplicate(work: Work, request_id: str, of: str, actor: str, now: dt.datetime) -> Entry:
    """Say that a request is the same as another one (its id), or is not (""). Hold it first."""
    work.write(update(requests).where(requests.c.id == request_id).values(duplicate_of=of or None))
    return request_events.add(work, request_id, "merged" if of else "unmerged", actor, now)


def disclose(
    work: Work, request_id: str, told: ReleaseRequest, kind: Kind, way: Way, actor: str, now: dt.datetime
) -> None:
    """Keep what went out and to whom, as long as the request is kept. It is never taken back."""
    made = secrets.token_hex(16)
    facts = work.seal(disclosures, "facts", made, _FACTS.dump_json(_told(told)).decode())
    row = {"id": made, "request_id": request_id, "kind": kind, "way": way, "actor": actor, "at": now}
    work.write(insert(disclosures).values(**row, facts=facts))


def disclosed(work: Work, first: dt.datetime, until: dt.datetime, request_id: str = "") -> list[Disclosure]:
    """What went out between two times, the oldest first; of one request where it is given."""
    asked = [disclosures.c.at >= first, disclosures.c.at < until]
    asked += [disclosures.c.request_id == request_id] if request_id else []
    rows = work.rows(select(disclosures).where(*asked).order_by(disclosures.c.at, disclosures.c.id))
    return [
        Disclosure(row.id, row.request_id, row.kind, row.way, row.actor, row.at,
                   _FACTS.validate_json(work.unseal(disclosures, "facts", row.id, row.facts)))
        for row in rows
    ]  # fmt: skip


def misdirected(work: Work, since: dt.datetime) -> list[str]:
    """The ids of requests whose images went to the wrong place since then."""
    mine = (disclosures.c.kind == "wrong_place", disclosures.c.at >= since)
    return [row.request_id for row in work.rows(select(disclosures.c.request_id).where(*mine).distinct())]


def _told(told: ReleaseRequest) -> dict[str, str]:
    studies = "; ".join(f"{one.study} {one.date}".strip() for one in told.studies)
    return {
        "patient": told.patient_name,
        "born": told.date_of_birth.isoformat() if told.date_of_birth else "",
        "record": told.mrn,
        "recipient": told.recipient_name or told.patient_name,
        "address": told.recipient_address,
        "what": studies or "all studies",
    }
