"""A hospital's sign-in: Canaille, a real OpenID Connect provider, at an address of this machine."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest
from joserfc.jwk import JWKRegistry

CLIENT, SECRET, PASSWORD = "desk", "hush-hush-hush-hush", "correct horse battery staple"


class Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Nobody reads it."""


@dataclass(repr=False)
class Iam:
    """The provider; `key` is the private one that it signs with."""

    app: Any
    url: str
    key: Any

    def add(self, name: str) -> None:
        """Somebody of the hospital, who lets the desk know the name."""
        from canaille.app import models
        from canaille.backends import Backend

        with self.app.app_context():
            user = models.User(
                user_name=name,
                display_name=name,
                family_name=name,
                formatted_name=name,
                emails=[f"{name}@hospital.example"],
                password=PASSWORD,
            )
            Backend.instance.save(user)

    def client(self, back: str) -> None:
        """The desk, registered there; it needs no consent of each person."""
        from canaille.app import models
        from canaille.backends import Backend

        with self.app.app_context():
            now = dt.datetime.now(dt.UTC)
            made = models.Client(
                client_id=CLIENT, client_secret=SECRET, client_id_issued_at=now, client_name="Desk",
                scope=["openid", "profile"],
                redirect_uris=[back], grant_types=["authorization_code"], response_types=["code"],
                token_endpoint_auth_method="client_secret_basic", client_uri="http://127.0.0.1",
            )  # fmt: skip
            Backend.instance.save(made)
            Backend.instance.update(made, audience=[made])
            Backend.instance.save(made)

    def sign_in(self, address: str, name: str, password: str = PASSWORD) -> str:
        """What a person does in the browser at the provider; the address that it sends the browser back to."""
        with httpx.Client(follow_redirects=False) as browser:
            answer = browser.get(address)
            for _ in range(8):
                if answer.is_redirect:
                    to = str(answer.next_request.url) if answer.next_request else ""
                    if not to.startswith(self.url):
                        return to
                    answer = browser.get(to)
                else:
                    told = {"login": name, "password": password, "answer": "accept"}
                    answer = browser.post(str(answer.url), data=told)
        raise AssertionError(f"the provider did not send the browser back: {answer.text[:500]}")


@contextmanager
def iam() -> Iterator[Iam]:
    """The provider, running."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        from canaille import create_app

        port, key = _free_port(), JWKRegistry.generate_key("RSA", 2048)
        key.ensure_kid()
        app = create_app(config=_configuration(port, key))
        with make_server("localhost", port, app, handler_class=Quiet) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield Iam(app, f"http://localhost:{port}", key)
            server.shutdown()
            thread.join()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _configuration(port: int, key: Any) -> dict[str, Any]:
    allowed = {"DEFAULT": {"PERMISSIONS": ["use_oidc"]}}
    silent = {"version": 1, "disable_existing_loggers": False}
    return {
        "TESTING": True, "ENV_FILE": None, "SECRET_KEY": str(uuid.uuid4()), "WTF_CSRF_ENABLED": False,
        "PREFERRED_URL_SCHEME": "http", "SERVER_NAME": f"localhost:{port}",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "ACL": allowed, "LOGGING": silent},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }  # fmt: skip
