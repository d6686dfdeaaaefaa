"""Which language a text is written or spoken in, told by its script and its small words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.hearing import words
from bot.tables import read_table

SCRIPTS = {
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af\u1100-\u11ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "vi": re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE),
}
FEW = 3
SPANISH = re.compile(r"[áéíóúñ¿¡]", re.IGNORECASE)


@cache
def small_words() -> Mapping[str, frozenset[str]]:
    """The small words of each language."""
    return {lang: frozenset(ws) for lang, ws in read_table("languages").items()}


def language(text: str) -> str:
    """The language of a text as a two-letter code; "" where the text does not say."""
    for code, script in SCRIPTS.items():
        if len(script.findall(text)) >= (2 if code != "vi" else 1):
            return code
    heard = words(text)
    counts = {code: sum(w in known for w in heard) for code, known in small_words().items()}
    english, spanish = counts["en"], counts["es"] + bool(SPANISH.search(text))
    other = max(counts.keys() - {"en", "es"}, key=lambda code: counts[code])
    if counts[other] >= FEW and counts[other] > max(english, spanish) + 1:
        return other
    return "" if english == spanish else "es" if spanish > english else "en"
