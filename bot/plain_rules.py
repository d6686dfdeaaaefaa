"""Which intent plain words point to, when no model can be asked. The words are data/plain_rules.yaml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.directory import Directory
from bot.known_rankings import Ranking
from bot.named import Named
from bot.phrase_patterns import pattern
from bot.tables import read_table

PLAIN = 0.9
NAMED = 0.5


@cache
def rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules in the order they are tried: intent, pattern over folded words."""
    raw = read_table("plain_rules")
    return tuple((rule["intent"], pattern(rule["words"])) for rule in raw["rules"])


def ranking(heard: Sequence[str], things: Named, directory: Directory) -> Ranking:
    """The intents these words point to, best first; () when nothing is plain."""
    text = " ".join(heard).lower()
    found = [(intent, PLAIN) for intent, pattern in rules() if pattern.search(text)]
    homes = (directory.entry(name.partition(".")[0]).intent for name in _names(things))
    found += [(intent, NAMED) for intent in homes if intent]
    if things.groups or things.question:
        found.append(("appointment", NAMED))
    return tuple(dict(reversed(found)).items())[::-1]


def _names(things: Named) -> tuple[str, ...]:
    return (*(name for group in things.groups for name in group), *things.topics)
