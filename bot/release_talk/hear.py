"""What an answer tells: each field's own parser, put onto what was known. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.fields import birth_date, needed_by, reach, record_number
from bot.fields.dates import DateHeard
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.reach import NOWHERE, ReachHeard
from bot.fields.restated import restated
from bot.fields.tables import field_table
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear_address import address_told
from bot.release_talk.hear_name import name_told
from bot.release_talk.hear_recipient import recipient_told
from bot.release_talk.hear_studies import studies_told
from bot.release_talk.hear_who import who_told
from bot.release_talk.told import Told
from bot.release_talk.where import Where

ADULT = 18


def told(name: Field, text: str, draft: Draft, where: Where) -> Told:
    """What the text tells of this field; `fields` is empty where it tells nothing."""
    return PARSERS[name](restated(text, where.lang), draft, where)


def _who(text: str, draft: Draft, where: Where) -> Told:
    return who_told(text, draft, where.lang)


def _birth(text: str, draft: Draft, where: Where) -> Told:
    known = draft.request.date_of_birth
    before = DateHeard(known, (), "", known.year, known.month, known.day) if known else draft.birth_so_far()
    heard = _day_before(_first_date(text, before, where), text, where)
    if heard.why == "nothing":
        return Told(draft, (), "nothing")
    if heard.why:
        return Told(replace(draft, birth=(None, None, None)), (), heard.why)
    if heard.value is None:
        parts = heard.year, heard.month, heard.day
        draft = replace(draft, birth=parts, request=replace(draft.request, date_of_birth=None))
        return Told(draft, ("birth",), f"no_{heard.missing[0] if len(heard.missing) == 1 else 'year'}")
    if heard.doubt == "century" and draft.child:
        heard = replace(heard, doubt="")  # a child's
    if heard.doubt and not where.voice:
        return _doubted(heard, draft)
    request = replace(draft.request, date_of_birth=heard.value)
    return Told(_grown(replace(draft, request=request, birth=(None, None, None)), where.today), ("birth",))


def _day_before(heard: DateHeard, text: str, where: Where) -> DateHeard:
    """ "The day before the fourth of july, in forty seven, so that's the third": that day, where it is told too."""
    found = pieces(text)
    span = listed("named_days", "day_earlier").find(said(found))
    named = birth_date(written(found[span[1] :]), where.today, where.lang) if span and heard.value else None
    if heard.value is None or named is None or (named.month, named.day) != (heard.value.month, heard.value.day):
        return heard
    day = heard.value - dt.timedelta(days=1)
    behind = {field_table("numbers")["ordinals"].get(word) for word in said(found)}
    if str(day.day) not in behind:
        return heard
    return replace(heard, value=day, year=day.year, month=day.month, day=day.day)


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
    "taken": _taken, "who": _who, "name": name_told, "birth": _birth, "studies": studies_told,
    "recipient": recipient_told, "address": address_told, "record": _record, "reach": _reach, "needed": _needed,
}  # fmt: skip
