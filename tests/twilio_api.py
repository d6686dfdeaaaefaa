"""A small server that answers as Twilio's API does, and, when told to, as it should not.

It has texts, calls, our numbers and TwiML Bins. What Twilio's public description of the API (twilio-oai, 2010-04-01)
allows for the settings of a number is written down in FORMS; all else is refused.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from tests.stores import NOW

ACCOUNT, TOKEN = "AC" + "0" * 32, "token"
PERSON, OURS = "+19195550123", "+19195550100"
BODY = "Vascular fax: 919-555-0111"
URL, METHOD = r"(https?://[^\s/]+\S*)?", r"GET|POST"
FORMS = {
    "VoiceUrl": URL, "VoiceFallbackUrl": URL, "StatusCallback": URL, "SmsUrl": URL, "SmsFallbackUrl": URL,
    "VoiceMethod": METHOD, "VoiceFallbackMethod": METHOD, "StatusCallbackMethod": METHOD, "SmsMethod": METHOD,
    "SmsFallbackMethod": METHOD, "VoiceReceiveMode": "voice|fax",
    "VoiceApplicationSid": r"(AP[0-9a-f]{32})?", "SmsApplicationSid": r"(AP[0-9a-f]{32})?",
    "TrunkSid": r"(TK[0-9a-f]{32})?",
}  # fmt: skip
Fields = dict[str, list[str]]


class Twilio(ThreadingHTTPServer):
    """What arrived, what it has, and how it answers the next requests.

    `answer` replaces every answer, `cut` loses it, `lose_changes` loses that of changes alone; `ignores` are
    settings that it takes and forgets.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.requests: list[tuple[str, str, Fields]] = []
        self.messages: list[dict[str, Any]] = []
        self.numbers: list[dict[str, Any]] = []
        self.bins: dict[str, str] = {}
        self.ignores: set[str] = set()
        self.answer: tuple[int, str] | None = None
        self.seconds = 0.0
        self.cut = self.lose_changes = False

    def handle_error(self, *_: Any) -> None:
        """Quiet: who asked may have given up already."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def list_one(self, age: dt.timedelta, **fields: Any) -> str:
        sid = f"SM{len(self.messages):032d}"
        created = format_datetime(NOW - age)
        message = {"sid": sid, "to": PERSON, "from": OURS, "body": BODY, "date_created": created}
        self.messages.insert(0, {**message, **fields})
        return sid

    def add_number(self, number: str = OURS, **settings: Any) -> dict[str, Any]:
        """A number as Twilio sells it."""
        added = {_snake(name): "POST" if form == METHOD else None for name, form in FORMS.items()}
        added |= {"sid": f"PN{len(self.numbers):032d}", "phone_number": number, "account_sid": ACCOUNT}
        added |= {"capabilities": {"voice": True, "sms": True, "mms": True, "fax": False}, **settings}
        self.numbers.append(added)
        return added

    def add_bin(self, document: str) -> str:
        """Its address."""
        path = f"/twiml/EH{len(self.bins):032d}"
        self.bins[path] = document
        return self.url + path


class Requests(BaseHTTPRequestHandler):
    server: Twilio

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = parse_qs(body, keep_blank_values=True)
        if self.path in self.server.bins:
            self.bin(form)
        elif self.path.endswith("/Messages.json"):
            self.reply("POST", form, 201, {"sid": "SM" + "1" * 32, "status": "queued"})
        elif self.path.endswith("/Calls.json"):
            self.reply("POST", form, 201, {"sid": "CA" + "1" * 32, "status": "queued"})
        else:
            self.change(form)

    def do_GET(self) -> None:
        query, path = parse_qs(urlsplit(self.path).query), urlsplit(self.path).path
        if path.endswith("/Messages.json"):
            self.page(query, "messages", self.server.messages)
        elif path.endswith("/IncomingPhoneNumbers.json"):
            # As Twilio does: part of a number finds it too.
            part = query.get("PhoneNumber", [""])[0].lstrip("+")
            self.page(query, "incoming_phone_numbers", [n for n in self.server.numbers if part in n["phone_number"]])
        else:
            found = self.number(path)
            self.reply("GET", query, 200 if found else 404, found or {"code": 20404, "status": 404})

    def page(self, query: Fields, name: str, things: list[dict[str, Any]]) -> None:
        start, size = int(query.get("Page", ["0"])[0]), int(query.get("PageSize", ["50"])[0])
        more = len(things) > (start + 1) * size
        following = f"{urlsplit(self.path).path}?Page={start + 1}&PageSize={size}" if more else None
        content = {name: things[start * size : (start + 1) * size], "next_page_uri": following}
        self.reply("GET", query, 200, content)

    def change(self, form: Fields) -> None:
        number, given = self.number(self.path), {name: values[0] for name, values in form.items()}
        wrong = [name for name, value in given.items() if not re.fullmatch(FORMS.get(name, "(?!)"), value)]
        if number is None or wrong:
            self.reply("POST", form, 400 if wrong else 404, {"code": 21502 if wrong else 20404, "message": str(wrong)})
            return
        if self.allowed() and not self.server.answer:
            number |= {_snake(name): value for name, value in given.items() if name not in self.server.ignores}
        self.reply("POST", form, 200, number, lose=self.server.lose_changes)

    def number(self, path: str) -> dict[str, Any] | None:
        return next((n for n in self.server.numbers if path.endswith(f"/IncomingPhoneNumbers/{n['sid']}.json")), None)

    def bin(self, form: Fields) -> None:
        """Shown only to a request that Twilio's own signature is on."""
        self.server.requests.append(("POST", self.path, form))
        signed, flat = self.headers.get("X-Twilio-Signature", ""), {k: v[0] for k, v in form.items()}
        good = RequestValidator(TOKEN).validate(self.server.url + self.path, flat, signed)
        self.write(200 if good and flat.get("AccountSid") == ACCOUNT else 403, self.server.bins[self.path])

    def allowed(self) -> bool:
        good = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        return self.headers.get("Authorization") == f"Basic {good}" and f"/Accounts/{ACCOUNT}/" in self.path

    def reply(self, method: str, fields: Fields, status: int, content: dict[str, Any], lose: bool = False) -> None:
        self.server.requests.append((method, self.path, fields))
        time.sleep(self.server.seconds)
        if self.server.cut or lose:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if not self.allowed():
            status, content = 401, {"code": 20003, "message": "Authenticate", "status": 401}
        self.write(*(self.server.answer or (status, json.dumps(content))))

    def write(self, status: int, text: str) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with mock_of_twilio() as server:
        yield server


@contextmanager
def mock_of_twilio() -> Iterator[Twilio]:
    """It listens for as long as the block lasts."""
    server = Twilio()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
