"""Text as it may be printed: what people wrote, without what would break a line, hide, or turn others around. Pure."""

from __future__ import annotations

import unicodedata

import phonenumbers

from bot import phone_numbers
from release.fonts import has

# Surrogates, private use, unassigned and control characters have no shape; the joiners are needed in some scripts.
SHAPELESS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JOINERS = "\u200c\u200d"
LONGEST_WORD = 34  # a longer one may be broken, so that it stays on the page
BREAK = "\u200b"
UNKNOWN = "\ufffd"


def line(text: str) -> str:
    """One line: composed characters, single blanks."""
    blank = "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFC", text.replace("\0", " ")))
    return " ".join("".join(c for c in blank if _shaped(c)).split())


def printed(text: str) -> str:
    """One line as it is set: what no font has becomes a sign for that, and long words may be broken."""
    return breakable("".join(c if c in JOINERS or has(c) else UNKNOWN for c in line(text)))


def unprintable(text: str) -> str:
    """The characters that no font has, each once."""
    return "".join(dict.fromkeys(c for c in line(text.replace("\n", " ")) if c not in JOINERS and not has(c)))


def lines(text: str) -> list[str]:
    """Each line of an address."""
    return [one for part in text.splitlines() if (one := line(part))]


def breakable(text: str) -> str:
    """With places to break words that are longer than a line."""
    return " ".join(_broken(word) if len(word) > LONGEST_WORD else word for word in text.split(" "))


def national(number: str) -> str:
    """A number (E.164) as people write it; what is none stays as it is."""
    try:
        return phone_numbers.national(number)
    except phonenumbers.NumberParseException:
        return line(number)


def _shaped(character: str) -> bool:
    return character in JOINERS or unicodedata.category(character) not in SHAPELESS


def _broken(word: str) -> str:
    return BREAK.join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))
