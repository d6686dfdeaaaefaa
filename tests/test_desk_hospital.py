"""Signing in by the hospital's own OpenID Connect, tried against a real provider, and against one that lies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import JWKRegistry

from bot.settings import Settings
from desk.frame import DeskPages, by_role
from desk.hospital import Hospital, NotVouchedFor
from tests.hospital_iam import CLIENT, SECRET, Iam, iam
from tests.staff import Office, office
from webhook import admit

pytestmark = pytest.mark.xdist_group("desk hospital")  # so that the office is opened once


@dataclass(repr=False)
class Here:
    """An office whose people sign in at the hospital's provider."""

    office: Office
    iam: Iam
    app: Flask
    settings: Settings

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    def member(self, role: Any = "clerk") -> str:
        """Somebody whom both the hospital and the desk know."""
        name = self.office.new_name("eva")
        self.iam.add(name)
        with self.office.turn() as turn:
            assert turn.add_staff(name, role)
        return name

    def begun(self, browser: FlaskClient) -> str:
        answer = browser.get("/desk/sign-in/hospital")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.headers["Location"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with iam() as provider, office(tmp_path_factory.mktemp("hospital")) as made:
        told = {"oidc_issuer": provider.url, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
        settings = replace(made.bureau.house.desk.settings, **told)
        provider.client(f"{settings.base}/desk/sign-in/hospital/back")
        app = Flask(__name__, static_folder=None)
        app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
        app.extensions["guards"] = {}
        admit(app, DeskPages(made.bureau.house.desk, settings).blueprint(), only=by_role())
        yield Here(made, provider, app, settings)


def local(address: str) -> str:
    """The way back, as our own test client asks for it."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_whom_the_hospital_names_is_in(here: Here) -> None:
    name, browser = here.member(), here.browser()
    address = here.begun(browser)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    back = here.iam.sign_in(address, name)
    answer = browser.get(local(back))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert 'content="0; url=/desk"' in answer.get_data(as_text=True)
    assert browser.get("/desk").status_code == 200
    assert ("desk_signed_in", f"staff.{name}") in here.office.trail()


def test_the_way_back_is_good_for_one_browser_and_one_time(here: Here) -> None:
    name, browser, other = here.member(), here.browser(), here.browser()
    back = here.iam.sign_in(here.begun(browser), name)
    here.begun(other)
    assert other.get(local(back)).status_code == 400
    assert here.browser().get(local(back)).status_code == 400
    assert browser.get(local(back)).status_code == 200
    assert browser.get(local(back)).status_code == 403
    assert other.get("/desk").status_code == 303


def test_whom_the_desk_does_not_know_stays_out(here: Here) -> None:
    name, browser = here.office.new_name("stranger"), here.browser()
    here.iam.add(name)
    answer = browser.get(local(here.iam.sign_in(here.begun(browser), name)))
    assert answer.status_code == 403
    assert "the desk does not" in answer.get_data(as_text=True)


def test_who_was_shut_out_stays_out(here: Here) -> None:
    name, browser = here.member(), here.browser()
    with here.office.turn() as turn:
        turn.disable_staff(turn.staff_named(name).id)
    assert browser.get(local(here.iam.sign_in(here.begun(browser), name))).status_code == 403


def test_a_name_belongs_to_the_first_who_came_with_it(here: Here) -> None:
    name, browser = here.member(), here.browser()
    with here.office.turn() as turn:
        assert turn.staff_of_subject(name, "another person").name == name
    assert browser.get(local(here.iam.sign_in(here.begun(browser), name))).status_code == 403


def test_an_old_cookie_or_a_changed_one_leads_nowhere(here: Here) -> None:
    name, browser = here.member(), here.browser()
    back = here.iam.sign_in(here.begun(browser), name)
    cookie = browser.get_cookie("desk-hospital")
    assert cookie
    browser.set_cookie("desk-hospital", cookie.value[:-1] + ("0" if cookie.value[-1] != "0" else "1"))
    assert browser.get(local(back)).status_code == 400
    browser.set_cookie("desk-hospital", cookie.value)
    here.office.later(minutes=11)
    assert browser.get(local(back)).status_code == 400


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=٣", "?error=access_denied&state=x"])
def test_a_way_back_that_is_none_is_refused(here: Here, query: str) -> None:
    browser = here.browser()
    here.begun(browser)
    assert browser.get(f"/desk/sign-in/hospital/back{query}").status_code == 400


# ------------------------------------------------------------------ a token that lies


def token(here: Here, key: Any = None, algorithm: str = "RS256", **changes: Any) -> str:
    now = int(time.time())
    claims = {"iss": here.iam.url, "aud": CLIENT, "sub": "1", "exp": now + 300, "iat": now, "nonce": "n"}
    claims |= {"preferred_username": "eva"} | changes
    key = key or here.iam.key
    header = {"alg": algorithm, "kid": here.iam.key.kid}
    return jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, key)


@pytest.fixture
def hospital(here: Here) -> Hospital:
    made = Hospital.of(here.settings)
    assert made
    return made


def test_an_honest_token_is_believed(here: Here, hospital: Hospital) -> None:
    assert hospital._read(token(here), "n").name == "eva"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://evil.example"}, {"aud": "another"}, {"exp": 1}, {"nonce": "other"}, {"nonce": None},
        {"iat": None}, {"sub": None}, {"sub": ""}, {"preferred_username": None}, {"preferred_username": ["eva"]},
        {"aud": None}, {"iss": None}, {"exp": None},
    ],
)  # fmt: skip
def test_a_token_with_a_wrong_claim_is_not_believed(here: Here, hospital: Hospital, changes: dict[str, Any]) -> None:
    with pytest.raises(NotVouchedFor):
        hospital._read(token(here, **changes), "n")


def test_a_token_of_another_key_or_of_none_is_not_believed(here: Here, hospital: Hospital) -> None:
    other = JWKRegistry.generate_key("RSA", 2048)
    unsigned = "eyJhbGciOiJub25lIn0." + token(here).split(".")[1] + "."
    for lie in (token(here, key=other), unsigned, "", "x.y.z"):
        with pytest.raises(NotVouchedFor):
            hospital._read(lie, "n")


def test_a_weaker_sign_in_than_asked_for_is_not_enough(here: Here, hospital: Hospital) -> None:
    hospital.level = "mfa"
    assert "acr_values=mfa" in hospital.begin().address
    for acr in (None, "pwd"):
        with pytest.raises(NotVouchedFor):
            hospital._read(token(here, acr=acr), "n")
    assert hospital._read(token(here, acr="mfa"), "n").name == "eva"


def test_a_provider_that_is_away_is_said(here: Here) -> None:
    gone = Hospital("http://127.0.0.1:9", CLIENT, SECRET, "http://127.0.0.1/back", "preferred_username", "")
    with pytest.raises(NotVouchedFor, match="provider"):
        gone.begin()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"OIDC_ISSUER": "https://x.example"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": "http://x.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b"}, "https://"),
    ],
)
def test_settings_that_are_half_set_are_named(told: dict[str, str], fault: str) -> None:
    assert fault in Settings.read(told).fault
