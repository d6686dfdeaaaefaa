"""Whatever is said or written, every parser answers, soon, and in its own closed words."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.fields import (
    birth_date,
    control,
    needed_by,
    person_name,
    postal_address,
    reach,
    recipient,
    record_number,
    studies,
    warm,
    who_asks,
)
from bot.fields.addresses import AddressWhy
from bot.fields.control import Control
from bot.fields.dates import DateWhy
from bot.fields.in_passing import in_passing
from bot.fields.names import NameWhy
from bot.fields.needed import NeededWhy
from bot.fields.reach import ReachWhy
from bot.fields.recipient import RecipientWhy
from bot.fields.record import RecordWhy
from bot.fields.studies import StudyWhy
from bot.fields.who import WhoWhy
from tests.release import table

TODAY = dt.date(2026, 11, 22)
MOST = 1600
SOON = 0.060  # seconds of work for one answer
FIRST_SOON = 0.080  # all fields are looked for at once
PARSERS: dict[str, tuple[Callable[[str, str], Any], Any]] = {
    "date": (lambda text, lang: birth_date(text, TODAY, lang), DateWhy),
    "name": (lambda text, lang: person_name(text, lang), NameWhy),
    "record": (lambda text, lang: record_number(text, lang), RecordWhy),
    "recipient": (lambda text, lang: recipient(text, lang), RecipientWhy),
    "address": (lambda text, lang: postal_address(text, lang), AddressWhy),
    "reach": (lambda text, lang: reach(text, "+19195550100", lang=lang), ReachWhy),
    "needed": (lambda text, lang: needed_by(text, TODAY, lang), NeededWhy),
    "studies": (lambda text, lang: studies(text, TODAY, lang), StudyWhy),
    "who": (lambda text, lang: who_asks(text, lang), WhoWhy),
}
# Words of the tables of answers, to be strung together at random.
SAID = sorted({
    word
    for name in ("dates_en", "dates_es")
    for said in table(name)
    for word in said.split()
} | {word for part in table("recipients").values() if isinstance(part, dict) for said in part for word in said.split()}
  | {word for part in table("others").values() for said in part for word in said.split()})  # fmt: skip
STRUNG = st.lists(st.sampled_from(SAID), max_size=60).map(" ".join)
ANY = st.one_of(st.text(max_size=MOST), STRUNG, st.text(alphabet="0123456789 /-.,'", max_size=60))
HEAVY = [
    "1 " * 800, "nine " * 320, "march " * 266, "mri and ct " * 145, "2019 march " * 145, "two weeks ago " * 114,
    "a b c " * 266, "12 oak street " * 114, "dr smith at " * 133, "not " * 400, "my mother " * 160, "no wait " * 200,
    "5559195550100 " * 114, "x" * MOST, "," * MOST, "i " * 800, "de " * 533, "o'" * 800, "\u0301" * MOST, "ﷺ" * MOST,
    "9" * MOST, "last name is " * 123, "thousand " * 177, "when i " * 228, "nueve de marzo " * 106,
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _read_tables() -> None:
    warm()


@pytest.mark.parametrize("parser", PARSERS)
@given(text=ANY, lang=st.sampled_from(["en", "es"]))
@example(text="", lang="en")
@example(text="\x00\ud800", lang="en")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_words_get_an_answer(parser: str, text: str, lang: str) -> None:
    parse, whys = PARSERS[parser]
    heard = parse(text, lang)
    assert heard.why in get_args(whys)
    assert isinstance(heard.missing, tuple)
    hash(heard)


@given(text=ANY)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_words_steer_one_way(text: str) -> None:
    heard = control(text)
    assert heard.value in get_args(Control)
    assert len(heard.rest) <= len(text) + 2


@given(first=ANY, then=ANY)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_two_answers_go_together(first: str, then: str) -> None:
    date = birth_date(then, TODAY, "en", birth_date(first, TODAY))
    assert date.value is None or date.value <= TODAY
    assert person_name(then, "en", person_name(first)).why in get_args(NameWhy)
    assert recipient(then, "en", recipient(first)).why in get_args(RecipientWhy)
    assert studies(then, TODAY, "en", studies(first, TODAY)).why in get_args(StudyWhy)
    assert postal_address(then, "en", postal_address(first)).why in get_args(AddressWhy)
    assert reach(then, "", before=reach(first, "")).why in get_args(ReachWhy)


@given(text=ANY)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_date_is_whole_or_names_what_is_missing(text: str) -> None:
    heard = birth_date(text, TODAY)
    known = {"day": heard.day, "month": heard.month, "year": heard.year}
    assert set(heard.missing) == {name for name, value in known.items() if value is None}
    if heard.value:
        assert (heard.value.year, heard.value.month, heard.value.day) == (heard.year, heard.month, heard.day)


@pytest.mark.parametrize("parser", [*PARSERS, "control"])
def test_the_longest_answers_are_read_soon(parser: str) -> None:
    parse = PARSERS[parser][0] if parser in PARSERS else lambda text, lang: control(text)
    slow = {}
    for text in HEAVY:
        spent = min(_spent(parse, text) for _ in range(3))
        if spent > SOON:
            slow[text[:20]] = round(spent * 1000, 1)
    assert not slow


@pytest.mark.parametrize("text", HEAVY)
def test_a_first_message_is_read_soon(text: str) -> None:
    assert min(_spent(lambda said, lang: in_passing(said, TODAY, lang), text) for _ in range(2)) < FIRST_SOON


@given(text=ANY)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_first_message_is_read(text: str) -> None:
    heard = in_passing(text, TODAY)
    assert heard.birth.value is None or heard.birth.value <= TODAY


def _spent(parse: Callable[[str, str], Any], text: str) -> float:
    start = time.process_time()
    parse(text[:MOST], "en")
    return time.process_time() - start
