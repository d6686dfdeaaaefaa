"""The parse server: python -m nlu.server --model models/radline.tar.gz --port 5005

Answers POST /model/parse in Rasa's own form and refuses everything else. No words are kept. It listens on loopback;
--host is for a container, on a network that nobody else is on.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import waitress

from nlu import cage, light, quiet
from nlu.model_file import ModelRefused, checked_copy, name_of

LONGEST = 500  # characters of one message
BIGGEST = 8_192  # bytes of one request: the longest message with every character escaped
PATIENCE = 0.6  # seconds to wait for a turn; callers give up after 0.7
Parse = Callable[[str], dict[str, Any]]

log = logging.getLogger("nlu")


class Refused(Exception):
    """A request that gets no parse; carries the status and the sentence for whoever sent it."""

    def __init__(self, status: HTTPStatus, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Box:
    """The WSGI application around one model, of this name."""

    def __init__(self, parse: Parse, name: str) -> None:
        self._parse, self._name = parse, name
        self._turn = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            status, answer = HTTPStatus.OK, self._understood(wanted_text(environ))
        except Refused as refusal:
            status, answer = refusal.status, {"status": "failure", "reason": str(refusal)}
        except Exception as fault:
            # The message of an exception may hold the words; its name does not.
            log.error("could not parse: %s", type(fault).__name__)
            status, answer = (
                HTTPStatus.INTERNAL_SERVER_ERROR,
                {"status": "failure", "reason": "Parsing failed."},
            )
        body = json.dumps(answer).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    def _understood(self, text: str) -> dict[str, Any]:
        if not self._turn.acquire(timeout=PATIENCE):
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "Too many messages at once. Try again.")
        try:
            found = self._parse(text)
        finally:
            self._turn.release()
        return {
            "text": text,
            "intent": found["intent"],
            "intent_ranking": found.get("intent_ranking", []),
            "entities": [],
            "model": self._name,
        }


def wanted_text(environ: dict[str, Any]) -> str:
    """Take the message out of a request. Raises Refused for any other request than POST /model/parse."""
    if environ["PATH_INFO"] != "/model/parse":
        raise Refused(HTTPStatus.NOT_FOUND, "There is only POST /model/parse here.")
    if environ["REQUEST_METHOD"] != "POST":
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Use POST.")
    try:
        asked = json.loads(environ["wsgi.input"].read(BIGGEST + 1))
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.BAD_REQUEST, 'Send JSON: {"text": "..."}') from None
    text = asked.get("text") if isinstance(asked, dict) else None
    if not isinstance(text, str):
        raise Refused(HTTPStatus.BAD_REQUEST, 'Send JSON: {"text": "..."}')
    if len(text) > LONGEST:
        raise Refused(HTTPStatus.BAD_REQUEST, f"Send at most {LONGEST} characters.")
    return text


def load(model: Path) -> Parse:
    """Load the Rasa model and give a function from a message to Rasa's answer. Raises ModelRefused.

    The model's own graph is run. What Rasa does around it serves a talk of its own, and there is none.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as opened:
        copy = checked_copy(model, Path(folder))
        light.leave_out()
        quiet.hush()
        from rasa.engine.constants import PLACEHOLDER_MESSAGE
        from rasa.engine.loader import load_predict_graph_runner

        from nlu.in_order import InOrder
        from nlu.plan import ForParsing

        about, runner = load_predict_graph_runner(Path(opened), copy, ForParsing, InOrder)

    target = about.nlu_target

    def parse(text: str) -> dict[str, Any]:
        # To Rasa "/name" is a command to pick that intent; people have no commands.
        message = light.UserMessage(text.lstrip("/ "))
        parsed = runner.run({PLACEHOLDER_MESSAGE: [message]}, [target])[target][0]
        return {"intent": parsed.get("intent"), "intent_ranking": parsed.get("intent_ranking", [])}

    parse("hello")  # the first one is slow
    return parse


def main() -> None:
    """Read the command line, load the model, shut the cage and serve until told to stop."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    arguments.add_argument("--port", type=int, required=True, help="0 takes a free one")
    arguments.add_argument("--host", default="127.0.0.1", help="whom to listen to; anything else only in a container")
    wish = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        box = Box(load(wish.model), name_of(wish.model))
    except ModelRefused as refusal:
        raise SystemExit(f"Not loaded: {refusal}.") from None
    server = waitress.create_server(
        box, host=wish.host, port=wish.port, threads=4, max_request_body_size=BIGGEST, ident=None
    )
    cage.shut()
    print(f"understanding box ready on {wish.host}:{server.effective_port}", flush=True)
    server.run()
    os._exit(0)  # libraries take a while to take themselves apart, and there is nothing left to save


if __name__ == "__main__":
    main()
