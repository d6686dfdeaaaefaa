"""The patient's name; by voice its last name is asked for letter by letter where nobody spelled it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.fields import control, person_name
from bot.fields.capitals import full_name
from bot.fields.names import NO_NAME_YET, NameHeard, alike
from bot.fields.pieces import listed, pieces, said
from bot.fields.respelled import respelled_name
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, is_spelled
from bot.release_talk.draft import Draft
from bot.release_talk.told import Told
from bot.release_talk.where import Where

SUFFIXES = frozenset({"Jr.", "Sr.", "II", "III", "IV"})
FULL = 2  # words of a name
SHORTER = 2  # letters
FEW = 8  # words of an answer that is a name and little else
END = re.compile(r"(?<!\b\w)(?<!\bst)\.\s|[,;]\s", re.IGNORECASE)
SENTENCE = re.compile(r"(?<!\bdr)(?<!\bmr)(?<!\bms)(?<!\bmrs)(?<!\bdra)(?<!\bst)[.;!?]\s", re.IGNORECASE)


def name_told(text: str, draft: Draft, where: Where) -> Told:
    """The name in an answer, or the letters of the one known."""
    if "name" in draft.unsure:
        return _spelled(text, draft, where)
    before = known_name(draft.request.patient_name)
    heard = _without_talk(person_name(text, where.lang, before), text, where, before)
    heard = _with_letters(heard, text, before, where)
    if heard.value is None or heard.why:
        return _only_name(text, draft) if before.missing == ("last_name",) else Told(draft, (), heard.why)
    asker = draft.request.asker if draft.request.asker != heard.value else ""
    draft = replace(draft, request=replace(draft.request, patient_name=heard.value, asker=asker))
    if heard.missing and before.missing == ("last_name",):
        draft = draft.settle("name")
    if heard.missing:
        return Told(draft, ("name",), "last_name")
    return Told(draft.doubt("name", where.voice and not heard.spelled), ("name",))


def _with_letters(heard: NameHeard, text: str, before: NameHeard, where: Where) -> NameHeard:
    """Where letters were told and no whole name was made of them: the parts that they belong to, put in order."""
    whole = heard.value and not heard.why and not heard.missing
    found = pieces(text)
    hyphen = whole and "-" not in (heard.value or "") and listed("names", "hyphen").inside(said(found))
    if (whole and not before.words and not hyphen) or not is_spelled(found):
        return heard
    words = respelled_name(before.words, found, where.lang)
    known = known_name(full_name(words))
    if hyphen and not before.words:
        with_one = "-" in known.words[-1] and same_letters((heard.value or "").replace(" ", "-"), "-".join(known.words))
        return replace(known, spelled=True) if with_one else heard
    return replace(known, spelled=True) if len(words) >= max(FULL, len(heard.words)) else heard


def _spelled(text: str, draft: Draft, where: Where) -> Told:
    """The name with its letters; whoever says it plainly, or says no letters, keeps it as it was heard."""
    if control(text).value == "question":
        return Told(draft, (), "question")
    before = known_name(draft.request.patient_name)
    other = _the_patients(text, draft, where)
    if other:
        return other
    name, draft = put_right(text, before, where), draft.doubt("name", False)
    rough = draft.rough or bool(set(before.words) - set(name.split(" ")))
    return Told(replace(draft, rough=rough, request=replace(draft.request, patient_name=name)), ("name",))


def _the_patients(text: str, draft: Draft, where: Where) -> Told | None:
    """ "Oh the patient, that's my boy ...": whoever told his own name first tells the patient's now."""
    words = said(pieces(text))
    span = listed("talk", "patients_name").find(words)
    mine = listed("talk", "own_name").inside(words)
    if not mine and (draft.request.requester in (None, "patient") or not span):
        return None
    heard = person_name(text, where.lang)
    known = draft.request.patient_name
    again = any(alike(one, two) >= ALIKE for one in heard.words[:1] for two in known.split()[:1])
    if heard.value is None or heard.why or heard.missing or (again and not mine):
        return None
    doubted = tuple(field for field in draft.doubted if field != "name")
    unsure = tuple(field for field in draft.unsure if field != "name")
    request = replace(draft.request, patient_name=heard.value, asker=known)
    draft = replace(draft, request=request, doubted=doubted, unsure=unsure)
    return Told(draft.doubt("name", where.voice and not heard.spelled), ("name",))


def put_right(text: str, before: NameHeard, where: Where) -> str:
    """A name that is known, with what is told of its letters or said once more."""
    found = pieces(text)
    heard = person_name(text, where.lang, before)
    if not is_spelled(found) and heard.value and not (heard.why or heard.missing) and _better(heard, before, text):
        return heard.value
    told = respelled_name(before.words, found, where.lang)
    words = _heard_anew(told, text, before, where) or full_name(told)
    suffix = before.suffix or (heard.suffix if not heard.why else "")
    return f"{words} {suffix}".strip()


def _heard_anew(told: list[str], text: str, before: NameHeard, where: Where) -> str:
    """The whole name, spelled once more, where putting its letters onto what was known left words twice; else ""."""
    fresh = person_name(text, where.lang)
    whole = fresh.value and fresh.spelled and not (fresh.why or fresh.missing)
    one, two = "".join(fresh.words), "".join(before.words)
    longer = len(told) > len(fresh.words) and len(one) + SHORTER >= len(two)
    return " ".join(fresh.words) if whole and longer and likeness(one, two) >= ALIKE else ""


def _better(heard: NameHeard, before: NameHeard, text: str) -> bool:
    """Whether the second hearing is to be taken: the name once more."""
    again = sum(any(alike(word, known) >= ALIKE for known in before.words) for word in heard.words)
    return len(text.split()) <= FEW and len(heard.words) >= FULL and again >= 1


def _without_talk(heard: NameHeard, text: str, where: Where, before: NameHeard) -> NameHeard:
    """The name before a comma or full stop, where what is said behind it spoils it or was taken for more of it."""
    first = END.split(text.strip(), maxsplit=1)[0]
    short = person_name(first, where.lang, before)
    alone = heard.missing == ("last_name",) and not before.words
    if alone or (heard.value is None and heard.why in ("no_name", "number", "nothing")):
        later = (person_name(part, where.lang, before) for part in SENTENCE.split(text.strip())[1:])
        heard = next((one for one in later if one.value and not one.why and len(one.words) >= FULL), heard)
    if first == text.strip() or short.why or len(short.words) < FULL or heard.suffix:
        return heard
    spoiled = heard.value is None or bool(heard.why) or heard.value.startswith(f"{short.value} ")
    return short if spoiled else heard


def _only_name(text: str, draft: Draft) -> Told:
    """Some people have one name; whoever was asked for another and tells none keeps it."""
    asks = control(text).value in ("question", "repeat")
    return Told(draft) if asks else Told(draft.settle("name"), ("name",))


def known_name(name: str) -> NameHeard:
    """A stored name as its parser knows it."""
    words = tuple(name.split())
    suffix = words[-1] if words and words[-1] in SUFFIXES else ""
    words = words[:-1] if suffix else words
    if not words:
        return NO_NAME_YET
    return NameHeard(name, () if len(words) > 1 else ("last_name",), "", words, suffix)


def same_letters(one: str, two: str) -> bool:
    """Whether only the spaces of two names differ."""
    return one.casefold().replace(" ", "") == two.casefold().replace(" ", "")
