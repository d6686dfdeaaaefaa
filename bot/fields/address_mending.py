"""A part of a known address put right: its zip code, house number, kind of street, suite or town. Pure.

"no, the zip is 28205", "it's four forty not four fourteen", "drive not lane", "suite twelve", "the town is Matthews".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.fields.address_split import Address, split_address, written
from bot.fields.address_words import Token, tokens
from bot.fields.addresses import postal_address
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.tables import word_set

LONGEST_TOWN = 3  # words
IS = frozenset({"is", "es", "was", "era"})
LONGEST_WRONG = 4  # words of a street that was heard wrong


def put_right(known: str, text: str, lang: str) -> str:
    """The known address with the part that the text tells; "" where it tells none of them."""
    before = postal_address(known).value
    if before is None:
        return ""
    cells = tokens(_without_is(pieces(text)), lang)
    now = (
        _told_again(before, cells, lang)
        or _zip(before, cells)
        or _house(before, cells)
        or _instead(before, cells, lang)
        or _room(before, cells)
        or _town(before, text, lang)
    )
    return now.text if now and now != before else ""


def same_street(known: str, text: str, lang: str) -> str:
    """The known address with its street told once more, with another number or of another kind."""
    before, fresh = postal_address(known).value, postal_address(text, lang).value
    if before is None or fresh is None or not fresh.street[:1].isdigit():
        return ""
    same = {w.strip(",") for w in before.street.lower().split()[1:]} - word_set("addresses", "streets")
    if not same & set(fresh.street.lower().split()[1:]) or fresh.street == before.street:
        return ""
    return Address(fresh.street, fresh.city or before.city, fresh.state or before.state, fresh.zip or before.zip).text


def _house(before: Address, cells: Sequence[Token]) -> Address | None:
    """ "The house number is 912"."""
    words = [c.word for c in cells]
    span = listed("talk", "house_number").find(words)
    number, _, rest = before.street.partition(" ")
    told = next((c for c in cells[span[1] :] if c.word not in IS), None) if span else None
    return replace(before, street=f"{told.text} {rest}") if told and told.house and number.isdigit() else None


def _told_again(before: Address, cells: Sequence[Token], lang: str) -> Address | None:
    """A whole street told with what it is not, before or behind: "it's 2217 uwharrie trace, not 2271"."""
    words, known = [c.word for c in cells], {c.text.lower() for c in tokens(pieces(before.text), lang)}
    for i in range(len(cells)):
        end = start = i + (listed("letters", "against").at(words, i) or _no(words[i : i + 2], lang))
        while end < len(cells) and cells[end].text.lower() in known and end - start < LONGEST_WRONG:
            end += 1
        if start > i and end > start:
            heard = postal_address("".join(f"{c.gap or ' '}{c.text}" for c in (*cells[:i], *cells[end:])), lang).value
            if heard and heard.street[:1].isdigit() and " " in heard.street:
                town = heard if heard.city else before
                return Address(heard.street, town.city, town.state or before.state, heard.zip or before.zip)
    return None


def _no(words: Sequence[str], lang: str) -> int:
    """How many words of a Spanish "no", "no es" stand there."""
    return (1 + (words[1:] == ["es"])) if lang == "es" and words[:1] == ["no"] else 0


def _zip(before: Address, cells: Sequence[Token]) -> Address | None:
    """A zip code by its name, the last one told."""
    named = listed("addresses", "zip").inside([c.word for c in cells])
    codes = [c.text for c in cells if c.zip and c.text != before.zip]
    streets = {c.word for c in cells} & word_set("addresses", "plain_streets")
    return replace(before, zip=codes[-1]) if named and codes and not streets else None


def _instead(before: Address, cells: Sequence[Token], lang: str) -> Address | None:
    """A house number or a word of the street told against the known one, on either side of "not"."""
    words = before.street.split()
    for i in range(1, len(cells) - 1):
        words_at = [c.word for c in cells[i:]]
        if not (listed("letters", "against").at(words_at, 0) or _no(words_at, lang)):
            continue
        told = {c.text.lower() for c in cells[:i]}
        behind = [c.text.lower() for c in cells[i + 1 : i + 1 + LONGEST_WRONG]]
        wrong = next((word for word in behind if word not in told), behind[0])
        right = next((c.text for c in reversed(cells[:i]) if c.text.lower() not in behind), cells[i - 1].text)
        at = next((n for n, word in enumerate(words) if word.lower().strip(",") == wrong), None)
        same_kind = at is not None and words[at].strip(",").isdigit() == right.isdigit()
        if at is not None and same_kind:
            return replace(before, street=" ".join([*words[:at], _as_written(words[at], right), *words[at + 1 :]]))
    return None


def _as_written(old: str, new: str) -> str:
    comma = "," if old.endswith(",") else ""
    return (new if new.isdigit() else new.capitalize()) + comma


def _room(before: Address, cells: Sequence[Token]) -> Address | None:
    """A suite or the like, added or in the place of the known one."""
    at = next(
        (i for i, c in enumerate(cells[:-1]) if c.word in word_set("addresses", "rooms") and _numbered(cells, i)), None
    )
    if at is None or any(c.house for c in cells[:at]) or any(c.zip for c in cells):
        return None
    street = before.street.split()
    old = next(
        (i for i, word in enumerate(street) if i and word.lower() in word_set("addresses", "rooms")), len(street)
    )
    told = written(cells[at : at + 2])
    return replace(before, street=" ".join([*street[:old]]).rstrip(",") + f", {told}")


def _without_is(found: Sequence[Piece]) -> list[Piece]:
    """ "The suite is twelve" without its "is"."""
    rooms = word_set("addresses", "rooms")
    return [p for i, p in enumerate(found) if not (i and p.word in IS and found[i - 1].word in rooms)]


def _numbered(cells: Sequence[Token], i: int) -> bool:
    return cells[i + 1].digits or len(cells[i + 1].text) == 1


def _town(before: Address, text: str, lang: str) -> Address | None:
    """ "The city's wrong, it's Matthews", "it's in Kinston, not Goldsboro"."""
    found = pieces(text)
    against = next((i for i in range(1, len(found)) if listed("letters", "against").at(said(found), i)), len(found))
    found = found[:against]
    span = listed("addresses", "town_is").find(said(found))
    if span is None:
        return None
    town = split_address(tokens(found[span[1] :], lang))
    few = 0 < len(town.city.split()) <= LONGEST_TOWN and not town.street
    return (
        replace(before, city=town.city, state=town.state or before.state, zip=town.zip or before.zip) if few else None
    )
