"""Our number at Twilio: what it should be set to, what it is set to, and setting it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]

from bot import twilio_client
from bot.channels.twiml import TIMEOUTS
from bot.settings import Settings

SECONDS = 8.0
CONNECT = "flask --app webhook twilio connect"
Result = TypeVar("Result")
Kind = Literal["token", "refused", "away", "babble"]

# Twilio's name of a setting, and ours.
NAMES = {
    "voice_url": "calls",
    "voice_method": "method of calls",
    "voice_fallback_url": "fallback of calls",
    "voice_fallback_method": "method of the fallback of calls",
    "status_callback": "status of calls",
    "status_callback_method": "method of the status of calls",
    "sms_url": "texts",
    "sms_method": "method of texts",
    "sms_fallback_url": "fallback of texts",
    "sms_fallback_method": "method of the fallback of texts",
    "voice_receive_mode": "calls as voice or fax",
    "voice_application_sid": "application for calls",
    "trunk_sid": "trunk for calls",
    "sms_application_sid": "application for texts",
}
# Where one of these is set, Twilio passes over our addresses. They are cleared where they are.
IN_THE_WAY = {"voice_receive_mode": "voice", "voice_application_sid": "", "trunk_sid": "", "sms_application_sid": ""}
WHAT: dict[Kind, str] = {
    "token": "Twilio does not take this account and token.",
    "refused": "Twilio refused this",
    "away": "Twilio cannot be reached now, or is in trouble.",
    "babble": "What answers is not Twilio's API.",
}
MEND: dict[Kind, str] = {
    "token": "Compare TWILIO_ACCOUNT_SID and the first of TWILIO_AUTH_TOKEN with Twilio's console.",
    "refused": "See what Twilio says of that number under twilio.com/docs/api/errors.",
    "away": "Look at status.twilio.com and at this machine's way to the internet, then try again.",
    "babble": "Look at TWILIO_API_BASE, and at a proxy that answers in Twilio's place.",
}


class TwilioTrouble(Exception):
    """Twilio did not do what it was asked; `kind` says why, `code` is Twilio's own number of the error."""

    def __init__(self, kind: Kind, code: int | None = None) -> None:
        super().__init__(kind)
        self.kind, self.code = kind, code

    @property
    def what(self) -> str:
        """One sentence for the operator."""
        return WHAT[self.kind] + (f" (error {self.code})." if self.kind == "refused" else "")

    @property
    def mend(self) -> str:
        """What he can do."""
        return MEND[self.kind]


@dataclass(frozen=True)
class Live:
    """The number as Twilio has it now. `settings` have Twilio's names; "" is unset."""

    sid: str
    settings: dict[str, str]
    calls: bool
    texts: bool


@dataclass(frozen=True)
class Difference:
    """A setting that is not as it should be."""

    name: str
    is_: str
    should: str

    def __str__(self) -> str:
        return f"{self.name} ({NAMES[self.name]}): it is {_shown(self.is_)}, and should be {_shown(self.should)}."

    def mended(self) -> str:
        """The same once it has been set."""
        return f"{self.name} ({NAMES[self.name]}): it was {_shown(self.is_)}, and is {_shown(self.should)}."


class OurNumber:
    """The number of TWILIO_FROM, through Twilio's API. Both methods raise TwilioTrouble and nothing else."""

    def __init__(self, settings: Settings) -> None:
        token = settings.auth_tokens[0]
        self._client = twilio_client.client(settings.account_sid, token, settings.twilio_api_base, SECONDS)
        self._number = settings.twilio_from

    def look(self) -> Live | None:
        """The number as it is set now; None where the account has no such number."""
        return _asked(lambda: next(map(_live, self._found()), None))

    def set(self, live: Live, should: Mapping[str, str]) -> None:
        """Set it in one request, so that calls and texts change together."""
        _asked(lambda: self._client.incoming_phone_numbers(live.sid).update(**_sent(live, should)))

    def _found(self) -> Iterator[Any]:
        """The account's number that is ours; Twilio's own filter takes parts of a number too."""
        listed = self._client.incoming_phone_numbers.list(phone_number=self._number, limit=20)
        return (number for number in listed if number.phone_number == self._number)


def wanted(base: str, voice_bin: str = "", sms_bin: str = "") -> dict[str, str]:
    """What the number should be set to; `base` is our public address. Without a Bin the fallback is ours."""
    urls = {
        "voice_url": _ours(base, "/voice"),
        "voice_fallback_url": voice_bin or _ours(base, "/voice/fallback"),
        "status_callback": _ours(base, "/voice/status"),
        "sms_url": _ours(base, "/sms"),
        "sms_fallback_url": sms_bin or _ours(base, "/sms/fallback"),
    }
    methods = {f"{name.removesuffix('_url')}_method": "POST" for name in urls}
    return urls | methods | IN_THE_WAY


def differences(live: Live, should: Mapping[str, str]) -> tuple[Difference, ...]:
    """What is not as it should be, in the order of NAMES."""
    both = ((name, live.settings[name], should[name]) for name in NAMES if name in should)
    return tuple(Difference(*one) for one in both if one[1] != one[2])


def own(url: str, base: str) -> bool:
    """Whether an address is on our own machine, so that it is silent when the machine is."""
    return urlsplit(url).hostname == urlsplit(base).hostname


def _ours(base: str, path: str) -> str:
    return f"{base}{path}#{TIMEOUTS}"


def _sent(live: Live, should: Mapping[str, str]) -> dict[str, str]:
    """What is sent: what is in the way only where it is, since Twilio need not know of blanks there."""
    return {k: v for k, v in should.items() if k not in IN_THE_WAY or live.settings[k] != v}


def _live(number: Any) -> Live:
    settings = {name: str(getattr(number, name) or "") for name in NAMES}
    settings["voice_receive_mode"] = settings["voice_receive_mode"] or "voice"
    can = number.capabilities if isinstance(number.capabilities, dict) else {}
    return Live(str(number.sid), settings, can.get("voice") is not False, can.get("sms") is not False)


def _shown(value: str) -> str:
    """A value for the screen, without a password that may stand in an address."""
    place = urlsplit(value)
    if "@" in place.netloc:
        value = place._replace(netloc="…@" + place.netloc.rpartition("@")[2]).geturl()
    return value or "not set"


def _asked(ask: Callable[[], Result]) -> Result:
    """Ask Twilio; a fault becomes TwilioTrouble, raised once the old exception is gone."""
    try:
        return ask()
    except requests.RequestException:
        trouble = TwilioTrouble("away")
    except TwilioException as fault:
        trouble = _meaning(fault)
    except (ValueError, LookupError, TypeError, AttributeError):
        trouble = TwilioTrouble("babble")
    raise trouble


def _meaning(fault: TwilioException) -> TwilioTrouble:
    # A refused list brings its answer along in place of a status and a code.
    answer = fault.args[1] if len(fault.args) > 1 else None
    status = int(getattr(fault, "status", None) or getattr(answer, "status_code", None) or 0)
    if status in (401, 403, 404):  # an account that is not ours is told in all three ways
        return TwilioTrouble("token")
    if status == 429 or status >= 500:
        return TwilioTrouble("away")
    code = getattr(fault, "code", None) or status
    return TwilioTrouble("refused", code) if 400 <= status < 500 else TwilioTrouble("babble")
