"""A larger directory, a fuller store. Sizes follow each other in each round: a slow minute meets all of them."""

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
from bench.speed.talks import ANSWERS, TO_THE_FORM
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

ENTRIES = (15, 50, 200, 800, 2_000)
REQUESTS = (0, 1_000, 10_000, 100_000)
NAMES = 8  # that people have for each invented entry
SYLLABLES = [a + b for a in ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v") for b in "aeiou"]
LEFT_OUT = [*NOTHING, "same_day", "nurse_coordinator"]
TALKS = 8
NAMED = 32
ENTRIES_OF = "entries of the directory"


def directory(words: list[str], rounds: int, few: int, folder: Path) -> Iterator[Curve]:
    """Reading a directory of so many entries, and understanding the same words by it, without the model."""
    build = Curve(name="a new directory is ready", size_of=ENTRIES_OF)
    reading = Curve(name="words are understood, without the model", size_of=ENTRIES_OF, wants="flat")
    misheard = Curve(name="a name half heard is understood", size_of=ENTRIES_OF, wants="flat")
    known: dict[int, Understanding] = {}
    read_ahead(ROOT / "directory.yaml")  # the tables that every directory needs
    for _, many in itertools.product(range(rounds), ENTRIES):
        if many not in known:
            known[many], took = _ready(large(many), folder / f"directory-{many}.yaml")
            build.add(many, took)
        reading.add(many, _read(known[many], words[:few]))
        misheard.add(many, _read(known[many], half_heard(known[many])))
    yield from (build, reading, misheard)


def _ready(content: dict[str, object], path: Path) -> tuple[Understanding, float]:
    """What understands by this directory, and the milliseconds of processor time until it has done so once."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    started = time.process_time()
    found = Understanding(load(path), None)
    found.lexicon.find(found.lexicon.hear("the knee clinic"))
    return found, 1000 * (time.process_time() - started)


def half_heard(known: Understanding) -> list[str]:
    """Names of a few invented entries, each without its last letter, so that none is a name as it stands."""
    entries = [one for one in known.directory.entries if one.id.startswith("service_")]
    names = [phrase.partition(" ")[0][:-1] for one in entries for lang, phrase in one.called if lang == "en"]
    return [f"i need a {name} scan please" for name in names[:: max(1, len(names) // NAMED)]]


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
    curve = Curve(name="a form answer, half within", size_of="requests stored", wants="flat")
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
