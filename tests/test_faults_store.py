"""The database locked, gone, full, frozen or stopped: hurried callers wait for none of it, others hear what is so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

import pytest

from bot.store import StoreUnavailable
from tests import read_back
from tests.faults.phrases import DANGER, HURRIED, SHIPPED, through, told
from tests.faults.stores import (
    PLACES_IN_STORE,
    POSTGRES,
    SQLITE,
    THREADS,
    Crowd,
    Site,
    full,
    locked,
    on_postgres,
    on_sqlite,
    somebody_inside,
)
from tests.figures import Figure

pytestmark = pytest.mark.xdist_group("faults store")
SOON = 4.0  # seconds; a wait for the lock lasts for ever
LONGEST = 15.0  # seconds for all that ordinary callers do at once
TIMES = 3
AT_ONCE = 12
LATE = 3  # who would wait for ever need not be tried more often than this
TROUBLES = [f"SQLite {name}" for name in SQLITE] + [f"PostgreSQL {name}" for name in POSTGRES]
QUESTION = "fax for vascular intervention"
FAX = SHIPPED.entry("vascular_intervention").of("fax")[0].number
NOT_SAVED = re.compile(r"\b(?:cannot|can't|could not) (?:text|save)\b|ask me for the number again", re.IGNORECASE)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """A desk on each engine, made when it is first asked for."""
    with ExitStack() as stack:
        made: dict[str, Site] = {}
        makers = {"SQLite": on_sqlite, "PostgreSQL": on_postgres}

        def site(engine: str) -> Site:
            if engine not in made:
                made[engine] = stack.enter_context(makers[engine](tmp_path_factory.mktemp(engine)))
            return made[engine]

        yield site


@pytest.fixture(scope="module", params=TROUBLES)
def trouble(request: pytest.FixtureRequest) -> str:
    """For the whole file, so that all is tried in one trouble before the next: PostgreSQL stopped comes last."""
    name: str = request.param
    return name


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    crowd = Crowd()
    yield crowd
    crowd.close()


def at(trouble: str, sites: Callable[[str], Site]) -> tuple[Site, Any]:
    engine, _, name = trouble.partition(" ")
    return sites(engine), (SQLITE if engine == "SQLite" else POSTGRES)[name]


def by_voice(site: Site, words: str) -> str:
    caller = site.house.midway().say(words)
    if words in DANGER:
        return "911 first" if "9 1 1" in caller.heard else f"lost: {words}"
    return "24/7 line" if through(caller) else f"lost: {words}"


def by_key(site: Site) -> str:
    return "24/7 line" if through(site.house.midway().press("2")) else "lost: key 2"


def by_text(site: Site, words: str) -> str:
    reply = site.house.texter().text(words)
    if words in DANGER:
        return "911 first" if "911" in (reply or "") else f"lost: {words}"
    return "24/7 line" if told(reply) else f"lost: {words}"


def deeds(site: Site, phrases: list[str]) -> list[Callable[[], str]]:
    """Each phrase said, every third one written too, and key 2 after every sixth."""
    found: list[Callable[[], str]] = []
    for place, words in enumerate(phrases):
        found.append(partial(by_voice, site, words))
        found += [partial(by_text, site, words)] * (place % 3 == 0)
        found += [partial(by_key, site)] * (place % 6 == 0)
    return found


def hurried(site: Site, crowd: Crowd, phrases: list[str]) -> Iterator[str]:
    """A dozen at a time; no more where nobody gets through."""
    late = 0
    for some in batched(deeds(site, phrases)):
        outcomes = crowd.ask(some, SOON)
        yield from outcomes
        late += outcomes.count("still waiting")
        if late >= LATE:
            return


def batched(all_: list[Callable[[], str]]) -> list[list[Callable[[], str]]]:
    return [all_[start : start + AT_ONCE] for start in range(0, len(all_), AT_ONCE)]


def question(site: Site) -> str:
    """An ordinary question by voice."""
    heard = {one.number for one in read_back.said(site.house.midway().say(QUESTION).heard)}
    return "answered" if heard == {FAX} else "silent"


def asked_by_text(site: Site) -> str:
    read = {one.number for one in read_back.written(site.house.texter().text(QUESTION) or "")}
    return "answered" if read == {FAX} else "silent"


def greeted(site: Site) -> str:
    return "answered" if site.house.caller().call().listening else "silent"


def key(site: Site, pressed: str) -> str:
    """A key in a talk of which nothing can be read."""
    caller = site.house.midway().press(pressed)
    if not caller.heard:
        return "silent"
    if pressed != "9":
        return "answered"
    return "told that nothing is saved" if NOT_SAVED.search(caller.heard) else f"not told: {caller.heard}"


def starts(site: Site) -> str:
    reply = site.house.texter().text("START") or ""
    return "told that nothing is saved" if "START again later" in reply else f"not told: {reply}"


DEEDS: list[Callable[[Site], str]] = [
    question, asked_by_text, greeted, *(partial(key, pressed=pressed) for pressed in "0189*"), starts,
]  # fmt: skip


def test_hurried_callers_wait_for_no_database(
    sites: Callable[[str], Site], crowd: Crowd, figure: Figure, trouble: str
) -> None:
    """Meanwhile somebody who asks an ordinary question does wait for the lock: it is one."""
    site, put = at(trouble, sites)
    with ExitStack() as lasting:
        store = lasting.enter_context(site.stretched()) if put is locked else None
        lasting.enter_context(put(site))
        ordinary = crowd.send(partial(question, site))
        if store:
            somebody_inside(store)
        found = figure(f"A3 {trouble}, hurried", hurried(site, crowd, [*HURRIED, *DANGER]))
        assert not (store and ordinary.done()), "nobody would have waited for this lock"
    assert ordinary.result(LONGEST) == "answered"
    assert found == {"24/7 line": 91, "911 first": 8}


def test_others_are_answered_and_hear_that_nothing_is_saved(
    sites: Callable[[str], Site], crowd: Crowd, figure: Figure, trouble: str
) -> None:
    site, put = at(trouble, sites)
    with put(site):
        outcomes = crowd.ask([partial(deed, site) for deed in DEEDS * TIMES], LONGEST)
    found = figure(f"A3 {trouble}, others", outcomes)
    kept = {"answered", "told that nothing is saved"}
    if put is full:  # what still fits is saved, and then nothing has to be told
        assert all(one in kept or one.startswith("not told") for one in found), found
    else:
        assert set(found) == kept, found
    assert found["answered"] >= 7 * TIMES


def test_half_of_a_workers_threads_held_by_the_database(sites: Callable[[str], Site], figure: Figure) -> None:
    """Sixteen threads, and sixteen ordinary callers first: half of them are stuck, and stay so all the while."""
    site, worker = sites("SQLite"), Crowd(THREADS)
    with site.stretched(), locked(site):
        ordinary = [worker.send(partial(question, site)) for _ in range(THREADS)]
        done, stuck = wait(ordinary, SOON)
        found = figure("A3 all threads busy, hurried", hurried(site, worker, HURRIED[:20]))
        still = [one for one in stuck if not one.done()]
    worker.close()
    ended = figure("A3 all threads busy, the others, when the lock is free", [one.result() for one in ordinary])
    assert len(still) == PLACES_IN_STORE, "they were not stuck"
    assert len(done) == THREADS - PLACES_IN_STORE
    assert found == {"24/7 line": 31}
    assert ended == {"answered": THREADS}


def test_control_an_answer_that_asks_the_database_first_is_found(
    sites: Callable[[str], Site], crowd: Crowd, figure: Figure, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sites("SQLite")
    take = site.house.desk.take

    def store_first(*message: Any) -> Any:
        with suppress(StoreUnavailable), site.house.desk.store.turn(site.house.desk.now()):
            pass
        return take(*message)

    monkeypatch.setattr(site.house.desk, "take", store_first)
    with site.stretched(), locked(site):
        found = figure("A3 control, the database is asked first", hurried(site, crowd, HURRIED))
    assert found["still waiting"] == PLACES_IN_STORE
