"""The words for a part of the body: in English, sides first, and two parts apart where each was a study. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.fields.tables import field_table, word_set
from bot.hearing import fold

JOINT = "&"  # stands between words that "and" joined
APART = ("X-ray", "images")  # one film for each part; a CT or an MRI often shows two in one


def in_english(words: Sequence[str]) -> list[str]:
    """ "rodilla izquierda" left knee; English words as they are."""
    known: dict[str, str] = field_table("studies")["english"]
    out: list[str] = []
    for word in words:
        told = known.get(fold(word))
        if told in word_set("studies", "before_part") and out and out[-1] not in _no_nouns():
            out.insert(len(out) - 1, told)
        else:
            out.append(told or word)
    return out


def in_spanish(study: str) -> str:
    """ "X-ray left knee" as it is read to whoever speaks Spanish: "radiografía rodilla izquierda"."""
    table = field_table("studies")
    kind = max((k for k in table["kinds"] if f"{study} ".startswith(f"{k} ")), key=len, default="")
    words = study.removeprefix(kind).split()
    known = {english: spanish for spanish, english in reversed(table["english"].items())}
    out: list[str] = []
    behind: list[str] = []
    for word in words:
        told = known.get(word, word)
        if word in word_set("studies", "before_part"):
            behind.append(told)
            continue
        out += [told, *(_as(told, side) for side in behind)]
        behind = []
    return " ".join([table["kinds_es"].get(kind, kind), *out, *behind]).strip()


def _as(part: str, side: str) -> str:
    """ "Izquierdo" with "tobillo", "izquierda" with "rodilla"."""
    male = part[-1:] in "oen" and part != "mano"
    return side[:-1] + "o" if male and side.endswith("a") else side


def _no_nouns() -> frozenset[str]:
    return word_set("studies", "before_part") | {JOINT}


def parted(study: str) -> list[str]:
    """ "X-ray right hip & pelvis" as two studies; of other kinds, and of what belongs together, one."""
    kind = next((kind for kind in APART if study.startswith(f"{kind} ")), "")
    segments = [part.split() for part in study.removeprefix(kind).split(JOINT)]
    if not kind or len(segments) < 2 or _together(segments):
        return [" ".join(study.replace(JOINT, " ").split())]
    bodies = _bodies(segments)
    return [" ".join([kind, *body]) for body in bodies] if bodies else [" ".join(study.replace(JOINT, " ").split())]


def _bodies(segments: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words of each study; none where a segment names neither a part nor a side."""
    parts = [[w for w in segment if w not in _sides()] for segment in segments]
    sides = [[w for w in segment if w in _one_side()] for segment in segments]
    named = [part for part in parts if set(part) & _parts()]
    if not named or any(
        not (set(part) & _parts()) and (part or not side) for part, side in zip(parts, sides, strict=True)
    ):
        return []
    if len(named) == len(segments):
        return [list(segment) for segment in segments]
    return [[*(side or ()), *(part or named[0])] for part, side in zip(parts, sides, strict=True)]


def _together(segments: Sequence[Sequence[str]]) -> bool:
    words = {word for segment in segments for word in segment}
    return any(words >= set(pair) for pair in field_table("studies")["one_film"])


def _sides() -> frozenset[str]:
    return word_set("studies", "sides")


def _one_side() -> frozenset[str]:
    return frozenset({"left", "right"})


def _parts() -> frozenset[str]:
    return word_set("studies", "body") - word_set("studies", "not_body") - _sides()
