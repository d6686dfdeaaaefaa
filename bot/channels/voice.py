"""Calls: what Twilio says of a call becomes a Message, the desk's Saying becomes TwiML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast, get_args

from flask import Blueprint, Response, request

from bot.channels import inbound, twiml
from bot.channels.fixed import FixedDocuments
from bot.message import DialEnd, Ended, Kind, Message
from bot.store import KeyOnAnotherRoute

if TYPE_CHECKING:
    from bot.take_turn import Desk

MOST_SECONDS = 86_400
MOST_TRIES = 9


class VoiceDoor:
    """The routes of a call. `base` is our public address; "" in a demo, where links are relative."""

    def __init__(self, desk: Desk, fixed: FixedDocuments, base: str) -> None:
        self._desk, self._fixed, self._base = desk, fixed, base

    def blueprint(self) -> Blueprint:
        """The signed routes."""
        doors = Blueprint("voice", __name__)
        doors.post("/voice")(self.arrival)
        doors.post("/voice/turn")(self.turn)
        doors.post("/voice/transfer")(self.transfer)
        doors.post("/voice/status")(status)
        return doors

    def arrival(self) -> Response:
        """A call comes in."""
        return self._answer(_message("arrival"))

    def turn(self) -> Response:
        """What the caller pressed or said, or that nothing came."""
        pressed = inbound.keys(request.form.get("Digits", ""))
        said = inbound.words(request.form.get("SpeechResult", ""))
        kind: Kind = "keys" if pressed else "words" if said else "silence"
        return self._answer(_message(kind, words=said, keys=pressed))

    def transfer(self) -> Response:
        """How a transfer ended."""
        ended = _ended()
        if not self._known(ended.target):
            return self._fixed.voice(request.path)
        return self._answer(_message("transfer_ended", ended=ended))

    def _answer(self, message: Message) -> Response:
        """The one way from a call to the desk. Limits for ordinary calls belong behind its emergency rule."""
        sid = inbound.words(request.form.get("CallSid", ""))
        keys = inbound.idempotency(sid, f":{request.path}:{message.step}", request)
        try:
            answer = self._desk.take(message, keys, request.path, lambda s: twiml.spoken(s, self._base))
        except KeyOnAnotherRoute:
            return self._fixed.voice(request.path)
        if answer.expired:
            return self._fixed.voice(request.path)
        return Response(answer.body, answer.status, mimetype=answer.content_type)

    def _known(self, target: str) -> bool:
        """Whether the directory has the place that was dialled; it may have changed during the call."""
        try:
            return bool(self._desk.keeper.current().target(target.partition("#")[0]).numbers)
        except LookupError:
            return False


def status() -> Response:
    """The state of a call; it steers nothing."""
    return Response(status=204)


def _message(kind: Kind, words: str = "", keys: str = "", ended: Ended | None = None) -> Message:
    return Message(
        channel="voice",
        kind=kind,
        words=words,
        keys=keys,
        lang=inbound.lang(request),
        step=inbound.step(request),
        expect=inbound.expect(request),
        caller=inbound.number(request.form.get("From", "")),
        line=inbound.number(request.form.get("To", "")),
        ended=ended,
    )


def _ended() -> Ended:
    how = request.form.get("DialCallStatus", "")
    target = request.args.get("target", "")
    return Ended(
        status=cast(DialEnd, how) if how in get_args(DialEnd) else "failed",
        seconds=inbound.whole(request.form.get("DialCallDuration", ""), MOST_SECONDS),
        target=target if re.match(r"[a-z][a-z0-9_.#]{0,99}\Z", target) else "",
        tries=max(1, inbound.whole(request.args.get("tries", ""), MOST_TRIES)),
    )
