"""Whether a message plainly asks us to send somebody's pictures to somebody, whatever else it was read as. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache

from bot.directory_types import DirectoryFile
from bot.fields import control, studies, who_asks
from bot.fields.date_numbers import view
from bot.fields.pieces import Phrases, listed, pieces, said
from bot.fields.tables import field_table, word_set
from bot.fields.who import OUTSIDE
from bot.our_house import ours
from bot.request import SIGNS_FOR_ANOTHER

# What is read surely as one of these stays that; other readings give way to a plain wish to have pictures sent.
NOT_SENDING = frozenset(
    "upload_images wrong_pictures records_to_duke billing second_read powershare team_lead emergent_images danger"
    " after_procedure preparation called_me findings_program check_number medical_records insurance_network"
    " opening_hours email address interpreter what_is_emergent".split()
)
NEAR = 14  # words between sending and to whom
FAR = 24  # words between somebody and what he wants to look at, in a long story
FEW_OTHERS = 4  # words that are no examination, part of the body or date
LONGEST_CARE = 25  # words; a longer story may hold any word


@cache
def _pictures() -> Phrases:
    kinds = field_table("studies")["kinds"].values()
    return Phrases([*(word for words in kinds for word in words), *field_table("wanted")["misheard"]])


def wanted(text: str, file: DirectoryFile, today: dt.date | None = None) -> bool:
    """Whether pictures are to go to a doctor, a place or a home: "i need my cat scan sent to the lung doctor".

    With `today` also where nothing but examinations of the past are told: those are there to be sent.
    """
    words = said(pieces(text))
    if today and _dated(text, words, today):
        return True
    words = ours(words, file)
    if listed("wanted", "of_an_office").inside(words) and not tells_of_a_relative(text):
        return False
    shown = listed("wanted", "looked_at").inside(words) and _to_be_seen(words)
    if not (_pictures().inside(words) or shown) or listed("wanted", "not").inside(words):
        return False
    if listed("wanted", "who_to").inside(words):  # "who do I call to have my MRI sent": we are the ones
        return _sent_to(words, "goes")
    if len(words) <= LONGEST_CARE and listed("wanted", "not_short").inside(words):
        return False
    if control(text).value == "question" and not listed("wanted", "asks").inside(words):
        return False
    told = _sent_to(words) or _to_be_seen(words) or _sent_them(words) or _for_another(text, words)
    return told or _needs_them(words) or _to_have_sent(words)


def _dated(text: str, words: Sequence[str], today: dt.date) -> bool:
    """ "MRI lumbar 8/12/26 and xray lumbar 7/30/26": examinations with the day they were taken, and little else."""
    if any(listed("wanted", name).inside(words) for name in ("not", "not_dated")) or control(text).value == "question":
        return False
    told = studies(text, today).value
    known = word_set("studies", "body") | word_set("studies", "inner") | word_set("names", "no_names")
    letters = view(pieces(text), "en").letters
    others = [w for w, letter in zip(words, letters, strict=True) if letter == "x" and w not in known]
    days = all(s.past(today) and not s.general for s in told)
    return bool(told) and days and len(others) <= FEW_OTHERS + len(told)


def brought(signs: frozenset[str]) -> bool:
    """Whether our own doctor is to see pictures that were made elsewhere."""
    elsewhere = bool(signs & {"made_elsewhere", "outside", "disc"}) and "from_us" not in signs
    return "our_doctor_looks" in signs and elsewhere


def sends_his_own(text: str, file: DirectoryFile) -> bool:
    """Whether "send my MRI" is said, and not to us: that is no wish to bring pictures here."""
    words = ours(said(pieces(text)), file)
    for i in range(len(words)):
        size = listed("wanted", "goes").at(words, i)
        if size and set(words[i + size : i + size + 1]) & word_set("who", "mine"):
            return not listed("wanted", "us").inside(words)
    return False


def _sent_to(words: Sequence[str], way: str = "send") -> bool:
    """Whether a word of the list `way` stands near "to" and somebody who cares for the patient, or his home."""
    for i in range(len(words)):
        if listed("wanted", way).at(words, i):
            near = words[i : i + NEAR]
            if listed("wanted", "whom").inside(near) and not listed("wanted", "us").inside(near):
                return True
    return False


def _to_be_seen(words: Sequence[str]) -> bool:
    """Whether somebody who cares for the patient wants to see them: "the new pediatrician wants to see it"."""
    for i in range(len(words)):
        if listed("wanted", "see").at(words, i):
            return listed("wanted", "whom").inside(words[max(0, i - FAR) : i])
    return False


def _needs_them(words: Sequence[str]) -> bool:
    """ "I had some x-rays done over there, and my bone man needs them"."""
    span = listed("wanted", "needs_them").find(words)
    taken = span is not None and set(words[: span[0]]) & word_set("wanted", "taken")
    return bool(taken) and span is not None and listed("wanted", "whom").inside(words[max(0, span[0] - NEAR) : span[0]])


def _to_have_sent(words: Sequence[str]) -> bool:
    """ "I'd like to have my husband's CT sent": what is one's own, or a relative's."""
    for i, word in enumerate(words):
        if word in word_set("wanted", "sent") and not set(words[i + 1 : i + 2]) & word_set("wanted", "people"):
            start = max(0, i - NEAR)
            has = next((at for at in range(i - 1, start - 1, -1) if words[at] in word_set("wanted", "to_have")), None)
            between = words[has:i] if has is not None else ()
            if set(between) & word_set("names", "owners") and _pictures().inside(between):
                return not listed("wanted", "us").inside(words[i : i + NEAR])
    return False


def _sent_them(words: Sequence[str]) -> bool:
    """ "My doctor's office said Duke has to send them": to whom stands before; or a plain wish that names nobody."""
    span = listed("wanted", "send_them").find(words)
    named = span is not None and listed("wanted", "whom").inside(words[: span[0]])
    return named or listed("wanted", "plainly").inside(words)


def _for_another(text: str, words: Sequence[str]) -> bool:
    """Whether somebody with papers, or for another, tells that the pictures are needed elsewhere."""
    heard = who_asks(text)
    holds = heard.value in SIGNS_FOR_ANOTHER
    needs = listed("wanted", "needs").inside(words)
    return needs and (holds or bool(heard.relation)) and listed("wanted", "whom").inside(words)


def tells_of_his_own(text: str) -> bool:
    """Whether somebody asks for one of his own people: "my husband passed … my lawyer says that I am to ask"."""
    heard = who_asks(text)
    return heard.value in ("patient", *SIGNS_FOR_ANOTHER) and bool(heard.relation)


def tells_of_a_relative(text: str) -> bool:
    """Whether a family asks, whatever it may sign: "we need my mother's pictures" is no office's "we"."""
    heard = who_asks(text)
    return bool(heard.relation) and heard.value not in OUTSIDE
