"""Texts: what Twilio says of a text becomes a Message, the desk's Saying becomes TwiML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from bot.channels import inbound, twiml
from bot.message import Kind, Message
from bot.store import KeyOnAnotherRoute

if TYPE_CHECKING:
    from bot.take_turn import Desk

MOST_PICTURES = 10


class SmsDoor:
    """The routes of a text."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def blueprint(self) -> Blueprint:
        """The signed routes."""
        doors = Blueprint("sms", __name__)
        doors.post("/sms")(self.arrival)
        doors.post("/sms/status")(status)
        return doors

    def arrival(self) -> Response:
        """A text comes in. A short code is a robot, and has no talk: it gets nothing."""
        message = _message()
        return self._answer(message) if message.caller else Response(twiml.texted(""), mimetype="text/xml")

    def _answer(self, message: Message) -> Response:
        """The one way from a text to the desk. Limits for ordinary texts belong behind its emergency rule."""
        sids = (request.form.get(name, "") for name in ("MessageSid", "SmsSid", "SmsMessageSid"))
        sid = next(filter(None, map(inbound.words, sids)), "")
        keys = inbound.idempotency(sid, "", request)
        try:
            answer = self._desk.take(message, keys, request.path, twiml.written)
        except KeyOnAnotherRoute:
            abort(403)
        if answer.expired:
            abort(403)
        return Response(answer.body, answer.status, mimetype=answer.content_type)


def status() -> Response:
    """What became of a text we sent; it steers nothing yet."""
    return Response(status=204)


def _message() -> Message:
    body = inbound.words(request.form.get("Body", ""))
    pictures = inbound.whole(request.form.get("NumMedia", ""), MOST_PICTURES)
    kind: Kind = "words" if body or pictures else "silence"
    return Message(
        channel="text",
        kind=kind,
        words=body,
        lang=inbound.lang(request),
        caller=inbound.number(request.form.get("From", "")),
        line=inbound.number(request.form.get("To", "")),
        media=pictures,
    )
