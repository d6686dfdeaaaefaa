"""What `doctor` says of what stands around us: our address and its certificate, the clocks, Redis."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from bot.commands.findings import Finding, look, ok, urgent, wrong
from bot.commands.tools import Tools
from bot.limits import PATIENCE
from bot.settings import Settings
from bot.store import StoreUnavailable

SECONDS = 5.0
# Programs that renew do so with a third of the time left; half of that gone by means that they failed.
LEAST_LEFT = 1 / 6
SKEW = 30.0  # seconds
TWILIO = "https://api.twilio.com"
PROXY = "See that the proxy runs, and that the domain leads to this machine with ports 80 and 443 open."


@dataclass(frozen=True)
class Certificate:
    """From when and until when it holds, aware."""

    begins: dt.datetime
    ends: dt.datetime


def address(found: Tools) -> Iterator[Finding]:
    """Does our public address lead here, by a certificate that Twilio takes?"""
    of = found.settings
    if of.demo or of.fault:
        return
    try:
        certificate = _certificate(of.public_url)
        status = _get(of, f"{of.public_url}/health/live").status_code
    except ssl.SSLCertVerificationError as refused:
        what = f"Twilio will not come in: the certificate of {of.public_url} is refused ({refused.verify_message})."
        yield urgent("address", what, "Renew it; the log of the proxy (`docker compose logs proxy`) says what failed.")
        return
    except (OSError, httpx.HTTPError) as fault:
        what = f"{of.public_url} could not be reached from here ({type(fault).__name__})."
        mend = f"From another network, `curl -i {of.public_url}/health/live` should say 200. {PROXY}"
        yield look("address", what, mend)
        return
    yield from _lasts(certificate, found.now())
    if status == 200:
        yield ok("address", f"{of.public_url} leads here; its certificate holds until {certificate.ends:%Y-%m-%d}.")
    else:
        yield urgent("address", f"{of.public_url}/health/live answers {status} and should answer 200.", PROXY)


def _lasts(certificate: Certificate, now: dt.datetime) -> Iterator[Finding]:
    left = certificate.ends - now
    if left < (certificate.ends - certificate.begins) * LEAST_LEFT:
        what = f"The certificate ends in {left.days} days, and should have been renewed by now."
        yield wrong("address", what, "The log of the proxy (`docker compose logs proxy`) says what failed.")


def _certificate(url: str) -> Certificate:
    """Raises OSError, of which SSLCertVerificationError is one."""
    place = urlsplit(url)
    host, trusted = place.hostname or "", ssl.create_default_context()
    with (
        socket.create_connection((host, place.port or 443), timeout=SECONDS) as line,
        trusted.wrap_socket(line, server_hostname=host) as shut,
    ):
        told = shut.getpeercert() or {}
    times = (ssl.cert_time_to_seconds(str(told[name])) for name in ("notBefore", "notAfter"))
    return Certificate(*(dt.datetime.fromtimestamp(time, dt.UTC) for time in times))


def _get(of: Settings, url: str) -> httpx.Response:
    return httpx.get(url, timeout=SECONDS, trust_env=False, verify=ssl.create_default_context())


def clocks(found: Tools) -> Iterator[Finding]:
    """Does our clock go with those of others? Opening hours, links and call-backs go by it."""
    if found.settings.clock:
        return
    compared = {"the database": _of_database(found), "Twilio": _of_twilio(found.settings)}
    known = {name: seconds for name, seconds in compared.items() if seconds is not None}
    for name, seconds in known.items():
        if abs(seconds) > SKEW:
            way = "ahead of" if seconds > 0 else "behind"
            what = f"This machine's clock is {abs(seconds):.0f} seconds {way} that of {name}."
            yield wrong("clock", what, "Have it set by NTP: `timedatectl set-ntp true`, on both machines.")
    if known and all(abs(seconds) <= SKEW for seconds in known.values()):
        yield ok("clock", f"It goes with that of {' and '.join(known)}.")


def _of_database(found: Tools) -> float | None:
    """By how many seconds we are ahead of it; None where it has no clock of its own, or does not tell."""
    try:
        told = found.desk.store.checkup().now if found.desk else None
    except StoreUnavailable:
        return None
    return (dt.datetime.now(dt.UTC) - told).total_seconds() if told else None


def _of_twilio(of: Settings) -> float | None:
    if of.demo or of.fault:
        return None
    try:
        told = httpx.head(of.twilio_api_base or TWILIO, timeout=SECONDS, trust_env=False).headers["Date"]
        return (dt.datetime.now(dt.UTC) - parsedate_to_datetime(told)).total_seconds()
    except (httpx.HTTPError, LookupError, ValueError, TypeError):
        return None


def redis(found: Tools) -> Iterator[Finding]:
    """Do the web processes count together?"""
    sharing = found.desk.limits.sharing() if found.desk else "none"
    if sharing == "shared":
        yield ok("redis", "It answers: limits hold over all web processes.")
    elif sharing == "broken":
        what = f"It does not answer within {PATIENCE} seconds, so each web process counts for itself."
        mend = "See that Redis runs and that REDIS_URL is its address, redis://host:6379/0. Callers notice nothing."
        yield wrong("redis", what, mend)
