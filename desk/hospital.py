"""The hospital's own sign-in (OpenID Connect): code flow with PKCE, and every claim looked at before anybody is in."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.settings import Settings
from desk.cookies import new_token

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
SECONDS = 5.0  # that the provider may take
KEPT = 3600.0  # seconds that its addresses and keys are believed
LEEWAY = 60  # seconds that its clock may differ
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotVouchedFor(Exception):
    """The provider does not say who this is, or not in a way that can be believed. `why` is a fixed word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, repr=False)
class Begun:
    """A sign-in that began: what the browser keeps until it is back, and where it goes."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Who:
    """`subject`: issuer and id, for good; `name` as the desk knows people."""

    subject: str
    name: str


@dataclass
class Hospital:
    """One provider; thread-safe. Its addresses and keys are asked for when they are needed, and kept for an hour."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    back: str
    name_claim: str
    level: str
    _known: tuple[float, dict[str, Any], KeySet] | None = field(default=None, repr=False)
    _asking: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Hospital | None:
        """The provider of the settings; None where there is none."""
        if not settings.oidc_issuer:
            return None
        back = f"{settings.base}/desk/sign-in/hospital/back"
        told = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
        return cls(*told, back, settings.oidc_name, settings.oidc_acr)

    def begin(self) -> Begun:
        """Where to send the browser. Raises NotVouchedFor when the provider cannot be asked."""
        about, _ = self._about()
        state, nonce, verifier = (new_token() for _ in range(3))
        more = {"acr_values": self.level} if self.level else {}
        with self._client() as client:
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier, **more
            )
        return Begun(address, state, nonce, verifier)

    def who(self, code: str, nonce: str, verifier: str) -> Who:
        """Who came back with this code. Raises NotVouchedFor."""
        about, _ = self._about()
        try:
            with self._client() as client:
                token = client.fetch_token(about["token_endpoint"], code=code, code_verifier=verifier, timeout=SECONDS)
        except Exception:
            # The provider's words may hold the code: nothing of them goes further.
            raise NotVouchedFor("code") from None
        return self._read(str(token.get("id_token", "")), nonce)

    def _read(self, token: str, nonce: str) -> Who:
        about, keys = self._about()
        claims = self._claims(token, about, keys, nonce)
        if self.level and claims.get("acr") != self.level:
            raise NotVouchedFor("level")
        name, subject = claims.get(self.name_claim), claims.get("sub")
        if not isinstance(name, str) or not isinstance(subject, str) or not subject:
            raise NotVouchedFor("name")
        return Who(f"{self.issuer}\n{subject}", name.strip().lower())

    def _claims(self, token: str, about: Mapping[str, Any], keys: KeySet, nonce: str) -> Mapping[str, Any]:
        try:
            read = jwt.decode(token, keys, algorithms=ALGORITHMS)
            must = {
                "iss": {"essential": True, "value": about["issuer"]},
                "aud": {"essential": True, "value": self.client_id},
            }
            claims = CodeIDToken(read.claims, read.header, must, {"nonce": nonce, "client_id": self.client_id})
            claims.validate(leeway=LEEWAY)
        except Exception as fault:
            why = "signature" if isinstance(fault, JoseError) else "claims"
            raise NotVouchedFor(why) from None
        if claims.get("nonce") != nonce:
            raise NotVouchedFor("claims")
        told: Mapping[str, Any] = claims
        return told

    def _about(self) -> tuple[dict[str, Any], KeySet]:
        """The provider's addresses and keys."""
        with self._asking:
            if self._known is None or time.monotonic() - self._known[0] > KEPT:
                self._known = time.monotonic(), *self._asked()
            return self._known[1], self._known[2]

    def _asked(self) -> tuple[dict[str, Any], KeySet]:
        try:
            with httpx.Client(timeout=SECONDS) as client:
                about = client.get(f"{self.issuer}/.well-known/openid-configuration").raise_for_status().json()
                if about.get("issuer", "").rstrip("/") != self.issuer or any(name not in about for name in NEEDED):
                    raise NotVouchedFor("provider")
                keys = client.get(about["jwks_uri"]).raise_for_status().json()
            return about, KeySet.import_key_set(keys)
        except (httpx.HTTPError, ValueError, AttributeError, JoseError):
            raise NotVouchedFor("provider") from None

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self.client_id, self.secret, scope="openid profile", redirect_uri=self.back,
            code_challenge_method="S256",
        )  # fmt: skip


def packed(values: Mapping[str, str]) -> str:
    """Values as a cookie holds them."""
    return base64.urlsafe_b64encode(json.dumps(dict(values)).encode()).decode().rstrip("=")


def unpacked(text: str) -> dict[str, str]:
    """What `packed` made; {} for anything else."""
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return {}
    return told if isinstance(told, dict) and all(isinstance(one, str) for one in told.values()) else {}
