"""The routes of the telephone in the browser. In a demo alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, abort, jsonify, request
from pydantic import ValidationError

from bot.directory import Directory
from bot.settings import Settings
from bot.store import StoreUnavailable, Text
from bot.take_turn import understanding
from simulator import page, people
from simulator.document import reply
from simulator.recording import recorded
from simulator.relay import Account, Answered, Door, NotAsked, Relay
from simulator.strip import strip
from simulator.talks import RecordedTalk, begun

if TYPE_CHECKING:
    from bot.take_turn import Desk

MOST_TEXTS = 100


class Phone:
    """The routes of one desk. `door` opens the front door to whoever signs for the account."""

    def __init__(self, desk: Desk, settings: Settings, door: Callable[[Account], Door]) -> None:
        account = Account()
        self._desk, self._base = desk, settings.base
        self._relay = Relay(door(account), account, settings.base, people.line(self._country))

    def blueprint(self) -> Blueprint:
        """The routes."""
        doors = Blueprint("phone", __name__)
        doors.get("/phone")(self.look)
        doors.get("/phone-files/<version>/<name>")(page.FILES.file)
        doors.post("/phone/ask")(self.ask)
        doors.post("/phone/texts")(self.texts)
        doors.post("/phone/save")(self.save)
        return doors

    @property
    def _country(self) -> str:
        return self._desk.keeper.current().file.country

    def look(self) -> Response:
        """The page."""
        return page.page(self._desk.keeper.current(), self._base)

    def ask(self) -> Response:
        """What happened on the telephone goes to the desk; its document comes back, and what was made of it."""
        sent = _sent()
        caller, told = self._caller(sent), sent.get("told")
        if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
            abort(400)
        if not isinstance(sent.get("url"), str):
            abort(400)
        try:
            answered = self._relay.post(sent["url"], caller or people.ANONYMOUS, told)
        except NotAsked:
            abort(400)
        beside = {"lines": self._lines(answered), "texts": self._texts(caller), "turn": recorded(sent["url"], answered)}
        return jsonify(_told(answered) | beside | {"at": self._now().isoformat()})

    def texts(self) -> Response:
        """What was texted to a caller."""
        return jsonify(self._texts(self._caller(_sent())))

    def save(self) -> Response:
        """A talk as a page to be kept; without private answers, unless all of it is invented."""
        try:
            talk = RecordedTalk.model_validate(_sent())
        except ValidationError:
            abort(400)
        directory = self._desk.keeper.current()
        hide = understanding(directory, self._desk.nlu).lexicon.hide
        kept = talk.steadied() if talk.invented else talk.steadied().without_private(hide)
        return Response(kept.page(), mimetype="text/yaml")

    def _now(self) -> dt.datetime:
        return begun(self._desk.now(), self._desk.keeper.current().zone)

    def _caller(self, sent: Mapping[str, Any]) -> str:
        """The number (E.164), "" where it is withheld. It must be an invented one: real people are not to be texted."""
        number = sent.get("caller")
        if number == people.WITHHELD:
            return ""
        return number if isinstance(number, str) and number in people.people(self._country) else abort(400)

    def _lines(self, answered: Answered) -> dict[str, str]:
        """The names of the lines that are dialled, by number."""
        try:
            dialled = reply(answered.body).dials
        except ValueError:
            return {}
        directory = self._desk.keeper.current()
        return {number: _named(directory, number, keys) for number, keys in dialled}

    def _texts(self, caller: str) -> list[dict[str, Any]]:
        """Oldest first; none while the store is in trouble."""
        try:
            texts = self._desk.store.texts(limit=MOST_TEXTS) if caller else []
        except StoreUnavailable:
            return []
        return [_text(text) for text in reversed(texts) if text.to == caller]


def _sent() -> Mapping[str, Any]:
    """The JSON of our own page: another site's form could not send that."""
    sent = request.get_json(silent=True) if request.mimetype == "application/json" else None
    return sent if isinstance(sent, dict) else abort(400)


def _told(answered: Answered) -> dict[str, Any]:
    seen = strip(answered.watched)
    document = {"status": answered.status, "type": answered.mimetype, "body": answered.body}
    return {**document, "milliseconds": round(answered.seconds * 1000, 1), "strip": asdict(seen) if seen else None}


def _text(text: Text) -> dict[str, Any]:
    return {"id": text.id, "body": text.body, "asked": text.asked, "shown": text.status == "shown"}


def _named(directory: Directory, number: str, keys: str) -> str:
    """Whose line it is: one number may have several, told apart by the keys that it wants."""
    holders = directory.holders(number)
    fit = [one for one in holders if any(n.number == number and (n.option or "") == keys for n in one.numbers)]
    return next((one.entry.name.en for one in (*fit, *holders)), people.shown(number))
