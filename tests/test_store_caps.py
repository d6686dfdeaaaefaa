"""How many texts may go, at the figures, on both engines and over several processes."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.sealing import Keyring
from bot.store import Caps, Store, StoreBusy
from bot.store.caps import in_country
from bot.store.tables import counted_texts
from tests.callers import invented
from tests.carrier import OTHER, PERSON
from tests.stores import NOW
from tests.test_store_duplicates import patiently

SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
TWILIOS_OWN = "+15005550006"


def ask(store: Store, number: str = PERSON, words: str = "", now: dt.datetime = NOW, a_day: int = 5000) -> str:
    with store.turn(now, Caps(a_day)) as turn:
        return turn.may_reply(number, words)


def queue(store: Store, key: str, number: str = PERSON, asked: bool = False, now: dt.datetime = NOW) -> bool:
    with store.turn(now) as turn:
        return turn.queue_text(number, "hello", "numbers", asked, key)


def test_forty_answers_an_hour_the_last_of_them_a_goodbye(store):
    leaves = [ask(store, words=f"question {n}", now=NOW + n * SECOND) for n in range(60)]
    assert leaves == ["go"] * 39 + ["last"] + ["no"] * 20
    assert ask(store, OTHER, "question") == "go"


def test_the_goodbye_comes_once_and_after_an_hour_all_is_as_before(store):
    leaves = [ask(store, words=f"question {n}", now=NOW + n * MINUTE) for n in range(100)]
    assert leaves[:39] == ["go"] * 39
    assert leaves[39] == "last"
    assert leaves[40:99] == ["no"] * 59
    assert leaves[99] == "go"


def test_in_no_hour_are_there_more_than_forty(store):
    times = [NOW + n * 40 * SECOND for n in range(300)]
    went = [now for number, now in enumerate(times) if ask(store, words=str(number) * 2, now=now) != "no"]
    assert len(went) > 80
    assert max(sum(end - HOUR < now <= end for now in went) for end in went) == 40


def test_a_loop_of_the_same_words_ends_after_five(store):
    words = ["Out of office", "out  of OFFICE "] * 10
    assert [ask(store, words=said) for said in words] == ["go"] * 4 + ["last"] + ["no"] * 15
    assert ask(store, words="a real question") == "go"
    assert ask(store, OTHER, "Out of office") == "go"
    assert ask(store, words="out of office", now=NOW + HOUR) == "go"


def test_two_robots_words_in_turn_end_as_well(store):
    leaves = [ask(store, words=("Hi!", "Bye!")[n % 2]) for n in range(20)]
    assert leaves == ["go"] * 8 + ["last"] * 2 + ["no"] * 10


def test_a_key_may_be_sent_often(store):
    assert [ask(store, words="1") for _ in range(12)] == ["go"] * 12


def test_four_unasked_texts_a_day(store):
    assert [queue(store, str(n), now=NOW + n * HOUR) for n in range(24)] == [True] * 4 + [False] * 20
    assert queue(store, "for another", OTHER)
    assert queue(store, "next day", now=NOW + 24 * HOUR)
    assert not queue(store, "too early", now=NOW + 24.5 * HOUR)


def test_texts_asked_for_by_telephone_count_like_answers_and_unasked_ones_do_not(store):
    assert [queue(store, str(n), asked=True) for n in range(50)] == [True] * 39 + [False] * 11
    assert ask(store, words="hello") == "last"
    assert ask(store, words="hello again") == "no"
    assert queue(store, "a reminder")
    assert len(store.texts()) == 40


def test_a_text_queued_twice_counts_once(store):
    assert [queue(store, "the same") for _ in range(9)] == [True] + [False] * 8
    assert [queue(store, str(n)) for n in range(9)] == [True] * 3 + [False] * 6


def test_a_turn_that_is_undone_counts_nothing(store):
    def goes_wrong() -> None:
        with store.turn(NOW) as turn:
            turn.may_reply(PERSON, "hello")
            raise ZeroDivisionError

    for _ in range(9):
        with pytest.raises(ZeroDivisionError):
            goes_wrong()
    assert ask(store, words="hello") == "go"


def test_all_numbers_together_keep_to_the_cap_of_a_day(store):
    leaves = [ask(store, invented(n % 60), f"question {n}", NOW + n * MINUTE, a_day=50) for n in range(300)]
    assert leaves[:45] == ["go"] * 45
    assert Counter(leaves) == {"go": 45, "last": 5, "no": 250}
    assert ask(store, invented(901), now=NOW + 25 * HOUR + MINUTE, a_day=50) == "go"


def test_the_cap_of_a_day_holds_for_the_outbox(store):
    def one(number: int) -> bool:
        with store.turn(NOW, Caps(20)) as turn:
            return turn.queue_text(invented(number), "hello", "numbers", True, str(number))

    assert [one(n) for n in range(30)] == [True] * 18 + [False] * 12
    assert len(store.texts()) == 18


ABROAD = ("+447700900123", "+12045550123", "+18765550123", "+12425550123", "+19005550123", "+882161234567", "me", "")


@pytest.mark.parametrize("number", ABROAD)
def test_nobody_abroad_and_no_premium_number_is_texted(store, number):
    assert ask(store, number, "hello") == "no"
    assert not queue(store, "asked", number, asked=True)
    assert not queue(store, "unasked", number)
    assert store.texts() == []


@pytest.mark.parametrize("number", [PERSON, TWILIOS_OWN, "+18005550123", invented(0), invented(3899)])
def test_numbers_of_the_country_are(store, number):
    assert ask(store, number, "hello") == "go"
    assert in_country(number, "US")
    assert not in_country(number, "CA")


def test_counts_say_nothing_in_the_clear_and_are_forgotten_after_a_day(store, intruder):
    ask(store, words="my name is Ximena")
    with intruder.begin() as connection:
        (row,) = connection.execute(sa.select(counted_texts)).all()
    assert {len(row.number_hash), len(row.words_hash)} == {64}
    assert not [value for value in row if "Ximena" in str(value) or PERSON[2:] in str(value)]
    ask(store, OTHER, "my name is Ximena")
    with intruder.begin() as connection:
        hashes = set(connection.execute(sa.select(counted_texts.c.words_hash)).scalars())
    assert len(hashes) == 2, "who says the same must not be seen"
    assert store.purge(NOW + 24 * HOUR - SECOND)["counts forgotten"] == 0
    assert store.purge(NOW + 24 * HOUR)["counts forgotten"] == 2


# Several at once


def test_two_turns_never_take_the_last_place_of_the_day(store):
    for n in range(8):
        assert ask(store, invented(n), "hello", a_day=10) == "go"
    with store.turn(NOW, Caps(10)) as one:
        assert one.may_reply(PERSON, "hello") == "go"
        with pytest.raises(StoreBusy), store.turn(NOW, Caps(10)) as other:
            other.may_reply(OTHER, "hello")
    assert ask(store, OTHER, "hello", a_day=10) == "last"


PEOPLE, EACH, A_DAY = 3, 20, 50


def ask_all(database_url: str, keys: str) -> list[str]:
    store = Store.open(database_url, Keyring.parse(keys))

    def one(n: int) -> str:
        return patiently(lambda: ask(store, invented(n % PEOPLE), f"{n} {id(store)}", a_day=A_DAY))

    with ThreadPoolExecutor(3) as threads:
        leaves = list(threads.map(one, range(PEOPLE * EACH)))
    store.close()
    return leaves


def test_caps_hold_over_two_processes(store, database_url, keyring):
    command = [sys.executable, "-m", "tests.test_store_caps", database_url, keyring.secret_text()]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    leaves = Counter(line for process in processes for line in process.communicate(timeout=90)[0].split())
    assert leaves.total() == 2 * PEOPLE * EACH
    assert leaves["go"] == A_DAY - A_DAY // 10
    assert leaves["last"] == PEOPLE


if __name__ == "__main__":
    print("\n".join(ask_all(*sys.argv[1:])))
