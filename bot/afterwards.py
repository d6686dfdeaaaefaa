"""Work that nobody waits for long: tried beside the answer, and what saves again later where it did not come off.

Best effort: what waits here is lost with its process.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from bot.store import StoreBusy, StoreUnavailable

log = structlog.get_logger(__name__)
Result = TypeVar("Result")

MOST_AT_ONCE = 8
MOST_WAITING = 500
PAUSES = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)  # seconds between tries; the last one stays
GIVE_UP = 3600.0  # seconds


class TooLate(Exception):
    """The caller was answered without the store meanwhile: nothing of this turn may be saved as it is."""


class Race(Generic[Result]):
    """One urgent turn: whoever saves it, or whoever cannot wait any longer, decides what is answered; never both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._winner = ""
        self.done = threading.Event()
        self.result: Result | None = None
        self.fault: BaseException | None = None

    def win(self, who: str) -> bool:
        """Whether this one decides. Ask just before the commit, or before answering without it."""
        with self._lock:
            self._winner = self._winner or who
            return self._winner == who


class Afterwards:
    """Threads beside those that answer. One per process, made after a fork; they start when they are first needed."""

    def __init__(self, places: int = MOST_AT_ONCE) -> None:
        """`places`: how many may race at once."""
        self._places = threading.Semaphore(places)
        self._waiting: deque[tuple[float, Callable[[], None]]] = deque(maxlen=MOST_WAITING)
        self._lock = threading.Lock()
        self._working = False
        self._racing = 0

    def within(self, seconds: float, save: Callable[[Race[Result]], Result]) -> Race[Result]:
        """Run `save` in a thread of its own, and wait at most `seconds` for it. See `done`, `result` and `fault`."""
        race: Race[Result] = Race()
        if self._places.acquire(blocking=False):
            with self._lock:
                self._racing += 1
            threading.Thread(target=self._run, args=(race, save), name="urgent", daemon=True).start()
            race.done.wait(seconds)
        return race

    def later(self, save: Callable[[], None]) -> None:
        """Try this until it comes off: with growing pauses, for an hour. The oldest goes where too many wait."""
        with self._lock:
            self._waiting.append((time.monotonic(), save))
            if not self._working:
                self._working = True
                threading.Thread(target=self._work, name="afterwards", daemon=True).start()

    def settled(self, seconds: float = 5.0) -> bool:
        """Wait until nothing is left to be saved; whether that came in time."""
        until = time.monotonic() + seconds
        while self._working or self._racing:
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True

    def _run(self, race: Race[Result], save: Callable[[Race[Result]], Result]) -> None:
        try:
            race.result = save(race)
        except Exception as fault:
            race.fault = fault
        finally:
            self._places.release()
            with self._lock:
                self._racing -= 1
            race.done.set()

    def _work(self) -> None:
        tries = 0
        while (found := self._first()) is not None:
            since, save = found
            if _came_off(save) or time.monotonic() - since > GIVE_UP:
                tries = 0
                self._drop(found)
            else:
                time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1

    def _first(self) -> tuple[float, Callable[[], None]] | None:
        with self._lock:
            if not self._waiting:
                self._working = False
                return None
            return self._waiting[0]

    def _drop(self, found: tuple[float, Callable[[], None]]) -> None:
        with self._lock:
            if self._waiting and self._waiting[0] is found:
                self._waiting.popleft()


def _came_off(save: Callable[[], None]) -> bool:
    """Whether it is saved, or never can be."""
    try:
        save()
    except (StoreBusy, StoreUnavailable):
        return False
    except Exception as fault:
        log.error("urgent_turn_not_kept", fault=type(fault).__name__)
    return True
