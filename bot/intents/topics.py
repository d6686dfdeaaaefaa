"""Intents that an entry of the directory answers by its own words: its fact asked for, or what it tells."""

from __future__ import annotations

from collections.abc import Callable

from bot.asking import (
    LINE,
    Answer,
    Ask,
    answering,
    context,
    facts,
    first_of,
    general,
    nobody,
    numbers,
    question_of,
    spoken_of,
    told,
)
from bot.directory_types import Entry, Purpose, Role
from bot.hearing import hear_phrase, stem


def topic(
    intent: str, with_role: Role | None = None, purposes: tuple[Purpose, ...] = LINE, always: bool = False
) -> Callable[[Ask], Answer]:
    """The answer of the entry whose `intent` this is, with its own numbers and those of a role.

    `always`: what is told of it in general is told first, whatever fact was asked for.
    """

    def answer(ask: Ask) -> Answer:
        entry = answering(ask, intent)
        if entry is None:
            return nobody(ask, *((with_role,) if with_role else ()))
        helper = first_of(ask, with_role) if with_role else None
        lines = [numbers(e, *purposes) for e in (entry, helper) if e and e.of(*purposes)]
        words = (general(entry), *facts(ask, entry, most=1)) if always else told(ask, entry)
        return Answer((*words, *lines), entry=helper.id if helper else entry.id)

    return answer


def special(ask: Ask) -> bool:
    """Whether a service with a line of its own was named, or a question between such services."""
    question = question_of(ask)
    return (question is not None and not question.alone) or any(e.id in ask.directory.services for e in spoken_of(ask))


def names_itself(ask: Ask, entry: Entry) -> bool:
    """Whether the entry was named by people's words for it, and not by what it does."""
    said = " ".join(map(stem, ask.meaning.words))
    return any(f" {' '.join(hear_phrase(phrase))} " in f" {said} " for _, phrase in entry.called)


def still_of(ask: Ask) -> Entry | None:
    """What was talked of, where only another kind of number is asked for: "and the fax?", "no, for same day"."""
    question = question_of(ask)
    kinds = {option.partition(".")[2] for option in question.options} if question else set()
    return talked_of(ask) if len(kinds) == 1 and kinds != {""} else None


def talked_of(ask: Ask) -> Entry | None:
    """What was talked of, if one of its numbers was told last."""
    entry, told = context(ask), {target.partition(".")[0] for target in ask.state.given}
    return entry if entry and entry.id in told else None
