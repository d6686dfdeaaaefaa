"""Did Twilio send this? Its signature, checked over the address we gave it and every field of the form."""

from __future__ import annotations

import re

from twilio.request_validator import (  # type: ignore[import-untyped]
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)
from werkzeug.datastructures import Headers, MultiDict

FORM = "application/x-www-form-urlencoded"
# The signed string has no separators: a name such as "?step=1" would let a query move into the body.
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*\Z")


class Signature:
    """Knows our address, our account and the tokens that are good now.

    `public_url` is the address Twilio was given, without a slash at its end; request headers never change it.
    """

    def __init__(self, public_url: str, account: str, tokens: tuple[str, ...]) -> None:
        self._base, self._account = public_url, account
        self._validators = [RequestValidator(token) for token in tokens if token]

    def holds(
        self,
        path: str,
        query: bytes,
        form: MultiDict[str, str],
        headers: Headers,
        mimetype: str = FORM,
    ) -> bool:
        """Whether a POST to `path` with the raw `query` is Twilio's own, for our account. Never raises."""
        if mimetype != FORM or form.getlist("AccountSid") != [self._account] or not self._account:
            return False
        if not all(map(NAME.match, form)):
            return False
        url = self._base + path + ("?" + query.decode("latin-1") if query else "")
        return any(_valid(validator, url, form, headers) for validator in self._validators)


def _valid(validator: RequestValidator, url: str, form: MultiDict[str, str], headers: Headers) -> bool:
    signature = headers.get(SIGNATURE_HEADER, "")
    algorithm = get_signature_algorithm(headers.get(SIGNATURE_SETTINGS_HEADER))
    try:
        return bool(signature) and bool(validator.validate(url, form, signature, algorithm))
    except Exception:  # the validator raises on odd ports, hosts and texts; none of them is Twilio's
        return False
