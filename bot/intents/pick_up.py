"""Come in for copies: whether one may; where the directory does not say, that one has to call before."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, first_of, general, nobody, numbers, say


def answer(ask: Ask) -> Answer:
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    known = answering(ask, "pick_up")
    return Answer(
        (general(known) if known else say("pick_up"), numbers(library, "phone", first_only=True)), entry=library.id
    )
