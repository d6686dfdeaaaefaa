"""A model that is always waited for, and one that is gone: what a measurement asks instead of the hurried client.

A caller is not kept waiting, so bot/nlu_client.py gives up soon. A figure must not depend on that: on a busy machine
the same words would get another answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bot.known_rankings import Ranking
from bot.nlu_client import LONGEST, NluClient, NluDown

PATIENCE = 60.0  # seconds


class Patient(NluClient):
    """Waits for each answer and asks the same words once. Not thread-safe."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._address, self._known = f"{url}/model/parse", dict[str, Ranking]()
        self._client = httpx.Client(timeout=PATIENCE, trust_env=False)

    def close(self) -> None:
        """Hang up."""
        self._client.close()
        super().close()

    @contextmanager
    def one_turn(self) -> Iterator[None]:
        """No limit for a turn either."""
        yield

    def ranking(self, masked: str) -> Ranking:
        """Intents with their scores, best first. Raises httpx.HTTPError where there is no answer at all."""
        if masked not in self._known:
            answer = self._client.post(self._address, json={"text": masked[:LONGEST]}).raise_for_status().json()
            self._known[masked] = tuple((str(i["name"]), float(i["confidence"])) for i in answer["intent_ranking"])
        return self._known[masked]


class Gone(NluClient):
    """The box is dead: rules and the directory's words answer alone."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")

    def ranking(self, masked: str) -> Ranking:
        """Raises NluDown."""
        raise NluDown("switched off")
