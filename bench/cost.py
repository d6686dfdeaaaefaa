"""What a turn costs in time, measured one after the other on the machine that runs this."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from bench.doors import Doors
from bench.figures import Cost
from bench.judge import Case
from bench.runs import Runs
from bot import emergency
from bot.message import Message
from bot.nlu_client import NluClient
from bot.take_turn import understanding
from webhook import create_app

TURNS = 200
WARM = 10  # turns not counted: the first ones build what later ones use


class Timed:
    """A client that notes how long each turn in words took, in milliseconds."""

    def __init__(self, client: Any) -> None:
        self._client, self.took = client, list[float]()

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        """Post a form."""
        started = time.perf_counter()
        answer = self._client.post(path, data=data, headers=headers)
        if "SpeechResult" in data or "Body" in data:
            self.took.append(1000 * (time.perf_counter() - started))
        return answer


def measured(runs: Runs, asked: list[Case], url: str) -> list[Cost]:
    """The rule alone, the whole understanding with the box asked over HTTP, and the whole turn through the door."""
    some = asked[:: max(1, len(asked) // TURNS)][:TURNS]
    says = [case.says for case in some]
    with runs.desk(NluClient(url)) as desk:
        understand = understanding(desk.keeper.current(), desk.nlu)
        hear = partial(emergency.hear, rules=emergency.rules_at(understand.directory.file.house_names))
        rule = _each(hear, says)
        whole = _each(lambda text: understand.meaning(Message("text", "words", text), desk.now(), hear(text)), says)
        client = Timed(create_app(desk.settings, desk).test_client())
        doors = Doors(client)
        for case in some:
            doors.ask(case, case.channels[0])
        desk.nlu.close()
    return [_cost("the emergency rule", rule), _cost("understanding", whole), _cost("a whole turn", client.took)]


def _each(do: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    took = []
    for text in texts:
        started = time.perf_counter()
        do(text)
        took.append(1000 * (time.perf_counter() - started))
    return took


def _cost(step: str, took: list[float]) -> Cost:
    counted = took[WARM:] or took
    p95 = statistics.quantiles(counted, n=20)[-1] if len(counted) > 1 else counted[0]
    return Cost(step=step, turns=len(counted), median=round(statistics.median(counted), 1), p95=round(p95, 1))
