"""Cases played through the doors, each run at a desk of its own, with the model that the run is about."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import bot
from bench import exam
from bench.doors import Doors, own_desk
from bench.exam import Outcome
from bench.judge import Case, Judge
from bench.noise import garbled, word_errors, words
from bot import understanding
from bot.nlu_client import NluClient
from bot.take_turn import Desk
from webhook import create_app

CASES = Path(__file__).with_name("cases")
TUESDAY = "2026-11-24T10:00:00-05:00"  # answers that depend on the hour are the same in every run
MOST_BROKEN = 0.05
NOWHERE = "http://127.0.0.1:9"


def cases(pattern: str) -> list[Case]:
    """The cases of all files of this name ("dev*.yaml"), in the order of their names.

    Raises SystemExit where two files share an id: one case would be counted twice.
    """
    found = [case for path in files(pattern) for case in exam.read(path)]
    twice = [name for name, count in Counter(case.id for case in found).items() if count > 1]
    if twice:
        raise SystemExit(f"{pattern}: two files have {twice[0]}, and {len(twice)} cases are there twice.")
    return found


def files(pattern: str) -> list[Path]:
    """The files of this name in bench/cases. Raises SystemExit where there is none."""
    found = sorted(CASES.glob(pattern))
    if not found:
        raise SystemExit(f"There is no {pattern} in {CASES}.")
    return found


class Runs:
    """Plays cases to the end of a run. `environ` as in bench/doors.py; the clock stands still."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = {"CLOCK": TUESDAY, **environ}
        self.clock = self._environ["CLOCK"]

    def play(self, name: str, asked: Iterable[Case], nlu: NluClient, sure: float | None = None) -> list[Outcome]:
        """What came of each case. `sure` stands for bot.understanding.SURE in this run.

        Raises SystemExit where the doors fail so often that the figures would be about something else.
        """
        asked = list(asked)
        with self.desk(nlu) as desk, threshold(sure):
            doors = Doors(create_app(desk.settings, desk).test_client())
            outcomes = list(_shown(name, exam.asked(asked, doors, Judge(desk.keeper.current())), asked))
        broken = [outcome for outcome in outcomes if outcome.answer.broken]
        if len(broken) > MOST_BROKEN * len(outcomes):
            raise SystemExit(f"{name}: {len(broken)} of {len(outcomes)} got no valid answer: {broken[0].answer.broken}")
        return outcomes

    @contextmanager
    def desk(self, nlu: NluClient) -> Iterator[Desk]:
        """A new desk that asks this model."""
        with own_desk(self._environ, NOWHERE) as desk:
            desk.nlu.close()
            desk.nlu = nlu
            yield desk


@contextmanager
def threshold(sure: float | None) -> Iterator[None]:
    """Another SURE for a while; None changes nothing."""
    with ExitStack() as stack:
        for module in _knowing_sure() if sure is not None else ():
            stack.enter_context(patch.object(module, "SURE", sure))
        yield


def _knowing_sure() -> list[ModuleType]:
    """Every module of the talk that has the threshold, under that name."""
    loaded = [module for name, module in sys.modules.items() if name.startswith(f"{bot.__name__}.")]
    return [module for module in loaded if vars(module).get("SURE") == understanding.SURE]


def heard_wrong(asked: Iterable[Case], rate: float) -> tuple[list[Case], float]:
    """The voice cases as a bad recogniser hears them, and the word error rate that was measured."""
    said = [case for case in asked if "voice" in case.channels]
    heard = [garbled(case.says, rate, case.lang, case.id) for case in said]
    pairs = [(words(case.says), text.split()) for case, text in zip(said, heard, strict=True)]
    errors = sum(word_errors(*pair) for pair in pairs)
    changed = {"channel": "voice"}
    noisy = [case.model_copy(update=changed | {"says": text}) for case, text in zip(said, heard, strict=True)]
    return noisy, errors / max(1, sum(len(words_said) for words_said, _ in pairs))


def _shown(name: str, outcomes: Iterable[Outcome], asked: list[Case]) -> Iterator[Outcome]:
    """Pass on, and tell a waiting person how far it is."""
    whole = sum(len(case.channels) for case in asked)
    for place, outcome in enumerate(outcomes, start=1):
        if place % 100 == 0 or place == whole:
            print(f"{name}: asked {place} of {whole}", file=sys.stderr, flush=True)
        yield outcome
