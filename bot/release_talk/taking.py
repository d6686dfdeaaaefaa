"""An answer taken: what it told is read back by voice and kept, and the next question comes. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, say
from bot.effects import KeepRequest
from bot.release_talk.draft import Draft, Field
from bot.release_talk.hurry import soon
from bot.release_talk.questions import asked, hint
from bot.release_talk.spoken import read_back
from bot.release_talk.told import Told
from bot.release_talk.where import Where
from bot.reply import Part


def where(ask: Ask) -> Where:
    """What the parsers need beside the words."""
    voice, today = ask.message.channel == "voice", ask.now.date()
    return Where(today, ask.state.lang, ask.message.caller, ask.directory.file.country, voice)


def text_of(ask: Ask) -> str:
    """What was said, written or keyed."""
    return ask.message.words or ask.message.keys


def begun(ask: Ask, heard: Told, *before: Part) -> Answer:
    """The first question after it is known that the request is ours to take."""
    # The first text also tells of other ways; who signs is told once more at the end.
    notes = (replace(say(note), spare=True) for note in heard.notes)
    return _kept(ask, heard, heard.draft, heard.fields, *before, *notes)


def took(ask: Ask, heard: Told, more: Told) -> Answer:
    """The next question, after reading back what was told by voice."""
    fields = tuple(dict.fromkeys((*heard.fields, *more.fields)))
    notes = dict.fromkeys((*heard.notes, *more.notes))
    draft = more.draft if more.fields else heard.draft
    return _kept(ask, replace(heard, draft=draft), draft, fields, *(say(note) for note in notes))


def _kept(ask: Ask, heard: Told, draft: Draft, fields: tuple[Field, ...], *before: Part) -> Answer:
    grown = (say("release_grown"),) if draft.grown else ()
    hinted = hint(fields[0], heard.why) if fields else ()
    draft = replace(draft, tries=0, grown=False, read=fields, refused=False)
    back = () if ask.message.channel == "text" or draft.resumed else read_back(fields, draft, ask.state.lang)
    calls = soon(ask, draft) if "needed" in fields else ()
    keeps = draft.held and (fields or not draft.id)
    code = (say("release_code", code=""),) if keeps and not draft.id else ()
    effects = (KeepRequest(),) if keeps else ()
    return asked(
        draft, ask.message, ask.now, *before, *back, *grown, *hinted, *calls, *code, why=heard.why, effects=effects
    )
