"""Turns that ended in a miss, a question back or a person: what the caller said, and what staff say was meant.

The caller's words are seen here and nowhere else: they go with the audit trail's, after a week, and into no file.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bot.channels.inbound import whole
from bot.directory import Directory
from bot.directory_types import LANGS
from bot.endings import UNCLEAR
from bot.intents import handlers
from bot.store import HeardTurn, Unclear
from desk import intents, sentences, when
from desk.answers import Answer, Go, Missing, Page
from desk.ask import ID, Ask
from desk.lessons import number_of
from desk.words import ENDINGS, TALKS
from release.plain import line

HERE = "/desk/misunderstood"
MOST_PAGES = 1000


def listed(ask: Ask) -> Answer:
    """The newest that nobody looked at yet, as far as their words are still kept."""
    wanted, page = _wanted(ask), _page_asked(ask)
    turns, more = ask.turn.unclear_turns(wanted, page)
    about = {"turns": ",".join(turn.id for turn in turns)} if turns else {}
    fields = {
        "turns": turns, "more": more, "page": page, "chosen": _chosen(wanted), "filter": _filter(wanted),
        "days": ask.turn.unclear_days(), "waiting": len(ask.turn.meant_waiting()),
    }  # fmt: skip
    return Page("misunderstood", "Misunderstood", fields | _choices(), about=about)


def look(ask: Ask) -> Answer:
    """One of them, with what was said before it in the same talk."""
    talk = _talk(ask)
    return _page(ask, talk) if talk else Missing()


def mean(ask: Ask) -> Answer:
    """Keep what was meant, with a sentence of staff's own."""
    talk = _talk(ask)
    if not talk:
        return Missing()
    intent, target, typed = ask.told("intent"), ask.told("target"), line(ask.told("sentence", sentences.LONGEST))
    lang = next((one for one in LANGS if one == ask.told("lang")), None)
    fault = _fault(intent, target, ask.directory) or sentences.fault(typed, talk[-1].words, ask.directory)
    if fault or lang is None:
        return _page(ask, talk, fault or "Say in which language the sentence is.", 400)
    kept = ask.turn.mean(talk[-1], intent, target, typed, lang, ask.staff.actor)
    return _on(ask, talk[-1], "meant") if kept else _page(ask, talk, "Somebody was faster: look again.", 409)


def nothing(ask: Ask) -> Answer:
    """There is nothing to learn from it."""
    talk = _talk(ask)
    if not talk:
        return Missing()
    put_aside = ask.turn.nothing_meant(talk[-1].id)
    return _on(ask, talk[-1], "nothing") if put_aside else _page(ask, talk, "Somebody was faster: look again.", 409)


def again(ask: Ask) -> Answer:
    """Take back what was said of it, as long as it was not handed out."""
    talk = _talk(ask)
    if not talk:
        return Missing()
    if not ask.turn.unsettle(talk[-1].id):
        return _page(ask, talk, "It was handed out already, and stays as it is.", 409)
    return Go(f"{HERE}/{talk[-1].id}", "again", {"turn": talk[-1].id})


def _talk(ask: Ask) -> list[HeardTurn]:
    told = ask.path["turn_id"]
    talk = ask.turn.heard_talk(told) if ID.fullmatch(told) else []
    return talk if talk and talk[-1].ending in UNCLEAR else []


def _on(ask: Ask, turn: HeardTurn, done: str) -> Go:
    """To the next one of the same list, or to the list where that was the last."""
    wanted = _wanted(ask)
    following, query = ask.turn.next_unclear(wanted, turn), _filter(wanted)
    to = f"{HERE}/{following}" if following else HERE
    return Go(f"{to}?{query}" if query else to, done if following else f"{done}_last", {"turn": turn.id})


def _page(ask: Ask, talk: list[HeardTurn], fault: str = "", status: int = 200) -> Page:
    turn, meant = talk[-1], ask.turn.meant_of(talk[-1].id)
    typed = {name: ask.told(name, sentences.LONGEST) for name in ("intent", "target", "sentence", "lang")}
    fields = {
        "turn": turn, "before": talk[:-1], "fault": fault, "typed": typed | {"lang": typed["lang"] or turn.lang},
        "groups": intents.groups(), "lines": intents.lines(ask.directory), "filter": _filter(_wanted(ask)),
        "meant": meant, "told": intents.line(meant.target, ask.directory) if meant else "",
        "longest": sentences.LONGEST,
    }  # fmt: skip
    seen = ",".join(one.id for one in talk if one.words)
    about = {"turns": seen} if seen else {"turn": turn.id}
    return Page("misunderstood_one", "What was meant?", fields | _choices(), status, about)


def _fault(intent: str, target: str, directory: Directory) -> str:
    if intent not in handlers():
        return "Choose what was meant."
    return "This number is not in the directory any more." if target and not number_of(target, directory) else ""


def _choices() -> dict[str, Any]:
    kinds = {ending: ENDINGS[ending] for ending in UNCLEAR}
    return {"kinds": kinds, "channels": TALKS, "described": intents.described(), "endings": ENDINGS}


def _wanted(ask: Ask) -> Unclear:
    """What the address asks for; anything else in it counts as nothing."""
    query = ask.query
    kinds = [ending for ending in UNCLEAR if ending == query.get("kind")]
    lang = next((one for one in LANGS if one == query.get("lang")), "")
    channel = next((one for one in TALKS if one == query.get("channel")), "")
    return Unclear(kinds or UNCLEAR, lang, channel, when.iso(query.get("day", "")), query.get("done_too") == "1")


def _chosen(wanted: Unclear) -> dict[str, str]:
    kind = wanted.endings[0] if len(wanted.endings) == 1 else ""
    day = wanted.day.isoformat() if wanted.day else ""
    told = {"kind": kind, "lang": wanted.lang, "channel": wanted.channel, "day": day}
    return told | {"done_too": "1" if wanted.settled else ""}


def _filter(wanted: Unclear) -> str:
    return urlencode({name: value for name, value in _chosen(wanted).items() if value})


def _page_asked(ask: Ask) -> int:
    return whole(ask.query.get("page", ""), MOST_PAGES)
