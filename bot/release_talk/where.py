"""What a parser may need beside the words. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.directory_types import Lang


@dataclass(frozen=True, slots=True)
class Where:
    """Local `today`, the language, the caller's number, the country; `voice`: it was heard by a recogniser."""

    today: dt.date
    lang: Lang = "en"
    caller: str = ""
    region: str = "US"
    voice: bool = False
