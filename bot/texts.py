"""What fits into a text message: plain GSM-7 letters, two segments at most. Pure."""

from __future__ import annotations

import unicodedata

# The GSM 03.38 basic set; the characters of its extension table count twice.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€")
PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})
ONE_SEGMENT = 160
EACH_OF_SEVERAL = 153
MOST_SEGMENTS = 2
ROOM = EACH_OF_SEVERAL * MOST_SEGMENTS


def gsm7(text: str) -> str:
    """The text in GSM-7 letters alone: "más" becomes "mas", "é" and "ñ" stay; what has no likeness goes."""
    return "".join(c if c in BASIC or c in TWICE else _likeness(c) for c in text.translate(PLAIN))


def _likeness(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)
    return "".join(c for c in plain if c in BASIC)


def length(text: str) -> int:
    """How many places of a GSM-7 message the text takes."""
    return sum(2 if c in TWICE else 1 for c in text)


def segments(text: str) -> int:
    """How many segments a GSM-7 text is sent in."""
    size = length(text)
    return 1 if size <= ONE_SEGMENT else -(-size // EACH_OF_SEVERAL)
