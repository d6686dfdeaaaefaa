"""Parts of a name told by letters, put in the place of the words that were heard for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.fields.name_start import Role
from bot.fields.sounds import likeness
from bot.fields.spelling import ALIKE, CUT, bare
from bot.fields.tables import given_names

MOST_CUT = 4  # words that a recogniser made of one
SURELY = 95
NEARLY = 8
WIDER = 67  # with a word beside it
NEAR_END = 45  # of 100: a last name heard quite otherwise


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


def put(known: list[str], told: Sequence[Told]) -> list[str]:
    """The told parts in the place of those they sound like; others between those, by their role, or as last name."""
    letters = [t for t in told if t.spelled]
    if not told:
        return known
    if not known or (len(letters) >= max(2, len(known)) and not all(_best(known, t, {})[1] >= ALIKE for t in letters)):
        again = [t for t in told if t.spelled or bare(t.text) in map(bare, known)]
        return _in_order(again if known else told)
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
    if more.lower() in given_names():
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
            out.append(accented(same[0], inside[1].text) if same else inside[1].text)
    return out


def accented(one: str, two: str) -> str:
    """Of two writings of a word the one with more accents."""
    return max(one, two, key=lambda text: (sum(not c.isascii() for c in text), text is one))
