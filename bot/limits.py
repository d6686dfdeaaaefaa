"""Counts what no transaction counts: with REDIS_URL all web processes count together, else each for itself.

What is urgent is never counted here, and nothing here keeps anybody waiting for longer than PATIENCE. This process
counts on its own beside Redis, so that Redis may go at any moment.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import structlog

from bot.afterwards import Afterwards
from bot.breaker import Breaker

if TYPE_CHECKING:
    from redis import Redis

log = structlog.get_logger(__name__)
# text, words, all: answers by text while the store is in trouble. link: links that nobody was given.
What = Literal["text", "words", "all", "link"]
Sharing = Literal["none", "shared", "broken"]
PATIENCE = 0.15  # seconds that a turn may wait for Redis
REST = 5.0  # seconds that Redis is left alone after it failed
PLACES = 32  # who may ask Redis at once; as good as all threads of a worker
MOST = 20_000  # counters kept in this process


class Limits:
    """One per process, made after a fork; thread-safe. `url` is a Redis, or "" for none."""

    def __init__(self, url: str = "") -> None:
        self._shared = Shared(url) if url else None
        self._own = Own()

    def count(self, what: What, who: str, seconds: int, now: dt.datetime) -> int:
        """Count one more; how many `who` (a keyed hash) has in this window of `seconds`. Never raises.

        Windows are whole ones of the clock, so around the end of one there may be twice as many.
        """
        window = int(now.timestamp()) // seconds
        key = f"{what}:{who}:{window}"
        many = self._own.add(key)
        shared = self._shared.add(key, seconds) if self._shared else None
        return self._own.at_least(key, shared) if shared else many

    def counted(self, what: What, who: str, seconds: int, now: dt.datetime) -> int:
        """How many there are as far as this process knows; asks nobody."""
        return self._own.at_least(f"{what}:{who}:{int(now.timestamp()) // seconds}", 0)

    def sharing(self) -> Sharing:
        """Whether processes count together now; "none": no Redis is set."""
        if self._shared is None:
            return "none"
        return "shared" if self._shared.answers() else "broken"

    def close(self) -> None:
        """Close the line to Redis."""
        if self._shared:
            self._shared.close()


class Own:
    """The counters of this process; the oldest go where there are too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: dict[str, int] = {}

    def add(self, key: str) -> int:
        with self._lock:
            many = self._counters.pop(key, 0) + 1
            self._counters[key] = many
            while len(self._counters) > MOST:
                del self._counters[next(iter(self._counters))]
            return many

    def at_least(self, key: str, many: int) -> int:
        """The counter, raised to what others know of it."""
        with self._lock:
            known = max(self._counters.get(key, 0), many)
            if known:
                self._counters[key] = known
            return known


class Shared:
    """The counters in Redis. It is asked in a thread beside: no name server, no half answer holds a caller up."""

    def __init__(self, url: str) -> None:
        self._redis = _line(url)
        self._breaker = Breaker(limit=1, rest=REST)
        self._beside = Afterwards(PLACES)

    def add(self, key: str, seconds: int) -> int | None:
        """Count one more; None where Redis does not tell how many there are now."""

        def counted(redis: Redis) -> int:
            with redis.pipeline() as both:
                both.incr(f"radline:{key}")
                both.expire(f"radline:{key}", 2 * seconds)
                return int(both.execute()[0])

        return self._asked(counted)

    def answers(self) -> bool:
        """Whether Redis answers now."""
        return self._asked(lambda redis: int(redis.ping())) is not None

    def close(self) -> None:
        """Hang up."""
        if self._redis:
            self._redis.close()

    def _asked(self, do: Callable[[Redis], int]) -> int | None:
        """What Redis says within PATIENCE. A failure is logged by its name alone: a URL holds a password."""
        redis = self._redis
        if redis is None or not self._breaker.closed():
            return None
        race = self._beside.within(PATIENCE, lambda _: do(redis))
        self._breaker.note(race.result is not None)
        if race.result is None:
            log.warning("limits_not_shared", fault=type(race.fault).__name__ if race.fault else "slow")
        return race.result


def _line(url: str) -> Redis | None:
    """Connects when first used. Waits are short and nothing is tried again: who asks has gone on meanwhile."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    try:
        return Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )
    except ValueError:
        log.warning("limits_not_shared", fault="REDIS_URL is none")
        return None
