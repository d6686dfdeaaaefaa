"""One need answered: corrected by plain signs, asked about where it is faint, joined with a second one. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import choices
from bot.asking import Answer, Ask, numbers, say, spoken_of, told
from bot.corrections import corrected
from bot.directory import Directory
from bot.directory_types import Entry
from bot.intents import handlers
from bot.meaning import Meaning, Need
from bot.message import RELEASE, Message
from bot.reply import Option, Part
from bot.state import State
from bot.understanding import HEARD, OF_A_SERVICE, SURE

OURS = ("", "en", "es")


def met(
    need: Need, state: State, message: Message, meaning: Meaning, directory: Directory, now: dt.datetime
) -> Answer | None:
    """One need answered; a faint one is asked about, a fainter one is a miss."""
    if meaning.lang not in OURS:
        need = replace(need, intent="interpreter", score=1.0)
    need = corrected(need, meaning, directory, state.intent)
    if need.score < SURE and not _named(need, directory):
        return _which_need(need, directory) if need.score >= HEARD else None
    need = _going_on(need, state, meaning)
    if _official(need, meaning):
        return _in_writing(directory)
    if meaning.signs & {"deceased", "estate"} and need.intent in OF_THE_DEAD:
        need = replace(need, intent="release_letter")
    ask = Ask(need, meaning, state, message, directory, now)
    if need.intent in (*OF_A_SERVICE, "opening_hours") and (lacking := _not_done_here(ask)):
        return Answer(told(ask, lacking), entry=lacking.id)
    handler = handlers().get(need.intent)
    return handler(ask) if handler else None


def _going_on(need: Need, state: State, meaning: Meaning) -> Need:
    """The need as it follows from what is named, and from what was talked of."""
    if need.score < SURE and need.question:
        need = replace(need, intent="vague")
    if need.intent in BESIDE_A_NAME and need.entries:
        need = replace(need, intent=state.intent if state.intent in OF_A_SERVICE else "appointment")
    return replace(need, intent="appointment") if choices.going_on(state, meaning) else need


def _official(need: Need, meaning: Meaning) -> bool:
    """Whether an official wants what is only given in writing; whoever acts for the patient is none."""
    official = "official" in meaning.signs and not meaning.signs & {"poa", "my_lawyer"}
    return official and (need.intent in OFFICIAL or need.score < SURE)


def _not_done_here(ask: Ask) -> Entry | None:
    """A service that is named and has no number: what is told of it says where to turn."""
    named = spoken_of(ask)
    return next((e for e in named if e.kind == "service" and not e.numbers and e.tell), None)


def _named(need: Need, directory: Directory) -> bool:
    """Whether something is named that tells what is wanted; "my scan" alone may be wanted in many ways."""
    general = {e.id for e in directory.role("scheduling")}
    return bool(need.question) or any(not set(group) <= general for group in need.entries)


OF_THE_DEAD = frozenset({"privacy", "release_images", "medical_records"})
# What lawyers, insurers, employers and the police may want; nothing is taken or told here.
OFFICIAL = frozenset(
    "release_images release_letter release_status fax out_of_scope privacy check_number medical_records results"
    " image_cd records_to_duke email upload_images".split()
)


def _in_writing(directory: Directory) -> Answer:
    """Officials ask in writing, at the records department."""
    records = directory.role("records")[:1]
    return Answer((say("in_writing"), *(numbers(e, "phone") for e in records)))


# "No, I meant cardiac MRI", "good morning, billing please": the line named is what is wanted.
BESIDE_A_NAME = frozenset({"yes", "no", "thanks", "greeting"})
NEVER_OFFERED = frozenset(
    "out_of_scope privacy vague abuse greeting thanks yes no wrong_number repeat slower wait other_one who_are_you"
    " never_mind text_me connect_me stop_texts".split()
)

# What only an entry of the directory can answer, by its own account.
BY_ITS_ENTRY = frozenset(
    "powershare medlink see_images_online insurance_network appropriate_use findings_program second_read image_cd"
    " upload_images release_images release_letter".split()
)


def _told_here(intent: str, directory: Directory) -> bool:
    return intent not in BY_ITS_ENTRY or directory.answering(ANSWERED_BY.get(intent, intent)) is not None


ANSWERED_BY = {"release_letter": "release_images"}


def _which_need(need: Need, directory: Directory) -> Answer | None:
    """A faint reading: the two best are named and asked about; nothing is guessed."""
    rivals = dict.fromkeys((need.intent, *need.rivals))
    names = [name for name in rivals if name not in NEVER_OFFERED and _told_here(name, directory)][:2]
    options = tuple(Option("", name) for name in names)
    return Answer((say("did_you_mean", intents=names),), options=options, missed=True) if names else None


def joined(answers: list[Answer]) -> Answer:
    """Two needs in one message: both answered, the first one leads; a question comes last."""
    first = answers[0]
    if len(answers) == 1:
        return first
    second = answers[1]
    asking = next((a for a in answers if a.options or a.expect in RELEASE), first)
    return replace(asking, parts=_unique(first, second), effects=(*first.effects, *second.effects), transfer=None)


def _unique(first: Answer, second: Answer) -> tuple[Part, ...]:
    parts: list[Part] = []
    asks = first.options or first.expect in RELEASE
    for part in (*first.parts, *second.parts) if not asks else (*second.parts, *first.parts):
        if part not in parts and not _known(part, parts):
            parts.append(part)
    return tuple(parts)


def _known(part: Part, told: list[Part]) -> bool:
    """Whether these very numbers of an entry were told already."""
    same = (set(p.numbers) for p in told if (p.reply, p.entry) == (part.reply, part.entry))
    return bool(part.numbers) and any(set(part.numbers) <= numbers for numbers in same)
