"""How alike two words sound, by their letters and by the sounds those stand for. Pure."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from bot.fields.spelling import bare
from bot.fields.tables import field_table


@lru_cache(4096)
def sound(text: str) -> str:
    """A word by its sounds, roughly: "Kieu" and "Q", "Shaughnessy" and "Shaunassy" come nearer."""
    heard = bare(text)
    for letters, same in field_table("letters")["alike"].items():
        heard = heard.replace(letters, same)
    return "".join(c for i, c in enumerate(heard) if i == 0 or c != heard[i - 1])


def likeness(one: str, two: str) -> float:
    """How alike two words are, of 100."""
    return max(fuzz.ratio(bare(one), bare(two)), fuzz.ratio(sound(one), sound(two)) - 5)
