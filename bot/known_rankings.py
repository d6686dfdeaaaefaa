"""What the understanding box said of the same masked words a moment ago: it says the same again.

Only a hash of the words is kept, for a minute, and nothing where something private was masked. A box that names no
model is always asked: nobody could tell when another model has taken its place.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from bot.private_words import TOKENS

Ranking = tuple[tuple[str, float], ...]
MOST = 512
SECONDS = 60.0


class KnownRankings:
    """A few rankings of one model; another model's first answer clears them. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._model = clock, ""
        self._known: OrderedDict[bytes, tuple[float, Ranking]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, masked: str) -> Ranking:
        """The ranking of these words; () where it is not known."""
        with self._lock:
            said, ranking = self._known.get(_key(masked), (0.0, ()))
            return ranking if ranking and self._clock() - said < SECONDS else ()

    def keep(self, masked: str, ranking: Ranking, model: str) -> None:
        """What `model` (its hash, "" for one without a name) just said of these words."""
        with self._lock:
            if model != self._model:
                self._model = model
                self._known.clear()
            if model and not set(TOKENS) & set(masked.split()):
                self._known[_key(masked)] = self._clock(), ranking
                self._known.move_to_end(_key(masked))
            while len(self._known) > MOST:
                self._known.popitem(last=False)


def _key(masked: str) -> bytes:
    return blake2b(masked.encode("utf-8", "surrogatepass"), digest_size=16).digest()
