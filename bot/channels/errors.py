"""What a person gets when something went wrong: a document they can use, and never the exception's words."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from pathlib import Path

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bot.channels.fixed import FixedDocuments

log = structlog.get_logger(__name__)


def answer_errors(app: Flask, fixed: FixedDocuments) -> None:
    """Give every error its answer: the fixed documents for callers and texters, a plain page for others."""

    def answer(error: Exception) -> Response:
        status = _status(error)
        answer = fixed.on(request.path)
        if answer is None:
            answer = Response(f"{status} {HTTPStatus(status).phrase}\n", mimetype="text/plain")
        # Twilio throws away the document of an error status, so a fault of ours still answers 200 there.
        elif status >= 500 or answer.status_code == 204:
            status = answer.status_code
        answer.status_code = status
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return answer

    app.register_error_handler(Exception, answer)


def _status(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.code or 500
    # An exception's text may hold a patient's words: its class and its place are enough.
    log.error("request_failed", route=request.endpoint, fault=type(error).__name__, at=places(error))
    return 500


def places(error: Exception) -> list[str]:
    """Where it was raised, innermost last: file and line of up to six frames."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
