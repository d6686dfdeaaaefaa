"""The answer to "is that all correct?": all that it may be, tried in this order. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.asking import Answer, Ask
from bot.fields.control import ControlHeard, control
from bot.fields.pieces import listed, pieces, said
from bot.fields.spelling import is_spelled
from bot.fields.tables import word_set
from bot.release_talk import confirming, ending, mending, offering, several, side
from bot.release_talk.dates_mended import birth_mended, study_day_mended
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.questions import asked
from bot.release_talk.taking import text_of, took, where
from bot.release_talk.told import Told
from bot.release_talk.where import Where

FEW_WORDS = 6
SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True, repr=False)
class _Heard:
    """What was said to it. `many`: several things put right at once; `letters`: what letters told now change."""

    ask: Ask
    draft: Draft
    text: str
    steer: ControlHeard
    many: Told | None
    letters: Told | None

    @property
    def place(self) -> Where:
        return where(self.ask)

    @property
    def asks(self) -> bool:
        return self.steer.value == "question"

    @property
    def objects(self) -> bool:
        return self.steer.value in ("no", "correction")

    def says(self, name: str) -> bool:
        """Whether one of these phrases is in it (data/fields/talk.yaml)."""
        return listed("talk", name).inside(said(pieces(self.text)))

    def takes(self, found: Told | None) -> Answer | None:
        return took(self.ask, found, Told(found.draft)) if found else None

    def again(self) -> Answer:
        return asked(replace(self.draft, read=()), self.ask.message, self.ask.now)


def confirmed(ask: Ask, draft: Draft) -> Answer:
    """The answer to "is that right?"."""
    text = text_of(ask)
    steer = control(text)
    many = several.told_of(text, draft, where(ask)) if steer.value != "question" else None
    letters = confirming.mended(text, draft, where(ask)) if steer.value not in ("question", "refuse") else None
    heard = _Heard(ask, draft, text, steer, many, letters)
    found = (answer for way in WAYS if (answer := way(heard)))
    return next(found, None) or mending.what_is_wrong(ask, draft)


def _after_all(heard: _Heard) -> Answer | None:
    return heard.again() if heard.says("right_after_all") else None


def _put_right(heard: _Heard) -> Answer | None:
    """Several things at once, or what letters change, whichever tells more."""
    many, letters = heard.many, heard.letters
    if many and len(many.fields) > len(letters.fields if letters else ()):
        return heard.takes(many)
    return heard.takes(letters) if letters and letters.draft.request != heard.draft.request else None


def _right(heard: _Heard) -> Answer | None:
    """All is right: the letters of a name once more and "the rest is right", or a plain yes."""
    if heard.letters and heard.says("rest_right"):
        return ending.finished(heard.ask, heard.draft)
    if _asks_too(heard.text, heard.draft):
        return side.question(heard.ask, heard.draft, "who")
    return ending.finished(heard.ask, heard.draft) if _agrees(heard.text, heard.draft, heard.steer) else None


def _asks_too(text: str, draft: Draft) -> bool:
    """ "Looks ok. How long does it take?": answered first."""
    first, *more = SENTENCE.split(text)
    return bool(more) and _agrees(first, draft, control(first)) and control(more[-1]).value == "question"


def _agrees(text: str, draft: Draft, steer: ControlHeard) -> bool:
    """Whether all is right as it was read: yes, its key, "that's all right", "no changes"."""
    words = said(pieces(text))
    agreed = listed("talk", "all_right").inside(words) and steer.value not in ("no", "correction", "question")
    plain = agreed and (len(words) <= FEW_WORDS or not mending.named(text, draft))
    unchanged = listed("talk", "no_changes").inside(words) and len(words) <= FEW_WORDS
    return steer.value == "yes" or text.strip() == "1" or plain or unchanged


def _said_again(heard: _Heard) -> Answer | None:
    """What we know is told once more: letters of a name, or several things of which none is another."""
    of_a_name = not heard.many and mending.named(heard.text, heard.draft) in (None, "name")
    if heard.letters and of_a_name and is_spelled(pieces(heard.text)):
        return heard.takes(heard.letters)
    if heard.many and not heard.many.fields:
        return heard.again()
    return heard.takes(heard.many)


def _named(heard: _Heard) -> Answer | None:
    """What is wrong is named: "the birthday is the ninth"."""
    name = mending.named(heard.text, heard.draft) or _of_studies(heard)
    rest = heard.steer.rest or heard.text
    return mending.mended(heard.ask, heard.draft, name, rest) if name and not heard.asks else None


def _of_studies(heard: _Heard) -> Field | None:
    """ "It's the left hand, not the right": an examination, by its part of the body alone."""
    known = heard.draft.request.studies
    if not known or not set(said(pieces(heard.text))) & word_set("studies", "sides"):
        return None
    now = told("studies", heard.text, heard.draft, heard.place).draft.request.studies
    return "studies" if len(now) == len(known) and now != known else None


def _last_read(heard: _Heard) -> Answer | None:
    return mending.last_read(heard.ask, heard.draft, heard.steer) if heard.steer.rest else None


def _asks(heard: _Heard) -> Answer | None:
    """A question, which may tell the doctor's place."""
    if not heard.asks:
        return None
    placed = confirming.with_his_place(heard.text, heard.draft, heard.place)
    return heard.takes(placed) or side.question(heard.ask, heard.draft, "who")


def _refuses(heard: _Heard) -> Answer | None:
    return offering.refused(heard.ask, heard.draft, "birth") if heard.steer.value == "refuse" else None


def _said_twice(heard: _Heard) -> Answer | None:
    """Nothing in it is another, as before: gone on with; the page shows all of it."""
    nothing = not heard.objects and heard.draft.tries and not mending.objects(heard.ask)
    return ending.finished(heard.ask, heard.draft) if nothing else None


WAYS: tuple[Callable[[_Heard], Answer | None], ...] = (
    lambda heard: mending.not_mine(heard.ask, heard.draft),
    lambda heard: heard.takes(confirming.without_middle(heard.text, heard.draft)),
    _after_all,
    _put_right,
    _right,
    _said_again,
    lambda heard: heard.takes(birth_mended(heard.text, heard.draft, heard.place)),
    lambda heard: heard.takes(study_day_mended(heard.text, heard.draft, heard.place)),
    _named,
    _last_read,
    lambda heard: heard.takes(confirming.by_a_part(heard.text, heard.draft, heard.place)),
    _asks,
    _refuses,
    _said_twice,
)
