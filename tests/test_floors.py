"""Figures that must not fall: the floors themselves, and a sample of the development cases held to them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bench import floors, measure
from bench.exam import Share
from bench.floors import Floors
from bench.patient import Patient
from tests.score_figures import all_floors, figures

PARTS = (Floors.read().quick, Floors.read().scorecard)
QUICK = {
    "tolerances": {"small": 0.01},
    "quick": {"a.right": {"least": 0.9, "tolerance": "small"}, "a.wrong": {"most": 0.02, "tolerance": "small"}},
    "scorecard": {"b.right": {"least": 0.5, "tolerance": "small"}},
}
TEXT = "quick:\n  a.right: {least: 0.900, tolerance: small}\n  a.wrong: {most: 0.020, tolerance: small}\n"


def fallen(**shares: tuple[int, int]) -> list[str]:
    named = {name.replace("_", "."): Share(*share) for name, share in shares.items()}
    return [line.partition(":")[0] for line in Floors.model_validate(QUICK).fallen(named, ("quick",))]


@pytest.mark.parametrize(
    ("shares", "names"),
    [
        ({"a_right": (95, 100), "a_wrong": (1, 100)}, []),
        ({"a_right": (89, 100), "a_wrong": (3, 100)}, []),
        ({"a_right": (88, 100), "a_wrong": (3, 100)}, ["a.right"]),
        ({"a_right": (89, 100), "a_wrong": (4, 100)}, ["a.wrong"]),
        ({"a_right": (89, 100)}, ["a.wrong"]),
        ({"a_right": (0, 0), "a_wrong": (0, 10)}, ["a.right"]),
    ],
)
def test_a_figure_falls_when_it_is_worse_by_more_than_the_tolerance(
    shares: dict[str, tuple[int, int]], names: list[str]
) -> None:
    assert fallen(**shares) == names


@pytest.mark.parametrize(
    "floor",
    [
        {"least": 0.9, "tolerance": "none"},
        {"least": 0.9, "most": 0.1, "tolerance": "small"},
        {"tolerance": "small"},
        {"least": 90, "tolerance": "small"},
        {"lest": 0.9, "tolerance": "small"},
    ],
)
def test_a_faulty_floor_is_refused(floor: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Floors.model_validate(QUICK | {"scorecard": {"b.right": floor}})


def test_floors_are_lifted_and_never_lowered() -> None:
    better = floors.lifted(TEXT, {"a.right": Share(12, 13), "a.wrong": Share(1, 90)})
    assert "{least: 0.923, tolerance: small}" in better
    assert "{most: 0.012, tolerance: small}" in better
    assert floors.lifted(TEXT, {"a.right": Share(1, 2), "a.wrong": Share(1, 2)}) == TEXT
    assert floors.lifted(TEXT, {}) == TEXT


def test_the_project_has_floors_for_what_is_measured() -> None:
    assert all_floors() <= figures().shares.keys()
    assert not Floors.read().fallen(figures().shares, ("quick", "scorecard"))
    assert all(one.least != 0 and one.most != 1 for part in PARTS for one in part.values()), (
        "a floor that holds nothing"
    )


@pytest.fixture(scope="module")
def model(nlu_url: str) -> Iterator[Patient]:
    """The newest model, always waited for: on a busy machine the figures are the same."""
    patient = Patient(nlu_url)
    yield patient
    patient.close()


@pytest.mark.timeout(300)  # it takes 20 seconds; a machine with other work to do must not fail it
@pytest.mark.xdist_group("conversations")
def test_a_sample_of_the_development_cases_has_not_fallen(model: Patient) -> None:
    environ = {name: value for name, value in os.environ.items() if name == "PATH"}
    fell = Floors.read().fallen(measure.quick(environ, model), ("quick",))
    assert not fell, "\n".join(fell)


def test_floors_stand_in_the_file_as_they_are_lifted() -> None:
    text = Path(floors.PATH).read_text("utf-8")
    assert {name for _, name, _, _ in floors.LINE.findall(text)} == all_floors()
