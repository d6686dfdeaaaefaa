"""Several corrections in one sentence: "the name is stricklin, the doctor is leggett, on blue ridge road". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.fields.addresses import street_words
from bot.fields.pieces import listed, pieces, said, written
from bot.fields.spelling import is_spelled
from bot.fields.tables import word_set
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear import told
from bot.release_talk.hear_name import same_letters
from bot.release_talk.told import Told
from bot.release_talk.where import Where

CUTS: tuple[Field, ...] = ("name", "recipient", "birth", "record", "address")
# Of these letters and parts are put onto what was known.
ONTO: frozenset[Field] = frozenset({"name", "recipient", "address"})
LEAST = 2


def parts(text: str) -> dict[Field, str]:
    """Each thing that is named in a text, with the words about it; the last ones count."""
    found = pieces(text)
    words = said(found)
    starts = sorted(dict(_starts(words)).items())
    ends = [*(i for i, _ in starts[1:]), len(words)][: len(starts)]
    return {name: written(found[i : _trimmed(words, end)]) for (i, name), end in zip(starts, ends, strict=True)}


def _trimmed(words: Sequence[str], end: int) -> int:
    """Without "and the" before the next thing."""
    while end and words[end - 1] in word_set("talk", "joints"):
        end -= 1
    return end


def _starts(words: Sequence[str]) -> list[tuple[int, Field]]:
    cues: list[tuple[int, Field]] = []
    i = 0
    while i < len(words):
        size, name = max((listed("talk", f"cut_{name}").at(words, i), name) for name in CUTS)
        cues += [(i, name)] if size else []
        i += size or 1
    return cues + [(i, "address") for i in street_words(words)]


def told_of(text: str, draft: Draft, where: Where) -> Told | None:
    """The draft with all that is mended, if anything; None where fewer than two things are named."""
    named = parts(text)
    if len(named) < LEAST:
        return None
    fields: list[Field] = []
    understood = False
    for name, rest in named.items():
        before = replace(draft, unsure=(name,)) if name in ONTO else draft
        heard = told(name, rest, before, where)
        if name == "recipient" and heard.draft.request == draft.request and not is_spelled(pieces(rest)):
            heard = told(name, rest, draft, where)  # "the doctor there is Mirembe Salk"
        understood = understood or bool(heard.fields)
        names = (draft.request.patient_name, heard.draft.request.patient_name)
        if name == "name" and same_letters(*names):
            continue  # letters that we know, told once more beside another correction
        if heard.fields and heard.draft.request != draft.request:
            draft = replace(heard.draft, unsure=())
            fields.append(name)
    return Told(draft, tuple(fields)) if understood else None
