"""What an answer tells: each field's own parser, put onto what was known. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from bot.fields import birth_date, control, needed_by, postal_address, reach, record_number, studies
from bot.fields.address_split import Address
from bot.fields.addresses import AddressHeard, AddressPart
from bot.fields.dates import DateHeard
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.reach import NOWHERE, ReachHeard
from bot.fields.studies import NO_STUDIES, StudiesHeard, Study, as_said
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear_name import name_told
from bot.release_talk.hear_recipient import recipient_told
from bot.release_talk.hear_who import who_told
from bot.release_talk.told import Told
from bot.release_talk.where import Where
from bot.request import StudyAsked

ADULT = 18
LONGEST_WORDS = 100
LONGEST_TIME = 14
MOST_IN_A_TOWN = 5
YEARS_BACK = (("this_year", 0), ("last_year", 1))


def told(name: Field, text: str, draft: Draft, where: Where) -> Told:
    """What the text tells of this field; `fields` is empty where it tells nothing."""
    return PARSERS[name](text, draft, where)


def _who(text: str, draft: Draft, where: Where) -> Told:
    return who_told(text, draft, where.lang)


def _birth(text: str, draft: Draft, where: Where) -> Told:
    known = draft.request.date_of_birth
    before = DateHeard(known, (), "", known.year, known.month, known.day) if known else draft.birth_so_far()
    heard = _first_date(text, before, where)
    if heard.why == "nothing":
        return Told(draft, (), "nothing")
    if heard.why:
        return Told(replace(draft, birth=(None, None, None)), (), heard.why)
    if heard.value is None:
        parts = heard.year, heard.month, heard.day
        draft = replace(draft, birth=parts, request=replace(draft.request, date_of_birth=None))
        return Told(draft, ("birth",), f"no_{heard.missing[0] if len(heard.missing) == 1 else 'year'}")
    if heard.doubt and not where.voice:
        return _doubted(heard, draft)
    request = replace(draft.request, date_of_birth=heard.value)
    return Told(_grown(replace(draft, request=request, birth=(None, None, None)), where.today), ("birth",))


def _first_date(text: str, before: DateHeard, where: Where) -> DateHeard:
    """The date in an answer; the one before "send it to" where an address behind that has numbers too."""
    heard = birth_date(text, where.today, where.lang, before)
    found = pieces(text)
    sends = listed("talk", "sending").find(said(found))
    if heard.value or not sends:
        return heard
    first = birth_date(written(found[: sends[0]]), where.today, where.lang, before)
    return first if first.value else heard


def _doubted(heard: DateHeard, draft: Draft) -> Told:
    """By text a date is not read back: what is doubtful in it is asked for by itself."""
    if heard.doubt == "century":
        return Told(replace(draft, birth=(None, heard.month, heard.day)), ("birth",), "no_year")
    return Told(replace(draft, birth=(heard.year, None, None)), ("birth",), "no_month")


def _grown(draft: Draft, today: dt.date) -> Draft:
    """A child who is of age signs himself."""
    born = draft.request.date_of_birth
    if not draft.child or born is None:
        return draft
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < ADULT:
        return draft
    return replace(draft, child=False, grown=True, request=replace(draft.request, requester="helper"))


def _studies(text: str, draft: Draft, where: Where) -> Told:
    request, before = draft.request, _known_studies(draft)
    dates_asked = bool(before.value) and "study_dates" in request.missing()
    steered = control(text).value
    if dates_asked and steered in ("dont_know", "skip", "refuse", "no"):
        return Told(replace(draft, request=replace(request, no_dates=True)), ("studies",))
    fresh = studies(text, where.today, where.lang)
    if any(not s.general for s in fresh.value):
        again = {s.study for s in before.value} <= {s.study for s in fresh.value}
        kept = () if again else tuple(s for s in before.value if s.date)
        before = StudiesHeard(kept, ()) if kept else NO_STUDIES
    heard = studies(text, where.today, where.lang, before)
    if heard.why or not heard.value:
        if dates_asked and steered in ("", "yes") and _of_a_time(text):
            return _dated_in_words(text, draft)
        return Told(draft, (), heard.why or "nothing")
    asked = tuple(StudyAsked(s.study, as_said(s)) for s in heard.value)
    if heard.everything:
        asked = tuple(s for s in asked if s.date)
    asked = _this_year(asked, text, where)
    undated = dates_asked and not all(s.date for s in asked)
    draft = replace(draft, request=replace(request, studies=asked, all_studies=heard.everything, no_dates=undated))
    general = all(s.general for s in heard.value) and not heard.everything
    if general and not draft.general:
        return Told(replace(draft, general=True, request=replace(draft.request, studies=())), (), "general")
    return Told(draft, ("studies",), "no_dates" if "study_dates" in draft.request.missing() else "")


def _this_year(asked: tuple[StudyAsked, ...], text: str, where: Where) -> tuple[StudyAsked, ...]:
    """Days told without their year, where it is told for all of them: "both this year"."""
    back = next((n for name, n in YEARS_BACK if listed("talk", name).inside(said(pieces(text)))), None)
    if back is None:
        return asked
    year = str(where.today.year - back)
    return tuple(replace(s, date=_with_year(s.date, year, where)) for s in asked)


def _with_year(date: str, year: str, where: Where) -> str:
    """The day in that year, as ISO; the words as they are where they tell no day."""
    if re.fullmatch(r"\d{4}(-\d\d)*", date) or not date:
        return date
    told = birth_date(f"{date} {year}", where.today, where.lang)
    return told.value.isoformat() if told.value else date


def _of_a_time(text: str) -> bool:
    """Whether the words may tell of a time: "when my son was born", "around easter"."""
    words = said(pieces(text))
    return len(words) <= LONGEST_TIME and listed("talk", "times").inside(words)


def _known_studies(draft: Draft) -> StudiesHeard:
    known = tuple(Study(s.study, s.date) for s in draft.request.studies)
    if not known:
        return NO_STUDIES
    return StudiesHeard(known, () if all(s.date for s in known) else ("date",))


def _dated_in_words(text: str, draft: Draft) -> Told:
    """A vague date stays in the caller's words."""
    words = " ".join(text.split())[:LONGEST_WORDS]
    asked = tuple(s if s.date else replace(s, date=words) for s in draft.request.studies)
    return Told(replace(draft, request=replace(draft.request, studies=asked)), ("studies",))


def _recipient(text: str, draft: Draft, where: Where) -> Told:
    return recipient_told(text, draft, where)


def _address(text: str, draft: Draft, where: Where) -> Told:
    before = AddressHeard(draft.address, _lacking(draft.address))
    heard = postal_address(text, where.lang, before)
    if heard.why or heard.value is None:
        town = _town(text, where)
        if town is None:
            return Told(draft, (), heard.why or "nothing")
        return address_told(Address("", town.city, town.state, town.zip), replace(draft, tries=draft.tries + 1))
    return address_told(heard.value, draft)


def _town(text: str, where: Where) -> Address | None:
    """The town told by somebody who knows no street: "idk the street. sanford nc"."""
    asked = AddressHeard(Address("0"), ("city",))
    for part in (text, *reversed(re.split(r"[.;,]", text))):
        found = postal_address(part, where.lang, asked).value if part.strip() else None
        if found and found.state and len(part.split()) <= MOST_IN_A_TOWN:
            return found
    return None


def address_told(address: Address, draft: Draft) -> Told:
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


def _record(text: str, draft: Draft, where: Where) -> Told:
    heard = record_number(text, where.lang)
    if heard.value:
        return Told(replace(draft, request=replace(draft.request, mrn=heard.value)), ("record",))
    if heard.why in ("not_known", "refused"):
        return Told(draft.settle("record"), ("record",))
    return Told(draft, (), heard.why)


def _reach(text: str, draft: Draft, where: Where) -> Told:
    before = ReachHeard(missing=("area_code",), digits=draft.digits) if draft.digits else NOWHERE
    words = said(pieces(text))
    text = "this number" if words and listed("reach", "this_alone").at(words, 0) == len(words) else text
    heard = reach(text, where.caller, where.region, where.lang, before)
    if heard.value:
        return Told(replace(draft, digits="", request=replace(draft.request, callback=heard.value)), ("reach",))
    if heard.missing == ("area_code",):
        return Told(replace(draft, digits=heard.digits), (), "area_code")
    if heard.why in ("refused", "not_known", "by_mail"):
        return Told(draft.settle("reach"), ("reach",))
    return Told(draft, (), heard.why)


def _needed(text: str, draft: Draft, where: Where) -> Told:
    """The day; any unclear answer means none."""
    heard = needed_by(text, where.today, where.lang)
    if heard.value or heard.pace in ("soon", "vague"):
        request = replace(draft.request, needed_by=heard.value, needed_words=heard.words)
        return Told(replace(draft.settle("needed"), request=request), ("needed",))
    return Told(draft.settle("needed"), ("needed",))


def _taken(text: str, draft: Draft, where: Where) -> Told:
    return Told(draft.settle("taken"), ("taken",))


PARSERS: dict[Field, Callable[[str, Draft, Where], Told]] = {
    "taken": _taken, "who": _who, "name": name_told, "birth": _birth, "studies": _studies, "recipient": _recipient,
    "address": _address, "record": _record, "reach": _reach, "needed": _needed,
}  # fmt: skip
