"""A desk that dies while people tell their requests: nothing confirmed is lost, doubled or texted twice.

The quick tests let a process die at a statement, at a commit, or between commit and answer, and deliver again as
Twilio does. At night real processes of the web side and of the sender are killed with -9 at random moments.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bench.callers_judge import TAKEN, compare
from bench.callers_mind import Manner, Mind
from bench.callers_play import MOST_TURNS, Played, play
from bot.sealing import Keyring
from bot.send_texts import TextNotSent, send_due
from bot.store import Store
from tests.callers import Texter
from tests.carrier import Carrier, Killed
from tests.dying_desk import Doubling, Dying, desk_on, line_to
from tests.ears import Ears, listening
from tests.figures import Figure
from tests.killed_processes import Programs, SlowTwilio, killing, slow_twilio
from tests.planted_people import SEED, Patient, patients
from tests.planted_search import Search
from tests.whole_desk import House

QUICK = 4
NIGHT, PLAYERS = 200, 4
LEAST_KILLS = 200
ANSWERS, TEXTS = 20, 3  # at most so many of them between two deaths
SETTLES = 300.0  # seconds in which every text has been sent or looked up, after the last kill
CONFIRMED = re.compile(r"Nothing is sent until|No se manda nada hasta")


@pytest.fixture(scope="module")
def ears() -> Iterator[Ears]:
    with listening() as box:
        yield box


@pytest.fixture
def house(store: Store, database_url: str, keyring: Keyring, tmp_path: Path, ears: Ears) -> Iterator[House]:
    with desk_on(database_url, keyring, tmp_path / "desk", ears.url) as made:
        yield made


def exported(house: House) -> list[dict[str, Any]]:
    done = house.client.application.test_cli_runner().invoke(args=["requests", "export", "--json"])
    assert done.exit_code == 0, done.output
    stored: list[dict[str, Any]] = json.loads(done.stdout)
    return stored


def outcomes(people: list[Patient], talks: list[Played], stored: list[dict[str, Any]]) -> Iterator[str]:
    """What became of each talk: right, lost, doubled, or wrong. Every one of them was confirmed to its caller."""
    for one, played in zip(people, talks, strict=True):
        assert played.end == "talk over", f"{one.place}: {played.end} {played.why}"
        assert any("[confirm]" in who for who, _ in played.turns), f"{one.place} was not confirmed"
        mine = [request for request in stored if request["callback"] == one.number and request["state"] in TAKEN]
        wrong = any(compare(one.person.facts, mine[0], played.said).values()) if mine else False
        yield "lost" if not mine else "doubled" if len(mine) > 1 else "wrong" if wrong else "right"


def whole(house: House, people: list[Patient], talks: list[Played], figure: Figure, name: str) -> None:
    """Each confirmed request is there once, as it was told; there are no others; the audit trail is whole."""
    stored = exported(house)
    assert set(figure(f"{name}: requests", outcomes(people, talks, stored))) == {"right"}
    assert len(stored) == len(people), "drafts that nobody made"
    assert house.desk.store.verify().whole


def engine_of(house: House) -> str:
    return house.desk.store._engine.dialect.name


def test_a_web_process_dies_and_what_was_confirmed_is_there_once(house: House, figure: Figure) -> None:
    people, dying = list(patients(QUICK)), Dying(house, random.Random(SEED))
    talks = [play(one.person, one.channel, line_to(dying), Manner()) for one in people]
    name = f"B1 deaths of the web side, {engine_of(house)}"
    figure(name, dying.deaths.elements())
    assert set(dying.deaths) == {"statement", "commit", "answer"}
    whole(house, people, talks, figure, name)
    links = {text.body for text in house.desk.store.texts()}
    assert len(links) == len(house.desk.store.texts()) == sum(one.channel == "voice" for one in people)


def test_doubled_and_late_deliveries_have_one_effect_and_one_answer(house: House, figure: Figure) -> None:
    people = list(patients(QUICK))
    doubling = Doubling(lambda path, data, headers: post(house, path, data, headers), random.Random(SEED))
    talks = [play(one.person, one.channel, line_to(doubling), Manner()) for one in people]
    name = f"B2 doubled and late deliveries, {engine_of(house)}"
    assert set(figure(name, doubling.outcomes.elements())) == {"same", "late, same"}
    whole(house, people, talks, figure, name)
    assert len(house.desk.store.texts()) == sum(one.channel == "voice" for one in people)


def post(house: House, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
    """By a client of its own: threads must not share one."""
    return house.client.application.test_client().post(path, data=data, headers=headers)


def test_two_texts_that_change_places_lose_nothing(house: House, figure: Figure) -> None:
    """Texts have no order: an answer may arrive before the one that was sent first."""
    people = [one for one in patients(2 * QUICK) if one.channel == "sms"]
    talks = [swapped(house, one) for one in people]
    whole(house, people, talks, figure, f"B2 texts that changed places, {engine_of(house)}")


def swapped(house: House, one: Patient) -> Played:
    """A talk whose name and birth date arrive in the wrong order; it goes on with what the desk asks then."""
    played, mind, texter = (
        Played(one.person, "sms"),
        Mind(one.person, Manner()),
        Texter(house.client, number=one.number),
    )
    said = one.person.answers
    words: str | None = one.person.opening
    for overtaking in ("yes", said["date_of_birth"][0], said["patient_name"][0]):
        played.turns.append(("caller", words or ""))
        texter.text(words or "")
        words = overtaking
    for _ in range(MOST_TURNS):
        played.turns.append((f"caller [{mind.thing}]", words or ""))
        words = mind.answer(texter.text(words or "") or "")
        if words is None:
            return played
    raise AssertionError("no end")


def test_the_sender_dies_and_each_link_is_texted_once(house: House, figure: Figure) -> None:
    people = [one for one in patients(2 * QUICK) if one.channel == "voice"]
    for one in people:
        assert play(one.person, one.channel, line_to(house.client), Manner()).end == "talk over"
    chance, carrier, deaths, now = random.Random(SEED), Carrier(), 0, house.desk.now()
    unclear = [Killed(), Killed(), TextNotSent("unknown")]
    carrier.before = lambda: chance.choice([*unclear, TextNotSent("later")]) if chance.random() < 0.6 else None
    carrier.after = lambda: chance.choice(unclear) if chance.random() < 0.6 else None
    for _ in range(120):
        try:
            send_due(house.desk.store, carrier, now)
        except Killed:
            deaths += 1
        now += dt.timedelta(seconds=20)
    times = Counter(to for _, to, _ in carrier.took)
    found = figure(
        f"B3 links, {engine_of(house)}, {deaths} deaths of the sender", (f"{n} times" for n in times.values())
    )
    assert set(found) == {"1 times"}
    waiting = {text.to for text in house.desk.store.texts(["doubtful", "failed"])}
    assert set(times) | waiting == {one.number for one in people}
    assert deaths


@pytest.mark.night
@pytest.mark.timeout(3000)
def test_real_processes_killed_at_random_while_hundreds_tell_their_requests(
    database_url: str, tmp_path: Path, ears: Ears, figure: Figure
) -> None:
    killed_while(NIGHT, LEAST_KILLS, database_url, tmp_path, ears, figure)


def killed_while(count: int, kills: int, url: str, folder: Path, ears: Ears, figure: Figure) -> None:
    people, chance, name = list(patients(count)), random.Random(SEED), f"B1 kill -9, {url.partition(':')[0]}"
    with slow_twilio() as twilio, closing(Programs(folder, url, twilio, ears.url, loaded=True)) as programs:
        with closing(Store.open(url, programs.keyring)) as store:
            store.migrate()
        with (
            killing(programs.web, lambda: programs.way.answers, chance, ANSWERS),
            killing(programs.sender, lambda: twilio.asked, chance, TEXTS),
            ThreadPoolExecutor(PLAYERS) as players,
        ):
            played = partial(play, line=programs.line(), manner=Manner())
            talks = list(players.map(lambda one: played(one.person, one.channel), people))
        web, sender = programs.web, programs.sender
        figure(f"{name}: processes killed", ["web"] * web.kills + ["sender"] * sender.kills)
        sent_at_last(programs, figure, name)
        stored = json.loads(programs.run("requests", "export", "--json"))
    judged(people, talks, stored, figure, name)
    texted_once(people, twilio, figure, name)
    printed = web.printed.read_bytes() + sender.printed.read_bytes()
    search = Search((one.place, value) for one in people for value in one.values)
    assert not list(search.hits(printed))
    assert web.kills + sender.kills >= kills


def judged(people: list[Patient], talks: list[Played], stored: list[dict[str, Any]], figure: Figure, name: str) -> None:
    """Of all that was confirmed nothing is lost or doubled. A caller who was told "I cannot save" was not confirmed."""
    figure(f"{name}: talks", (f"{played.end}" for played in talks))
    sure = [pair for pair in zip(people, talks, strict=True) if CONFIRMED.search(pair[1].replies)]
    told, heard = [one for one, _ in sure], [played for _, played in sure]
    assert set(figure(f"{name}: confirmed requests", outcomes(told, heard, stored))) == {"right"}
    assert len(sure) > 0.9 * len(people)
    numbers = Counter(one["callback"] for one in stored if one["callback"])
    assert max(numbers.values()) == 1


def texted_once(people: list[Patient], twilio: SlowTwilio, figure: Figure, name: str) -> None:
    """Each caller by telephone got one link, and nobody two."""
    times = Counter(message["to"] for message in twilio.messages)
    assert set(figure(f"{name}: texts", (f"{n} times" for n in times.values()))) == {"1 times"}
    assert set(times) <= {one.number for one in people if one.channel == "voice"}


def sent_at_last(programs: Programs, figure: Figure, name: str) -> None:
    """Wait until no text waits: after a kill one is claimed again two minutes later, and looked up."""
    store, end = Store.open(programs.url, programs.keyring), time.monotonic() + SETTLES
    while (waiting := store.texts(["queued", "sending"], limit=1000)) and time.monotonic() < end:
        time.sleep(2)
    figure(f"{name}: texts at the end", (text.status for text in store.texts(limit=1000)))
    assert store.verify().whole
    store.close()
    assert not waiting, "texts that still wait"
