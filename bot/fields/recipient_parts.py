"""The doctor and the place in what is said of a recipient, the doctor first: "cleveland clinic, doctor bhatt". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.fields.address_words import Token
from bot.fields.pieces import listed
from bot.fields.tables import field_table, word_set

INITIAL = 3  # letters of a title that a full stop follows
LEAST = 2  # words of a place's name


def arranged(cells: list[Token]) -> list[Token]:
    """The cells of a name without talk: the doctor, and behind a comma the place told before or behind him."""
    cells = plainly_titled(cells)
    at = next((i for i in range(len(cells) - 1) if names_a_doctor(cells, i)), None)
    if at is None:
        return cut(cells)
    before, doctor = cells[:at], cut(cells[at:])
    place = _without_leads(cut(_without_leads(before)))
    if _of_his_kind(before):
        return _with_place(doctor, _place_behind(cells[at:], len(doctor)))
    if _names_a_place(place):
        return _with_place(doctor, place)
    if not at or _talk(before) or cells[at].ends_sentence:
        return _with_place(doctor, _place_behind(cells[at:], len(doctor)))
    return cut(cells)


def _of_his_kind(before: Sequence[Token]) -> bool:
    """Whether nothing but his trade stands before a doctor: "the rehab dr, Adeyemi"."""
    one = word_set("recipient", "places") | word_set("studies", "body") | word_set("recipient", "articles")
    return 0 < len(before) <= LEAST and {c.word for c in before} <= one and not {c.word for c in before} & (
        word_set("names", "acronyms")
    )  # fmt: skip


def plainly_titled(cells: list[Token]) -> list[Token]:
    """ "The doctor is ida moss", "the doctor's name is moss": the title right before the name."""
    titles = field_table("recipient")["titles"]
    out: list[Token] = []
    i = 0
    while i < len(cells):
        out.append(cells[i])
        size = listed("recipient", "doctor_is").at([c.word for c in cells], i + 1) if cells[i].word in titles else 0
        if size and cells[i].word == "doctors":
            out[-1] = replace(out[-1], word="doctor", text="doctor")
        i += 1 + size
    return out


def names_a_doctor(cells: Sequence[Token], i: int) -> bool:
    """Whether a title stands at `i` and a name behind it."""
    after = cells[i + 1]
    long = len(cells[i].text) > INITIAL  # "Dr. Moss" goes on behind its full stop, "my doctor. She" does not
    again = i + 2 < len(cells) and cells[i + 2].word in field_table("recipient")["titles"]
    if after.word in field_table("recipient")["titles"] or (again and after.word in word_set("recipient", "articles")):
        return False  # "mi doctora, la doctora Noemí"
    named = after.word not in word_set("names", "no_names") | word_set("studies", "sides") and not (
        long and after.ends_sentence
    )
    return cells[i].word in field_table("recipient")["titles"] and named


def cut(cells: list[Token]) -> list[Token]:
    """The cells up to where talk begins or a sentence ends."""
    words, titles = [c.word for c in cells], field_table("recipient")["titles"]
    for i in range(1, len(cells)):
        if cells[i].word == cells[i - 1].word and cells[i].word in titles:
            return cut(cells[i:])
        title = cells[i - 1].word in titles or len(cells[i - 1].word) == 1
        talk = listed("recipient", "ends").at(words, i) or _of_a_relative(words, i)
        if talk or (cells[i].ends_sentence and not title):
            return _without_joints(cells[:i])
    return _without_joints(cells)


def _of_a_relative(words: Sequence[str], i: int) -> bool:
    """ "Lakeside Clinic my sister goes there": a relative is no part of a place's name."""
    mine = words[i] in word_set("recipient", "my")
    return mine and bool(set(words[i + 1 : i + 2]) & word_set("names", "relations"))


def _without_joints(cells: list[Token]) -> list[Token]:
    """Without "or" at the end."""
    while cells and cells[-1].word in word_set("recipient", "joints"):
        cells = cells[:-1]
    return cells


def _talk(cells: Sequence[Token]) -> bool:
    return any(c.word in word_set("names", "no_names") for c in cells)


def _without_leads(cells: Sequence[Token]) -> list[Token]:
    """A place's name without what leads to it, or from it to the doctor."""
    words, titles = [c.word for c in cells], field_table("recipient")["titles"]
    titled = [i + 1 for i, word in enumerate(words) if word in titles]
    start, end = max(titled, default=0), len(cells)
    while start < end and (size := listed("recipient", "lead").at(words, start) or _joint(words, start)):
        start += size
    while end > start and (size := _behind_place(words, start, end)):
        end -= size
    return list(cells[start:end])


def _joint(words: Sequence[str], i: int) -> int:
    return listed("recipient", "at").at(words, i) or int(words[i] in word_set("recipient", "articles"))


def _behind_place(words: Sequence[str], start: int, end: int) -> int:
    """How many words before `end` lead on to a doctor: "attention", "con el"."""
    sizes = (n for n in (3, 2, 1) if end - n >= start)
    return next((n for n in sizes if listed("recipient", "to_doctor").at(words[:end], end - n) == n), 0)


def _names_a_place(cells: Sequence[Token]) -> bool:
    words = [c.word for c in cells]
    known = word_set("recipient", "places") | word_set("names", "acronyms")
    talk = set(words) & word_set("names", "no_names") - word_set("recipient", "connectors") - known
    return bool(set(words) & known) and len(words) >= LEAST and not talk


def _place_behind(cells: Sequence[Token], end: int) -> list[Token]:
    """A place in a sentence or clause of its own behind a doctor who was told without one."""
    known = word_set("recipient", "places") | word_set("names", "acronyms")
    if {c.word for c in cells[:end]} & known:
        return []
    words = [c.word for c in cells]
    starts = [i for i in range(end, len(cells)) if _parted(cells[i]) or _leads_to_place(words, i)]
    for start, stop in pairwise([*starts, len(cells)]):
        place = _without_leads(cut(list(cells[start:stop])))
        if _names_a_place(place) or (start == end and _written_as_a_name(place)):
            return place
    return []


def _leads_to_place(words: Sequence[str], i: int) -> bool:
    return listed("recipient", "at").at(words, i) > 0 and words[i] not in word_set("recipient", "name_particles")


def _parted(cell: Token) -> bool:
    return cell.ends_sentence or "," in cell.gap


def _written_as_a_name(cells: Sequence[Token]) -> bool:
    """Whether it is written with capitals, as a name is: "Columna y Dolor de Asheboro"."""
    big = [c for c in cells if c.word not in word_set("recipient", "connectors")]
    return len(big) >= LEAST and all(c.text[:1].isupper() for c in big) and not _talk(big)


def _with_place(doctor: list[Token], place: list[Token]) -> list[Token]:
    return [*doctor, replace(place[0], gap=", "), *place[1:]] if place else doctor


def any_such_place(cells: Sequence[Token]) -> bool:
    """Whether the place is any of its kind, and its town tells which: "the hospital in pinehurst"."""
    start = max((i for i, c in enumerate(cells) if "," in c.gap), default=0)
    return bool(cells) and all(c.word in word_set("recipient", "places") for c in cells[start:])
