"""What masking leaves as it is, and how long it may take."""

from __future__ import annotations

import time

import pytest

from bot.directory import load
from bot.masking import entry_kinds, mask
from bot.meaning import CALM
from bot.mentions import lexicon_of
from bot.message import Message
from bot.nlu_client import NluClient
from bot.settings import ROOT
from bot.understanding import Understanding
from tests.whole_desk import MONDAY, NOBODY

pytestmark = pytest.mark.xdist_group("masking")  # so that the words are read once
SHIPPED = load(ROOT / "directory.yaml")
LEXICON, KINDS = lexicon_of(SHIPPED), entry_kinds(SHIPPED)
LONGEST = 0.15  # seconds of work; about a third of it is needed, and machines differ

# What must arrive just so: hours, ages, counts, choices, people who are no names, and words that are right as they are.
PLAIN = (
    "at 8 pm tomorrow", "saturday at 5 30 pm", "between 10 30 and 11 30", "press 2", "option 2 please",
    "i am 45 years old", "she is twenty five years old", "room 3", "call 911 now", "this is the er",
    "this is stat medical", "this is stat medical calling", "soy la enfermera", "soy paciente", "the name is wrong",
    "my name is spelled wrong", "what is the name of the doctor", "doctor wants the fax", "nurse coordinator please",
    "may 2 of us come", "2 may i ask", "three of my records", "where do i wear a mask", "he was born with one kidney",
    "no importa", "es usted una persona", "are there results or can i call", "one side of my face",
    "me llamo la enfermera ayer", "llego en 20 minutos", "bill of 1 847 dollars", "records from 2019 and 2020",
)  # fmt: skip


@pytest.mark.parametrize("sentence", PLAIN)
def test_plain_words_arrive_as_they_were_said(sentence: str) -> None:
    assert mask(sentence, LEXICON, KINDS) == sentence


def test_counts_of_exams_arrive() -> None:
    for sentence in ("2 ct scans", "my number is 919-555-0147, 2 ct scans", "stop eating before 2 mri scans"):
        masked = mask(sentence, LEXICON, KINDS)
        assert "2 SERVICE" in masked, masked
        assert "eating" in masked or "eating" not in sentence


def test_measures_arrive() -> None:
    assert mask("fever of 101.4 two days", LEXICON, KINDS) == "fever of 101 4 two days"
    assert mask("8:30 to 10:30, 24/7", LEXICON, KINDS) == "8 30 to 10 30 24 7"


def test_people_of_the_directory_are_told_from_callers() -> None:
    for person in (e for e in SHIPPED.entries if e.kind == "person"):
        masked = mask(f"her name is {person.name.en}", LEXICON, KINDS)
        assert masked == "her name is PERSON"


def test_a_number_asked_about_is_still_read() -> None:
    understanding = Understanding(SHIPPED, NluClient(NOBODY))
    for said in ("is 555-0147 the fax", "is five five five oh one four seven the fax"):
        assert understanding.meaning(Message("text", "words", words=said), MONDAY, CALM).numbers == ("5550147",)


# Texts made to keep a careless search busy; the last ones grow when they are folded to plain letters.
HARD = (
    "a@", "@", "a", "1", "1-", "1 ", "q x ", "my name is ", "first name a last name ", "nine one ", "mil novecientos ",
    "twenty five hundred and ", "april fifth ", "5 may ", "1 a b c ", "calle ", "po box ", "mrn d 1 ",
    "this is x calling ", "soy me llamo ", "vasculer intervenshun zorkelbing ", "m r i ct ",
    "\u3300@", "\u3316", "\ufdfa@", "\ufb03", "e\u0301\u0301",
)  # fmt: skip


@pytest.mark.parametrize("piece", HARD, ids=ascii)
def test_no_text_takes_long_to_mask(piece: str) -> None:
    mask("my name is ximena, vasculer", LEXICON, KINDS)  # what is read at the first use is not measured
    begun = time.thread_time()
    mask((piece * 1600)[:1600], LEXICON, KINDS)
    assert time.thread_time() - begun < LONGEST
