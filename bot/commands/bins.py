"""The fixed documents that are kept at Twilio itself, as TwiML Bins, for when this machine is off."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urldefrag

import httpx
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator  # type: ignore[import-untyped]

from bot.settings import Settings

SECONDS = 5.0
# The same; other words with the same numbers; other numbers, or no such document; it could not be read.
State = Literal["same", "words", "numbers", "unread"]


def compared(url: str, document: str, settings: Settings) -> State:
    """Say how the Bin at `url` differs from the document that it should hold. Raises nothing.

    Twilio shows a Bin only to its own signature, which the account's token makes.
    """
    held = _read(url, settings)
    if held is None:
        return "unread"
    if _plain(held) == _plain(document):
        return "same"
    return "words" if _digits(held) == _digits(document) else "numbers"


def printed(document: str) -> str:
    """The document as lines, to be pasted into a Bin."""
    return document.replace("><", ">\n<")


def _read(url: str, settings: Settings) -> str | None:
    bare, form = urldefrag(url).url, {"AccountSid": settings.account_sid}
    signature = RequestValidator(settings.auth_tokens[0]).compute_signature(bare, form)
    try:
        answer = httpx.post(bare, data=form, headers={SIGNATURE_HEADER: signature}, timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
    return answer.text if answer.status_code == 200 else None


def _plain(document: str) -> str:
    """Without the first line, and without spaces that say nothing."""
    bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", document)
    return " ".join(re.sub(r">\s+<", "><", bare).split())


def _digits(document: str) -> list[str]:
    """Everything that is dialled, pressed or read out as a number, in its order."""
    bare = _plain(document)
    return re.findall(r"<Dial|<Message|\d", re.sub(r'(voice|language|timeout)="[^"]*"', "", bare))
