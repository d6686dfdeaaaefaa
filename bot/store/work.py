"""One transaction and what every part of the store needs in it: statements, seals, holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Table, bindparam, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import UpdateBase

from bot.sealing import Keyring, SealBroken
from bot.store.faults import Result, SealedValueUnreadable, StoreUnavailable, without_values

HOLD = select(func.pg_advisory_xact_lock(bindparam("number", type_=BigInteger)))


@dataclass
class Work:
    """A transaction in progress. Every method may raise StoreUnavailable or StoreBusy.

    `fault` is the first that was raised: after it the transaction must not be saved, whoever caught it. `seen` are
    rows that were read and are held, by their key, for who writes them later.

    A statement that every turn runs is made once, and its `values` come with each run: SQLAlchemy takes longer to put
    a statement together than to run it.
    """

    connection: Connection
    keyring: Keyring
    fault: StoreUnavailable | None = None
    seen: dict[str, Row[Any] | None] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)

    def rows(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        return self._run(lambda: self.connection.execute(query, values).all())

    def row(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Row[Any] | None:
        return next(iter(self.rows(query, values)), None)

    def count(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        """How many rows of a table all these conditions hold for."""
        row = self.row(select(func.count()).select_from(table).where(*conditions))
        return int(row[0]) if row else 0

    def write(self, change: UpdateBase, values: Mapping[str, Any] | None = None) -> int:
        """Run an insert, update or delete; the number of rows it touched."""
        return self._run(lambda: self.connection.execute(change, values).rowcount)

    def hold(self, *hashes: str) -> None:
        """Keep others out of the rows with these hashes until the end, whether the rows exist yet or not.

        SQLite has one writer at a time anyway. Sorted, so that two transactions never wait for each other.
        """
        if self.connection.dialect.name == "postgresql":
            for value in sorted({*hashes} - self._held):
                self.rows(HOLD, {"number": int(value[:16], 16) - 2**63})
                self._held.add(value)

    def held(self, purpose: str, value: str) -> str:
        """The keyed hash of a value, whose rows are held."""
        hashed = self.keyring.look_up(purpose, value)
        self.hold(hashed)
        return hashed

    def seal(self, table: Table, column: str, row: str, text: str) -> bytes:
        return self.keyring.seal(table.name, column, row, text)

    def unseal(self, table: Table, column: str, row: str, sealed: bytes) -> str:
        """The plain text. Raises SealedValueUnreadable."""
        return self.unseal_bytes(table, column, row, sealed).decode("utf-8", "surrogatepass")

    def seal_bytes(self, table: Table, column: str, row: str, plain: bytes) -> bytes:
        return self.keyring.seal_bytes(table.name, column, row, plain)

    def unseal_bytes(self, table: Table, column: str, row: str, sealed: bytes) -> bytes:
        """The plain bytes. Raises SealedValueUnreadable."""
        try:
            return self.keyring.unseal_bytes(table.name, column, row, sealed)
        except SealBroken as broken:
            fault = SealedValueUnreadable(f"{table.name}.{column}: {broken}")
        raise fault

    def _run(self, statement: Callable[[], Result]) -> Result:
        try:
            return without_values(statement)
        except StoreUnavailable as fault:
            self.fault = self.fault or fault
            raise
