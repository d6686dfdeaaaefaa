"""Texts that a clerk's work sends: a code, a link or a number, and nothing else. And alerts to those on watch."""

from __future__ import annotations

import json
import secrets

from bot import codes
from bot.alerts import Alerts, filled
from bot.directory_types import Lang
from bot.reminders import TOKEN_BYTES, number_to_call, wording
from bot.store import StoredRequest
from bot.texts import gsm7
from desk.ask import Ask


def ask_patient(ask: Ask, stored: StoredRequest) -> bool:
    """Something is needed: a text with a link to the page that tells what. False where no text can go."""
    return _text(ask, stored, "asked", link=_link(ask, stored))


def sign_link(ask: Ask, stored: StoredRequest) -> bool:
    """A new link to sign by."""
    link = _link(ask, stored)
    ask.turn.note(stored.id, ask.staff.actor, "", "new_link")
    return _text(ask, stored, "new_link", link=link)


def sent(ask: Ask, stored: StoredRequest) -> bool:
    """The images have gone."""
    return _text(ask, stored, "sent")


def watch(ask: Ask, stored: StoredRequest) -> None:
    """Images went to the wrong place: everybody on watch hears the code, now."""
    alerts, said = Alerts.of(ask.site.settings), filled("wrong_place", code=codes.shown(stored.code))
    once = f"wrong place {stored.id} {ask.now.isoformat()}"
    for to in (*alerts.texts, *alerts.calls):
        ask.turn.queue_alert("text", to, gsm7(said), f"{once} {to}")
    if alerts.web:
        ask.turn.queue_alert("web", alerts.web, json.dumps({"kind": "wrong_place", "text": said}), once)


def _link(ask: Ask, stored: StoredRequest) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ask.turn.new_link(stored.id, token, afresh=True)
    return f"{ask.site.settings.base}/sign/{token}"


def _text(ask: Ask, stored: StoredRequest, kind: str, **fields: str) -> bool:
    if not stored.number or ask.turn.stopped(stored.number):
        return False
    lang: Lang = "es" if stored.lang == "es" else "en"
    told = {"desk": ask.directory.file.name[lang], "code": codes.shown(stored.code), **fields}
    body = gsm7(wording()[kind][lang].format(**told, number=number_to_call(ask.directory)))
    return ask.turn.queue_text(stored.number, body, f"desk_{kind}", False, f"{kind} {stored.id} {ask.now.isoformat()}")
