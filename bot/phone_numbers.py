"""Telephone numbers: which ones are the country's own, as E.164, and as people write them. Pure."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType

COSTLY = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
# Regions of their own to the numbering plan, and yet part of the country.
TERRITORIES = {"US": ("AS", "GU", "MP", "PR", "VI")}


def in_country(number: str, country: str) -> bool:
    """Whether a number (E.164) is one of the country's own, and not one that earns by being called or texted."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.region_code_for_number(parsed) not in {country, *TERRITORIES.get(country, ())}:
        return False
    return phonenumbers.number_type(parsed) not in COSTLY


def national(number: str) -> str:
    """A number (E.164) as people write it. Raises NumberParseException for what is none."""
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)


def e164(told: str, country: str) -> str:
    """What was told, as E.164; "" for what is no number of the country."""
    try:
        parsed = phonenumbers.parse(re.sub(r"\D", "", told), country)
    except phonenumbers.NumberParseException:
        return ""
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number if phonenumbers.is_valid_number(parsed) and in_country(number, country) else ""
