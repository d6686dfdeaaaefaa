"""The line to the NLU box: Rasa's own `POST /model/parse`, never waited for longer than it deserves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import httpx
import structlog

from bot.breaker import Breaker
from bot.known_rankings import KnownRankings, Ranking

log = structlog.get_logger()
LIMIT_SECONDS = 0.7
LONGEST = 500


class NluDown(Exception):
    """The NLU box did not answer in time, or not with a ranking of intents."""


class NluClient:
    """Asks one NLU server; thread-safe. `url` is the server's base address."""

    def __init__(self, url: str, breaker: Breaker | None = None, transport: httpx.BaseTransport | None = None) -> None:
        self._url = httpx.URL(url + "/model/parse")
        self._breaker = breaker or Breaker()
        # No httpx.Client: cookies, redirects and credentials mean nothing here, and would take time.
        self._http = transport or httpx.HTTPTransport(trust_env=False)
        self._known = KnownRankings()
        self._turn = threading.local()
        self._hung_up = False

    def close(self) -> None:
        """Hang up. A question after this raises RuntimeError: the connections would come back unseen."""
        self._hung_up = True
        self._http.close()

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """All that this thread asks meanwhile may take as long as one question alone."""
        self._turn.until = time.monotonic() + LIMIT_SECONDS
        try:
            yield
        finally:
            del self._turn.until

    def ranking(self, masked: str) -> Ranking:
        """Intents with their scores, best first. Raises NluDown."""
        known = () if self._hung_up else self._known.of(masked[:LONGEST])
        return known or self.asked(masked)

    def asked(self, masked: str) -> Ranking:
        """The same, always of the box itself. Raises NluDown."""
        if self._hung_up:
            raise RuntimeError("the line to the box was closed")
        masked = masked[:LONGEST]
        limit = self._left()
        if limit <= 0:
            raise NluDown("no time left")
        if not self._breaker.closed():
            raise NluDown("resting")
        try:
            answer = self._ask(masked, limit)
            ranking = _ranking(answer)
            self._known.keep(masked, ranking, str(answer.get("model", "")))
        except Exception as error:  # whatever is wrong with the line or the box, the talk goes on without the model
            self._breaker.note(ok=False)
            log.warning("nlu_down", fault=type(error).__name__)
            raise NluDown(type(error).__name__) from None
        self._breaker.note(ok=True)
        return ranking

    def _left(self) -> float:
        """How many seconds this thread may still wait for the box."""
        until: float | None = getattr(self._turn, "until", None)
        return LIMIT_SECONDS if until is None else min(LIMIT_SECONDS, until - time.monotonic())

    def _ask(self, masked: str, limit: float) -> Any:
        """One request, read within `limit` seconds as a whole: a babbling server is cut off."""
        started, body = time.monotonic(), b""
        within = {"timeout": httpx.Timeout(limit).as_dict()}
        request = httpx.Request("POST", self._url, json={"text": masked}, extensions=within)
        with closing(self._http.handle_request(request)) as answer:
            if not answer.is_success:
                raise ValueError("refused")
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > 100_000 or time.monotonic() - started > limit:
                    raise ValueError("babbling")
        return json.loads(body)


def _ranking(answer: Any) -> Ranking:
    ranking = tuple((str(i["name"]), float(i["confidence"])) for i in answer["intent_ranking"])
    if not ranking or not all(0 <= score <= 1 for _, score in ranking):
        raise ValueError("no ranking")
    return ranking
