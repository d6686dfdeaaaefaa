"""Reads Twilio's parameters with care: whatever stands in them, a safe value comes out."""

from __future__ import annotations

import re
import uuid

import phonenumbers
from flask import Request

from bot.directory_types import LANGS, Lang
from bot.message import EXPECTS, Expect

E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z", re.ASCII)
# Twilio spells a withheld caller on the keypad; some of these look like a foreign number.
WITHHELD = frozenset(
    "+" + phonenumbers.convert_alpha_characters_in_number(word)
    for word in ("ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE")
)
CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
MOST_WORDS = 4000
MOST_KEYS = 32
MOST_STEPS = 9999
MOST_TOKEN = 200
REPEAT_HEADER = "I-Twilio-Idempotency-Token"


def number(raw: str) -> str:
    """The E.164 number in a From or To, or "" for anything else: withheld, a client, a short code."""
    if not E164.match(raw) or raw in WITHHELD:
        return ""
    try:
        return raw if phonenumbers.is_possible_number(phonenumbers.parse(raw)) else ""
    except phonenumbers.NumberParseException:
        return ""


def words(raw: str) -> str:
    """What was said or written, on one line and of a bounded length."""
    return CONTROL.sub(" ", raw[:MOST_WORDS]).strip()


def keys(raw: str) -> str:
    """The digits and stars pressed; # is no key of ours."""
    return re.sub(r"[^0-9*]", "", raw)[:MOST_KEYS]


def whole(raw: str, most: int) -> int:
    """A whole number from 0 to `most`; 0 for anything else."""
    return min(int(raw), most) if re.match(r"[0-9]{1,9}\Z", raw) else 0


def step(request: Request) -> int:
    """The turn of the talk that the action URL names."""
    return whole(request.args.get("step", ""), MOST_STEPS)


def lang(request: Request) -> Lang:
    """The language of the action URL, English where it names none."""
    raw = request.args.get("lang", "")
    return raw if raw in LANGS else "en"


def expect(request: Request) -> Expect:
    """The kind of answer awaited, from its closed list."""
    raw = request.args.get("expect", "")
    return raw if raw in EXPECTS else "open"


def idempotency(sid: str, place: str, request: Request) -> tuple[str, ...]:
    """The keys under which a repeat of this delivery is known: ours first, then Twilio's token if it came.

    A delivery without an id is nobody's repeat.
    """
    token = request.headers.get(REPEAT_HEADER, "")[:MOST_TOKEN]
    own = f"{sid or uuid.uuid4().hex}{place}"
    return (own, token) if token else (own,)
