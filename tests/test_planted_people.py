"""Invented patients tell their names, birth dates, numbers and addresses: none of it is found where it does not belong.

Each plays a whole talk for a release request. Searched are logs from DEBUG up, standard output and error, URLs, texts,
what others hear, what the understanding box hears and says, the database's files, journals, server log and dump. Some
talks meet faults whose exceptions quote the values. A leak planted in each of these places is found.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from bench.callers_judge import FIELDS, TAKEN, compare
from bench.callers_mind import Manner
from bench.callers_play import play
from bot.store.engines import make_engine
from tests.callers import Caller, Texter
from tests.ears import listening
from tests.figures import Figure
from tests.planted_house import NOBODY, Site, Troubles, site
from tests.planted_people import SEED, Patient, patients
from tests.planted_search import Search, spellings

QUICK, NIGHT = 4, 500
TROUBLED = 3  # every third talk meets faults
LEAST_TOLD = 0.8  # of the values; if fewer were told and kept, nothing is proved
STRANGER = "+19845550198"
PRIVATE = ("patient_name", "date_of_birth", "mrn", "recipient_name", "recipient_address", "callback")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    server = request.getfixturevalue("postgres") if request.param == "postgres" else None
    with listening() as ears, site(request.param, tmp_path, ears, server, time.time() - 1) as made:
        yield made


def test_a_few_planted_people(place: Site, capfd: Any, figure: Figure) -> None:
    everything(place, list(patients(QUICK)), capfd, figure)


def test_nothing_of_them_is_anywhere_before_they_call(place: Site, capfd: Any) -> None:
    """Not even the numbers of the demo phone's callers, which its page lists."""
    search = searched(list(patients(NIGHT)))
    assert not [hit for data in everywhere(place, capfd, "").values() for hit in search.hits(data)]


@pytest.mark.night
def test_five_hundred_planted_people(place: Site, capfd: Any, figure: Figure) -> None:
    everything(place, list(patients(NIGHT)), capfd, figure)


def everything(place: Site, people: list[Patient], capfd: Any, figure: Figure) -> None:
    """Play all talks, search all places, plant a leak in each, search again."""
    printed = capfd.readouterr().out
    place.doctors = {value for one in people for value in (one.doctor, one.doctor.split()[-1])}
    search = searched(people)
    provoked = talks(place, people, figure)
    kept_values(place, people, figure)
    found = everywhere(place, capfd, printed)
    leaks = {name: list(leaking(search, name, data, place)) for name, data in found.items()}
    sizes = (f"{name} {len(data) >> 10} kB" for name, data in found.items())
    figure(
        f"planted, {engine_of(place)}: searched {', '.join(sizes)}", ["clean" if not any(leaks.values()) else "LEAK"]
    )
    assert leaks == {name: [] for name in found}
    assert provoked or len(people) < TROUBLED
    controls(place, people, search, capfd, figure)


def searched(people: list[Patient]) -> Search:
    return Search((one.place, value) for one in people for value in one.values)


def talks(place: Site, people: list[Patient], figure: Figure) -> list[str]:
    """Every talk, and after each somebody else who calls and texts, also from the same number."""
    troubles = Troubles(place.house.desk.store._engine, random.Random(SEED))
    ends: list[str] = []
    for patient in people:
        place.tap.owner = patient.place
        place.tap.trouble = troubles if patient.place % TROUBLED == TROUBLED - 1 else None
        played = play(patient.person, patient.channel, place.line(), Manner())
        ends.append(played.end)
        place.tap.owner, place.tap.trouble = NOBODY, None
        somebody_else(place, patient)
    figure(f"planted, {engine_of(place)}: talks", ends)
    figure(f"planted, {engine_of(place)}: answers", map(str, place.tap.statuses))
    figure(f"planted, {engine_of(place)}: faults provoked", troubles.provoked)
    return troubles.provoked


def somebody_else(place: Site, patient: Patient) -> None:
    """A shared telephone, and a stranger who tries."""
    for number in (patient.number, STRANGER):
        with suppress(AssertionError):
            Caller(place.tap, number=number).call().say("what is the status of my request").say("say that again")
    with suppress(AssertionError):
        Texter(place.tap, number=patient.number).text("what did i tell you about my request")
    for link in place.new_links():
        place.tap.pages.add(NOBODY, place.house.client.get(link).get_data(as_text=True))


def open_pages(place: Site) -> None:
    """Every page that asks for no name, and the list that staff sees of all requests."""
    app = place.house.client.application
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            place.tap.pages.add(NOBODY, place.house.client.get(rule.rule).get_data(as_text=True))
    place.tap.pages.add(NOBODY, app.test_cli_runner().invoke(args=["requests", "list", "--limit", "1000"]).output)


def kept_values(place: Site, people: list[Patient], figure: Figure) -> None:
    """What was told has arrived: else it would be no wonder that it is found nowhere."""
    app = place.house.client.application
    stored = json.loads(app.test_cli_runner().invoke(args=["requests", "export", "--json"]).stdout)
    ours = {one["callback"]: one for one in stored if one["callback"] and one["state"] in TAKEN}
    calm = [one for one in people if one.place % TROUBLED != TROUBLED - 1]
    wrongs = [compare(one.person.facts, ours.get(one.number, {}), "") for one in calm]
    told = Counter(name for wrong in wrongs for name in FIELDS if name in PRIVATE and not wrong[name])
    kept = ["kept" for _ in range(told.total())] + ["lost"] * (len(calm) * len(PRIVATE) - told.total())
    figure(f"planted, {engine_of(place)}: private values told and kept", kept)
    assert told.total() >= LEAST_TOLD * len(calm) * len(PRIVATE), told


def everywhere(place: Site, capfd: Any, printed: str) -> dict[str, bytes]:
    """Every place that is searched, by its name."""
    out, err = capfd.readouterr()
    place.flush()
    open_pages(place)
    waiting = "\n".join(text.body for text in place.house.desk.store.texts(limit=10_000))
    return {
        "log": place.log.getvalue().encode(),
        "printed": f"{printed}{out}{err}".encode(),
        "urls": place.tap.urls.whole,
        "texts": place.tap.texts.whole + waiting.encode(),
        "speech": place.tap.speech.whole,
        "pages": place.tap.pages.whole,
        "box": b"\n".join(place.ears.heard + place.ears.said),
        "files": place.files(),
        "dump": place.dump(),
    }


def leaking(search: Search, name: str, data: bytes, place: Site) -> Iterator[tuple[int, str, bytes]]:
    """Values where they do not belong.

    What a caller tells is read back in the same call, and only there. A doctor's name in somebody's first words is no
    patient's, and no rule can tell it from other words: the box may hear it.
    """
    for hit in search.hits(data):
        own = name == "speech" and place.tap.speech.owner(hit.at) == hit.owner
        doctor = name == "box" and hit.value in place.doctors
        if not (own or doctor):
            yield hit.owner, hit.value, data[max(0, hit.at - 60) : hit.at + 60]


def controls(place: Site, people: list[Patient], search: Search, capfd: Any, figure: Figure) -> None:
    """A leak of the last patient in each place, in that place's own way; and every spelling of every value."""
    patient = people[-1]
    logging.getLogger("bot").warning("leak %s", patient.name)
    structlog.get_logger("bot").warning("leak", birth=patient.birth.isoformat())
    place.tap.urls.add(NOBODY, f"/sign/x?name={patient.name}")
    place.tap.texts.add(NOBODY, patient.address)
    place.tap.speech.add(people[0].place, patient.mrn)
    place.tap.pages.add(NOBODY, patient.birth_aloud)
    place.house.desk.nlu.ranking(f"send {patient.name} {patient.number}")
    in_the_clear(place, patient)
    found = everywhere(place, capfd, "")
    outcomes = [name if any(leaking(search, name, data, place)) else f"MISSED {name}" for name, data in found.items()]
    figure(f"planted, {engine_of(place)}: leaks on purpose found", outcomes)
    assert not [one for one in outcomes if one.startswith("MISSED")]
    spelled = [one for value in patient.values for one in spellings(value)]
    seen = [
        "found" if any(hit.owner == patient.place for hit in search.hits(b"\xff." + one)) else one for one in spelled
    ]
    assert set(figure("planted: spellings", map(str, seen))) == {"found"}


def in_the_clear(place: Site, patient: Patient) -> None:
    engine = make_engine(place.url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE leak (told VARCHAR(200))"))
        connection.execute(sa.text("INSERT INTO leak VALUES (:told)"), {"told": patient.name})
    engine.dispose()


def engine_of(place: Site) -> str:
    return place.url.partition(":")[0].removesuffix("ql")
