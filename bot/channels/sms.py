"""Texts: what Twilio says of a text becomes a Message, the desk's Saying becomes TwiML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, abort, request

from bot.channels import inbound, twiml
from bot.message import Kind, Message
from bot.store import DELIVERIES, KeyOnAnotherRoute, StoreUnavailable

if TYPE_CHECKING:
    from bot.take_turn import Desk

log = structlog.get_logger(__name__)
MOST_PICTURES = 10
MOST_CODE = 999_999
OUR_ID = re.compile(r"[0-9a-f]{32}\Z")
SID = re.compile(r"[A-Za-z0-9]{1,64}\Z", re.ASCII)


class SmsDoor:
    """The routes of a text."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def blueprint(self) -> Blueprint:
        """The signed routes."""
        doors = Blueprint("sms", __name__)
        doors.post("/sms")(self.arrival)
        doors.post("/sms/status")(self.status)
        return doors

    def arrival(self) -> Response:
        """A text comes in. A short code is a robot, and has no talk: it gets nothing."""
        message = _message()
        return self._answer(message) if message.caller else Response(twiml.texted(""), mimetype="text/xml")

    def status(self) -> Response:
        """What became of a text we sent. Where it cannot be kept Twilio is told so, and reports it again."""
        state, sid = request.form.get("MessageStatus", ""), request.form.get("MessageSid", "")
        text_id = request.args.get("text", "")
        if state in DELIVERIES and OUR_ID.match(text_id) and SID.match(sid):
            code = inbound.whole(request.form.get("ErrorCode", ""), MOST_CODE) or None
            try:
                self._desk.text_delivered(text_id, sid, state, code)
            except StoreUnavailable as trouble:
                log.warning("report_not_saved", fault=type(trouble).__name__)
                return Response(status=503)
        return Response(status=204)

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
