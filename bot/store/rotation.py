"""Seals again, with the current key, whatever an older one sealed: one column after the other, in small steps.

A step looks at the next few rows and changes those that need it. Cut off anywhere, the next run finds the rest: it
reads the beginnings of the values that are done, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Select, Table, func, select, update

from bot.store.faults import SealedValueUnreadable
from bot.store.tables import metadata, papers, signatures
from bot.store.work import Work

ROWS = 250
# A letter or a paper may have some megabytes.
DOCUMENTS = (signatures.c.letter, signatures.c.picture, papers.c.data)
DOCUMENTS_A_STEP = 4


@dataclass(frozen=True)
class Rotated:
    """What a run did: values sealed again, by column, and how many do not open with any key."""

    resealed: dict[str, int]
    unreadable: int


@dataclass(frozen=True)
class Walk:
    """A walk through one sealed column, by its table's key, up to `after`."""

    column: Column[Any]
    after: Any = None
    ended: bool = False
    resealed: int = 0
    unreadable: int = 0

    @property
    def name(self) -> str:
        """The column's name with its table's."""
        return str(self.column)

    def step(self, work: Work) -> Walk:
        """The walk a few rows further."""
        rows = work.rows(_next(self.column, work.keyring.header, self.after))
        old = [row.key for row in rows if row.begins is not None and row.begins != work.keyring.header]
        done = [_resealed(work, self.column, row) for row in _sealed(work, self.column, old)]
        after = rows[-1].key if rows else self.after
        resealed, unreadable = self.resealed + done.count(True), self.unreadable + done.count(False)
        return Walk(self.column, after, not rows, resealed, unreadable)


def walks() -> Iterator[Walk]:
    """One for every column that is sealed: all those of bytes."""
    for table in metadata.sorted_tables:
        yield from (Walk(column) for column in table.columns if isinstance(column.type, LargeBinary))


def _sealed(work: Work, column: Column[Any], keys: Sequence[Any]) -> Sequence[Row[Any]]:
    key = _key(column.table)
    return work.rows(select(key.label("key"), column.label("sealed")).where(key.in_(keys))) if keys else ()


def _resealed(work: Work, column: Column[Any], row: Row[Any]) -> bool | None:
    """Whether this value opened and is sealed anew; None where it is gone or somebody else has just written it."""
    name = column.name
    if row.sealed is None:
        return None
    try:
        plain = work.unseal_bytes(column.table, name, str(row.key), row.sealed)
    except SealedValueUnreadable:
        return False
    sealed = work.seal_bytes(column.table, name, str(row.key), plain)
    unchanged = (_key(column.table) == row.key, column == row.sealed)
    return work.write(update(column.table).where(*unchanged).values({name: sealed})) == 1 or None


def _key(table: Table) -> Column[Any]:
    """The column whose value a row's seals are bound to."""
    (key,) = table.primary_key.columns
    return key


def _next(column: Column[Any], header: bytes, after: Any) -> Select[Any]:
    key = _key(column.table)
    begins = func.substr(column, 1, len(header), type_=LargeBinary)
    rows = select(key.label("key"), begins.label("begins")).order_by(key)
    limited = rows.limit(DOCUMENTS_A_STEP if any(column is one for one in DOCUMENTS) else ROWS)
    return limited if after is None else limited.where(key > after)
