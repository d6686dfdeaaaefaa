"""From mentions to what was named: which entries, or which question has to be asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from bot.directory import Directory
from bot.directory_types import Question
from bot.hearing import hear_phrase, stem, tables, taken_back
from bot.mentions import Mention

# For each thing named, the entries that it may be.
Groups = tuple[tuple[str, ...], ...]
AMBIGUOUS_KINDS = ("service", "desk", "lead", "person")
# So soon before "no, sorry" stands what is taken back, and so soon after it what is meant instead.
SOON = 4
# "No, a breast biopsy": what comes is meant, not refused.
OTHER = ("a", "an", "the", "my", "his", "her")


@dataclass(frozen=True, slots=True)
class Named:
    """`groups`: for each thing named, the entries it may be; `question`: what has to be asked first.

    `topics` are entries of kind topic named, best first.
    `asking` tells that the question is about services, not about the desk's jobs; `special` that a service
    with a line of its own was named; `home` is the intent that a person, shift or desk named answers.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    question: str = ""
    topics: tuple[str, ...] = ()
    asking: bool = False
    special: bool = False
    home: str = ""


def named(mentions: Sequence[Mention], heard: Sequence[str], directory: Directory) -> Named:
    """Weigh the mentions of one text against each other."""
    refused = [m for m in mentions if _negated(m, heard, mentions)]
    standing = _last_word([m for m in mentions if m not in refused], heard)
    groups, question = _meant(standing, refused, heard, directory)
    topics = [m.id for m in _heavy_first(standing) if m.kind == "entry" and directory.entry(m.id).kind == "topic"]
    asking = bool(question) and question not in _alone(directory)
    special = _has_own_line(groups, directory)
    return Named(groups, question, tuple(dict.fromkeys(topics)), asking, special, _home(groups, directory))


def _meant(
    standing: Sequence[Mention], refused: Sequence[Mention], heard: Sequence[str], directory: Directory
) -> tuple[Groups, str]:
    """What was named, and the question to be asked first: special lines, then general ones, then desks."""
    lines = [m for m in standing if m.kind == "entry" and directory.entry(m.id).kind in AMBIGUOUS_KINDS]
    general, alone = _general(directory), _alone(directory)
    special = [m for m in lines if m.id not in general or _by_own_name(m, heard, directory)]
    desks = [m for m in special if directory.entry(m.id).kind == "desk"]
    special = [m for m in special if m not in desks]
    questions = [m for m in standing if m.kind == "question" and not (m.id in alone and lines)]
    groups, question = _weigh(special, questions, heard, directory)
    groups, question = (groups, question) if groups else _settled(question, refused, desks, directory)
    if not question:
        groups = _with_general(groups, lines, special, heard, general)
    if not question or question in alone:
        groups = _joined(groups, desks)
        question = "" if groups else question
    return groups or (() if question else _instead(refused, heard, directory)), question


def _with_general(
    groups: Groups, lines: Sequence[Mention], special: Sequence[Mention], heard: Sequence[str], general: Set[str]
) -> Groups:
    """With general lines: where nothing else is named, where several things are wanted, or where they weigh as much."""
    if not groups:
        return _groups([m for m in lines if m.id in general])
    heaviest = max((m.weight for m in special), default=0.0)
    several = _several(heard)
    plain = [m for m in lines if m.id in general and m not in special and (several or m.weight >= heaviest > 0)]
    return _joined(groups, plain)


def _joined(groups: Groups, mentions: Sequence[Mention]) -> Groups:
    return (*groups, *(g for g in _groups(mentions) if g not in groups))


def _general(directory: Directory) -> Set[str]:
    """The general lines, which book whatever has no line of its own."""
    return {e.id for e in directory.role("scheduling")}


def _alone(directory: Directory) -> Set[str]:
    """Questions that are asked only where nothing else of the directory is named."""
    return {q.id for q in directory.questions if q.alone}


def _has_own_line(groups: Groups, directory: Directory) -> bool:
    names = {name for group in groups for name in group} - _general(directory)
    return any(directory.entry(name.partition(".")[0]).kind == "service" for name in names)


def _home(groups: Groups, directory: Directory) -> str:
    """The intent that the first of them answers which has one of its own."""
    homes = (directory.entry(group[0].partition(".")[0]).intent for group in groups)
    return next((intent for intent in homes if intent), "")


def asks_another_place(mentions: Sequence[Mention], heard: Sequence[str]) -> bool:
    """ "The number to Rex Hospital": the number of another house is asked for."""
    lists = tables().lists
    places = {m.first for m in mentions if m.kind == "place"}
    asking = {p[0] for p in lists["numbers_of"]}
    return any(i >= 2 and heard[i - 1] in ("to", "for", "of", "de", "del") and heard[i - 2] in asking for i in places)


def _several(heard: Sequence[str]) -> bool:
    """ "Two numbers please": none of the things named is a mere part of another."""
    said = tuple(heard)
    return any(said[i : i + len(p)] == p for p in tables().lists["several"] for i in range(len(said)))


def _settled(
    name: str, refused: Sequence[Mention], desks: Sequence[Mention], directory: Directory
) -> tuple[Groups, str]:
    """What is left to ask: a desk named is the answer, and of two options that one is which was not refused."""
    options = next((q.options for q in directory.questions if q.id == name and not q.alone), ())
    meant = tuple(m.id for m in desks if m.id in options)
    left = tuple(o for o in options if o not in {m.id for m in refused})
    chosen = meant or (left if len(left) == 1 < len(options) else ())
    return ((chosen[:1],), "") if chosen else ((), name)


def _heavy_first(mentions: Sequence[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda m: (-m.weight, m.first))


def _negated(mention: Mention, heard: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """ "the cat scan one, not the mri": the mri is not meant. "not sure if ct" negates nothing."""
    lists = tables().lists
    negations, after, unsure = ({p[0] for p in lists[n]} for n in ("negations", "after_negation", "unsure"))
    i = mention.first - 1
    for _ in range(3):
        if i < 0 or heard[i] in unsure:
            return False
        if heard[i] in negations:
            corrects = heard[i] == "no" and (heard[i + 1] in OTHER or _between(i, mentions))
            return not corrects and heard[i + 1] not in unsure
        if heard[i] not in after:
            return False
        i -= 1
    return False


def _between(at: int, mentions: Sequence[Mention]) -> bool:
    """ "The spine, no, CT biopsies": a bare "no" between two things named takes the first one back."""
    return any(max(m.at) == at - 1 for m in mentions) and any(m.first == at + 1 for m in mentions)


def _last_word(mentions: list[Mention], heard: Sequence[str]) -> list[Mention]:
    """ "My thyroid, no sorry, my pelvic ultrasound": what was taken back is not meant."""
    bare = [(i, i + 1) for i, word in enumerate(heard) if word == "no" and _between(i, mentions)]
    for start, end in (*taken_back(heard), *bare):
        before = any(start - SOON <= max(m.at) < start for m in mentions)
        if before and any(end <= m.first < end + SOON for m in mentions):
            mentions = [m for m in mentions if m.first >= start]
    return mentions


def _instead(refused: Sequence[Mention], heard: Sequence[str], directory: Directory) -> tuple[tuple[str, ...], ...]:
    """ "Not the CT of my heart, the one with the magnet": of two, the other one, if its words were said."""
    rest = [word for i, word in enumerate(heard) if not any(i in m.at for m in refused)]
    decided = {_decided(q, rest) for q in directory.questions if any(m.id in q.options for m in refused)} - {()}
    chosen = decided.pop() if len(decided) == 1 else ()
    return (chosen,) if len(chosen) == 1 and chosen[0] not in {m.id for m in refused} else ()


def _groups(mentions: Sequence[Mention]) -> tuple[tuple[str, ...], ...]:
    """One group for each stretch of words; equal readings of the same words share a group."""
    groups: dict[frozenset[int], list[str]] = {}
    for m in sorted(mentions, key=lambda m: m.first):
        groups.setdefault(m.at, []).append(m.id)
    seen: list[tuple[str, ...]] = []
    for ids in groups.values():
        group = tuple(dict.fromkeys(ids))
        if not any(set(group) & set(other) for other in seen):
            seen.append(group)
    return tuple(seen)


def _weigh(
    special: Sequence[Mention], questions: Sequence[Mention], heard: Sequence[str], directory: Directory
) -> tuple[Groups, str]:
    """Particular services beat a question, unless the question's words weigh more than theirs."""
    by_id = {q.id: q for q in directory.questions}
    agreed = _agreed([by_id[name] for name in {m.id for m in questions}], heard)
    if agreed and not special:
        return (agreed,), ""
    shared = _shared([by_id[m.id] for m in questions])
    if shared and not special and _leaves(shared, [by_id[name] for name in {m.id for m in questions}], heard):
        return (shared,), ""
    for m in sorted(_heavy_first(questions), key=lambda m: by_id[m.id].alone):
        question = by_id[m.id]
        decided = _decided(question, heard)
        options = {option.partition(".")[0] for option in question.options}
        inside = [s for s in special if s.id in options]
        if any(s.weight >= m.weight for s in inside):
            break
        if decided:
            others = [s for s in special if s.id not in options and not s.at & m.at]
            return (decided, *(_groups(others) if len(decided) == 1 else ())), ""
        if inside or any(s.weight >= m.weight for s in special):
            break
        return (), m.id
    return _groups(special), ""


def _agreed(questions: Sequence[Question], heard: Sequence[str]) -> tuple[str, ...]:
    """The one option that the words decide in every question they decide, if these are two or more; or ()."""
    decided = [set(found) for q in questions if not q.alone and (found := _decided(q, heard))]
    common = set.intersection(*decided) if len(decided) > 1 else set()
    return tuple(common) if len(common) == 1 else ()


def _leaves(shared: tuple[str, ...], questions: Sequence[Question], heard: Sequence[str]) -> bool:
    """Whether no other option's own words were heard: "a needle in the joint, an arthrogram" is no needle's service."""
    settled = {option for question in questions for option in _decided(question, heard)}
    return not settled or bool(settled & set(shared))


def _by_own_name(mention: Mention, heard: Sequence[str], directory: Directory) -> bool:
    """Whether the general line was asked for by its own name, and not by an exam that it books."""
    said = {stem(heard[i])[:7] for i in mention.at}
    name = {
        word[:7]
        for word in (
            *hear_phrase(directory.entry(mention.id).name.en),
            *hear_phrase(directory.entry(mention.id).name.es),
        )
    }
    return len(said & name) >= 2


def _shared(questions: Sequence[Question]) -> tuple[str, ...]:
    """The one service that fits two questions at once ("a needle" and "my breast"), or ()."""
    different = {q.id: frozenset(q.options) for q in questions if not q.alone}
    if len(different) < 2:
        return ()
    common = frozenset.intersection(*different.values())
    return tuple(common) if len(common) == 1 else ()


def _decided(question: Question, heard: Sequence[str]) -> tuple[str, ...]:
    """The options whose deciding words are heard; () if none, or all of them."""
    stems = tuple(stem(word) for word in heard)
    chosen = tuple(
        option
        for option in question.options
        if option in question.picks and any(_heard(phrase, stems) for _, phrase in question.picks[option])
    )
    return chosen if len(chosen) < len(question.options) else ()


def _heard(phrase: str, stems: tuple[str, ...]) -> bool:
    wanted = hear_phrase(phrase)
    return any(stems[i : i + len(wanted)] == wanted for i in range(len(stems) - len(wanted) + 1))
