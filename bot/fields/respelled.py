"""A name put right by what is said when its letters are asked for: only the part they sound like changes. Pure.

"no ma'am it's o apostrophe s h a u g h", "abernathy a b e r ... lenore l e n o r e", "con eñe", "first name constance".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from bot.fields.halves import into_halves
from bot.fields.instead import swapped
from bot.fields.letters import spelled
from bot.fields.name_parts import MOST_CUT, NEAR_END, Told, accented, put
from bot.fields.name_start import ROLES, name_like, only_joins, past_spelling
from bot.fields.pieces import Piece, listed, said
from bot.fields.remarks import past_remark, remarked, without_besides
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, CUT, bare, runs_apart, two_names
from bot.fields.tables import field_table, word_set

SAME = 75  # a word said again, and no talk
LONGEST_RUN = 22
LONG = 4  # letters of a name that can be told apart in a run


def respelled_name(known: Sequence[str], found: Sequence[Piece], lang: str = "en") -> list[str]:
    """The words of a name after the answer in `found`; as they were where it tells nothing of them."""
    known, found = swapped(known, without_besides(runs_apart(found)))
    told = _without_starts(_glued(_meant(_paired(_read(found, lang, known)), known)))
    known, told = into_halves(known, told)
    one = listed("letters", "one_word").inside(said(found))
    return put(list(known), told if one else _parted(told, known, lang))


def _read(found: Sequence[Piece], lang: str, known: Sequence[str]) -> list[Told]:
    """Every spelled run and every word that can be of a name."""
    out: list[Told] = []
    words, role, i = said(found), "full", 0
    while i < len(found):
        named = next(((r, n) for r, key in ROLES if (n := listed("names", key).at(words, i))), None)
        if named:
            role, i = named[0], past_spelling(words, i + named[1])
            continue
        remark = past_remark(found, i)
        if remark > i:
            i = remark
            continue
        if out and words[i] in field_table("letters")["signs"]["-"]:
            out[-1] = replace(out[-1], glued=out[-1].end == i)
            i += 1
            continue
        text, end = spelled(found, i, 2 if role != "full" or _cued(words, i) else 3)
        cut = text and end - len(text) == i and two_names(words, text)
        if text and cut:
            two = sorted((text[:cut], text[cut:]), key=words.index)  # in the order in which they were said
            out += [Told(two[0], i, i + cut, role, spelled=True), Told(two[1], i + cut, end, role, spelled=True)]  # type: ignore[arg-type]
            i = end
            continue
        if text:
            text = _likeliest(text, remarked(words, i), end < len(found), lang, [*known, *(t.text for t in out[-2:])])
            out.append(Told(text, i, end, role, spelled=True))  # type: ignore[arg-type]
            i = end
            continue
        known_one = bare(found[i].raw) in map(bare, known)
        if known_one and any(listed("reach", "not").at(words, j) == i - j for j in range(max(0, i - 3), i)):
            i += 1  # "not bell"
            continue
        talk = words[i] in word_set("names", "titles") | word_set("names", "fillers") or only_joins(found, i)
        talk = talk or (words[i] in word_set("names", "joints") and words[i] not in map(bare, known))
        if name_like(found, i) and not talk:
            out.append(Told(found[i].raw, i, i + 1, role))  # type: ignore[arg-type]
        i += 1
    return out


def _cued(words: Sequence[str], i: int) -> bool:
    """Whether "spelled" or the like stands before word `i`."""
    return any(listed("names", "spelling").at(words, j) == i - j for j in range(max(0, i - 3), i))


def _likeliest(text: str, remarked: bool, more: bool, lang: str, near: Sequence[str]) -> str:
    """The letters without that of a remark ("con eñe, ene u eñe e zeta"), without the Spanish "y" of "and".

    `remarked`: such a remark stands before; `more`: something stands behind.
    """
    forms = [text[1:], text] if remarked and len(text) > LONG - 1 else [text]
    if lang == "es" and "y" in text:
        forms = [*(form[:-1] for form in forms if more and form.endswith("y")), *forms]
        forms += [form.replace("y", "i") for form in forms]
    return max(forms, key=lambda form: max((likeness(form, word) for word in near), default=0))


def _paired(told: list[Told]) -> list[Told]:
    """Runs of letters without the same word said before or behind them."""
    runs = {bare(t.text) for t in told if t.spelled}
    told = [t for i, t in enumerate(told) if t.spelled or _beside_letters(told, i) or bare(t.text) not in runs]
    gone: set[int] = set()
    out = list(told)
    for i, run in enumerate(told):
        if not run.spelled:
            continue
        for side in (range(i - 1, -1, -1), range(i + 1, len(told))):
            same = _same(told, run, [j for j in list(side)[:MOST_CUT] if j not in gone])
            gone |= set(same)
            if len(same) == 1:
                out[i] = replace(out[i], whole=True)
            if len(same) == 1 and bare(told[same[0]].text) == bare(run.text):
                out[i] = replace(out[i], text=accented(told[same[0]].text, run.text))
            roles = [told[j].role for j in same if told[j].role != "full"]
            if roles and run.role == "full":
                out[i] = replace(out[i], role=roles[0])
            if any(told[j].glued for j in same):
                out[i] = replace(out[i], glued=out[i].glued or (max(same) > i and told[max(same)].glued))
    return [t for i, t in enumerate(out) if i not in gone]


def _beside_letters(told: Sequence[Told], i: int) -> bool:
    """Whether its own letters, or words alone, part a word from the letters of it; said again later it tells no more.

    "last name v a i d y a first name s i d d siddharth vaidya": the last word stands behind other letters.
    """
    own = bare(told[i].text)
    near = (next((bare(told[j].text) for j in side if told[j].spelled), "") for side in _sides(i, len(told)))
    return own in near


def _sides(i: int, size: int) -> tuple[range, range]:
    return range(i - 1, -1, -1), range(i + 1, size)


def _same(told: Sequence[Told], run: Told, near: Sequence[int]) -> list[int]:
    """Which of the words beside a run are that word; `near` from it outwards."""
    best, at = 0.0, list[int]()
    for size in range(1, len(near) + 1):
        some = sorted(near[:size])
        if any(told[j].spelled for j in some):
            break
        score = likeness("".join(told[j].text for j in some), run.text)
        if score >= (ALIKE if size == 1 else CUT) and score > best:
            best, at = score, some
    return at


def _meant(told: list[Told], known: Sequence[str]) -> list[Told]:
    """Without words of talk: where letters were told, a word counts that was heard before, or with its role."""
    if not any(t.spelled for t in told):
        return told
    with_letters = {t.role for t in told if t.spelled}
    known = [*known, *(half for word in known if "-" in word for half in word.split("-"))]
    joined = [*known, *("".join(known[i : i + n]) for n in (2, 3) for i in range(len(known) - n + 1))]
    out: list[Told] = []
    for t in told:
        follows = bool(out) and out[-1].role == t.role and out[-1].end == t.start and not out[-1].spelled
        by_role = t.role != "full" and t.role not in with_letters and (t.role not in {o.role for o in out} or follows)
        again = any(likeness(t.text, word) >= SAME for word in joined)
        if t.spelled or t.glued or by_role or again or not known:
            out.append(t)
    return out


def _without_starts(told: Sequence[Told]) -> list[Told]:
    """Without what was begun, and then told whole: "s h e v c no wait s h e v c h e n k o"."""
    later = [[o for o in told[i + 1 :] if o.spelled and len(o.text) > len(t.text)] for i, t in enumerate(told)]
    return [
        t for t, others in zip(told, later, strict=True)
        if not t.spelled or not any(bare(o.text).startswith(bare(t.text)) for o in others)
    ]  # fmt: skip


def _glued(told: Sequence[Told]) -> list[Told]:
    """Two parts with "hyphen" between them as one."""
    out: list[Told] = []
    for t in told:
        if out and out[-1].glued:
            one = out.pop()
            t = replace(t, text=f"{one.text}-{t.text}", start=one.start, role=one.role, spelled=True)
        out.append(t)
    return out


def _parted(told: Sequence[Told], known: Sequence[str], lang: str) -> list[Told]:
    """A whole name spelled without a break, where its words were heard: "l i n h t r a n" after "lin tran"."""
    out: list[Told] = []
    for t in told:
        run = t.spelled and not t.whole and t.role == "full" and t.text.isalpha()
        two = _two_of(t.text, known) if run and lang == "es" else ()
        cut = known if run and _is_all(t.text, known) else two
        out += [replace(t, text=part) for part in _cut(t.text, cut)] if cut else [t]
    return out


def _two_of(run: str, known: Sequence[str]) -> Sequence[str]:
    """Both last names, where their letters were told without a break; in Spanish people have two."""
    last = known[-2:]
    both = len(known) > 2 and all(len(word) >= LONG for word in last)
    return last if both and likeness("".join(last), run) >= ALIKE and max(likeness(w, run) for w in last) < SAME else ()


def _is_all(run: str, known: Sequence[str]) -> bool:
    """Whether a run sounds like all of the known words together rather than like some of them."""
    most = len(known)
    if not 2 <= most <= MOST_CUT or not LONG + 2 <= len(run) <= LONGEST_RUN:
        return False
    spans = [(i, j) for i in range(most) for j in range(i + 1, most + 1) if j - i < most]
    some = max(likeness("".join(known[i:j]), run) for i, j in spans)
    first = max(likeness(run[:n], known[0]) for n in range(2, len(run) - 1))
    every = likeness("".join(known), run)
    return every >= NEAR_END and every > some + 5 and first >= ALIKE


def _cut(run: str, known: Sequence[str]) -> list[str]:
    """A run in as many parts as there are words, each as like its own as can be."""
    best = max(
        combinations(range(1, len(run)), len(known) - 1),
        key=lambda cuts: sum(likeness(a, b) * len(b) for a, b in zip(_parts(run, cuts), known, strict=True)),
    )
    return _parts(run, best)


def _parts(run: str, cuts: Sequence[int]) -> list[str]:
    return [run[a:b] for a, b in zip((0, *cuts), (*cuts, len(run)), strict=True)]
