"""A figure that is put right in the same breath: "5/6/26 … no wait 5/16 not 5/6". Pure."""

from __future__ import annotations

import re

FIGURE = r"\d[\d/.\-]*\d|\d"
SHORT_DE = re.compile(r"\bd(?= (?!como|apostrofe|apóstrofe|mayúscula|mayuscula)[^\W\d]{2,})", re.IGNORECASE)
PUT_RIGHT = re.compile(
    rf"[,;.!]?\s*\b(?:no|wait|sorry|oops|actually|i mean|correction|perdon|perdón|digo)\b[\w\s,.!']{{0,20}}?"
    rf"(?P<right>{FIGURE}),?\s+(?:and\s+)?(?:not|no|en vez de|instead of)\s+(?P<wrong>{FIGURE})",
    re.IGNORECASE,
)


def restated(text: str, lang: str = "en") -> str:
    """The text with the right figure in the place of the wrong one, where that stands before; else as it is.

    In Spanish "d" before a word is written out.
    """
    text = SHORT_DE.sub("de", text) if lang == "es" else text
    match = PUT_RIGHT.search(text)
    if match is None:
        return text
    before, wrong = text[: match.start()], match["wrong"]
    place = re.search(rf"(?<!\d){re.escape(wrong)}(?!\d)", before)
    if place is None:
        return text
    return before[: place.start()] + match["right"] + before[place.end() :] + text[match.end() :]
