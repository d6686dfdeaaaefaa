"""One module for each thing people want; its name is the intent's, the NLU file's and the tests' folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from bot.asking import Answer, Ask

NOT_INTENTS = frozenset({"topics"})


@cache
def handlers() -> dict[str, Callable[[Ask], Answer]]:
    """Every intent and what answers it."""
    names = [m.name for m in iter_modules(__path__) if m.name not in NOT_INTENTS]
    return {name: import_module(f"{__name__}.{name}").answer for name in names}
