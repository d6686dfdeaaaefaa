"""The situations a store can be in when it cannot serve. No message here carries a stored value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

Result = TypeVar("Result")

# PostgreSQL: no lock in time, statement too slow, deadlock, conflict of transactions, too many connections.
BUSY_STATES = {"55P03", "57014", "40P01", "40001", "53300"}


class StoreUnavailable(Exception):
    """The store cannot do this now; nothing was saved. `code` is the database's own name of the fault."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{self.situation} ({code})")
        self.code = code

    situation = "the store cannot be used now"


class StoreBusy(StoreUnavailable):
    """Others hold the store; trying again in a moment may help."""

    situation = "the store is busy"


class SealedValueUnreadable(StoreUnavailable):
    """A stored value does not open with the keys at hand, or was changed."""

    situation = "a sealed value does not open"


class KeysDoNotFit(StoreUnavailable):
    """The keyring lost the key this store was made with: every look-up would miss."""

    situation = "the data keys are not those of this store"


class KeyOnAnotherRoute(Exception):
    """A delivery's key was already used on another route: a replay."""


def without_values(do: Callable[[], Result]) -> Result:
    """Run one step against the database; a fault comes out as StoreUnavailable or StoreBusy.

    Database messages quote the values they stumbled over. So the new exception is raised after the old one is
    gone: not even its context leads back to it.
    """
    try:
        return do()
    except SQLAlchemyError as error:
        fault = _named(error)
    raise fault from None


def _named(error: SQLAlchemyError) -> StoreUnavailable:
    if isinstance(error, PoolExhausted):
        return StoreBusy("no free connection")
    code = _code(error)
    busy = code in BUSY_STATES or code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    return StoreBusy(code) if busy else StoreUnavailable(code)


def _code(error: SQLAlchemyError) -> str:
    if not isinstance(error, DBAPIError):
        return type(error).__name__
    names = (getattr(error.orig, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return next((name for name in names if name), type(error.orig).__name__)
