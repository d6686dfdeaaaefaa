"""The signed letters: one for each request, sealed with how it was signed. The database itself refuses a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, insert, select

from bot.request import Signed
from bot.store.tables import signatures
from bot.store.work import Work

_ADAPTER: TypeAdapter[Signed] = TypeAdapter(Signed)


def keep(work: Work, request_id: str, signed: Signed, letter: bytes, picture: bytes | None, now: dt.datetime) -> None:
    """Store the signature of a request that has none."""
    row = {
        "request_id": request_id,
        "at": now,
        "signed": work.seal(signatures, "signed", request_id, _ADAPTER.dump_json(signed).decode()),
        "letter": work.seal_bytes(signatures, "letter", request_id, letter),
        "picture": work.seal_bytes(signatures, "picture", request_id, picture) if picture is not None else None,
    }
    work.write(insert(signatures).values(row))


def of(work: Work, request_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """The signatures of these requests, still sealed, without their documents."""
    some = select(signatures.c.request_id, signatures.c.signed).where(signatures.c.request_id.in_(request_ids))
    return {row.request_id: row for row in work.rows(some)}


def opened(work: Work, row: Row[Any]) -> Signed:
    """How a letter was signed. Raises SealedValueUnreadable."""
    return _ADAPTER.validate_json(work.unseal(signatures, "signed", row.request_id, row.signed))


def letter(work: Work, request_id: str) -> bytes | None:
    """The signed letter, a PDF. Raises SealedValueUnreadable."""
    row = work.row(select(signatures.c.letter).where(_of(request_id)))
    return work.unseal_bytes(signatures, "letter", request_id, row.letter) if row is not None else None


def picture(work: Work, request_id: str) -> bytes | None:
    """The drawn signature, where one was drawn. Raises SealedValueUnreadable."""
    row = work.row(select(signatures.c.picture).where(_of(request_id), signatures.c.picture.is_not(None)))
    return work.unseal_bytes(signatures, "picture", request_id, row.picture) if row is not None else None


def _of(request_id: str) -> ColumnElement[bool]:
    return signatures.c.request_id == request_id
