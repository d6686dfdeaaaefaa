"""Letters and names told with "is that all correct?": each put where it sounds like what is known. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.fields.address_mending import put_right, same_street
from bot.fields.capitals import full_name
from bot.fields.doctors import doctor_respelled, parted, titles
from bot.fields.in_passing import in_passing
from bot.fields.name_start import ROLES, name_like
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.recipient_words import is_person, respelled
from bot.fields.remarks import without_remarks
from bot.fields.respelled import respelled_name
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, CUT, bare, place, put_in, spelled_runs
from bot.fields.tables import word_set
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hear_name import known_name, same_letters
from bot.release_talk.told import Told
from bot.release_talk.where import Where
from bot.request import ReleaseRequest

MOST_CUT = 3
LEAST = 5  # letters of a word that was cut in two
CUES: tuple[Field, ...] = ("address", "recipient", "name")
FAR = 6
NEAR = 2  # words between two runs of letters


def mended(text: str, draft: Draft, where: Where) -> Told | None:
    """What letters told now change; None where there are none, or where they belong to nothing that is known."""
    found = without_remarks(pieces(text))
    request, fields = draft.request, list[Field]()
    runs = {start: (text, _past_hyphen(found, end)) for start, (text, end) in spelled_runs(found).items()}
    groups = list(_groups(found, runs, request))
    for slot, start, end in groups:
        if slot is None:
            return None
        changed = _put(request, slot, [*_role(found, start), *found[_with_words(found, start) : end]], where)
        several = len({one for one, _, _ in groups}) > 1
        if several and slot == "name" and same_letters(request.patient_name, changed.patient_name):
            continue  # the letters that we know, told once more beside another correction
        fields += [slot] if changed != request else []
        request = changed
    joined = _in_one(request, found)
    fields += ["address"] if joined.recipient_address != request.recipient_address else []
    fields += ["recipient"] if joined.recipient_name != request.recipient_name else []
    if not runs and not fields and not _again(found, request):
        return None
    return Told(replace(draft, request=joined), tuple(dict.fromkeys(fields)) or ("name",))


def by_a_part(text: str, draft: Draft, where: Where) -> Told | None:
    """The draft with a part of the address that is told without saying of what: "912 not 910"."""
    known = draft.request.recipient_address
    right = put_right(known, text, where.lang) or same_street(known, text, where.lang)
    if not right:
        return None
    return Told(replace(draft, request=replace(draft.request, recipient_address=right)), ("address",))


def without_middle(text: str, draft: Draft) -> Told | None:
    """ "Take off the Lucille", "no middle name": the patient's name without it."""
    words, found = draft.request.patient_name.split(" "), said(pieces(text))
    middle, gone = range(1, len(words) - 1), list[int]()
    if listed("names", "asides").inside(found) and len(middle) == 1:
        gone = [1]
    for i in range(len(found)):
        at = i + listed("talk", "drop_name").at(found, i)
        gone += [n for n in middle if at > i and found[at : at + 1] == [bare(words[n])]]
    if not gone:
        return None
    name = " ".join(word for n, word in enumerate(words) if n not in gone)
    return Told(replace(draft, request=replace(draft.request, patient_name=name)), ("name",))


def with_his_place(text: str, draft: Draft, where: Where) -> Told | None:
    """ "Is that Dr. Moss at Lakeside Clinic?": the place of the doctor who is known without one."""
    known = draft.request.recipient_name
    heard = in_passing(text, where.today, where.lang).recipient.value
    name, _, place = heard.name.partition(", ") if heard else ("", "", "")
    same = is_person(known) and "," not in known and name.split(" ")[-1:] == known.split(" ")[-1:]
    if not (same and place):
        return None
    return Told(replace(draft, request=replace(draft.request, recipient_name=f"{known}, {place}")), ("recipient",))


def _groups(
    found: Sequence[Piece], runs: Mapping[int, tuple[str, int]], request: ReleaseRequest
) -> Iterator[tuple[Field | None, int, int]]:
    """What is spelled, with where its letters start and end; runs next to each other that belong to one thing are one.

    "chidinma c h i d i n m a ruelle r u e l l e" is one doctor.
    """
    known: tuple[Field | None, int, int] | None = None
    for start, (letters, end) in runs.items():
        slot = _slot(letters, request) or _cue(said(found), start)
        near = known is not None and start - known[2] <= NEAR
        if known and near and slot in (None, known[0]):
            known = (known[0], known[1], end)
            continue
        if known:
            yield known
        known = (slot, start, end)
    if known:
        yield known


def _past_hyphen(found: Sequence[Piece], end: int) -> int:
    """Past "hyphen stokes" behind the letters of the first half."""
    dash = end + 1 < len(found) and found[end].word in word_set("names", "hyphen") and name_like(found, end + 1)
    return end + 2 if dash and len(found[end + 1].raw) > 1 else end


def _with_words(found: Sequence[Piece], start: int) -> int:
    """Where the words begin that were said right before their letters."""
    low = max(0, start - MOST_CUT)
    while start > low and name_like(found, start - 1) and found[start - 1].word not in titles():
        start -= 1
    return start


def _words(request: ReleaseRequest) -> dict[Field, list[str]]:
    """The words of each thing that may be spelled."""
    doctor = request.recipient_name
    person = parted(doctor)[1] if is_person(doctor) else doctor.replace(",", "").split()
    street = request.recipient_address.replace(",", "").split()
    return {"name": list(known_name(request.patient_name).words), "recipient": person, "address": street}


def _slot(letters: str, request: ReleaseRequest) -> Field | None:
    """What the letters sound most like."""
    best: tuple[float, Field | None] = (0.0, None)
    for name, words in _words(request).items():
        for size in range(1, MOST_CUT + 1):
            for i in range(len(words) - size + 1):
                score = likeness("".join(words[i : i + size]), letters)
                if score >= (ALIKE if size == 1 else CUT) and score > best[0]:
                    best = (score, name)
    return best[1]


def _cue(words: Sequence[str], start: int) -> Field | None:
    """The last thing named before the letters."""
    near = range(start - 1, max(-1, start - FAR), -1)
    return next((name for i in near for name in CUES if listed("talk", name).at(words, i)), None)


def _role(found: Sequence[Piece], start: int) -> Sequence[Piece]:
    """ "Middle name", where it stands just before the letters."""
    words = said(found[max(0, start - FAR) : start])
    spans = [span for _, key in ROLES if (span := listed("names", key).find(words))]
    if not spans:
        return ()
    low = max(0, start - FAR)
    first, end = max(spans, key=lambda span: (span[1], span[1] - span[0]))
    return found[low + first : low + end]


def _put(request: ReleaseRequest, slot: Field, letters: Sequence[Piece], where: Where) -> ReleaseRequest:
    if slot == "name":
        before = known_name(request.patient_name)
        words = full_name(respelled_name(before.words, letters, where.lang))
        return replace(request, patient_name=f"{words} {before.suffix}".strip())
    if slot == "recipient":
        known = request.recipient_name
        told = doctor_respelled(known, letters, where.lang) if is_person(known) else respelled(known, letters)
        return replace(request, recipient_name=told)
    return replace(request, recipient_address=_street(request.recipient_address, letters))


def _street(known: str, letters: Sequence[Piece]) -> str:
    words = known.split(" ")
    for text, _ in spelled_runs(letters).values():
        at = place([word.strip(",") for word in words], text)
        if at and not any(words[i].strip(",").isdigit() for i in range(*at)):
            words = put_in(words, at, text)
    return " ".join(words)


def _in_one(request: ReleaseRequest, found: Sequence[Piece]) -> ReleaseRequest:
    """ "Brookgreen is one word": what was heard as two."""
    for word in (p.raw for p in found if len(p.raw) >= LEAST):
        address, name = (_one_word(text, word) for text in (request.recipient_address, request.recipient_name))
        request = replace(request, recipient_address=address, recipient_name=name)
    return request


def _one_word(text: str, word: str) -> str:
    words = text.split(" ")
    for size in range(2, MOST_CUT + 1):
        for i in range(len(words) - size + 1):
            if bare("".join(words[i : i + size])) == bare(word):
                return " ".join(put_in(words, (i, i + size), word))
    return text


def _again(found: Sequence[Piece], request: ReleaseRequest) -> bool:
    """Whether all names in an answer are known ones: "yes poole with an e"."""
    known = {bare(word) for words in _words(request).values() for word in words}
    told = list(_names(_without_the_rest(found)))
    return bool(told) and all(bare(word) in known for word in told)


def _without_the_rest(found: Sequence[Piece]) -> list[Piece]:
    """Without "and the rest is right"."""
    return [found[i] for i in listed("talk", "rest_right").outside(said(found))]


def _names(found: Sequence[Piece]) -> Iterator[str]:
    talk = word_set("names", "no_names") | word_set("names", "fillers") | word_set("control", "polite")
    talk = talk | word_set("talk", "address")
    return (p.raw for p in found if p.word not in talk and p.raw[0].isalpha() and len(p.raw) > 1)
