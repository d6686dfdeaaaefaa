"""To whom the images go: a doctor or hospital, or home; with the address where it was told too. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.fields import control, recipient
from bot.fields.address_split import Address
from bot.fields.doctors import doctor_respelled
from bot.fields.pieces import listed, pieces, said
from bot.fields.recipient import NOBODY, Recipient, RecipientHeard
from bot.fields.recipient_words import is_person, merged
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, is_spelled
from bot.fields.tables import field_table, word_set
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear_address import to_be_sure
from bot.release_talk.told import Told
from bot.release_talk.where import Where

KEEPS = frozenset({"yes", "no", "refuse", "dont_know", "skip"})
HALVES = {"street": "no_street", "city": "no_city"}


def recipient_told(text: str, draft: Draft, where: Where) -> Told:
    """The recipient in an answer, put onto what was known."""
    if "recipient" in draft.unsure:
        return _spelled(text, draft, where)
    if draft.lacks_place:
        return _placed(text, draft, where)
    told = _plainly(text, draft, where)
    return replace(told, draft=replace(told.draft, placeless=True)) if "recipient" in told.fields else told


def _plainly(text: str, draft: Draft, where: Where) -> Told:
    told = _the_same_doctor(took(recipient(text, where.lang, _known(draft)), draft), draft)
    return to_be_spelled(same_place(_with_the_doctor(told, draft, text), draft, text), text, where)


def _placed(text: str, draft: Draft, where: Where) -> Told:
    """The doctor who was named by the way, with the place where he works; without it where none is told."""
    steer = control(text).value
    if steer == "question":
        return Told(draft, (), "question")
    draft = replace(draft, placeless=False)
    known, told = draft.request.recipient_name, _plainly(text, draft, where)
    if steer in KEEPS or "recipient" not in told.fields:
        return to_be_spelled(Told(draft, ("recipient",)), text, where)
    request = told.draft.request
    if not is_person(request.recipient_name) and not request.recipient_home:
        request = replace(request, recipient_name=f"{known}, {request.recipient_name}")
    return to_be_spelled(replace(told, draft=replace(told.draft, request=request)), text, where)


def _the_same_doctor(told: Told, draft: Draft) -> Told:
    """ "Dr. Caleb Stroud", told once more: his clinic stays with him."""
    known, _, place = draft.request.recipient_name.partition(", ")
    fresh = told.draft.request.recipient_name
    again = fresh and place and "," not in fresh and _is_he(_untitled(fresh), _untitled(known))
    if not again or "recipient" not in told.fields:
        return told
    request = replace(told.draft.request, recipient_name=f"{fresh}, {place}")
    return replace(told, draft=replace(told.draft, request=request))


def _is_he(fresh: list[str], known: list[str]) -> bool:
    """Whether it is the same doctor, or his name heard better."""
    if not fresh or not known or fresh == known:
        return fresh == known
    return len(fresh) == len(known) and all(likeness(a, b) >= ALIKE for a, b in zip(fresh, known, strict=True))


def _untitled(name: str) -> list[str]:
    return [word for word in said(pieces(name)) if word not in field_table("recipient")["titles"]]


def same_place(told: Told, draft: Draft, text: str) -> Told:
    """ "Make that Dr. Osei, same office": another doctor, at the place that is known."""
    known, fresh = draft.request, told.draft.request
    of_a_doctor = is_person(known.recipient_name)
    place = known.recipient_name.partition(", ")[2] if of_a_doctor else known.recipient_name
    another = "recipient" in told.fields and is_person(fresh.recipient_name) and "," not in fresh.recipient_name
    if not (another and listed("recipient", "same_place" if of_a_doctor else "there").inside(said(pieces(text)))):
        return told
    name = f"{fresh.recipient_name}, {place}" if place else fresh.recipient_name
    request = replace(fresh, recipient_name=name, recipient_address=known.recipient_address)
    return replace(told, draft=replace(told.draft, request=request, address=draft.address))


def _with_the_doctor(told: Told, draft: Draft, text: str) -> Told:
    """A place told of a doctor who is known: "the doctor is at lakeside clinic"."""
    known, fresh = draft.request.recipient_name, told.draft.request.recipient_name
    kept = known and is_person(known) and not is_person(fresh)
    a_place = set(said(pieces(fresh))) & word_set("recipient", "places")
    of_him = set(said(pieces(text))) & {*field_table("recipient")["titles"]}
    if not (kept and a_place and of_him and "recipient" in told.fields):
        return told
    request = replace(told.draft.request, recipient_name=f"{known.partition(',')[0]}, {fresh}")
    return replace(told, draft=replace(told.draft, request=request))


def to_be_spelled(told: Told, text: str, where: Where) -> Told:
    """A doctor's name that was heard and not spelled is asked for by its letters, once."""
    told = to_be_sure(told, text, where)
    request = told.draft.request
    if "recipient" not in told.fields or request.recipient_home or not request.recipient_name:
        return told
    unsure = where.voice and not is_spelled(pieces(text)) and is_person(request.recipient_name)
    return replace(told, draft=told.draft.doubt("recipient", unsure))


def _spelled(text: str, draft: Draft, where: Where) -> Told:
    """The recipient with the letters told now; without any, the name stays as it was heard."""
    steer, known = control(text).value, draft.request.recipient_name
    if steer == "question":
        return Told(draft, (), "question")
    draft = draft.doubt("recipient", False)
    told = took(recipient(_with_title(text, known), where.lang), draft)
    if steer in KEEPS or told.draft.request.recipient_home:
        return Told(draft, ("recipient",))
    fresh = told.draft.request.recipient_name if "recipient" in told.fields else ""
    by_letters = is_person(known) and is_spelled(pieces(text))
    name = doctor_respelled(known, pieces(text), where.lang) if by_letters else merged(known, fresh, pieces(text))
    if is_person(fresh) and known and not is_person(known):
        name = fresh if "," in fresh else f"{fresh}, {known}"  # the doctor at the place that is known
    request = replace(told.draft.request, recipient_name=name)
    told = replace(told, draft=replace(told.draft, rough=told.draft.rough or _misheard(known, name)))
    fields: tuple[Field, ...] = ("recipient", *(f for f in told.fields if f != "recipient"))
    return replace(told, draft=replace(told.draft, request=request), fields=fields)


def _known(draft: Draft) -> RecipientHeard:
    request = draft.request
    if not request.recipient_name and not request.recipient_home:
        return NOBODY
    kind = "home" if request.recipient_home else "provider"
    return RecipientHeard(Recipient(kind, request.recipient_name), ("address",))  # type: ignore[arg-type]


def _misheard(known: str, name: str) -> bool:
    """Whether the letters told another name than was heard."""
    return bool(set(said(pieces(known))) - set(said(pieces(name))))


def _with_title(text: str, known: str) -> str:
    """A doctor who was told as one stays one: "helen prevatte p r e v a t t e at longleaf"."""
    titles = field_table("recipient")["titles"]
    if not is_person(known) or set(said(pieces(text))) & set(titles):
        return text
    return f"{known.split(' ')[0]} {text}"


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
