"""A question in the middle: a sentence from the directory, then the same question again. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, answering, facts, first_of, numbers, say
from bot.fields.pieces import listed, pieces, said
from bot.intents import handlers
from bot.meaning import Need
from bot.release_talk.draft import Draft, Field
from bot.release_talk.questions import asked, last_of
from bot.reply import Part

# What these answer needs nothing but the directory, and no question back.
PLAIN = frozenset("fax opening_hours address email main_line billing preparation interpreter insurance_network".split())
CERTAIN = 0.8


def question(ask: Ask, draft: Draft, name: Field) -> Answer:
    """The answer to a question, and what was asked before it once more."""
    return asked(draft, ask.message, ask.now, *told(ask, name))


def at_signing(ask: Ask) -> Answer:
    """The same where the question is how to sign."""
    last = last_of(ask)
    return Answer((*told(ask, None), *last), expect="release_sign", state={"last": last})


def told(ask: Ask, name: Field | None) -> tuple[Part, ...]:
    """What is answered to a question; who is to be asked where nothing is known."""
    words = said(pieces(ask.message.words))
    if listed("talk", "signs").inside(words) and ask.state.release and ask.state.release.request.requester:
        return (say(f"release_signs.{ask.state.release.request.requester}"),)
    found = _fact(ask)
    if name and listed("talk", "why").inside(words) and not found:
        return (say(f"release_why.{name}"),)
    if listed("talk", "safe").inside(words):
        return (say("release_safe"),)
    if listed("talk", "come_in").inside(words):
        return (say("release_no_visit"),)
    number = _of_library(ask)
    return number or found or _of_another(ask) or _ask_them(ask)


def _fact(ask: Ask) -> tuple[Part, ...]:
    entry = answering(ask, "release_images")
    return facts(ask, entry, most=1) if entry else ()


def _of_library(ask: Ask) -> tuple[Part, ...]:
    """The library's own fax, telephone, address or e-mail."""
    library = first_of(ask, "images_patients")
    words = set(ask.meaning.words)
    if library is None or any(need.entries for need in ask.meaning.needs):
        return ()
    if "fax" in words and library.of("fax"):
        return (numbers(library, "fax", first_only=True),)
    if {"phone", "number", "telefono", "numero"} & words and not {"record", "expediente", "mrn"} & words:
        return (numbers(library, "phone", first_only=True),)
    if {"email", "correo"} & words and library.email:
        return (say("email", library),)
    return ()


def _of_another(ask: Ask) -> tuple[Part, ...]:
    """A line of the directory that is plainly named."""
    need = ask.meaning.need
    if need is None or need.intent not in PLAIN or need.score < CERTAIN:
        return ()
    found = handlers()[need.intent](replace(ask, need=Need(need.intent, 1.0, need.entries, purposes=need.purposes)))
    return () if found.options or found.transfer else found.parts[:2]


def _ask_them(ask: Ask) -> tuple[Part, ...]:
    library = first_of(ask, "images_patients")
    if library is None:
        return (say("not_known"),)
    return (say("release_ask_them"), numbers(library, "phone", reply="short_number", first_only=True))
