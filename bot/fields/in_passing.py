"""What the first message tells by the way, before anything is asked: "send my MRI to Dr. Tolliver by friday". Pure.

Only what is announced counts here ("my name is", "born", "to Dr."): where nothing was asked, a bare word is no answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.fields.date_numbers import view
from bot.fields.dates import DateHeard, birth_date
from bot.fields.full_dates import full_dates
from bot.fields.name_words import read_name
from bot.fields.names import NO_NAME_YET, NameHeard, person_name
from bot.fields.needed import NeededHeard, needed_by
from bot.fields.pieces import Piece, listed, pieces, said, written
from bot.fields.recipient import NOBODY, RecipientHeard, recipient
from bot.fields.record import RecordHeard, record_number
from bot.fields.said_dates import named
from bot.fields.studies import StudiesHeard, studies
from bot.fields.tables import field_table, given_names, word_set
from bot.fields.who import WhoHeard, who_asks
from bot.once_a_turn import once_a_turn

BIRTH = 14  # pieces behind "born"
OLD = 20  # years
RECORD = 14
NEEDED = 10
FAR = 300  # days
RECIPIENT = 60
NEAR = 8
SHORT_TITLE = 3
FEW = 3  # words of a place
MOST_ALONE = 24  # words of an answer about nothing else
SENTENCE = re.compile(r"[.?!]\s")
NO_RECORD = RecordHeard(why="nothing")
NO_DAY = NeededHeard(why="nothing")


@dataclass(frozen=True, slots=True)
class InPassing:
    """Each field as far as the first message tells it, in the form its own parser gives."""

    who: WhoHeard
    name: NameHeard
    birth: DateHeard
    record: RecordHeard
    recipient: RecipientHeard
    studies: StudiesHeard
    needed: NeededHeard


@once_a_turn
def in_passing(text: str, today: dt.date, lang: str = "en") -> InPassing:
    """What a first message tells."""
    found = pieces(text)
    words = said(found)
    born = _born(found, words, today, lang)
    birth = written(found[born[0] : born[1] + BIRTH]) if born else ""
    record = listed("in_passing", "record").find(words)
    needed = listed("in_passing", "needed").find(words)
    return InPassing(
        who=who_asks(text, lang),
        name=_name(text, found, lang),
        birth=birth_date(birth, today, lang),
        record=record_number(written(found[record[0] : record[1] + RECORD]), lang) if record else NO_RECORD,
        recipient=_recipient(found, words, lang),
        studies=studies(_of_examinations(found, born, today, lang), today, lang),
        needed=_needed(found[max(needed[0] - 1, 0) : needed[1] + NEEDED], today, lang) if needed else NO_DAY,
    )


def _born(found: Sequence[Piece], words: Sequence[str], today: dt.date, lang: str) -> tuple[int, int] | None:
    """Where "born" stands, or where the one date told whole begins that is older than pictures are kept."""
    cue = listed("dates", "born").find(words)
    if cue:
        return cue
    old = [n.start for n in full_dates(found, lang) if n.year and not n.short and n.year < today.year - OLD]
    alone = len(old) == 1 and words[max(old[0] - 1, 0)] not in word_set("studies", "on")
    return (old[0], old[0]) if alone else None


def _needed(found: Sequence[Piece], today: dt.date, lang: str) -> NeededHeard:
    """The day by which they are needed; one nearly a year ahead was a day of the past."""
    heard = needed_by(written(found), today, lang)
    return NO_DAY if heard.value and (heard.value - today).days > FAR else heard


def _of_examinations(found: Sequence[Piece], born: tuple[int, int] | None, today: dt.date, lang: str) -> str:
    """The text without the date that follows "born", and those right behind "before", by which they are needed."""
    words = said(found)
    spans = [(born[0], _date_end(found, born[1], BIRTH, lang))] if born else []
    for i in range(len(words)):
        size = listed("in_passing", "not_later").at(words, i)
        end = _date_end(found, i + size, 1, lang) if size else 0
        spans += [(i, end)] if end > i + size and _needed(found[i:end], today, lang).value else []
    kept, last = "", 0
    for start, end in sorted(spans):
        kept += f"{written(found[last:start])} . " if start >= last else ""
        last = max(last, end)
    return kept + written(found[last:])


def _date_end(found: Sequence[Piece], start: int, within: int, lang: str) -> int:
    """Where the first date ends that begins within so many pieces; `start` for none."""
    near = found[start : start + BIRTH]
    dates = [n for n in named(view(near, lang)) if n.parts > 1 and n.start < within]
    first = min(dates, key=lambda n: (n.start, -n.end), default=None)
    return start + (first.end if first else 0)


def _name(text: str, found: Sequence[Piece], lang: str) -> NameHeard:
    """A name behind "my name is", or behind "this is" where it begins with a common one."""
    read = read_name(found)
    known = bool(read.words) and read.words[0].text.casefold() in given_names() and len(read.words) > 1
    return person_name(text, lang) if read.led or known else NO_NAME_YET


def _recipient(found: Sequence[Piece], words: Sequence[str], lang: str) -> RecipientHeard:
    """A doctor by his title, or what follows "send ... to" where it is a home, a place or an address."""
    titled = _titled(found, words)
    start = _sent_to(words) if titled is None else titled
    heard = recipient(written(found[start : start + RECIPIENT]), lang) if start is not None else NOBODY
    told = heard.value
    if titled and told and "," not in told.name and len(words) <= MOST_ALONE:
        whole = recipient(written(found), lang)  # "ortopedia del este con el doctor moss"
        heard = whole if whole.value and whole.value.name.startswith(f"{told.name}, ") else heard
    if titled and told and told.kind == "provider" and "," not in told.name:
        return _of_that_place(heard, found, words, titled, lang)
    if told is None or told.kind != "provider" or told.address or titled is not None:
        return heard
    named = set(words[start:]) & word_set("recipient", "places") or not _talk(told.name)
    return heard if named and not _any_place(words[start:], told.name) else RecipientHeard(why="vague")


def _of_that_place(
    heard: RecipientHeard, found: Sequence[Piece], words: Sequence[str], titled: int, lang: str
) -> RecipientHeard:
    """ "He is at Tidewater Hospital and Dr. Moss there wants it": with the place named before."""
    told = heard.value
    behind = words[titled + 1 : titled + 1 + NEAR]
    starts = [i + n for i in range(titled) if (n := listed("recipient", "at").at(words, i))]
    if told is None or "there" not in behind or not starts:
        return heard
    for start in reversed(starts):
        place = recipient(written(found[start:titled]), lang).value
        if place and place.kind == "provider" and set(said(pieces(place.name))) & word_set("recipient", "places"):
            return replace(heard, value=replace(told, name=f"{told.name}, {place.name}"))
    return heard


def _any_place(words: Sequence[str], name: str) -> bool:
    """Whether it is any such place: "the memory clinic", "a spine center out in Shelby", "my new p t place"."""
    few = len(said(pieces(name))) <= FEW
    one_of_them = words[:1] != [] and words[0] in word_set("in_passing", "one")
    if one_of_them and not listed("recipient", "named").inside(words):
        return True
    return few and words[:1] != [] and words[0] in word_set("in_passing", "any")


def _talk(name: str) -> bool:
    """Whether a name holds words that no name has."""
    return any(word in word_set("names", "no_names") for word in said(pieces(name)))


def _titled(found: Sequence[Piece], words: Sequence[str]) -> int | None:
    """Where "doctor" stands before a name."""
    titles, none = field_table("recipient")["titles"], word_set("names", "no_names") | word_set("studies", "sides")
    starts = (
        i
        for i in range(len(words) - 1)
        if words[i] in titles and words[i + 1] not in none and not _ends_there(found, i)
    )
    return next(starts, None)


def _ends_there(found: Sequence[Piece], i: int) -> bool:
    """Whether a sentence ends behind "doctor"; the full stop of "Dr." ends none."""
    return len(found[i].word) > SHORT_TITLE and bool(SENTENCE.search(found[i + 1].gap))


def _last_to(words: Sequence[str], i: int) -> int:
    """The last "to" before a recipient: "to be sent to", "to go to"."""
    leads = word_set("in_passing", "send") | {"be", "sent", "get", "ser", "que"}
    for at in range(min(len(words), i + SHORT_TITLE + 1) - 1, i + 1, -1):
        if words[at] in word_set("in_passing", "to") and set(words[i + 1 : at]) <= leads:
            return at
    return i


def _sent_to(words: Sequence[str]) -> int | None:
    """Where a recipient begins behind "send ... to"."""
    for i, word in enumerate(words):
        if word in word_set("in_passing", "to") and set(words[max(0, i - NEAR) : i]) & word_set("in_passing", "send"):
            return _last_to(words, i) + 1
    return None
