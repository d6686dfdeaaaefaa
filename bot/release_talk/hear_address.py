"""The address of who gets the images; by voice a doubtful one is asked for once more, street spelled. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.fields import control, postal_address
from bot.fields.address_mending import put_right
from bot.fields.address_split import Address, take_state
from bot.fields.address_words import tokens
from bot.fields.addresses import AddressHeard, AddressPart, street_words
from bot.fields.capitals import name_case
from bot.fields.name_start import name_like
from bot.fields.numbers import misheard
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.spelling import is_spelled, place, put_in, spelled_runs
from bot.fields.tables import word_set
from bot.release_talk.draft import Draft
from bot.release_talk.told import Told
from bot.release_talk.where import Where

MOST_IN_A_TOWN, FEW = 5, 2
HOUSE = re.compile(r"\d+\w?(?= )")


def address_told(text: str, draft: Draft, where: Where) -> Told:
    """The address in an answer, whole or half."""
    if "address" in draft.unsure:
        return _once_more(text, draft, where)
    right = put_right(draft.request.recipient_address, text, where.lang)
    if right:
        return Told(replace(draft, request=replace(draft.request, recipient_address=right)), ("address",))
    before = AddressHeard(draft.address, _lacking(draft.address))
    heard = postal_address(text, where.lang, before)
    if not heard.why and heard.value is not None:
        return to_be_sure(took(heard.value, draft), text, where)
    town = _town(text, where) or _town_alone(text, draft) or _nothing_else(text, draft)
    if town is None:
        return Told(draft, (), heard.why or "nothing")
    return took(Address("", town.city, town.state, town.zip), replace(draft, tries=draft.tries + 1))


def to_be_sure(told: Told, text: str, where: Where) -> Told:
    """An address is doubtful where its numbers were heard as other words, or where names were misheard before."""
    if "address" not in told.fields or not told.draft.request.recipient_address:
        return told
    found = pieces(text)
    doubtful = where.voice and not is_spelled(found) and (misheard(found, where.lang) or told.draft.rough)
    return replace(told, draft=told.draft.doubt("address", doubtful))


def _once_more(text: str, draft: Draft, where: Where) -> Told:
    """The address said again, or the letters of its street; otherwise it stays as it was heard."""
    if control(text).value == "question":
        return Told(draft, (), "question")
    draft, known = draft.doubt("address", False), draft.request.recipient_address
    before = postal_address(known).value or Address()
    heard = postal_address(text, where.lang).value
    if heard and heard.street:
        town = heard if heard.city or heard.zip else before
        told = Address(heard.street, town.city or before.city, town.state or before.state, town.zip or before.zip).text
    else:
        told = _other_street(before, text) or _respelled(known, text)
    return Told(replace(draft, request=replace(draft.request, recipient_address=told)), ("address",))


def _other_street(before: Address, text: str) -> str:
    """The known house number with another street: "it is blue ridge road in raleigh"."""
    house = HOUSE.match(before.street)
    named = postal_address(f"1 {_from_the_street(text)}").value if house else None
    if house is None or named is None or not named.street.startswith("1 "):
        return ""
    town = named if named.city else before
    return Address(house[0] + named.street[1:], town.city, before.state, named.zip or before.zip).text


def _from_the_street(text: str) -> str:
    """The words from the street's name on."""
    found = pieces(text)
    words = said(found)
    start = next(iter(street_words(words)), None)
    if start is None:
        return ""
    return written(found[start + listed("addresses", "to_a_street").at(words, start) :])


def _respelled(known: str, text: str) -> str:
    words = known.split(" ")
    for letters, _ in spelled_runs(pieces(text)).values():
        at = place([word.strip(",") for word in words], letters)
        if at:
            words = put_in(words, at, letters)
    return " ".join(words)


def _town_alone(text: str, draft: Draft) -> Address | None:
    """The town behind the last "in", where somebody says that he knows no more, or is asked for the second time."""
    found = pieces(text)
    words = said(found)
    unknown = control(text).value in ("dont_know", "no", "correction") or listed("talk", "no_street").inside(words)
    starts = [i for i, word in enumerate(words) if word in word_set("addresses", "little") and i + 1 < len(words)]
    if not starts or not (unknown or draft.tries or draft.address):
        return None
    start = starts[-1] + 1
    end = start
    while end < min(len(words), start + MOST_IN_A_TOWN) and words[end] not in word_set("talk", "behind_town"):
        end += 1
    cells = tokens(found[start:end], "en")
    state, size = take_state(cells, False)
    city = " ".join(name_case(p.raw) for p in found[start : end - size if size else end])
    return Address("", city, state) if city else None


def _nothing_else(text: str, draft: Draft) -> Address | None:
    """A town's name and nothing else, told for the second time."""
    found = pieces(text)
    named = 0 < len(found) <= FEW and all(name_like(found, i) for i in range(len(found)))
    return Address("", " ".join(name_case(p.raw) for p in found)) if named and draft.tries else None


def _town(text: str, where: Where) -> Address | None:
    """The town told by somebody who knows no street: "idk the street. sanford nc"."""
    asked = AddressHeard(Address("0"), ("city",))
    told = pieces(text)
    behind = listed("talk", "no_street").find(said(told))
    alone = written(told[: behind[0]]) if behind else ""
    for part in (text, alone, *reversed(re.split(r"[.;,]", text))):
        found = postal_address(part, where.lang, asked).value if part.strip() else None
        if found and found.state and len(part.split()) <= MOST_IN_A_TOWN:
            return found
    return None


def took(address: Address, draft: Draft) -> Told:
    """The draft with this address, whole or half; a half is taken as it is when it was asked about before."""
    lacking = _lacking(address)
    if lacking and draft.tries == 0:
        whole = replace(draft, address=address, request=replace(draft.request, recipient_address=""))
        return Told(whole, ("address",), f"no_{lacking[0]}")
    return Told(
        replace(draft, address=None, request=replace(draft.request, recipient_address=address.text)), ("address",)
    )


def _lacking(address: Address | None) -> tuple[AddressPart, ...]:
    if address is None:
        return ("address",)
    street: tuple[AddressPart, ...] = () if address.street else ("street",)
    return street if address.city or address.zip else (*street, "city")
