"""What a message means: rules first, then the directory's words, then the model's reading of the intent.

The model's reading and the plain words vote together; with the model gone, the words alone decide.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace

from bot import plain_rules, set_aside
from bot.directory import Directory
from bot.emergency import Urgency
from bot.known_rankings import Ranking
from bot.language import language
from bot.masking import entry_kinds, mask_heard
from bot.meaning import Meaning, Need
from bot.mentions import lexicon_of
from bot.message import Message
from bot.named import Named, asks_another_place, named
from bot.nlu_client import NluClient, NluDown
from bot.our_house import ours
from bot.reading import URGENT, Reading, settled
from bot.signs import numbers, purposes, signs, speaking
from bot.uncollected import uncollected
from bot.when import asked_about

# Below SURE the reading is asked about, below HEARD nothing was understood; chosen from the curve in
# docs/decisions. A second need must be plainer than a first, and plainer still across a full stop.
SURE = 0.30
HEARD = 0.12
SECOND_NEED = 0.60
SECOND_SENTENCE = 0.95
# What the model alone may not start below: an urgent answer that the rules do not see.
URGENT_ALONE = 0.65
URGENT_LEAST = 0.45
# The share of the calm readings below which they are not raised to the whole when the urgent ones do not count.
LEAST_REST = 0.3
# How much a plain word adds to the model's score for its intent.
VOTE = 0.20
# Said in so many words, these need no more reading.
DECIDED, DECIDES = frozenset({"connect_me"}), 0.70
AND = re.compile(
    r"(?:\s*[+&]\s*|,?\s+(?:and also|and then|and|also|plus|as well as|y también|y tambien|y|además|ademas)\s+)",
    re.IGNORECASE,
)
COUNTED = re.compile(r"(?:^|\s)(?:\d\s?[).:]|first,|second,)\s*", re.IGNORECASE)
MOST_NEEDS = 2
STOP = re.compile(r"[.!?;\n]+\s+")
MOST_CUTS = 4


class Understanding:
    """Understands messages against one directory version; thread-safe."""

    def __init__(self, directory: Directory, nlu: NluClient | None) -> None:
        self.directory = directory
        with uncollected():
            self.lexicon = lexicon_of(directory)
        self._kinds = entry_kinds(directory)
        self._endings = frozenset(n.number[-4:] for e in directory.entries for n in e.numbers)
        self._nlu = nlu

    def alone(self) -> Understanding:
        """The same without the model, for words that may be private."""
        same = copy(self)
        same._nlu = None
        return same

    def meaning(self, message: Message, now: dt.datetime, urgency: Urgency) -> Meaning:
        """The meaning of a message in words; `urgency` is what the emergency rule heard in them."""
        text = message.words
        # Hidden before the text is cut in two: a cut inside a date or an address would leave its parts unknown.
        safe = self.lexicon.hide(text)
        whole = self._read(safe)
        return Meaning(
            needs=self._needs(safe, whole),
            lang=language(text),
            urgency=settled(urgency, whole),
            numbers=numbers(text, self.directory.file.country, self._endings),
            when=asked_about(text, self.directory.local(now)),
            words=whole.words,
            signs=whole.signs,
        )

    def _read(self, text: str) -> Reading:
        all_heard = self.lexicon.hear(text)
        heard = set_aside.wanted(all_heard)
        speaker = speaking(heard)
        mentions = tuple(m for m in self.lexicon.find(heard) if not m.at <= speaker)
        things = named(mentions, heard, self.directory)
        plain = plain_rules.ranking(heard, things, self.directory)
        try:
            model = self._nlu.ranking(mask_heard(heard, mentions, self._kinds)) if heard and self._nlu else ()
        except NluDown:
            model = ()
        told = signs(ours(heard, self.directory.file))
        if "fax" in all_heard and "fax" not in heard:
            told |= {"no_fax"}
        if asks_another_place(mentions, heard):
            told |= {"another_place"}
        if not model:
            return Reading(tuple(heard), told, things, plain)
        urgent = [(intent, score) for intent, score in model if intent in URGENT]
        likeliest = urgent[0][0] if urgent else ""
        ranking = weighed(model, plain, "not_urgent" in told)
        return Reading(tuple(heard), told, things, ranking, sum(score for _, score in urgent), likeliest)

    def _needs(self, text: str, whole: Reading) -> tuple[Need, ...]:
        if not whole.ranking:
            return ()
        return self._two(text, whole) or (need_of(whole),)

    def _two(self, text: str, whole: Reading) -> tuple[Need, ...]:
        """Two plain needs: counted ("1) ... 2) ..."), joined by "and", or in two sentences; or ()."""
        head, *counted = COUNTED.split(text)
        counted = [f"{head} {part}".strip() for part in counted if part.strip()]
        if len(counted) == MOST_NEEDS:
            one, two = (need_of(self._read(part)) for part in counted)
            if min(one.score, two.score) >= SURE:
                return one, self._beside(one, two, whole)
        cuts = [(cut, SECOND_NEED) for cut in AND.finditer(text)] + [
            (cut, SECOND_SENTENCE) for cut in STOP.finditer(text)
        ]
        traces = _traces(whole)
        for cut, least in cuts[:MOST_CUTS] if _room_for_two(traces) else ():
            left, right = text[: cut.start()], text[cut.end() :]
            if min(len(left.split()), len(right.split())) < 2:
                continue
            one = need_of(self._read(left))
            if not _may_be_one_of_two(one, least, traces):
                continue  # whatever the other part is read as: a reading costs more than all the rest
            two = need_of(self._read(right))
            if alone := _stands_alone(one, two):
                return (alone,)
            if _both_plain(one, two, least) and {one.intent, two.intent} <= traces:
                return (one, self._beside(one, two, whole))
        return ()

    def _beside(self, one: Need, two: Need, whole: Reading) -> Need:
        """The second need; of the first one's service where it names none: "breast biopsy, and the fax".

        What only the part alone seems to name, as "the fax for the order" does, is not named.
        """
        named = {option.partition(".")[0] for group in whole.things.groups for option in group}
        strange = any(named.isdisjoint(group) for group in two.entries)
        carried = _carried(one, two) if strange or not two.entries else ()
        if not carried:
            return two
        alone = {q.id for q in self.directory.questions if q.alone}
        return replace(two, entries=carried, question="" if two.question in alone else two.question)


# What one asks of a service; a service named in an unsure reading means one of these.
OF_A_SERVICE = ("appointment", "fax", "reschedule", "procedure_question")
UNSURE = 0.45


def weighed(model: Ranking, plain: Ranking, calm: bool = False) -> Ranking:
    """The model's scores with the plain words' votes.

    The urgent readings stand together: the likeliest of them counts for all, if all are plain enough.
    """
    votes = {intent: (DECIDES if intent in DECIDED else VOTE) * weight for intent, weight in plain}
    scores = {intent: min(1.0, score + votes.get(intent, 0.0)) for intent, score in model}
    urgent = sum(scores.get(intent, 0.0) for intent in URGENT)
    likeliest = max(sorted(URGENT), key=lambda intent: scores.get(intent, 0.0))
    calm = calm or scores.get(likeliest, 0.0) < URGENT_LEAST
    adopted = urgent >= URGENT_ALONE and not calm
    for intent in URGENT & scores.keys():
        scores[intent] = min(1.0, urgent) if intent == likeliest and adopted else 0.0
    if not adopted:  # what the urgent readings took belongs to the others, as far as these are more than noise
        rest = max(1.0 - sum(score for intent, score in model if intent in URGENT), LEAST_REST)
        scores = {intent: min(1.0, score / rest) for intent, score in scores.items()}
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


# What is done at once and cannot be taken back needs to be plain: texts stopped, a line dialled.
CERTAIN = {"stop_texts": 0.90, "connect_me": 0.80}


def _plain_enough(ranking: Ranking) -> Ranking:
    return tuple(pair for pair in ranking if pair[1] >= CERTAIN.get(pair[0], 0.0)) or (("vague", 0.0),)


# Readings that much of what is not understood falls into: what is named wins over them, unless they are plain.
SINKS = {"out_of_scope": 0.80, "privacy": 0.70, "preparation": 0.75, "what_is_emergent": 0.70}


def need_of(reading: Reading) -> Need:
    """The need a reading comes down to."""
    ranking = _plain_enough(reading.ranking)
    options = [option.partition(".") for group in reading.things.groups for option in group]
    picked = tuple(dict.fromkeys(purpose for _, _, purpose in options if purpose))
    asked = tuple(dict.fromkeys((*purposes(list(reading.words)), *picked)))
    best, score = _by_purposes(_named(ranking, reading.things), asked), ranking[0][1]
    return Need(
        intent=best,
        score=score,
        entries=tuple(tuple(dict.fromkeys(o.partition(".")[0] for o in group)) for group in reading.things.groups),
        question=reading.things.question,
        topics=reading.things.topics,
        purposes=asked,  # type: ignore[arg-type]
        rivals=tuple(name for name, _ in ranking[1:3]),
    )


def _named(ranking: Ranking, things: Named) -> str:
    """The best reading; what is named wins over one that is not plain, and over a bare name's lack of any."""
    best, score = ranking[0]
    unsure, at_home = score < SINKS.get(best, UNSURE), things.home in ("", "appointment")
    bare = best == "vague" and bool(things.groups) and at_home
    if unsure and not (things.special or things.asking) and not at_home:
        return things.home
    if bare or (unsure and (things.special or things.asking)):
        return max(OF_A_SERVICE, key=lambda name: dict(ranking).get(name, 0.0))
    return best


def _by_purposes(best: str, asked: Sequence[str]) -> str:
    """The reading, as the kinds of number that are asked for would have it."""
    if "fax" in asked and best in ("called_me", "findings_program"):
        best = "fax"
    if best in ("yes", "no") and asked:
        best = "fax" if "fax" in asked else "procedure_question"
    asks_a_nurse = "nurse_coordinator" in asked and best in (*OF_A_SERVICE, "who_schedules", "which_test", "vague")
    return "procedure_question" if asks_a_nurse else best


ALONE = frozenset(
    "greeting thanks yes no vague out_of_scope privacy abuse who_are_you wait repeat slower never_mind wrong_number"
    " other_one results preparation person stop_texts interpreter release_status".split()
)


# Pairs that one answer serves, unless two services are named.
ONE_ANSWER = frozenset(
    frozenset(pair)
    for pair in (("fax", "order_exam"), ("appointment", "order_exam"), ("appointment", "who_schedules"),
                 ("appointment", "fax"), ("procedure_question", "fax"),
                 ("order_exam", "who_schedules"), ("release_images", "order_exam"), ("release_images", "powershare"))
)  # fmt: skip


# An exam told of is no appointment wanted: "I had a CT in March, and now my new doctor wants the pictures".
SURELY_WANTED = 0.75
TOLD_OF = frozenset(("appointment", "release_images"))


def _both_plain(one: Need, two: Need, least: float) -> bool:
    """Whether these are two different needs, each plain in itself."""
    if {one.intent, two.intent} & (ALONE | URGENT) or min(one.score, two.score) < least:
        return False
    pair = frozenset((one.intent, two.intent))
    if pair in ONE_ANSWER and one.entries in ((), two.entries):
        return False
    if pair == TOLD_OF and min(one.score, two.score) < SURELY_WANTED:
        return False
    if one.intent == two.intent:
        return one.intent in OF_A_SERVICE and bool(one.entries and two.entries and one.entries != two.entries)
    return True


# What a part of a message is read as counts only where the whole shows a trace of it.
TRACE = 0.002


def _traces(whole: Reading) -> frozenset[str]:
    """What the whole reading knows something of: "Blue Cross, and a liver scan" is no call from us."""
    return frozenset(name for name, score in whole.ranking if score >= TRACE)


def _room_for_two(traces: frozenset[str]) -> bool:
    """Whether two needs can be in the whole at all: two readings that go together, or one of two services."""
    plain = traces - ALONE - URGENT
    return len(plain) > 1 or not plain.isdisjoint({*OF_A_SERVICE, STANDS_ALONE})


def _may_be_one_of_two(one: Need, least: float, traces: frozenset[str]) -> bool:
    """Whether it still hangs on the other part what comes of the two."""
    beside = one.intent in traces - ALONE - URGENT and one.score >= least
    return beside or STANDS_ALONE in traces | {one.intent}


STANDS_ALONE = "wrong_pictures"


def _stands_alone(one: Need, two: Need) -> Need | None:
    """The need beside which nothing else counts: somebody else's pictures have come."""
    return next((n for n in (one, two) if n.intent == STANDS_ALONE and n.score >= SECOND_SENTENCE), None)


def _carried(one: Need, two: Need) -> tuple[tuple[str, ...], ...]:
    """ "appointment for vascular and the fax": the second need speaks of the first one's service."""
    return one.entries if two.intent in ("fax", "appointment", "opening_hours", "procedure_question") else ()
