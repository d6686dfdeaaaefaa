"""What is heard in an answer to a private question: urgent words by a strict rule, the rest without the box. Pure."""

from __future__ import annotations

import datetime as dt

from bot import emergency
from bot.emergency import RULES, Rules, Urgency
from bot.fields import birth_date, control, needed_by, postal_address, reach, recipient, record_number, studies
from bot.fields.addresses import street_colours
from bot.fields.pieces import listed, pieces, said
from bot.fields.spelling import is_spelled
from bot.fields.tables import field_table, word_set
from bot.meaning import CALM, Meaning
from bot.message import Expect, Message
from bot.understanding import Understanding

AT_ONCE = frozenset({"images", "danger", "suicide", "scanner"})
LONGEST_NAME = 14
ANYBODY = "+12025550100"  # whose number it is does not matter here
LONGEST_CRY = 40  # words


def urgent_at_once(urgency: Urgency) -> bool:
    """Whether a rule says so in so many words."""
    return urgency.kind in AT_ONCE and not urgency.leaning


def strictly(text: str, plain: Urgency, expect: Expect, today: dt.date, rules: Rules = RULES) -> Urgency:
    """The urgency of an answer: danger told of oneself, a wish to be put through, images needed now.

    `plain` is what the rule heard in the text as in any other. Mere signs count too, for no reading can settle them
    here, but not beside a plain answer to what was asked.
    """
    told = emergency.hear(text, private=True, rules=rules)
    if told.kind == "scanner" and expect == "release_studies" and of_a_day_past(text, today):
        return CALM
    if told.kind != "none":
        return told
    if plain.kind not in AT_ONCE or only_named(text, rules):
        return CALM
    return CALM if plain.leaning and _answers(text, expect, today) else plain


def _answers(text: str, expect: Expect, today: dt.date) -> bool:
    """Whether the text plainly tells what was asked, or is a long story."""
    if len(text.split()) > LONGEST_CRY or control(text).value in ("dont_know", "skip", "refuse") or _over(text):
        return True
    if expect == "release_birth":
        return birth_date(text, today).value is not None
    if expect == "release_studies":
        return any(study.iso for study in studies(text, today).value)
    if expect == "release_reach":
        return reach(text, caller=ANYBODY).value is not None
    if expect == "release_record":
        return record_number(text).value is not None
    if expect == "release_confirm":
        return control(text).value == "yes" or is_spelled(pieces(text))
    if expect == "release_needed":
        day = needed_by(text, today).value
        return day is not None and day > today + dt.timedelta(days=1)
    return False


def _over(text: str) -> bool:
    """Whether it is told as what was, and nothing in it as what is: "it's me, I had the seizure"."""
    words = said(pieces(text))
    return listed("talk", "had_it").inside(words) and not listed("talk", "still_so").inside(words)


def may_be_an_answer(text: str, urgency: Urgency, today: dt.date, rules: Rules) -> bool:
    """Whether urgent words may be an answer to what was asked: a name, an address, an examination with its day."""
    return (urgency.kind == "scanner" and of_a_day_past(text, today)) or only_named(text, rules)


def of_a_day_past(text: str, today: dt.date) -> bool:
    """Whether examinations are told with their day, as done: "they put me in the doughnut on the fifteenth"."""
    told = studies(text, today).value
    over = not listed("talk", "still_so").inside(said(pieces(text)))
    return over and any(study.past(today) for study in told)


def only_named(text: str, rules: Rules = RULES) -> bool:
    """Whether the urgent words stand in nothing but a recipient's name or address: "Wake Trauma Center"."""
    found = recipient(text).value
    name = found.name if found else ""
    address = (found.address if found else None) or postal_address(text).value
    words = said(pieces(text))
    named = said(pieces(name)) if _is_name(name) else []
    streets = set(said(street_colours(pieces(text))))
    taken = set(named) | set(said(pieces(address.text if address and address.zip else ""))) | streets
    if not taken:
        return False
    rest = " ".join(word for word in words if word not in taken)
    return not urgent_at_once(emergency.hear(rest, rules=rules))


def _is_name(name: str) -> bool:
    """Whether it is plainly a doctor's or a place's name, and no talk."""
    words = set(said(pieces(name)))
    places = word_set("recipient", "places") | frozenset(field_table("recipient")["titles"])
    talk = words & word_set("names", "no_names") - word_set("recipient", "connectors") - places
    return bool(words & places) and len(words) <= LONGEST_NAME and not talk


def heard(message: Message, plain: Urgency, expect: Expect, known: Understanding, now: dt.datetime) -> Meaning:
    """The meaning of an answer to what was asked; `plain` as in `strictly`. `now` is aware."""
    today = known.directory.local(now).date()
    rules = emergency.rules_at(known.directory.file.house_names)
    return known.alone().meaning(message, now, strictly(message.words, plain, expect, today, rules))
