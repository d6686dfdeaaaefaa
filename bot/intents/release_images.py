"""Wants pictures sent or copied: a request begins; offices, officials and mere questions are answered."""

from __future__ import annotations

from bot.asking import Answer, Ask, answering, facts, first_of, general, nobody, numbers, topics_of
from bot.facts import ENOUGH
from bot.fields import control, who_asks
from bot.fields.pieces import listed, pieces, said
from bot.intents import powershare, upload_images
from bot.our_house import named
from bot.release_talk import begin
from bot.release_talk.draft import Draft
from bot.release_talk.wanted import tells_of_a_relative, wanted
from bot.reply import Part

# A request to send pictures has most of its facts' words in it; a fact has to be asked for plainly.
PLAINLY = 2.5


def answer(ask: Ask) -> Answer:
    entry = answering(ask, "release_images")
    if entry is None:
        return nobody(ask)
    if _coming_in(ask):
        return upload_images.answer(ask)
    if ask.office and "self" not in ask.meaning.signs and not _own(ask):
        return Answer(powershare.to_offices(ask, entry), entry=entry.id)
    asked = facts(ask, entry, most=1, enough=ENOUGH if "how_long" in ask.meaning.signs else PLAINLY)
    if asked and control(ask.message.words).value == "question" and not wanted(ask.message.words, ask.directory.file):
        return _told(ask, asked)
    if first_of(ask, "images_patients") is None:
        return nobody(ask)
    draft = ask.state.release
    if isinstance(draft, Draft) and draft.held and not draft.over:
        return begin.go_on(ask, draft)
    return begin.begin(ask, ours="taken" in ask.meaning.signs or named(ask.meaning.words, ask.directory.file))


def _told(ask: Ask, asked: tuple[Part, ...]) -> Answer:
    """A question about it, answered; nothing begins."""
    entry, library = answering(ask, "release_images"), first_of(ask, "images_patients")
    line = (numbers(library, "phone", "fax", first_only=True),) if library else ()
    ways = (general(entry),) if entry else ()
    return Answer((*asked, *line, *ways), entry=library.id if library else "")


def _coming_in(ask: Ask) -> bool:
    """ "Get the outside CT to you": pictures that come to us, whatever else is said of sending."""
    upload = answering(ask, "upload_images")
    from_outside = "outside" in ask.meaning.signs or ask.office or (upload is not None and upload in topics_of(ask))
    return from_outside and "to_us" in ask.meaning.signs and "taken" not in ask.meaning.signs


def _own(ask: Ask) -> bool:
    """Whether somebody tells of himself or of his own people, whatever words of offices stand beside."""
    if tells_of_a_relative(ask.message.words):
        return True  # "we need my mother's": a family says "we" as an office does
    own = who_asks(ask.message.words).value in ("patient", "guardian", "power_of_attorney", "executor")
    own = own or listed("talk", "off_duty").inside(said(pieces(ask.message.words)))
    return own and not listed("talk", "we").inside(said(pieces(ask.message.words)))
