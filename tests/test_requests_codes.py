"""Reference codes: said and typed in many ways, and a wrong letter is noticed."""

from __future__ import annotations

from itertools import combinations

import pytest

from bot import codes

LOOK_ALIKE = "B8 S5 Z2 O0Q I1 GV".replace(" ", "")


def test_a_code_has_seven_letters_and_no_look_alikes():
    drawn = {codes.new_code() for _ in range(500)}
    assert len(drawn) == 500
    for code in drawn:
        assert len(code) == codes.LENGTH
        assert set(code) <= set(codes.LETTERS)
    assert not set(codes.LETTERS) & set(LOOK_ALIKE)


def test_a_code_is_read_however_it_was_typed():
    code = codes.new_code()
    shown = codes.shown(code)
    assert shown == f"{code[:3]}-{code[3:]}"
    for typed in (code, shown, shown.lower(), f" {' '.join(code)} ", ". ".join(code.lower()), shown.replace("-", "–")):
        assert codes.typed(typed) == code


@pytest.mark.parametrize("typed", ["", "ABC", "AAAAAAAA", "ABC-DEF0", "my code", "ABCDEFÉ", "a" * 5000])
def test_what_is_no_code_is_none(typed):
    assert codes.typed(typed) == ""


def test_every_wrong_letter_and_every_swap_is_noticed():
    for _ in range(20):
        code = codes.new_code()
        for place in range(codes.LENGTH):
            for letter in set(codes.LETTERS) - {code[place]}:
                assert codes.typed(code[:place] + letter + code[place + 1 :]) == ""
        for one, other in combinations(range(codes.LENGTH), 2):
            if code[one] != code[other]:
                letters = list(code)
                letters[one], letters[other] = letters[other], letters[one]
                assert codes.typed("".join(letters)) == ""
