"""Those on watch take a call back: on the telephone, where Twilio asks here, and by a link in a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Gather, VoiceResponse  # type: ignore[import-untyped]

from bot.alerts import LONGEST_NAME, filled, name_of
from bot.channels import alert_page, inbound, twiml
from bot.store import StoreUnavailable, Ticket

if TYPE_CHECKING:
    from bot.take_turn import Desk

log = structlog.get_logger(__name__)
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}\Z", re.ASCII)
TICKET = re.compile(r"[A-Z0-9]{4,16}\Z", re.ASCII)
PATIENCE = 6
TIMES = 2  # a call is often picked up before the telephone is at the ear
XML = "text/xml"


class AlertCallDoor:
    """The words of an alert call. Signed by Twilio, and only for numbers that are alerted."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def blueprint(self) -> Blueprint:
        """The signed routes."""
        doors = Blueprint("alert_call", __name__)
        doors.post("/alert/call")(self.call)
        doors.post("/alert/call/name")(self.name)
        return doors

    def call(self) -> Response:
        """Tell what is waited for; key 1 takes it."""
        ticket = self._ticket()
        if not self._on_watch() or not ticket:
            return _hung_up()
        if request.form.get("Digits", "") == "1":
            return _asked("/alert/call/name", ticket, "speech", filled("call_name"))
        desk = self._desk.keeper.current().file.name.en
        return _asked("/alert/call", ticket, "dtmf", filled("call", desk=desk, ticket=" ".join(ticket)))

    def name(self) -> Response:
        """Who takes it."""
        name, ticket = name_of(inbound.words(request.form.get("SpeechResult", ""))), self._ticket()
        if not self._on_watch() or not ticket:
            return _hung_up()
        if not name:
            return _asked("/alert/call/name", ticket, "speech", filled("call_name"))
        try:
            with self._desk.store.turn(self._desk.now()) as turn:
                caller = inbound.number(request.form.get("To", ""))
                taken = self._desk.alerts.take(turn, ticket, name, except_for=caller)
        except StoreUnavailable as trouble:
            log.warning("alert_not_taken", fault=type(trouble).__name__)
            return _hung_up("call_failed")
        return _hung_up("call_taken" if taken else "call_gone")

    def _ticket(self) -> str:
        ticket = request.args.get("ticket", "")
        return ticket if TICKET.match(ticket) else ""

    def _on_watch(self) -> bool:
        return inbound.number(request.form.get("To", "")) in self._desk.alerts.calls


class AlertLink:
    """The page of a link. To look changes nothing, since programs look at links too; a name takes the call back."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def blueprint(self) -> Blueprint:
        """The route: open to whoever has the link."""
        doors = Blueprint("alert_link", __name__)
        doors.get("/alert/<token>")(self.look)
        doors.post("/alert/<token>")(self.take)
        return doors

    def look(self, token: str) -> Response:
        """What it is about, and a form for a name."""
        return self._page(token, "")

    def take(self, token: str) -> Response:
        """Take it by name; then, and only then, the number is shown, to whoever took it."""
        return self._page(token, name_of(request.form.get("name", "")[: 10 * LONGEST_NAME]))

    def _page(self, token: str, name: str) -> Response:
        try:
            ticket, mine = self._taken(token, name) if TOKEN.match(token) else (None, False)
        except StoreUnavailable as trouble:
            log.warning("alert_not_taken", fault=type(trouble).__name__)
            return alert_page.failed()
        desk = self._desk.keeper.current().file.name.en
        return alert_page.shown(ticket, desk, mine)

    def _taken(self, token: str, name: str) -> tuple[Ticket | None, bool]:
        """The ticket of a link, and whether this name took it."""
        with self._desk.store.turn(self._desk.now()) as turn:
            ticket = turn.ticket_of(token)
            if ticket is None or not name:
                return ticket, False
            self._desk.alerts.take(turn, ticket.id, name)
            ticket = turn.ticket_of(token)
            mine = ticket is not None and ticket.taken_by == name
            if ticket and mine:
                turn.audit("ticket_seen", "staff", {"ticket": ticket.id}, name)
            return ticket, mine


def _asked(path: str, ticket: str, kind: str, words: str) -> Response:
    """Say it, and wait for a key or a name; twice, then hang up."""
    response, link = VoiceResponse(), f"{path}?{urlencode({'ticket': ticket})}"
    for _ in range(TIMES):
        speech = {"speech_timeout": "auto", "language": twiml.VOICES["en"].language}
        how = {"num_digits": 1, "finish_on_key": ""} if kind == "dtmf" else speech
        gather = Gather(input=kind, action=link, method="POST", timeout=PATIENCE, **how)
        for say in twiml.says("en", (words,)):
            gather.append(say)
        response.append(gather)
    response.hangup()
    return Response(str(response), mimetype=XML)


def _hung_up(sentence: str = "call_gone") -> Response:
    response = VoiceResponse()
    for say in twiml.says("en", (filled(sentence),)):
        response.append(say)
    response.hangup()
    return Response(str(response), mimetype=XML)
