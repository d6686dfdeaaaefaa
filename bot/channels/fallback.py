"""The routes that Twilio asks when all else failed; open to anyone, and always the fixed documents."""

from __future__ import annotations

from flask import Blueprint, Response, request

from bot.channels.fixed import FixedDocuments


def blueprint(fixed: FixedDocuments) -> Blueprint:
    """The fallback of calls and of texts."""
    doors = Blueprint("fallback", __name__)

    def voice() -> Response:
        return fixed.voice(request.path)

    doors.add_url_rule("/voice/fallback", view_func=voice, methods=["GET", "POST"])
    doors.add_url_rule("/sms/fallback", endpoint="sms", view_func=fixed.text, methods=["GET", "POST"])
    return doors
