"""Numbers for callers who are not there: invented ones, which belong to nobody."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from bot.phone_numbers import national

WITHHELD = "withheld"
ANONYMOUS = "anonymous"  # what Twilio says of a caller whose number is withheld
# North America keeps these numbers free for stories and examples.
INVENTED = "55501"
OTHERS = ("34", "45", "56", "67", "78", "89")
OURS = "99"


def someone(country: str) -> str:
    """A number (E.164) that belongs to nobody but could be a mobile one; "" for a country without any."""
    number = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""


def people(country: str) -> tuple[str, ...]:
    """All callers there are to choose from; one where only one number is known to be nobody's."""
    first = someone(country)
    many = first[-7:-2] == INVENTED
    return (first, *(first[:-2] + last for last in OTHERS)) if many else (first,)


def line(country: str) -> str:
    """The desk's own number, which is nobody's either."""
    first = someone(country)
    return first[:-2] + OURS if first[-7:-2] == INVENTED else first


def shown(number: str) -> str:
    """A number as people write it."""
    return national(number) if number else WITHHELD


__all__ = ["ANONYMOUS", "WITHHELD", "line", "people", "shown", "someone"]
