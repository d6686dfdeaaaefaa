"""What is used of spaCy: its matcher, its vocabulary, and its lists of little words.

spaCy loads its command line whenever it is loaded, with all that fetches and prints; nothing here calls it. Without it
each web process starts a fifth of a second sooner and is 18 megabytes smaller.
"""

from __future__ import annotations

import sys
from types import ModuleType

CALLED = "spacy.cli", "spacy.cli.info"


def _leave_out() -> None:
    for name in CALLED:
        left = sys.modules.setdefault(name, ModuleType(name))
        vars(left).setdefault("info", None)


_leave_out()

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH  # noqa: E402 - the command line is left out before
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH  # noqa: E402
from spacy.matcher import PhraseMatcher  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

__all__ = ["ENGLISH", "SPANISH", "Doc", "PhraseMatcher", "Vocab"]
