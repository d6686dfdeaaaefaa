"""A desk whose process dies at random moments of a request; its deliveries come again, doubled and out of order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench.callers_doors import Line
from bot.nlu_client import NluClient
from bot.sealing import Keyring
from bot.store import Store
from bot.store import store as waiting
from bot.store.engines import make_engine
from tests.carrier import Killed
from tests.whole_desk import House, whole_desk

PATIENT_MS = 60_000  # whoever waits for a lock gets it: only deaths are tried here
STATEMENTS = 12  # of a turn, at least; a death comes before one of them
Delivery = tuple[str, dict[str, str], dict[str, str]]


@contextmanager
def desk_on(url: str, keyring: Keyring, folder: Path, nlu_url: str) -> Iterator[House]:
    """The whole desk over this database; waits for locks are long."""
    house = whole_desk(folder, NluClient(nlu_url), keyring, url)
    house.desk.store.close()
    house.desk.store = Store(make_engine(url, PATIENT_MS), keyring)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(waiting, "WAIT_SECONDS", PATIENT_MS / 1000)
        yield house
    house.close()


def line_to(client: Any) -> Line:
    """For a player of callers; no time passes."""
    return Line(client, None, list, lambda _: False)


@dataclass
class Dying:
    """Delivers again until there is an answer; the process may die at any statement, at the commit, or just after."""

    house: House
    chance: random.Random
    often: float = 0.3
    deaths: Counter[str] = field(default_factory=Counter)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        while True:
            how = self.chance.choice(["statement", "commit", "answer"]) if self.chance.random() < self.often else ""
            try:
                return self._once(how, path, data, headers)
            except Killed:
                self.deaths[how] += 1
                self.house.desk.store._engine.dispose()  # a dead process leaves no connection behind

    def _once(self, how: str, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        with self._death(how):
            answer = self.house.client.post(path, data=data, headers=headers)
        if how == "answer":
            raise Killed
        return answer

    @contextmanager
    def _death(self, how: str) -> Iterator[None]:
        """At one of the statements of this delivery, or as it is about to be committed."""
        engine, left = self.house.desk.store._engine, self.chance.randrange(STATEMENTS)

        def die(*_: Any) -> None:
            nonlocal left
            left -= how == "statement"
            if left < 0 or how == "commit":
                raise Killed

        name = {"statement": "before_cursor_execute", "commit": "commit"}.get(how)
        if name is None:
            yield
            return
        event.listen(engine, name, die)
        try:
            yield
        finally:
            event.remove(engine, name, die)


@dataclass
class Doubling:
    """Delivers everything several times at once, and what is old once more later; each copy gets the first answer."""

    post_once: Callable[[str, dict[str, str], dict[str, str]], Any]
    chance: random.Random
    copies: int = 3
    old: list[tuple[Delivery, str]] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        with ThreadPoolExecutor(self.copies) as threads:
            answers = list(threads.map(lambda _: self.post_once(path, data, headers), range(self.copies)))
        first = answers[0].get_data(as_text=True)
        self.outcomes.update("same" if one.get_data(as_text=True) == first else "another" for one in answers[1:])
        self.old.append(((path, data, headers), first))
        if self.chance.random() < 0.5:
            self._late()
        return answers[0]

    def _late(self) -> None:
        """Something long answered arrives again, behind what came after it."""
        delivery, first = self.chance.choice(self.old)
        again = self.post_once(*delivery).get_data(as_text=True)
        self.outcomes["late, same" if again == first else "late, another"] += 1
