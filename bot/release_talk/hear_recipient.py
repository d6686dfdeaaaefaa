"""To whom the images go: a doctor or hospital, or home; with the address where it was told too. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.directory_types import Lang
from bot.fields import recipient
from bot.fields.address_split import Address
from bot.fields.recipient import NOBODY, Recipient, RecipientHeard
from bot.fields.tables import field_table
from bot.release_talk.draft import Draft, Field
from bot.release_talk.told import Told

HALVES = {"street": "no_street", "city": "no_city"}


def recipient_told(text: str, draft: Draft, lang: Lang) -> Told:
    """The recipient in an answer, put onto what was known."""
    return took(recipient(text, lang, _known(draft)), draft)


def _known(draft: Draft) -> RecipientHeard:
    request = draft.request
    if not request.recipient_name and not request.recipient_home:
        return NOBODY
    kind = "home" if request.recipient_home else "provider"
    return RecipientHeard(Recipient(kind, request.recipient_name), ("address",))  # type: ignore[arg-type]


def took(heard: RecipientHeard, draft: Draft) -> Told:
    """The draft with this recipient."""
    found = heard.value
    if heard.why == "on_file" and found is not None and found.kind == "home":
        return Told(_with(found, draft), ("recipient",), "on_file")
    if found is None or heard.why:
        return Told(draft, (), heard.why or "nothing")
    if found.kind == "mychart":
        return Told(draft, (), "mychart")
    if found.kind == "provider" and not found.name:
        return Told(draft, (), "vague")
    draft = _with(found, draft)
    if found.address is None:
        real = heard.town and found.kind == "provider" and heard.town.lower() not in _months()
        town = Address("", heard.town) if real else None
        return Told(replace(draft, address=town), ("recipient",))
    return _with_address(found.address, heard, draft)


def _months() -> frozenset[str]:
    """No towns: "in august"."""
    return frozenset(month.lower() for words in field_table("spoken_dates").values() for month in words["months"])


def _with(found: Recipient, draft: Draft) -> Draft:
    request = replace(draft.request, recipient_name=found.name, recipient_home=found.kind == "home")
    return replace(draft, request=request)


def _with_address(address: Address, heard: RecipientHeard, draft: Draft) -> Told:
    half = next((HALVES[name] for name in heard.missing if name in HALVES), "")
    fields: tuple[Field, ...] = ("recipient", "address")
    if half:
        return Told(replace(draft, address=address), fields, half)
    request = replace(draft.request, recipient_address=address.text)
    return Told(replace(draft, address=None, request=request), fields)
