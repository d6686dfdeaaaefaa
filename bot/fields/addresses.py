"""Postal addresses as said and written: "fifty three forty willow bend road asheville two eight eight oh four". Pure.

Numbers in words become figures first; where the street ends and the town begins is told by usaddress.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.fields.address_heard import as_written
from bot.fields.address_split import Address, split_address, take_state
from bot.fields.address_words import Token, tokens
from bot.fields.control import control
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.recipient_words import mended
from bot.fields.tables import field_table, word_set
from bot.once_a_turn import once_a_turn

AddressPart = Literal["address", "street", "city"]
AddressWhy = Literal["", "nothing", "on_file", "not_known", "refused", "question"]
MOST_IN_A_STREET = 6
MOST_IN_AN_ADDRESS = 20
LONGEST_HOUSE = 6
MOST_DENIED = 2  # times that "no" is looked behind
SHORT = 4  # figures of a house number that stands behind its street
MOST_PIECES = 200
MOST_IN_A_NAME = 4
MOST_IN_A_TOWN = 2


@dataclass(frozen=True, slots=True)
class AddressHeard:
    """An address with its parts.

    `missing` names what a letter could not be sent without: all of it, the street, or the town (a zip code will do).
    why "on_file": the caller thinks that we have it; we have none, so it is to be asked for.
    """

    value: Address | None = None
    missing: tuple[AddressPart, ...] = ("address",)
    why: AddressWhy = ""


NO_ADDRESS = AddressHeard(why="nothing")


@once_a_turn
def postal_address(text: str, lang: str = "en", before: AddressHeard = NO_ADDRESS) -> AddressHeard:
    """The address in an answer to "what is the address?".

    `before` may hold a street without a town, or the other way round, which this answer completes.
    """
    said_last = _put_right(_without_asides(pieces(text)[:MOST_PIECES]), lang)
    found = _numbered_first(tokens(mended(_meant(as_written(said_last), lang)), lang))
    start, end = find_address(found) or _from_the_start(found)
    if end > start:
        told = _with_town(split_address(found[start:end]), found[end:])
        return _completed(_with_town(told, found[:start]), before)
    words = said(pieces(text))
    why = _why(text, words)
    town = (
        split_address(found[_past_lead([t.word for t in found]) :]) if not why and len(found) <= 6 and found else None
    )
    if town and before.missing == ("city",):
        return _completed(town, before)
    return AddressHeard(before.value, before.missing, why or "nothing")


def _without_asides(found: Sequence[Piece]) -> Sequence[Piece]:
    """Without "like I said"."""
    return [found[i] for i in listed("addresses", "asides").outside(said(found))]


def _put_right(found: Sequence[Piece], lang: str) -> Sequence[Piece]:
    """ "PO Box 510, wait, don't use the box, 88 Quarry Loop, Cullowhee": the whole address told behind."""
    span = listed("addresses", "taken_back").find(said(found))
    behind = tokens(mended(as_written(found[span[1] :])), lang) if span and span[0] else []
    whole = find_address(behind) if behind else None
    told = split_address(behind[whole[0] : whole[1]]) if whole else None
    return found[span[1] :] if span and told and told.street and (told.city or told.zip) else found


def _numbered_first(found: list[Token]) -> list[Token]:
    """ "Number 2000 on Regency Parkway" and "on Billingsley Road number 2100" with the number before the street."""
    streets = [i for i, t in enumerate(found) if t.word in word_set("addresses", "plain_streets")]
    for i in range(len(found) - 2):
        near = any(i + 2 < at <= i + 1 + MOST_IN_A_STREET for at in streets)
        if found[i].house and found[i + 1].word in word_set("addresses", "before_a_street") and near:
            return [*found[: i + 1], *found[i + 2 :]]
    for at in streets:
        behind = at + 1 + (at + 1 < len(found) and found[at + 1].word in word_set("addresses", "marks"))
        start = _street_start(found, at)
        marked = behind > at + 1 or _only_number(found, at)
        if marked and behind < len(found) and found[behind].house and start < at:
            return [*found[:start], found[behind], *found[start : at + 1], *found[behind + 1 :]]
    return found


def _only_number(found: Sequence[Token], at: int) -> bool:
    """Whether the number stands right behind the street, and none before: "old cannery drive nine ten"."""
    behind = found[at + 1] if at + 1 < len(found) else None
    short = behind is not None and behind.house and len(behind.text) <= SHORT
    return short and not any(t.digits for t in found[: at + 1])


def _street_start(found: Sequence[Token], at: int) -> int:
    """Where the name of a street begins that has no number before it."""
    start = at
    while start and at - start < MOST_IN_A_NAME and not _leads(found[start - 1]):
        start -= 1
    return at if start and found[start - 1].digits else start


def _leads(token: Token) -> bool:
    talk = word_set("names", "no_names") - word_set("addresses", "of_a_street")
    return token.digits or token.word in word_set("addresses", "before_streets") | talk


def _with_town(told: Address, behind: Sequence[Token]) -> Address:
    """With the town and zip code that come behind talk: "road street, it's a funny name, elizabeth city 27909"."""
    at = next((i for i, t in enumerate(behind) if t.zip), None)
    if told.city or told.zip or at is None:
        return told
    state, size = take_state(behind[:at], True)
    start = end = at - size
    while start and end - start < MOST_IN_A_TOWN and _of_a_town(behind[start - 1]):
        start -= 1
    town = split_address(behind[start:end]).text if start < end else ""
    return Address(told.street, town, state, behind[at].text)


def _of_a_town(token: Token) -> bool:
    return not token.digits and token.word not in word_set("names", "no_names") | word_set("addresses", "little")


def _meant(found: Sequence[Piece], lang: str) -> Sequence[Piece]:
    """Without an address that is taken back: "1600 Oak Rd, oops that's my work. 14 Lakewood Ave"."""
    words = said(found)
    span = listed("addresses", "taken_back").find(words)
    rest = found[span[1] :] if span else ()
    if rest and find_address(tokens(mended(rest), lang)):
        return rest
    denied = [i for i, word in enumerate(words) if word == "no" and 0 < i < len(words) - 1][:MOST_DENIED]
    later = (found[i + 1 :] for i in denied if find_address(tokens(mended(found[:i]), lang)) is not None)
    return next((rest for rest in later if (find_address(tokens(mended(rest), lang)) or (1, 1))[0] == 0), found)


def _why(text: str, words: Sequence[str]) -> AddressWhy:
    if listed("addresses", "on_file").inside(words):
        return "on_file"
    steered: dict[str, AddressWhy] = {
        "dont_know": "not_known", "refuse": "refused", "skip": "refused", "question": "question", "no": "nothing",
        "yes": "nothing", "cancel": "nothing", "person": "nothing", "start_over": "nothing", "go_back": "nothing",
        "repeat": "nothing", "wait": "nothing", "page": "nothing",
    }  # fmt: skip
    return steered.get(control(text).value, "")


def _completed(told: Address, before: AddressHeard) -> AddressHeard:
    known = before.value
    if known and told.street and not (told.city or told.zip):
        told = Address(told.street, known.city, known.state, known.zip)
    elif known and not told.street:
        told = Address(known.street, told.city, told.state or known.state, told.zip)
    missing: list[AddressPart] = [] if told.street else ["street"]
    missing += [] if told.city or told.zip else ["city"]
    return AddressHeard(told, tuple(missing))


def find_address(found: Sequence[Token]) -> tuple[int, int] | None:
    """Where an address with a street or a box stands among the tokens; None for none."""
    for i in range(len(found)):
        street_end = _rural(found, i) or _box(found, i) or _calle(found, i) or _street(found, i)
        if street_end:
            return i, _rest(found, street_end)
    return None


def _from_the_start(found: Sequence[Token]) -> tuple[int, int]:
    """An address with no known word for its street: a number and words behind it, at the start of the answer."""
    start = _past_lead([t.word for t in found])
    if start + 1 < len(found) and found[start].house and not found[start + 1].digits:
        return start, _rest(found, start + 1)
    return 0, 0


def _past_lead(words: Sequence[str]) -> int:
    start = 0
    while size := listed("addresses", "lead").at(words, start):
        start += size
    return start


def _street(found: Sequence[Token], i: int) -> int:
    """The end of a street with its house number at `i`; 0 for none."""
    if not found[i].house:
        return 0
    end = i + 3 if i + 2 < len(found) and found[i + 1].word in word_set("addresses", "calles") else 0
    for at in range(i + 1, min(i + 1 + MOST_IN_A_STREET, len(found))):
        if found[at].ends_sentence or (at > i + 1 and found[at].digits and not _numbered(found, at)):
            break
        if found[at].word in word_set("addresses", "streets") and (at > i + 1 or _named_so(found, at)):
            end = at + 1
            if not _goes_on(found, end):
                break
        if found[at].word in word_set("addresses", "highways") and at + 1 < len(found) and found[at + 1].digits:
            return at + 2
    return end


def _numbered(found: Sequence[Token], i: int) -> bool:
    return found[i - 1].word in word_set("addresses", "highways") or found[i].text[-1:].isalpha()


def _named_so(found: Sequence[Token], i: int) -> bool:
    """Whether the street's whole name is a word for a street: "100 Broadway"; not "4 place"."""
    return found[i].word in word_set("addresses", "whole_streets")


def _goes_on(found: Sequence[Token], i: int) -> bool:
    """Whether the word behind one for a street is another: "Ridge Road", "Park Place"."""
    return i < len(found) and "," not in found[i].gap and found[i].word in word_set("addresses", "streets")


def _box(found: Sequence[Token], i: int) -> int:
    size = listed("addresses", "boxes").at([t.word for t in found[i : i + 5]], 0)
    at = i + size
    while size and at < len(found) and found[at].word in word_set("addresses", "marks"):
        at += 1
    return at + 1 if size and at < len(found) and found[at].digits else 0


def _rural(found: Sequence[Token], i: int) -> int:
    """The end of "rural route two box eighty eight"; 0 for none."""
    words = [t.word for t in found]
    at = i + listed("addresses", "rural").at(words, i)
    if at == i or at + 2 >= len(found) or not found[at].digits:
        return 0
    return _box(found, at + 1)


def _calle(found: Sequence[Token], i: int) -> int:
    """A street named first and then numbered, as in Spanish."""
    if found[i].word not in word_set("addresses", "calles"):
        return 0
    for at in range(i + 2, min(i + 2 + MOST_IN_A_STREET, len(found))):
        if found[at].digits:
            return at + 1
    return 0


def _rest(found: Sequence[Token], i: int) -> int:
    """The end of the address: past the zip code, or before talk."""
    words = [t.word for t in found]
    for at in range(i, min(i + MOST_IN_AN_ADDRESS, len(found))):
        if found[at].zip:
            return at + 1
        if found[at].ends_sentence and at > i and not _goes_past(words, at):
            return at
        if listed("addresses", "ends").at(words, at) and not _is_code(found[at]):
            return at
    return min(i + MOST_IN_AN_ADDRESS, len(found))


def _goes_past(words: Sequence[str], i: int) -> bool:
    """Whether an address goes on behind a full stop: "Willow Rd. Asheville"."""
    return words[i - 1] in word_set("addresses", "streets") or len(words[i - 1]) <= 3


def _is_code(token: Token) -> bool:
    return token.text in field_table("addresses")["codes"]


def street_colours(found: Sequence[Piece]) -> list[Piece]:
    """The colours that are part of a street's name: "blue ridge road", not "he is blue on river road"."""
    words = said(found)
    ends = [i for i, word in enumerate(words) if word in word_set("addresses", "plain_streets")]
    starts = ((i, end) for end in ends for i in range(max(0, end - 2), end))
    little = word_set("addresses", "before_streets")
    colours = word_set("addresses", "colours")
    return [found[i] for i, end in starts if words[i] in colours and little.isdisjoint(words[i + 1 : end])]


def street_words(words: Sequence[str]) -> list[int]:
    """Where "on blue ridge road" and "it is blue ridge road" begin."""
    starts = []
    for i in range(len(words)):
        size = listed("addresses", "to_a_street").at(words, i)
        near = words[i + size : i + size + MOST_IN_A_NAME]
        if size and word_set("addresses", "plain_streets") & set(near[1:]):
            starts.append(i)
    return starts
