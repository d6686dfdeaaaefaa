"""Whether callers who ask about one thing are told that thing, and others are not told what they did not ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.directory import load
from bot.facts import asked, root
from bot.mentions import lexicon_of

HERE = Path(__file__).resolve().parent
SHIPPED = load(HERE.parent / "directory.yaml")
LEXICON = lexicon_of(SHIPPED)
NOTHING = "nothing"
# The least share told, told first, and of plain requests left alone. `test` was written apart from the words.
FLOORS = {"dev": (0.97, 0.95, 0.93), "test": (0.80, 0.78, 0.90)}


class Counts(NamedTuple):
    """How many questions were told their fact, and first; how many plain requests were left alone."""

    told: int
    first: int
    questions: int
    alone: int
    requests: int


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Entry, fact and question."""
    read = yaml.safe_load((HERE / "facts" / f"{name}.yaml").read_text(encoding="utf-8"))
    for entry, facts in read.items():
        yield from ((entry, fact, said) for fact, questions in facts.items() for said in questions)


def told(entry: str, said: str) -> list[str]:
    return [fact.id for fact in asked(SHIPPED.entry(entry), LEXICON.hear(said), most=2)]


def measured(name: str) -> Counts:
    got = [(fact, told(entry, said)) for entry, fact, said in cases(name)]
    questions = [(fact, facts) for fact, facts in got if fact != NOTHING]
    requests = [facts for fact, facts in got if fact == NOTHING]
    right = sum(fact in facts for fact, facts in questions)
    first = sum(facts[:1] == [fact] for fact, facts in questions)
    return Counts(right, first, len(questions), requests.count([]), len(requests))


@pytest.mark.parametrize("name", FLOORS)
def test_the_fact_that_was_asked_for_is_told(name: str) -> None:
    counts, floor = measured(name), FLOORS[name]
    print(f"{name}: {counts}")
    assert counts.told >= floor[0] * counts.questions
    assert counts.first >= floor[1] * counts.questions
    assert counts.alone >= floor[2] * counts.requests


def test_every_fact_is_asked_for_and_no_other() -> None:
    known = {(entry.id, fact.id) for entry in SHIPPED.entries for fact in entry.facts}
    assert {(entry, fact) for entry, fact, _ in cases("dev") if fact != NOTHING} == known
    assert {(entry, fact) for entry, fact, _ in cases("test") if fact != NOTHING} <= known


def test_no_question_is_in_both_files() -> None:
    assert not {said for *_, said in cases("dev")} & {said for *_, said in cases("test")}


def test_forms_of_a_word_meet() -> None:
    assert root("mailing") == root("mailed") == root("mail")
    assert root("mandarla") == root("mandan") == root("mando")
    assert root("shipping") == root("shipped") == root("ship")
    assert root("medicare") != root("medicaid")


def test_a_whole_phrase_tells_more_than_its_words_apart() -> None:
    assert told("upload", "do i get it back") == ["not_returned"]
    assert told("upload", "it is back there and i get around") == []
