"""Turns in words, whole webhook to TwiML, with more callers at once, NLU servers and web processes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.growth.boxes import behind
from bench.growth.curve import Curve
from bench.speed.figures import percentile
from bench.speed.load import Wave, wave
from bench.speed.rounds import NO_DOCUMENT
from bench.speed.sides import Running, radline

CALLERS = (1, 2, 4, 8, 16, 32, 64)
SERVERS = (1, 2, 3, 4)
PROCESSES = (1, 2, 3, 4)
AT_ONCE = 8  # callers, where something else grows
Figures = tuple[Curve, Curve, Curve]
Sides = dict[int, Running]
Settings = Callable[[int], dict[str, str]]  # for a size


def callers(words: list[str], rounds: int, few: int, folder: Path) -> Iterator[Curve]:
    """With so many callers at once."""
    figures = _figures("callers at once", "linear")
    parts = shares(words, few, rounds * len(CALLERS) + 1)
    with radline().running(folder / "radline") as side:
        talks = Talks(side)
        talks.all(next(parts), AT_ONCE)
        for _, many in itertools.product(range(rounds), CALLERS):
            _add(figures, many, talks.all(next(parts), many))
    yield from figures


def servers(words: list[str], rounds: int, few: int, folder: Path) -> Iterator[Curve]:
    """With so many NLU servers behind one address, by which the web processes know them."""
    with ExitStack() as stack:
        urls = stack.enter_context(behind(SERVERS))
        sides = _started(stack, folder, SERVERS, lambda many: {"NLU_URL": urls[many]})
        yield from _eight_callers("NLU servers", sides, words, rounds, few)


def processes(words: list[str], rounds: int, few: int, folder: Path) -> Iterator[Curve]:
    """With so many web processes."""
    with ExitStack() as stack:
        sides = _started(stack, folder, PROCESSES, lambda many: {"WEB_CONCURRENCY": str(many)})
        yield from _eight_callers("web processes", sides, words, rounds, few)


def _started(stack: ExitStack, folder: Path, sizes: tuple[int, ...], settings: Settings) -> Sides:
    """All sizes up at the same time, of which one is asked at a time: a slow minute meets all of them."""
    return {many: stack.enter_context(radline(**settings(many)).running(folder / f"{many}")) for many in sizes}


def _eight_callers(size_of: str, sides: Sides, words: list[str], rounds: int, few: int) -> Figures:
    figures, parts = _figures(size_of, "flat"), shares(words, few, rounds + 1)
    talks, warm = {many: Talks(side) for many, side in sides.items()}, next(parts)
    for one in talks.values():
        one.all(warm, AT_ONCE)
    for texts in itertools.islice(parts, rounds):
        for many, one in talks.items():
            _add(figures, many, one.all(texts, AT_ONCE))
    return figures


def _figures(size_of: str, wants: str) -> Figures:
    half, most = (f"a turn in words, {share} within" for share in ("half", "99 of 100"))
    return (
        Curve(name="turns in words a second", size_of=size_of, wants="no less", unit=""),
        Curve.model_validate({"name": half, "size_of": size_of, "wants": wants}),
        Curve.model_validate({"name": most, "size_of": size_of, "wants": wants}),
    )


def _add(figures: Figures, size: int, done: Wave) -> None:
    rate, half, most = figures
    rate.add(size, len(done.took) / done.wall)
    half.add(size, 1000 * percentile(done.took, 50))
    most.add(size, 1000 * percentile(done.took, 99))


def shares(words: list[str], few: int, many: int) -> Iterator[list[str]]:
    """So many parts of the words, none in two of them, each of all writers and at most `few`.

    What was asked a moment ago is not asked of the model again, so nothing may come twice.
    """
    return (words[place::many][:few] for place in range(many))


class Talks:
    """Calls to one side; each person calls once."""

    def __init__(self, side: Running) -> None:
        self._side, self._people = side, itertools.count()

    def all(self, texts: list[str], many: int) -> Wave:
        """A call for each text, so many at once; the wave of the answers to the texts. Raises SystemExit."""
        calls = [self._side.caller(next(self._people)) for _ in texts]
        rings = wave(self._side.port, [call.ring() for call in calls], many).answers
        said = zip(calls, rings, texts, strict=True)
        done = wave(self._side.port, [call.answer(ring, {"SpeechResult": text}) for call, ring, text in said], many)
        failed = done.answers.count("")
        if failed > NO_DOCUMENT * len(texts):
            raise SystemExit(f"{many} callers at once: {failed} of {len(texts)} turns got no document.")
        return done
