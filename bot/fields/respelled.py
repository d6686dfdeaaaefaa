"""A name put right by what is said when its letters are asked for: only the part they sound like changes. Pure.

"no ma'am it's o apostrophe s h a u g h", "abernathy a b e r ... lenore l e n o r e", "con eñe", "first name constance".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.fields.letters import spelled
from bot.fields.name_words import ROLES, Role, name_like, past_spelling
from bot.fields.pieces import Piece, listed, said
from bot.fields.remarks import past_remark, remarked
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, CUT, bare
from bot.fields.tables import field_table, word_set
from bot.tables import read_table

MOST_CUT = 4  # words that a recogniser made of one
NEAR_END = 45  # of 100: a last name heard quite otherwise
SURELY = 95
NEARLY = 8
WIDER = 68  # with a word beside it
SAME = 75  # a word said again, and no talk
LONGEST_RUN = 22
LONG = 4  # letters of a name that can be told apart in a run


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a name: `spelled`, or `said`; `role` by the word before it; `glued` to the next by a hyphen.

    `start` and `end` are where it stood, so that neighbours are known; `whole`: the word was said as one too.
    """

    text: str
    start: int
    end: int
    role: Role = "full"
    spelled: bool = False
    glued: bool = False
    whole: bool = False


def respelled_name(known: Sequence[str], found: Sequence[Piece], lang: str = "en") -> list[str]:
    """The words of a name after the answer in `found`; as they were where it tells nothing of them."""
    told = _without_starts(_glued(_meant(_paired(_read(found, lang, known)), known)))
    one = listed("letters", "one_word").inside(said(found))
    return _put(list(known), told if one else _parted(told, known))


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
            out[-1] = replace(out[-1], glued=True)
            i += 1
            continue
        text, end = spelled(found, i, 2 if role != "full" or _cued(words, i) else 3)
        if text:
            text = _likeliest(text, remarked(words, i), end < len(found), lang, [*known, *(t.text for t in out[-2:])])
            out.append(Told(text, i, end, role, spelled=True))  # type: ignore[arg-type]
            i = end
            continue
        known_one = bare(found[i].raw) in map(bare, known)
        if known_one and any(listed("reach", "not").at(words, j) == i - j for j in range(max(0, i - 3), i)):
            i += 1  # "not bell"
            continue
        if name_like(found, i) and words[i] not in word_set("names", "titles") | word_set("names", "fillers"):
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
                out[i] = replace(out[i], text=_accented(told[same[0]].text, run.text))
            roles = [told[j].role for j in same if told[j].role != "full"]
            if roles and run.role == "full":
                out[i] = replace(out[i], role=roles[0])
            if any(told[j].glued for j in same):
                out[i] = replace(out[i], glued=out[i].glued or (max(same) > i and told[max(same)].glued))
    return [t for i, t in enumerate(out) if i not in gone]


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


def _accented(one: str, two: str) -> str:
    """Of two writings of a word the one with more accents."""
    return max(one, two, key=lambda text: (sum(not c.isascii() for c in text), text is one))


def _meant(told: list[Told], known: Sequence[str]) -> list[Told]:
    """Without words of talk: where letters were told, a word counts that was heard before, or with its role."""
    if not any(t.spelled for t in told):
        return told
    with_letters = {t.role for t in told if t.spelled}
    joined = [*known, *("".join(known[i : i + n]) for n in (2, 3) for i in range(len(known) - n + 1))]
    out: list[Told] = []
    for t in told:
        follows = bool(out) and out[-1].role == t.role and out[-1].end == t.start and not out[-1].spelled
        by_role = t.role != "full" and t.role not in with_letters and (t.role not in {o.role for o in out} or follows)
        again = any(likeness(t.text, word) >= SAME for word in joined)
        if t.spelled or by_role or again or not known:
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


def _parted(told: Sequence[Told], known: Sequence[str]) -> list[Told]:
    """A whole name spelled without a break, where its words were heard: "l i n h t r a n" after "lin tran"."""
    out: list[Told] = []
    for t in told:
        cut = t.spelled and not t.whole and t.role == "full" and t.text.isalpha() and _is_all(t.text, known)
        out += [replace(t, text=part) for part in _cut(t.text, known)] if cut else [t]
    return out


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


def _put(known: list[str], told: Sequence[Told]) -> list[str]:
    """The told parts in the place of those they sound like; others between those, by their role, or as last name."""
    letters = [t for t in told if t.spelled]
    if not told:
        return known
    if not known or (len(letters) >= max(2, len(known)) and not all(_best(known, t, {})[1] >= ALIKE for t in letters)):
        return _in_order(letters if known else told)
    spans: dict[tuple[int, int], Told] = {}
    left: list[Told] = []
    for t in sorted(told, key=lambda t: (not t.spelled, -_best(known, t, {})[1])):
        span, score = _best(known, t, spans)
        enough = ALIKE if span[1] - span[0] == 1 else CUT
        if score >= enough and not (t.role == "first" and span[0] > 0 and len(known) > 1):
            spans[span] = t
        else:
            left.append(t)
    if not spans and len([t for t in left if t.spelled]) >= 2:
        return _in_order(sorted(left, key=lambda t: t.start))
    spans = _widened(known, spans)
    for t in sorted(left, key=lambda t: t.start):
        gap = _gap(known, t, spans)
        if gap:
            spans[gap] = t
        else:
            _by_role(known, t, spans)
    return _written(known, spans)


def _widened(known: Sequence[str], spans: dict[tuple[int, int], Told]) -> dict[tuple[int, int], Told]:
    """With the pieces that a recogniser cut off: "dee andre" for D'Andre, "pearl lean" for Pearline."""
    out: dict[tuple[int, int], Told] = {}
    for (start, end), t in sorted(spans.items()):
        taken = [*spans, *out]
        for one, two in ((start - 1, end), (start, end + 1)):
            free = one >= 0 and two <= len(known) and not any(
                a < two and one < b for a, b in taken if (a, b) != (start, end)
            )  # fmt: skip
            more = known[one] if one < start else known[two - 1] if two <= len(known) else ""
            alone, wider = (likeness("".join(known[a:b]), t.text) for a, b in ((start, end), (one, two)))
            if free and t.spelled and wider >= max(_enough_with(more), alone - NEARLY):
                start, end = one, two
                break
        out[start, end] = t
    return out


def _enough_with(more: str) -> int:
    """How alike it has to be with one word more: a given name stands for itself, a lone letter for nothing."""
    if more.lower() in read_table("private")["given_names"]:
        return SURELY
    return ALIKE if len(more) == 1 else WIDER


def _gap(known: Sequence[str], t: Told, spans: dict[tuple[int, int], Told]) -> tuple[int, int] | None:
    """The words that nothing was told for, between those of the parts told before and behind this one."""
    inner = {span: one for span, one in spans.items() if span[1] > span[0]}
    before = [span for span, one in inner.items() if one.start < t.start]
    behind = [span for span, one in inner.items() if one.start > t.start]
    if not t.spelled or t.role != "full" or not (before or behind):
        return None
    start, end = max((b for _, b in before), default=0), min((a for a, _ in behind), default=len(known))
    near = (before and behind) or likeness("".join(known[start:end]), t.text) >= NEAR_END
    return (start, end) if start <= end and near else None


def _in_order(told: Sequence[Told]) -> list[str]:
    order: dict[Role, int] = {"first": 0, "full": 1, "middle": 1, "last": 2}
    return [t.text for t in sorted(told, key=lambda t: order[t.role])]


def _best(known: Sequence[str], t: Told, taken: dict[tuple[int, int], Told]) -> tuple[tuple[int, int], float]:
    """The words that a part sounds most like, among those still free."""
    best, at = 0.0, (0, 1)
    for size in range(1, MOST_CUT + 1):
        for i in range(len(known) - size + 1):
            free = all(i + size <= a or i >= b for a, b in taken)
            score = likeness("".join(known[i : i + size]), t.text) if free else 0
            if score >= best + (size > 1):
                best, at = score, (i, i + size)
    return at, best


def _by_role(known: list[str], t: Told, spans: dict[tuple[int, int], Told]) -> None:
    """A part that is like none: the first name, or the last one where that is still free."""
    first_free = not any(a == 0 for a, _ in spans)
    if t.role == "first":
        free = first_free and len(known) > 1 and not (len(spans) == 1 and len(known) == 2 and (0, 2) in spans)
        spans[(0, 1) if free else (0, 0)] = t
        return
    if not t.spelled and t.role == "full":
        return
    if t.role == "middle":
        spans[(1, len(known) - 1) if len(known) > 2 else (1, 1)] = t
        return
    end = len(known)
    starts = [i for i in range(max(1, end - MOST_CUT), end) if all(b <= i or a >= end for a, b in spans)]
    if not starts:
        spans[end, end] = t
        return
    best = max(starts, key=lambda i: (likeness("".join(known[i:]), t.text) >= NEAR_END) * likeness(
        "".join(known[i:]), t.text) + i / 10)  # fmt: skip
    spans[best, end] = t


def _written(known: Sequence[str], spans: dict[tuple[int, int], Told]) -> list[str]:
    out: list[str] = []
    for i in range(len(known) + 1):
        out += [t.text for (a, b), t in spans.items() if a == b == i]
        inside = next(((a, t) for (a, b), t in spans.items() if a <= i < b), None)
        if inside is None:
            out += [known[i]] if i < len(known) else []
        elif inside[0] == i:
            same = [w for w in known[i : i + 1] if bare(w) == bare(inside[1].text)]
            out.append(_accented(same[0], inside[1].text) if same else inside[1].text)
    return out
