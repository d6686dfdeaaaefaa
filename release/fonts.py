"""The fonts of the letter, and which characters they have."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FOLDER = Path(__file__).resolve().parent / "fonts"
SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Cherokee", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi",
    "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thai",
)  # fmt: skip
# The first that has a character is taken.
FONTS = ("Noto Sans", *(f"Noto Sans {script}" for script in SCRIPTS), "NanumSquare", "Droid Sans Fallback")


def has(character: str) -> bool:
    """Whether any font has this character."""
    return ord(character) in _known()


@cache
def fonts() -> typst.Fonts:
    """The fonts as the typesetter takes them; read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


@cache
def _known() -> frozenset[int]:
    """What all fonts have together; a third of a second to read."""
    known: set[int] = set()
    for path in sorted(FOLDER.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)
