"""What was told, put into words to be read back by voice. Pure; never used for a text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from bot.directory_types import Lang
from bot.fields.body_words import in_spanish
from bot.fields.tables import field_table
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear_name import known_name
from bot.reply import Part
from bot.request import StudyAsked


def read_back(fields: Sequence[Field], draft: Draft, lang: Lang) -> tuple[Part, ...]:
    """A part for each of these fields that holds something whole."""
    return tuple(part for name in fields if name not in draft.unsure and (part := _part(name, draft, lang)))


def _part(name: Field, draft: Draft, lang: Lang) -> Part | None:
    request = draft.request
    if name == "name" and request.patient_name:
        last = known_name(request.patient_name).last
        return Part("release_heard_name", args={"who": request.patient_name, "last": last.replace(" ", "")})
    if name == "birth" and request.date_of_birth:
        return Part("release_heard_birth", args={"day": in_words(request.date_of_birth, lang)})
    if name == "studies" and (request.studies or request.all_studies):
        return _studies(request.studies, request.all_studies, lang)
    if name == "recipient" and request.recipient_home:
        return Part("release_heard_home")
    if name == "recipient" and request.recipient_name:
        return Part("release_heard_recipient", args={"who": request.recipient_name})
    if name == "address" and request.recipient_address:
        return Part("release_heard_address", args={"where": address_in_words(request.recipient_address)})
    if name == "record" and request.mrn:
        return Part("release_heard_record", args={"signs": request.mrn})
    if name == "reach" and request.callback:
        return Part("release_heard_reach", args={"digits": national(request.callback)})
    if name == "needed" and request.needed_by:
        return Part("release_heard_needed", args={"day": in_words(request.needed_by, lang)})
    return None


def _studies(studies: Sequence[StudyAsked], everything: bool, lang: Lang) -> Part:
    if everything:
        return Part("release_heard_all")
    named = [(in_spanish(s.study) if lang == "es" else s.study, date_in_words(s.date, lang)) for s in studies]
    return Part("release_heard_studies", args={"studies": named})


def date_in_words(date: str, lang: Lang) -> str:
    """A date as far as it was told ("2026-08"), in words; the caller's own words as they are."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date)
    if not match:
        return date
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return in_words(dt.date(year, month, day), lang)
    table, said = _table(lang), year_in_words(year, lang)
    return f"{table['months'][month - 1]} {table['of']}{said}" if month else said


def in_words(date: dt.date, lang: Lang) -> str:
    """ "March ninth, nineteen fifty-seven"; "9 de marzo de 1957"."""
    table = _table(lang)
    return str(table["whole"]).format(
        day=table["days"][date.day - 1], month=table["months"][date.month - 1], year=year_in_words(date.year, lang)
    )


def year_in_words(year: int, lang: Lang) -> str:
    """ "nineteen fifty-seven", "two thousand five", "twenty twenty-six"."""
    if lang == "es":
        return str(year)
    century, rest = divmod(year, 100)
    table = _table(lang)
    small = table["small"]
    if century % 10 == 0 and rest < 10:
        return " ".join([small[century // 10], str(table["thousand"]), *([small[rest]] if rest else [])])
    if rest < 10:
        return f"{small[century]} {table['oh']} {small[rest]}" if rest else f"{small[century]} {table['hundred']}"
    return f"{small[century]} {small[rest]}"


def address_in_words(address: str) -> str:
    """A house number and a zip code are read digit by digit where they are long."""
    return re.sub(r"\d{4,}", lambda m: " ".join(m[0]), address)


def national(number: str) -> str:
    """The digits of an E.164 number without its country's code."""
    return number.removeprefix("+1") if number.startswith("+1") else number.lstrip("+")


def _table(lang: Lang) -> dict[str, list[str]]:
    table: dict[str, dict[str, list[str]]] = field_table("spoken_dates")
    return table[lang]
