"""A caller and a texter who do what Twilio does: sign, ask, and follow the TwiML to the letter."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag

from twilio.request_validator import RequestValidator

from tests import twiml_rules

PERSON, LINE = "+19195550123", "+19195550199"
ACCOUNT = "AC" + "0" * 32
BLANKS = {f"{who}{what}": "" for who in ("From", "To") for what in ("City", "State", "Zip")}
REDIRECTS = 10
# Area codes of the country: nobody abroad is texted.
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 220, 223, 224, 225, 227)
AREAS += (228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254, 256, 260, 262, 267, 269, 270)


def invented(person: int) -> str:
    """The number of an invented person, counted from 0; it belongs to nobody."""
    return f"+1{AREAS[person // 100 % len(AREAS)]}55501{person % 100:02}"


@dataclass(frozen=True)
class Signer:
    """Signs as Twilio does for this account, whose numbers point at `base` (https://host, no slash)."""

    token: str
    account: str
    base: str

    def header(self, path: str, params: dict[str, Any]) -> dict[str, str]:
        """The signature header of a POST of `params` to `path` (with its query)."""
        signature = RequestValidator(self.token).compute_signature(self.base + path, params)
        return {"X-Twilio-Signature": signature}


class Phone:
    """What a caller and a texter share. `last` is the newest response; `sign` None signs nothing."""

    def __init__(self, client: Any, sign: Signer | None = None, number: str = PERSON, line: str = LINE) -> None:
        self._client, self._sign = client, sign
        self.number, self.line = number, line
        self.last: Any = None
        self._delivery: tuple[str, dict[str, str], dict[str, str]] = ("", {}, {})

    def repeat(self) -> Any:
        """Deliver the newest request once more, as Twilio's retry does; returns the response."""
        path, params, headers = self._delivery
        return self._client.post(path, data=params, headers=headers)

    def _post(self, url: str, params: dict[str, str]) -> str:
        path = self._path(url)
        account = self._sign.account if self._sign else ACCOUNT
        params = {"AccountSid": account, "ApiVersion": "2010-04-01", **BLANKS, **params}
        headers = {"I-Twilio-Idempotency-Token": str(uuid.uuid4())}
        if self._sign:
            headers |= self._sign.header(path, params)
        self._delivery = path, params, headers
        self.last = self._client.post(path, data=params, headers=headers)
        assert self.last.status_code == 200, f"{path} answered {self.last.status_code}"
        assert self.last.mimetype == "text/xml", f"{path} answered {self.last.mimetype}"
        text: str = self.last.get_data(as_text=True)
        return text

    def _path(self, url: str) -> str:
        """The path and query of a link; a link to another host than ours is a failure."""
        url = urldefrag(url).url
        path = url.removeprefix(self._sign.base) if self._sign else url
        assert path[:1] == "/" != path[1:2], "a link that leads elsewhere"
        return path


class Caller(Phone):
    """One phone call.

    `doc`: the newest document. `heard`: all that it says. `dialled`: every (number, sendDigits) so far.
    `listening`: what the caller may do now ("dtmf", "dtmf speech", "dial"), or "" once the call has `ended`.
    """

    def __init__(self, client: Any, sign: Signer | None = None, number: str = PERSON, line: str = LINE) -> None:
        super().__init__(client, sign, number, line)
        self.sid = "CA" + uuid.uuid4().hex
        self.doc: ET.Element = ET.Element("Response")
        self.heard = ""
        self.dialled: list[tuple[str, str]] = []
        self.ended = False
        self._rest: deque[ET.Element] = deque()
        self._waiting: ET.Element | None = None
        self._asked = 0

    @property
    def listening(self) -> str:
        """What Twilio waits for."""
        if self._waiting is None:
            return ""
        return self._waiting.get("input", "dtmf") if self._waiting.tag == "Gather" else "dial"

    def call(self, path: str = "/voice") -> Caller:
        """Ring, and hear the greeting."""
        return self._ask(path, {"CallStatus": "ringing"})

    def say(self, words: str, confidence: float | None = 0.9) -> Caller:
        """Speak at the first moment when words are heard."""
        gather = self._gather("speech")
        sure = {} if confidence is None else {"Confidence": str(confidence)}
        return self._ask(gather.get("action", ""), {"SpeechResult": words, **sure})

    def press(self, keys: str) -> Caller:
        """Press keys; Twilio takes as many as the Gather waits for."""
        gather = self._gather("dtmf")
        finish = gather.get("finishOnKey", "#")
        most = int(gather.get("numDigits", "1000"))
        taken = keys.split(finish)[0][:most] if finish else keys[:most]
        return self._ask(gather.get("action", ""), {"Digits": taken}) if taken else self._step()

    def silent(self) -> Caller:
        """Do nothing until Twilio asks again or the call ends."""
        before = self._asked
        assert self.listening not in {"", "dial"}, "nobody waits for the caller"
        while self._asked == before and self.listening not in {"", "dial"}:
            self._time_out()
        return self

    def dial_ends(self, status: str = "completed", seconds: int = 60) -> Caller:
        """The transfer is over and the caller is still there."""
        dial = self._waiting
        assert self.listening == "dial", "nobody is being dialled"
        assert dial is not None
        if "action" not in dial.attrib:
            return self._step()
        took = {"DialCallDuration": str(seconds)} if status in {"completed", "answered"} else {}
        return self._ask(dial.attrib["action"], {"DialCallStatus": status, "DialCallSid": "CA" + "1" * 32, **took})

    def hang_up(self) -> Caller:
        """Put the phone down."""
        self._waiting, self.ended = None, True
        return self

    def _gather(self, kind: str) -> ET.Element:
        while kind not in self.listening.split():
            assert self.listening not in {"", "dial"}, f"{kind} is not listened for"
            self._time_out()
        assert self._waiting is not None
        return self._waiting

    def _time_out(self) -> None:
        gather = self._waiting
        assert gather is not None
        if gather.get("actionOnEmptyResult") == "true":
            self._ask(gather.get("action", ""), {})
        else:
            self._step()

    def _ask(self, url: str, params: dict[str, str], redirects: int = 0) -> Caller:
        assert not self.ended, "the call is over"
        base = {"CallSid": self.sid, "CallStatus": "in-progress", "Direction": "inbound"}
        people = {"From": self.number, "Caller": self.number, "To": self.line, "Called": self.line}
        self._asked += 1
        self.doc = twiml_rules.voice(self._post(url, {**base, **people, **params}))
        self.heard = " ".join(filter(None, map(twiml_rules.words, self.doc.iter("Say"))))
        self._rest = deque(self.doc)
        return self._step(redirects)

    def _step(self, redirects: int = 0) -> Caller:
        """Go on in the document up to the next verb that waits."""
        self._waiting = None
        while self._rest:
            verb = self._rest.popleft()
            if verb.tag == "Redirect":
                assert redirects < REDIRECTS, "redirected for ever"
                return self._ask((verb.text or "").strip(), {}, redirects + 1)
            if verb.tag in {"Gather", "Dial"}:
                self._waiting = verb
                self.dialled += [(n.text or "", n.get("sendDigits", "")) for n in verb.iter("Number")]
                return self
            if verb.tag in {"Hangup", "Reject"}:
                break
        self.ended = True
        return self


class Texter(Phone):
    """One person who texts. `doc` is the newest document."""

    doc: ET.Element

    def text(self, body: str, media: int = 0) -> str | None:
        """Send a text and return the reply, None where there is none."""
        sid = ("MM" if media else "SM") + uuid.uuid4().hex
        sids = dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid)
        pictures = {f"MediaUrl{i}": f"https://api.twilio.com/media/{i}" for i in range(media)}
        pictures |= {f"MediaContentType{i}": "image/jpeg" for i in range(media)}
        people = {"From": self.number, "To": self.line}
        own = {"Body": body, "NumMedia": str(media), "NumSegments": "1", "SmsStatus": "received"}
        self.doc = twiml_rules.text(self._post("/sms", {**sids, **people, **own, **pictures}))
        bodies = [body.text or "" for body in self.doc.iter("Body")]
        return "\n".join(bodies) if bodies else None
