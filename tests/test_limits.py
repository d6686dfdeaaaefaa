"""Caps on texts, at the real doors: who writes too much hears once where to call, urgent words are always answered."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import read_back, troubles
from tests.callers import Texter, invented
from tests.whole_desk import MONDAY, House, whole_desk

pytestmark = pytest.mark.xdist_group("limits")
HURRY = "we need the images for our trauma patient now"
DANGER = "my father collapsed and he is not breathing"
ABROAD = "+447700900123"
MOST, SAME = 40, 5


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("limits"))
    yield house
    house.close()


@pytest.fixture
def later(house: House, monkeypatch: pytest.MonkeyPatch) -> dt.datetime:
    """Two days on, where nothing was counted yet."""
    now = house.desk.now() + dt.timedelta(days=2)
    monkeypatch.setattr(house.desk, "clock", lambda: now)
    return now


def main_line(house: House) -> str:
    (entry, *_) = house.directory.role("main")
    return entry.of("phone")[0].number


def emergent_line(house: House) -> str:
    return house.directory.role("emergent")[0].of("emergent")[0].number


def numbers_in(reply: str | None) -> set[str]:
    return {one.number for one in read_back.written(reply or "")}


def texts_of(house: House, number: str) -> int:
    return sum(text.to == number for text in house.desk.store.texts(limit=9999))


def test_the_forty_first_text_of_an_hour_gets_nothing(house: House) -> None:
    texter = house.texter()
    replies = [texter.text(f"fax for vascular, number {'x' * n}") for n in range(1, MOST + 20)]
    assert all(replies[: MOST - 1])
    assert not [reply for reply in replies[: MOST - 1] if "stop texting" in (reply or "")]
    assert numbers_in(replies[MOST - 1]) == {main_line(house)}
    assert "stop texting" in (replies[MOST - 1] or "")
    assert replies[MOST:] == [None] * 19


def test_beyond_every_cap_urgent_words_are_answered_and_stop_is_kept(house: House) -> None:
    texter = house.texter()
    for n in range(MOST + 3):
        last = texter.text(f"question {'x' * n}")
    assert last is None
    for words in (HURRY, "2", HURRY, *[HURRY] * 7):
        assert emergent_line(house) in numbers_in(texter.text(words)), words
    assert "911" in (texter.text(DANGER) or "")
    assert texter.text("please quit texting me") is None
    with house.desk.store.turn(house.desk.now()) as turn:
        assert turn.stopped(texter.number)
    assert texter.text("START") is None
    with house.desk.store.turn(house.desk.now()) as turn:
        assert not turn.stopped(texter.number)


def test_urgent_answers_count_for_nothing(house: House) -> None:
    texter = house.texter()
    assert all(emergent_line(house) in numbers_in(texter.text(HURRY)) for _ in range(MOST + 5))
    assert texter.text("fax for vascular")


@pytest.mark.parametrize(
    "words", ["I am driving and will see your message later.", "Call our after hours line to have images sent.", "help"]
)
def test_a_robot_gets_four_answers_and_a_goodbye(house: House, words: str) -> None:
    texter = house.texter()
    replies = [texter.text(words) for _ in range(30)]
    assert all(replies[:SAME])
    assert numbers_in(replies[SAME - 1]) == {main_line(house)}
    assert replies[SAME:] == [None] * 25
    assert numbers_in(texter.text("fax for vascular")), "a person behind it is answered"


def test_the_goodbye_is_in_the_language_of_the_talk(house: House) -> None:
    texter = house.texter()
    replies = [texter.text("necesito el fax de la línea vascular por favor") for _ in range(SAME)]
    assert "textos" in (replies[-1] or "")


def test_what_was_not_told_is_not_taken_for_told(house: House) -> None:
    texter = house.texter()
    texter.text("fax for vascular")
    for _ in range(SAME + 1):
        texter.text("fax for thyroid")
    vascular = house.directory.entry("vascular_intervention").of("fax")[0].number
    thyroid = numbers_in(texter.text("say that again"))
    assert thyroid
    assert vascular not in thyroid


def test_abroad_only_urgent_words_are_answered(house: House) -> None:
    texter = Texter(house.client, number=ABROAD)
    assert [texter.text(words) for words in ("fax for vascular", "help", "hello", "START")] == [None] * 4
    assert emergent_line(house) in numbers_in(texter.text(HURRY))
    assert "911" in (texter.text(DANGER) or "")


def test_abroad_stays_silent_with_the_store_in_trouble(house: House) -> None:
    texter = Texter(house.client, number=ABROAD)
    with troubles.gone(house):
        assert texter.text("fax for vascular") is None
        assert emergent_line(house) in numbers_in(texter.text(HURRY))


@pytest.mark.parametrize("number", [ABROAD, "+12045550123", "+19005550123"])
def test_nobody_abroad_is_texted_by_key_nine(house: House, number: str) -> None:
    caller = house.caller(number).call().say("fax for vascular intervention").press("9")
    assert "cannot text" in caller.heard
    assert read_back.said(caller.heard), "the number again"
    assert not texts_of(house, number)


def test_key_nine_over_and_over_fills_no_telephone(house: House) -> None:
    number = house.person()
    for _ in range(MOST // 4 + 2):
        caller = house.caller(number).call().say("fax for vascular intervention")
        for _ in range(4):
            caller.press("9")
    assert texts_of(house, number) == MOST - 1
    assert "cannot text" in caller.heard


def test_the_cap_of_all_numbers_together(house: House, later: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    object.__setattr__(house.desk.settings, "texts_a_day", 30)
    try:
        replies = [house.texter().text("fax for vascular") for _ in range(60)]
        goodbyes = [reply for reply in replies if "stop texting" in (reply or "")]
        assert [bool(reply) for reply in replies] == [True] * 30 + [False] * 30
        assert len(goodbyes) == 3
        assert emergent_line(house) in numbers_in(house.texter().text(HURRY))
        caller = house.caller().call().say("fax for vascular intervention").press("9")
        assert "cannot text" in caller.heard
    finally:
        object.__setattr__(house.desk.settings, "texts_a_day", 5000)


def test_a_repeated_delivery_counts_once(house: House) -> None:
    texter = house.texter()
    first = texter.text("the same words")
    assert {texter.repeat().data for _ in range(2 * SAME)} == {texter.last.data}
    assert first
    assert texter.text("the same words")


def test_the_limiter_is_asked_behind_the_emergency_rule(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it asked for urgent texts as well, this would fail."""
    from bot.store.turn import Turn

    def broken(*_: object) -> str:
        raise AssertionError("a limit stood before an urgent answer")

    monkeypatch.setattr(Turn, "may_reply", broken)
    texter = house.texter()
    assert emergent_line(house) in numbers_in(texter.text(HURRY))
    assert emergent_line(house) in numbers_in(texter.text("2"))
    assert "911" in (texter.text(DANGER) or "")
    assert "cannot answer texts" in (texter.text("fax for vascular") or ""), "it is asked for others"


TEXTS, PEOPLE = 10_000, 1_000


@pytest.mark.night
def test_ten_thousand_texts_from_a_thousand_numbers(tmp_path: Path) -> None:
    """A flood of people, robots and foreign numbers; among them one urgent text in fifty."""
    house = whole_desk(tmp_path)
    object.__setattr__(house.desk.settings, "texts_a_day", 4000)
    answered: Counter[str] = Counter()
    urgent = 0
    for n in range(TEXTS):
        number = f"+4477009{n % 100:05}" if n % 10 == 0 else invented(n * 7919 % (PEOPLE if n % 3 else 20))
        hurry = n % 50 == 1
        words = HURRY if hurry else "I am away." if n % 4 == 0 else f"fax for vascular {n}"
        reply = Texter(house.client, number=number).text(words)
        if hurry:
            assert emergent_line(house) in numbers_in(reply)
            urgent += 1
        elif reply:
            answered[number] += 1
    print(f"{TEXTS} texts, {urgent} urgent, {answered.total()} other answers, at most {max(answered.values())} to one")
    assert not [number for number in answered if not re.match(r"\+1", number)]
    assert max(answered.values()) == MOST
    assert answered.total() <= 4000
    assert house.desk.now() == MONDAY
    house.close()
