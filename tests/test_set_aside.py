"""What a caller names only to refuse it is taken out before the need is read."""

from __future__ import annotations

import pytest

from bot.hearing import hear
from bot.set_aside import wanted


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("not the fax, the phone for thyroid", "the phone for thyroid"),
        ("i don't need an appointment just the fax for breast biopsy", "just the fax for breast biopsy"),
        ("you gave me the appointment number i asked for the fax", "i asked for the fax"),
        ("No quiero cita, quiero mis imágenes", "quiero mis imagenes"),
        ("no necesito el fax ni la dirección, solo el teléfono", "solo el telefono"),
        ("not the fax or the address, who do i call", "who do i call"),
    ],
)
def test_what_is_refused_is_set_aside(said: str, left: str) -> None:
    assert " ".join(wanted(hear(said))) == left


@pytest.mark.parametrize(
    "said",
    [
        "i don't need an appointment",
        "we did not get the results",
        "i have no appointment yet, who do i call",
        "your number is not the fax machine",
        "i can not find the fax number",
    ],
)
def test_what_is_still_wanted_stays(said: str) -> None:
    assert wanted(hear(said)) == hear(said)
