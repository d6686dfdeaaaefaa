"""The store: the one way to the database for the rest of the house."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.sealing import Keyring
from bot.store import audit, engines, migrating, outbox, retention, rotation, situations
from bot.store.audit import Head
from bot.store.caps import Caps
from bot.store.checkup import Checkup, checkup
from bot.store.engines import BUSY_MS, make_engine, make_file
from bot.store.faults import KeysDoNotFit, StoreBusy, StoreUnavailable, without_values
from bot.store.outbox import ClaimedText, Text
from bot.store.pulse import Pulse, pulse
from bot.store.queueing import Turns
from bot.store.rotation import Rotated, Walk
from bot.store.situations import Situation
from bot.store.tables import STATUSES, Delivery, Status
from bot.store.turn import Turn
from bot.store.verify import Verdict, verify
from bot.store.work import Work

WAIT_SECONDS = BUSY_MS / 1000
CAPS = Caps()
REQUEST_YEARS = 6
PATIENCE = 100  # how often in a row a step of the rotation may find the store busy
LEAST_REST = 0.005


class Store:
    """One per process, made after a fork. Any method may raise StoreUnavailable or StoreBusy.

    Waits are short: for a lock 0.4 s, for a PostgreSQL that does not answer 2 s. Only `migrate` is patient.
    """

    def __init__(self, engine: Engine, keyring: Keyring, wait: float | None = None) -> None:
        """`wait`: how long to wait for one's turn to write on SQLite, in seconds, where it is not WAIT_SECONDS."""
        self._engine, self._keyring, self._wait = engine, keyring, wait
        self._keys_fit = False
        self._places: threading.Semaphore | None = None
        # SQLite has one writer at a time: all queue here instead of polling the file's lock.
        self._writer = Turns(f"{engine.url.database}-turns") if engine.dialect.name == "sqlite" else None

    @classmethod
    def open(cls, database_url: str, keyring: Keyring) -> Store:
        """A store for `sqlite:///file` or `postgresql://...`. Connects only when first used."""
        return cls(make_engine(database_url), keyring)

    def migrate(self) -> None:
        """Make the tables, or bring them up to date. Raises KeysDoNotFit if others' keys made them."""
        make_file(self._engine)
        with self.patiently() as patient, patient._begun() as connection:
            without_values(lambda: migrating.to_head(connection))
            _sign(Work(connection, self._keyring))

    @contextmanager
    def patiently(self) -> Iterator[Store]:
        """The same store for work that may wait and be waited for."""
        patient = Store(make_engine(self._engine.url, migrating.WAIT_MS), self._keyring, migrating.WAIT_MS / 1000)
        try:
            yield patient
        finally:
            patient.close()

    def gate(self, limit: int) -> None:
        """From now on at most `limit` threads are in the store; a further one gets StoreBusy at once.

        Half of a worker's threads: so a stuck database never takes the threads that emergent callers need.
        """
        self._places = threading.Semaphore(limit)

    @contextmanager
    def turn(self, now: dt.datetime, caps: Caps = CAPS) -> Iterator[Turn]:
        """One transaction: saved when the block ends, undone when it raises. `now` is aware, `caps` hold for texts.

        Keep it short, with nothing slow inside: on SQLite others wait for it.
        """
        with self._work() as work:
            turn = Turn(work, now, caps)
            yield turn
            turn.finish()

    def ready(self) -> bool:
        """Whether a turn could be saved now."""
        return self.situation() == "ready"

    def situation(self) -> Situation:
        """Whether a turn could be saved now, or else what is in the way."""
        try:
            with self._place(), self._begun() as connection:
                layout = without_values(lambda: migrating.layout(connection))
                if layout == "ready":
                    self._check_keys(Work(connection, self._keyring))
                return layout
        except StoreUnavailable as fault:
            return situations.of(fault)

    def purge(self, now: dt.datetime, request_years: int = REQUEST_YEARS) -> dict[str, int]:
        """Take away what is past its time; how many of each. May be cut off and run again.

        Signed requests are kept `request_years` after they ended.
        """
        done: dict[str, int] = {}
        for name, count in self.purging(now, request_years):
            done[name] = done.get(name, 0) + count
        return done

    def purging(self, now: dt.datetime, request_years: int = REQUEST_YEARS) -> Iterator[tuple[str, int]]:
        """The same, one short step each time: what it took away, and how many. Each step is saved when it is told."""
        for name, step in retention.steps(request_years).items():
            count = 1
            while count:
                with self._work() as work:
                    count = step(work, now)
                yield name, count
        with self._queue():
            without_values(lambda: engines.empty_journal(self._engine))

    def rotate(self, rest: Callable[[float], None] = time.sleep) -> Rotated:
        """Seal everything with the current key, while others go on. May be cut off and run again.

        `rest` gets the seconds to wait between two steps: as long as a step took, so that others come in between.
        """
        walks = [self._walked(walk, rest) for walk in rotation.walks()]
        return Rotated({walk.name: walk.resealed for walk in walks}, sum(walk.unreadable for walk in walks))

    def verify(self, *anchors: Head) -> Verdict:
        """Check the whole audit trail, and that `anchors`, earlier heads of it, are still part of it."""
        return verify(self._work, anchors)

    def head(self) -> Head:
        """The audit trail's newest entry."""
        with self._work() as work:
            return audit.head(work)

    def holds(self, head: Head) -> bool:
        """Whether an earlier head is still part of the audit trail."""
        with self._work() as work:
            return audit.holds(work, head)

    def texts(self, statuses: Collection[Status] = STATUSES, limit: int = 100) -> list[Text]:
        """The newest texts with one of these statuses."""
        with self._work() as work:
            return outbox.listed(work, statuses, limit)

    def claim_text(self, now: dt.datetime) -> ClaimedText | None:
        """Take the next text that is due; the claim is saved when this returns."""
        with self._work() as work:
            return outbox.claim(work, now)

    def settle_text(
        self,
        text: ClaimedText,
        status: Status,
        sid: str | None = None,
        fault: str | None = None,
        next_try_at: dt.datetime | None = None,
    ) -> bool:
        """Save what became of a claimed text: queued again, still in doubt (sending), or one of the ends.

        False when the claim had run out and the text is another's now.
        """
        columns = {"sid": sid, "fault": fault} | ({"next_try_at": next_try_at} if next_try_at else {})
        with self._work() as work:
            return outbox.settle(work, text, status, **columns)

    def text_delivered(self, text_id: str, sid: str, state: Delivery, fault: int | None = None) -> bool:
        """Keep what the carrier (its id: `sid`) says of one of our texts; False if that is nothing new or not ours."""
        with self._work() as work:
            return outbox.delivered(work, text_id, sid, state, fault)

    def unknown_sid(self, sids: Sequence[str]) -> str | None:
        """The first of these provider ids that no text has yet."""
        with self._work() as work:
            return outbox.unknown_sid(work, sids)

    def checkup(self) -> Checkup:
        """How the database itself is; on SQLite every page is read."""
        with self._place(), self._begun() as connection:
            return without_values(lambda: checkup(connection))

    def unpurged(self, before: dt.datetime) -> bool:
        """Whether something is still there that should have been purged at `before`."""
        with self._work() as work:
            return retention.left(work, before)

    def pulse(self, now: dt.datetime) -> Pulse:
        """How much waits, for monitoring."""
        with self._work() as work:
            return pulse(work, now)

    def keyed(self, purpose: str, value: str) -> str:
        """A keyed hash of `value`, 64 hex digits: nobody without the keys can make it. Needs no database."""
        return self._keyring.look_up(purpose, value)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _walked(self, walk: Walk, rest: Callable[[float], None]) -> Walk:
        """The walk at its end; each step is saved. Raises StoreBusy when others never let it in."""
        busy = 0
        while not walk.ended:
            started = time.monotonic()
            try:
                with self._work() as work:
                    stepped = walk.step(work)
                walk, busy = stepped, 0
            except StoreBusy:
                busy += 1
                if busy == PATIENCE:
                    raise
            rest(max(LEAST_REST, time.monotonic() - started))
        return walk

    @contextmanager
    def _work(self) -> Iterator[Work]:
        with self._place(), self._begun() as connection:
            work = Work(connection, self._keyring)
            self._check_keys(work)
            yield work
            # PostgreSQL answers the commit of a broken transaction with a quiet rollback.
            if work.fault is not None:
                raise work.fault

    def _check_keys(self, work: Work) -> None:
        if not self._keys_fit and not audit.keys_fit(work):
            raise KeysDoNotFit("see DATA_KEYS")
        self._keys_fit = True

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self._queue():
            connection = self._connected()
            try:
                yield connection
                without_values(connection.commit)
            finally:
                _close(connection)

    def _connected(self) -> Connection:
        """A connection with its transaction begun; one that was lost while nobody used it is taken anew."""
        for tried in (False, True):
            connection = without_values(self._engine.connect)
            try:
                without_values(connection.begin)
            except StoreUnavailable:
                lost = connection.invalidated
                _close(connection)
                if tried or not lost:
                    raise
            except BaseException:
                _close(connection)
                raise
            else:
                break
        return connection

    def _place(self) -> AbstractContextManager[None]:
        return nullcontext() if self._places is None else _held(self._places, seconds=0)

    def _queue(self) -> AbstractContextManager[None]:
        return nullcontext() if self._writer is None else _held(self._writer, self._wait or WAIT_SECONDS)


def _sign(work: Work) -> None:
    """Make the trail's first entry, by which a keyring is known to fit; or see that this one does."""
    fits = audit.keys_fit(work)
    if fits is None:
        audit.append(work, [audit.Entry("store_made", "store")], None, dt.datetime.now(dt.UTC))
    elif not fits:
        raise KeysDoNotFit("see DATA_KEYS")


@contextmanager
def _held(lock: Turns | threading.Semaphore, seconds: float) -> Iterator[None]:
    if not lock.acquire(timeout=seconds):
        raise StoreBusy("no place in the queue")
    try:
        yield
    finally:
        lock.release()


def _close(connection: Connection) -> None:
    """Give the connection back; what was not committed is undone."""
    try:
        connection.close()
    except SQLAlchemyError:
        connection.invalidate()
