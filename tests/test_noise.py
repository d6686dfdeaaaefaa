"""The noise model: as many errors as wished, of every kind, the same each time, in words that sound alike."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bench.noise import SLIPS, garbled, number_words, tables, word_errors, words
from bench.sound_alikes import cuts, sound, sound_alikes
from bot.directory_types import Lang

CASES = Path(__file__).resolve().parent.parent / "bench/cases"
FEW = 150  # cases of a language: some 2,000 words
WITHIN = 0.02


def spoken(lang: Lang) -> list[str]:
    """What people said in one language, out of the development cases."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    cases = [c for name in ("dev.yaml", "dev2.yaml") for c in yaml.load((CASES / name).read_text("utf-8"), loader)]
    return [case["says"] for case in cases if case.get("lang", "en") == lang][:FEW]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("rate", [0.10, 0.25, 0.40])
def test_the_measured_rate_is_the_wished_one(lang: Lang, rate: float) -> None:
    said = spoken(lang)
    errors = sum(word_errors(words(text), garbled(text, rate, lang, place).split()) for place, text in enumerate(said))
    assert errors / sum(len(words(text)) for text in said) == pytest.approx(rate, abs=WITHIN)


def test_the_same_seed_makes_the_same_noise_and_another_one_another() -> None:
    text = "i need the fax number for my mammogram appointment on friday please"
    assert garbled(text, 0.4, "en", "a-1") == garbled(text, 0.4, "en", "a-1")
    assert len({garbled(text, 0.4, "en", seed) for seed in range(20)}) > 15


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("kind", list(SLIPS))
def test_each_kind_of_slip_happens(lang: Lang, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tables(), "slips", {kind: 1})
    text = {"en": "for get the 12 appointment scans", "es": "es tuvo la 12 radiología mañana en el re medio"}[lang]
    assert any(garbled(text, 0.6, lang, seed) != " ".join(words(text)) for seed in range(30))


def test_every_kind_of_slip_has_its_share() -> None:
    assert tables()["slips"].keys() == SLIPS.keys()


@pytest.mark.parametrize(
    ("text", "rate", "heard"), [("", 0.4, ""), ("?!", 0.4, ""), ("The C.T., NOW!", 0, "the c t now")]
)
def test_without_errors_it_is_small_letters_and_no_stops(text: str, rate: float, heard: str) -> None:
    assert garbled(text, rate, "en", 1) == heard


@pytest.mark.parametrize("seed", range(20))
def test_a_single_word_is_never_lost(seed: int) -> None:
    assert garbled("fax", 1.0, "en", seed)


def test_errors_are_counted_as_recognisers_are() -> None:
    said = "the fax for the clinic".split()
    assert word_errors(said, said) == 0
    assert word_errors(said, "fax for the clinic".split()) == 1
    assert word_errors(said, "the facts for for the clinic".split()) == 2
    assert word_errors(["appointment"], "a point mint".split()) == 3


@pytest.mark.parametrize(
    ("lang", "figures", "said"),
    [("en", "7", "seven"), ("en", "10", "ten"), ("en", "42", "forty two"), ("en", "684", "six eight four"),
     ("en", "05", "zero five"), ("es", "16", "dieciséis"), ("es", "31", "treinta y uno"), ("es", "80", "ochenta")],
)  # fmt: skip
def test_numbers_are_said_as_words(lang: Lang, figures: str, said: str) -> None:
    assert " ".join(number_words(figures, lang)) == said


def test_words_are_taken_for_others_that_sound_alike() -> None:
    english, spanish = sound_alikes("en"), sound_alikes("es")
    assert "around" in english.joined("a", "round")
    assert ("a", "point", "meant") in english.splits("appointment")
    assert "fix" in english.swaps("fax")
    assert "residencia" in spanish.swaps("resonancia")
    assert ("radio", "lo", "guía") in spanish.splits("radiología")
    assert english.swaps("xqzt") == []


@pytest.mark.parametrize("pair", ["vaca baca", "hola ola", "caza casa", "llama yama", "queso keso", "gente jente"])
def test_spanish_letters_that_sound_alike_are_one(pair: str) -> None:
    one, other = pair.split()
    assert sound(one, "es") == sound(other, "es")


def test_a_word_is_cut_in_every_way() -> None:
    assert set(cuts("abcd", 2)) == {("a", "bcd"), ("ab", "cd")}
    assert set(cuts("abcde", 3)) >= {("a", "bc", "de"), ("abc", "de")}
