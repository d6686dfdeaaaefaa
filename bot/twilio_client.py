"""Twilio's API as every part of the house reaches it."""

from __future__ import annotations

from typing import Any

from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]


def client(account: str, token: str, api_base: str, seconds: float) -> Any:
    """Return Twilio's own client; each request gives up after `seconds`.

    `api_base` replaces https://api.twilio.com, for a mock of it; "" leaves it.
    """
    # A kept connection may be dead, and its error looks like an unanswered request: so a new one each time.
    made = Client(account, token, http_client=TwilioHttpClient(pool_connections=False, timeout=seconds))
    if api_base:
        made.api.base_url = api_base
    return made
