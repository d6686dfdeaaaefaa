"""Twilio, for one number of ours: it asks our addresses as long as their fragments allow, and then falls back.

What is only waited for is simulated: a time-out passes in a part of its time (`haste`) and counts in full.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urldefrag, urlencode, urlsplit

from tests.callers import PERSON, Signer

By = Literal["the app", "the fallback", "application error", "nothing"]
ALL_SECONDS = 15.0  # Twilio's own end of all patience
TWIML = {"text/xml", "application/xml", "text/html"}


class Failed(Exception):
    """One attempt did not bring a document; `kind` is what Twilio calls it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Patience:
    """How long Twilio waits for one address, in seconds, and how often it tries again after which failure."""

    ct: float = 5.0
    rt: float = 15.0
    tt: float = 15.0
    rc: int = 1
    rp: tuple[str, ...] = ("ct",)

    @classmethod
    def of(cls, url: str) -> Patience:
        """As the fragment of the address says; milliseconds there."""
        given = {name: values[0] for name, values in parse_qs(urldefrag(url).fragment).items()}
        seconds = {name: int(given[name]) / 1000 for name in ("ct", "rt", "tt") if name in given}
        return cls(
            rc=int(given.get("rc", cls.rc)), rp=tuple(given["rp"].split(",")) if "rp" in given else cls.rp, **seconds
        )


class Watch:
    """The time of one call. What was waited out is counted in full, all else as it really took."""

    def __init__(self, haste: float) -> None:
        self.haste, self._skipped, self._started = haste, 0.0, time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started + self._skipped

    def waited_out(self, seconds: float) -> None:
        self._skipped += seconds * (1 - self.haste)


@dataclass(frozen=True)
class Place:
    """Where a host of ours really listens; `tls` is what its certificate is checked with, None without TLS."""

    port: int
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True)
class Heard:
    """What the person gets: whose document, after how many seconds, and how often a failure was met on the way."""

    by: By
    document: ET.Element
    seconds: float
    failures: tuple[str, ...]

    @property
    def dialled(self) -> list[tuple[str, str]]:
        return [(n.text or "", n.get("sendDigits", "").lstrip("w")) for n in self.document.iter("Number")]

    @property
    def words(self) -> str:
        return " ".join("".join(self.document.itertext()).split())


@dataclass(frozen=True)
class Line:
    """`settings` are the number's own at Twilio, `bins` the documents kept there, `places` our hosts.

    `haste` is the part of a time-out that really passes; many times it, where nobody is to be given up.
    """

    settings: Mapping[str, str]
    bins: Mapping[str, str]
    places: Mapping[str, Place]
    sign: Signer
    haste: float = 0.1

    def call(self, url: str = "", **form: str) -> Heard:
        """A call comes in, or (with an address) goes on in its middle."""
        ids = {"CallSid": "CA" + uuid.uuid4().hex, "CallStatus": "in-progress" if url else "ringing"}
        return self._get(url or self.settings["voice_url"], self.settings["voice_fallback_url"], {**ids, **form})

    def text(self, body: str) -> Heard:
        """A text comes in. Where nothing answers, the texter gets nothing."""
        form = {"MessageSid": "SM" + uuid.uuid4().hex, "Body": body}
        return self._get(self.settings["sms_url"], self.settings["sms_fallback_url"], form)

    def _get(self, url: str, fallback: str, form: dict[str, str]) -> Heard:
        watch, failures = Watch(self.haste), []
        form = {"AccountSid": self.sign.account, "From": PERSON, "To": self.settings["phone_number"], **form}
        steps: tuple[tuple[By, str], ...] = (("the app", url), ("the fallback", fallback))
        for by, address in steps:
            if not address:
                continue
            try:
                document = self._patiently(address, form, watch)
                return Heard(by, document, watch.seconds, tuple(failures))
            except Failed as failed:
                failures.append(failed.kind)
        by = "nothing" if "Body" in form else "application error"
        return Heard(by, ET.Element("Response"), watch.seconds, tuple(failures))

    def _patiently(self, url: str, form: dict[str, str], watch: Watch) -> ET.Element:
        """One address, with its retries; all of them within its total time."""
        patience, started = Patience.of(url), watch.seconds
        if urldefrag(url).url in self.bins:
            return _read(200, "text/xml", self.bins[urldefrag(url).url].encode())
        for tries_left in range(patience.rc, -1, -1):
            left = min(patience.tt, ALL_SECONDS) - (watch.seconds - started)
            try:
                return self._once(urldefrag(url).url, form, patience, max(left, 0.1), watch)
            except Failed as failed:
                if failed.kind not in patience.rp or not tries_left:
                    raise
        raise AssertionError("unreachable")

    def _once(self, url: str, form: dict[str, str], patience: Patience, left: float, watch: Watch) -> ET.Element:
        place = self.places[urlsplit(url).hostname or ""]
        connection = _connected(place, urlsplit(url).hostname or "", min(patience.ct, left), watch)
        with connection:
            path = urlsplit(url).path + ("?" + urlsplit(url).query if urlsplit(url).query else "")
            body = urlencode(form).encode()
            connection.sendall(_head(url, path, len(body), self.sign.header(path, form)) + body)
            return _read(*_answer(connection, min(patience.rt, left), left, watch))


def _connected(place: Place, host: str, seconds: float, watch: Watch) -> socket.socket:
    try:
        plain = socket.create_connection(("127.0.0.1", place.port), timeout=seconds * watch.haste)
    except TimeoutError:
        watch.waited_out(seconds)
        raise Failed("ct") from None
    except OSError:
        raise Failed("ct") from None
    if place.tls is None:
        return plain
    try:
        return place.tls.wrap_socket(plain, server_hostname=host)
    except (ssl.SSLError, OSError):
        plain.close()
        raise Failed("tls") from None


def _head(url: str, path: str, length: int, headers: dict[str, str]) -> bytes:
    lines = [f"POST {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}", "Connection: close"]
    lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {length}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()


def _answer(connection: socket.socket, rt: float, left: float, watch: Watch) -> tuple[int, str, bytes]:
    """Status, content type and body; each wait for more is at most `rt`, all of them at most `left` seconds."""
    raw, end = b"", time.monotonic() + left * watch.haste
    while True:
        patient = min(rt * watch.haste, end - time.monotonic())
        try:
            if patient <= 0:
                raise TimeoutError
            connection.settimeout(patient)
            piece = connection.recv(65_536)
        except TimeoutError:
            watch.waited_out(rt if patient == rt * watch.haste else left)
            raise Failed("rt") from None
        except OSError:
            raise Failed("cut") from None
        raw += piece
        if not piece:
            return _parsed(raw)


def _parsed(raw: bytes) -> tuple[int, str, bytes]:
    try:
        answer = http.client.HTTPResponse(_Received(raw))  # type: ignore[arg-type]
        answer.begin()
        return answer.status, answer.headers.get_content_type(), answer.read()
    except (http.client.HTTPException, ValueError):
        raise Failed("cut") from None


class _Received:
    """Bytes that look like a socket to http.client."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self._raw)


def _read(status: int, kind: str, body: bytes) -> ET.Element:
    if status >= 300:
        raise Failed(str(status))
    if kind not in TWIML:
        raise Failed("content type")
    try:
        root = ET.fromstring(body.decode())
    except (ET.ParseError, UnicodeDecodeError):
        raise Failed("no XML") from None
    if root.tag != "Response":
        raise Failed("no TwiML")
    return root
