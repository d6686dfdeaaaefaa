"""Measures the curves. Sizes follow each other in each round, so that a slow minute meets all of them."""

from __future__ import annotations

import datetime as dt
import itertools
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import yaml

from bench.doors import own_desk
from bench.growth.curve import Curve
from bench.patient import Gone
from bench.speed.figures import percentile
from bench.speed.load import wave
from bench.speed.sides import sides
from bench.speed.talks import ANSWERS, TO_THE_FORM, Asked
from bot import emergency
from bot.directory import load
from bot.message import Message
from bot.read_ahead import read_ahead
from bot.settings import ROOT
from bot.take_turn import Desk
from bot.understanding import Understanding
from tests.callers import Caller, invented
from tests.many_requests import fill
from tests.small_directory import DATES, NOTHING, SMALL, both
from webhook import create_app

CALLERS = (1, 2, 4, 8, 16, 32, 64)
ENTRIES = (15, 50, 200, 800, 2_000)
REQUESTS = (0, 1_000, 10_000, 100_000)
NAMES = 8  # that people have for each invented entry
SYLLABLES = [a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v") for b in "aeiou"]
LEFT_OUT = [*NOTHING, "same_day", "nurse_coordinator"]
TALKS = 8


def callers(asked: Asked, rounds: int, folder: Path) -> Iterator[Curve]:
    """A turn in words with so many callers at once: half of them within, and 99 of 100."""
    half = Curve(name="a turn in words, half within", size_of="callers at once")
    most = Curve(name="a turn in words, 99 of 100 within", size_of="callers at once")
    with sides(folder, folder)[0].running(folder / "radline") as side:
        people = itertools.count()
        for _, many in itertools.product(range(rounds), CALLERS):
            calls = [side.caller(next(people) % 3_000) for _ in asked.words]
            rings = wave(side.port, [call.ring() for call in calls], many).answers
            said = zip(calls, rings, asked.words, strict=True)
            took = wave(side.port, [call.answer(ring, {"SpeechResult": text}) for call, ring, text in said], many).took
            half.add(many, 1000 * percentile(took, 50))
            most.add(many, 1000 * percentile(took, 99))
    yield from (half, most)


def directory(asked: Asked, rounds: int, folder: Path) -> Iterator[Curve]:
    """Reading a directory of so many entries, and understanding the same words by it, without the model."""
    build = Curve(name="a new directory is ready", size_of="entries of the directory")
    reading = Curve(name="words are understood, without the model", size_of="entries of the directory", flat=True)
    known: dict[int, Understanding] = {}
    read_ahead(ROOT / "directory.yaml")  # the tables that every directory needs
    for _, many in itertools.product(range(rounds), ENTRIES):
        path = folder / f"directory-{many}.yaml"
        path.write_text(yaml.safe_dump(large(many), allow_unicode=True, sort_keys=False), encoding="utf-8")
        if many not in known:
            started = time.process_time()
            known[many] = Understanding(load(path), None)
            known[many].lexicon.find(known[many].lexicon.hear("the knee clinic"))
            build.add(many, 1000 * (time.process_time() - started))
        reading.add(many, _read(known[many], asked.words))
    yield from (build, reading)


def large(many: int) -> dict[str, object]:
    """A valid directory with so many entries; the words of the invented ones occur in no language."""
    words = ("".join(letters) for letters in itertools.product(SYLLABLES, repeat=3))
    entries = [_entry(number, list(itertools.islice(words, NAMES))) for number in range(many - len(SMALL["entries"]))]
    return {**SMALL, "entries": [*SMALL["entries"], *entries]}


def _entry(number: int, names: list[str]) -> dict[str, object]:
    return {
        "id": f"service_{number}", "kind": "service", "name": both(f"{names[0]} clinic"),
        "called": {"en": [f"{name} scan" for name in names[1:]], "es": [f"estudio {name}" for name in names[1:]]},
        "numbers": [{"purpose": "appointments", "number": invented(number)}], "not_given": LEFT_OUT, **DATES,
    }  # fmt: skip


def _read(known: Understanding, texts: list[str]) -> float:
    """Milliseconds of processor time for one text, the median."""
    now, took = dt.datetime.now(dt.UTC), list[float]()
    for text in texts:
        urgency, started = emergency.hear(text), time.process_time()
        known.meaning(Message("text", "words", words=text), now, urgency)
        took.append(1000 * (time.process_time() - started))
    return statistics.median(took)


def requests(rounds: int) -> Iterator[Curve]:
    """A turn of a call that takes a request, with so many requests stored before."""
    curve = Curve(name="a form answer, half within", size_of="requests stored", flat=True)
    with ExitStack() as stack:
        desks = {many: stack.enter_context(_filled(many)) for many in REQUESTS}
        people = itertools.count()
        for _, many in itertools.product(range(rounds), REQUESTS):
            curve.add(many, _form_turns(desks[many], people))
    yield curve


@contextmanager
def _filled(many: int) -> Iterator[Desk]:
    """A desk whose store has so many requests; no model is asked."""
    with own_desk({}, "http://127.0.0.1:9") as desk:
        desk.nlu.close()
        desk.nlu = Gone()
        fill(desk, desk.now(), many)
        yield desk


def _form_turns(desk: Desk, people: Iterator[int]) -> float:
    """Milliseconds of one answer on the clock, the median: what is stored is waited for."""
    client, took = create_app(desk.settings, desk).test_client(), []
    for person in itertools.islice(people, TALKS):
        caller = Caller(client, None, invented(person)).call().say(TO_THE_FORM["SpeechResult"])
        for fields in ANSWERS:
            started = time.perf_counter()
            caller.press(fields["Digits"]) if "Digits" in fields else caller.say(fields["SpeechResult"])
            took.append(1000 * (time.perf_counter() - started))
    return statistics.median(took)
