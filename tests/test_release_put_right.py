"""What is known of a name, an address or an examination, put right by a part of it alone."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.fields.address_mending import put_right as address
from bot.fields.pieces import pieces
from bot.fields.respelled import respelled_name
from bot.fields.study import Study
from bot.fields.study_left_out import told_and_left_out
from bot.fields.study_mending import put_right as examination

TODAY = dt.date(2026, 11, 22)
KNOWN = (Study("MRI right knee", "2026-03-03", "2026-03-03"), Study("X-ray left hip", "2026-03-04", "2026-03-04"))
HOUSE = "414 Hawthorne Lane, Charlotte, NC 28204"


@pytest.mark.parametrize(
    ("known", "said", "meant"),
    [
        ("owen macavoy", "it's m c not m a c", "owen mcavoy"),
        ("ian read", "e i not e a", "ian reid"),
        ("ann carl", "with a k not a c", "ann karl"),
        ("kim lee", "l e i g h not l e e", "kim leigh"),
        ("fay bance", "v as in victor not b as in boy", "fay vance"),
        ("ann vandermeer-stokes", "vandermere v a n d e r m e r e", "ann vandermere-stokes"),
        ("ann vandermeer-stokes", "v a n d e r m e e r hyphen stokes", "ann vandermeer-stokes"),
        ("ann vandermeer-stokes", "stokes s t o a k s", "ann vandermeer-stoaks"),
        ("helen abernathy-chow", "abernathy cho c h o not chow", "helen abernathy-cho"),
        (
            "may louvenia mack swain tate",
            "louvenia l o u v e n i a and the last name's two names with a dash mcswain"
            " m c s w a i n dash tate t a t e",
            "may louvenia mcswain-tate",
        ),
        ("peter mcdonald", "m c d o n a l d no a in the mc", "peter mcdonald"),
    ],
)
def test_letters_told_against_others(known: str, said: str, meant: str) -> None:
    assert " ".join(respelled_name(known.split(), pieces(said))) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("no the zip is two eight two oh five", "414 Hawthorne Lane, Charlotte, NC 28205"),
        ("the zip code's wrong it's two eight two oh five", "414 Hawthorne Lane, Charlotte, NC 28205"),
        ("the street is maple lane not hawthorne lane", "414 Maple Lane, Charlotte, NC 28204"),
        ("the suite is twelve", "414 Hawthorne Lane, Suite 12, Charlotte, NC 28204"),
        ("it's four forty not four fourteen", "440 Hawthorne Lane, Charlotte, NC 28204"),
        ("drive not lane", "414 Hawthorne Drive, Charlotte, NC 28204"),
        ("there's also suite twelve", "414 Hawthorne Lane, Suite 12, Charlotte, NC 28204"),
        ("the city's wrong it's matthews", "414 Hawthorne Lane, Matthews, NC 28204"),
        ("it's forty one forty hawthorne lane not four fourteen", "4140 Hawthorne Lane, Charlotte, NC 28204"),
        ("not 414, it's 441 hawthorne lane", "441 Hawthorne Lane, Charlotte, NC 28204"),
        ("it's hawthorne drive not hawthorne lane", "414 Hawthorne Drive, Charlotte, NC 28204"),
        ("that is right", ""),
        ("12 Oak Road, Cary, NC 27511", ""),
    ],
)
def test_a_part_of_an_address(said: str, meant: str) -> None:
    assert address(HOUSE, said, "en") == meant


def test_a_street_told_against_the_wrong_one_in_spanish() -> None:
    right = "441 Hawthorne Lane, Charlotte, NC 28204"
    assert address(HOUSE, "la direccion es 441 hawthorne lane, no 414", "es") == right
    assert address(HOUSE, "no es 414, es 441 hawthorne lane", "es") == right


@pytest.mark.parametrize(
    ("said", "place", "study", "date"),
    [
        ("the x-ray was on the fifth", 1, "X-ray left hip", "2026-03-05"),
        ("the second one was the right hip", 1, "X-ray right hip", "2026-03-04"),
        ("it's the left knee not the right", 0, "MRI left knee", "2026-03-03"),
        ("the knee was a cat scan not an mri", 0, "CT right knee", "2026-03-03"),
        ("the knee one was in twenty twenty four", 0, "MRI right knee", "2024-03-03"),
    ],
)
def test_one_of_two_examinations(said: str, place: int, study: str, date: str) -> None:
    right = examination(KNOWN, said, TODAY, "en")
    assert right is not None
    assert (right[place].study, right[place].date) == (study, date)
    assert right[1 - place] == KNOWN[1 - place]


def test_one_is_left_out_and_another_is_no_correction() -> None:
    assert examination(KNOWN, "drop the hip one", TODAY, "en") == KNOWN[:1]
    assert examination(KNOWN, "and also a chest x-ray from may first", TODAY, "en") is None
    assert examination(KNOWN, "yes", TODAY, "en") is None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("brain mri 4/3/26 and chest xray 5/20... nvm skip the chest xray they got that one", ["MRI brain"]),
        ("brain mri 4/3/26 and chest xray 5/20/26, actually leave off the chest xray", ["MRI brain"]),
        ("brain mri 4/3/26 and chest xray 5/20/26, only the mri", ["MRI brain"]),
        ("ct head, mri brain, no wait just the mri brain 4/3/26", ["MRI brain"]),
        ("ct head, mri brain 4/3/26 and xray hip 5/2/26, just the first two", ["CT head", "MRI brain"]),
    ],
)
def test_examinations_left_out_in_one_breath(said: str, kept: list[str]) -> None:
    told = told_and_left_out(said, TODAY, "en")
    assert told
    assert [study.study for study in told] == kept


def test_another_day_leaves_no_examination_out() -> None:
    right = examination(KNOWN, "the hip was on the eighteenth not the fourth", TODAY, "en")
    assert right
    assert [study.iso for study in right] == ["2026-03-03", "2026-03-18"]
