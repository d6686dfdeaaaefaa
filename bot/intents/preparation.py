"""Preparation and safety: no advice, never "fine"; the procedure's own line or the ordering office."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, answering, context, first_of, named_with, numbers, say


def answer(ask: Ask) -> Answer:
    entry = named_with(ask, "appointments") or context(ask)
    entry = entry if entry and entry.of("appointments") else first_of(ask, "scheduling")
    prep = answering(ask, "preparation")
    told = (say("tell", prep),) if prep and prep.tell else ()
    if entry is None:
        return Answer((say("preparation"), *told))
    purposes = ("appointments", "nurse_coordinator") if entry.of("appointments") else LINE
    return Answer((say("preparation"), numbers(entry, *purposes, first_only=True)), entry=entry.id)
