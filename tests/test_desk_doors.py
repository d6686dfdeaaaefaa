"""The desk's doors: who may do what, forms of others, sessions, guessing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Blueprint, Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.settings import Settings
from bot.store import STAFF_ROLES, StaffRole
from desk.frame import DeskPages, by_role
from desk.route import Route, RouteNotListed, by_rule
from desk.routes import ROUTES
from tests.staff import PASSWORD, Clerk, Office, office
from webhook import admit

pytestmark = pytest.mark.xdist_group("desk doors")  # so that the office is opened once

ALL = {"viewer", "clerk", "manager", "auditor"}
WORK = {"clerk", "manager"}
# Who may do what, written down apart from the program: every route of the desk stands here.
MAY: dict[tuple[str, str], set[str]] = {
    ("GET", "/desk/still"): ALL,
    ("POST", "/desk/still"): ALL,
    ("GET", "/desk"): ALL,
    ("GET", "/desk/queue"): ALL,
    ("GET", "/desk/search"): ALL,
    ("POST", "/desk/search"): ALL,
    ("GET", "/desk/calls"): ALL,
    ("GET", "/desk/calls/<ticket>"): WORK,
    ("POST", "/desk/calls/<ticket>/take"): WORK,
    ("POST", "/desk/calls/<ticket>/tried"): WORK,
    ("POST", "/desk/calls/<ticket>/done"): WORK,
    ("GET", "/desk/texts"): WORK,
    ("GET", "/desk/new"): WORK,
    ("POST", "/desk/new"): WORK,
    ("GET", "/desk/requests/<request_id>"): ALL,
    ("GET", "/desk/requests/<request_id>/letter"): ALL,
    ("GET", "/desk/requests/<request_id>/letter/<page>"): ALL,
    ("GET", "/desk/requests/<request_id>/papers/<paper_id>/<page>"): ALL,
    ("GET", "/desk/requests/<request_id>/cover"): WORK,
    ("POST", "/desk/requests/<request_id>/scan"): WORK,
    ("POST", "/desk/requests/<request_id>/take"): WORK,
    ("POST", "/desk/requests/<request_id>/start"): WORK,
    ("POST", "/desk/requests/<request_id>/note"): WORK,
    ("POST", "/desk/requests/<request_id>/check"): WORK,
    ("POST", "/desk/requests/<request_id>/need"): WORK,
    ("POST", "/desk/requests/<request_id>/send"): WORK,
    ("POST", "/desk/requests/<request_id>/came-back"): WORK,
    ("POST", "/desk/requests/<request_id>/wrong-place"): WORK,
    ("POST", "/desk/requests/<request_id>/cancel"): WORK,
    ("POST", "/desk/requests/<request_id>/undo"): WORK,
    ("POST", "/desk/requests/<request_id>/link"): WORK,
    ("POST", "/desk/requests/<request_id>/merge"): WORK,
    ("POST", "/desk/requests/<request_id>/unmerge"): WORK,
    ("GET", "/desk/misunderstood"): WORK,
    ("GET", "/desk/misunderstood/<turn_id>"): WORK,
    ("POST", "/desk/misunderstood/<turn_id>/meant"): WORK,
    ("POST", "/desk/misunderstood/<turn_id>/nothing"): WORK,
    ("POST", "/desk/misunderstood/<turn_id>/again"): WORK,
    ("GET", "/desk/prepared"): {"clerk", "manager", "auditor"},
    ("POST", "/desk/prepared/hand-out"): WORK,
    ("GET", "/desk/prepared/<meant_id>/files"): {"clerk", "manager", "auditor"},
    ("GET", "/desk/prepared/packs/<batch>/files"): {"clerk", "manager", "auditor"},
    ("GET", "/desk/figures"): ALL,
    ("GET", "/desk/figures/<name>.svg"): ALL,
    ("GET", "/desk/figures/<name>.csv"): ALL,
    ("GET", "/desk/directory"): ALL,
    ("GET", "/desk/directory/heard"): ALL,
    ("GET", "/desk/directory/week"): ALL,
    ("GET", "/desk/directory/check"): ALL,
    ("GET", "/desk/directory/entries/<entry>"): ALL,
    ("GET", "/desk/directory/entries/<entry>/edit"): WORK,
    ("POST", "/desk/directory/entries/<entry>/edit"): WORK,
    ("GET", "/desk/directory/hours/<schedule>/edit"): WORK,
    ("POST", "/desk/directory/hours/<schedule>/edit"): WORK,
    ("GET", "/desk/directory/changes"): ALL,
    ("GET", "/desk/directory/changes/<change_id>"): ALL,
    ("GET", "/desk/directory/changes/<change_id>/diff"): ALL,
    ("POST", "/desk/directory/changes/<change_id>/approve"): {"manager"},
    ("POST", "/desk/directory/changes/<change_id>/refuse"): {"manager"},
    ("POST", "/desk/directory/changes/<change_id>/withdraw"): WORK,
    ("POST", "/desk/directory/changes/<change_id>/write"): {"manager"},
    ("GET", "/desk/disclosures"): {"manager", "auditor"},
    ("GET", "/desk/disclosures.csv"): {"manager", "auditor"},
    ("GET", "/desk/places"): {"clerk", "manager", "auditor"},
    ("POST", "/desk/places"): {"manager"},
    ("GET", "/desk/trail"): {"manager", "auditor"},
    ("GET", "/desk/people"): {"manager", "auditor"},
    ("POST", "/desk/people"): {"manager"},
    ("POST", "/desk/people/<staff_id>/link"): {"manager"},
    ("POST", "/desk/people/<staff_id>/role"): {"manager"},
    ("POST", "/desk/people/<staff_id>/disable"): {"manager"},
    ("POST", "/desk/people/<staff_id>/enable"): {"manager"},
}
OPEN = {
    ("GET", "/desk-files/<version>/<name>"),
    ("GET", "/desk/sign-in"),
    ("POST", "/desk/sign-in"),
    ("POST", "/desk/sign-in/demo"),
    ("GET", "/desk/sign-in/hospital"),
    ("GET", "/desk/sign-in/hospital/back"),
    ("POST", "/desk/sign-out"),
    ("GET", "/desk/enrol/<token>"),
    ("POST", "/desk/enrol/<token>"),
}
NOWHERE = "0" * 32
FIELDS = ["name", "password", "again", "code", "role", "to", "done", "over", "q", "part", "page", "mark"]
FIELDS += ["note", "kind", "way", "why", "by", "born", "patient_name", "studies", "first", "last", "before", "actor"]
FIELDS += ["intent", "target", "sentence", "lang", "channel", "day", "done_too", "batch", "shade", "size"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all; everybody in it has a name of their own."""
    with office(tmp_path_factory.mktemp("doors")) as made:
        yield made


@pytest.fixture(scope="module")
def people(here: Office) -> dict[StaffRole, Clerk]:
    return {role: here.clerk(role) for role in STAFF_ROLES}


def bare() -> Flask:
    """A front door that nothing was admitted to yet."""
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.extensions["guards"] = {}
    return app


def filled(path: str) -> str:
    return re.sub(r"<\w+>", NOWHERE, path)


def ask(clerk: Clerk, method: str, path: str, marked: bool = True) -> int:
    if method == "GET":
        return clerk.client.get(filled(path)).status_code
    told = {"csrf": clerk.look("/desk/search").csrf} if marked else {}
    kind = {"content_type": "multipart/form-data"} if path.endswith(("/new", "/scan")) else {}
    return clerk.client.post(filled(path), data=told, **kind).status_code


def test_every_route_is_in_the_written_table() -> None:
    inside = {(line.method, line.path) for line in ROUTES if isinstance(line, Route)}
    assert inside == MAY.keys()
    assert {(line.method, line.path) for line in ROUTES} - inside == OPEN


@pytest.mark.parametrize(("method", "path"), MAY)
def test_who_may_do_what(people: dict[StaffRole, Clerk], method: str, path: str) -> None:
    found = {role: ask(people[role], method, path) for role in STAFF_ROLES}
    assert {role for role, status in found.items() if status != 403} == MAY[method, path], found
    assert max(found.values()) < 500


@pytest.mark.parametrize(("method", "path"), MAY)
def test_nobody_gets_to_the_door(here: Office, method: str, path: str) -> None:
    client = here.bureau.house.client.application.test_client()
    answer = client.open(filled(path), method=method)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/desk/sign-in")


@pytest.mark.parametrize("path", [path for method, path in MAY if method == "POST"])
def test_a_form_of_another_page_is_refused(people: dict[StaffRole, Clerk], path: str) -> None:
    assert ask(people["manager"], "POST", path, marked=False) == 403
    other = people["viewer"].look("/desk/search").csrf
    assert people["manager"].client.post(filled(path), data={"csrf": other}).status_code == 403


def test_a_route_that_is_not_in_the_table_does_not_start(here: Office) -> None:
    desk = here.bureau.house.desk
    app = bare()
    app.get("/desk/stray")(lambda: "secret")
    with pytest.raises(RouteNotListed):
        admit(app, DeskPages(desk, desk.settings).blueprint(), only=by_role())


def test_a_route_that_was_slipped_in_later_is_not_there(here: Office) -> None:
    desk = here.bureau.house.desk
    app = bare()
    doors: Blueprint = DeskPages(desk, desk.settings).blueprint()
    doors.get("/desk/stray")(lambda: "secret")
    admit(app, doors, only=by_role())
    assert app.test_client().get("/desk/stray").status_code == 404
    assert app.test_client().get("/desk/sign-in").status_code == 200


def test_a_line_without_a_role_or_twice_is_no_table() -> None:
    inside = next(line for line in ROUTES if isinstance(line, Route))
    for table in ([inside, inside], [replace(inside, roles=frozenset())]):
        with pytest.raises(ValueError, match="stands twice, or without a role"):
            by_rule(table)


def test_a_demo_door_is_in_a_demo_alone(here: Office) -> None:
    desk = here.bureau.house.desk
    app = bare()
    admit(app, DeskPages(desk, Settings(demo=False)).blueprint(), only=by_role())
    assert app.test_client().post("/desk/sign-in/demo").status_code == 404


# ------------------------------------------------------------------ signing in


def test_with_name_password_and_code_one_is_in(here: Office) -> None:
    ana = here.enrolled().sign_in()
    assert ana.title == "Queue"
    assert here.trail()[-2:] == [("desk_signed_in", f"staff.{ana.name}"), ("desk_queue_seen", f"staff.{ana.name}")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"}, {"password": ""}, {"code": "000000"}, {"code": ""}, {"name": "ANNA"}, {"name": ""},
        {"code": "١٢٣٤٥٦"}, {"name": "x" * 5000}, {"password": "\0" * 5000},
    ],
)  # fmt: skip
def test_anything_wrong_keeps_one_out_with_the_same_words(here: Office, wrong: dict[str, str]) -> None:
    ana = here.enrolled()
    ana.sign_in(**({"password": PASSWORD} | wrong))
    assert (ana.status, ana.title) == (403, "Sign in")
    assert "That is not right." in ana.said
    assert ana.client.get("/desk").status_code == 303


def test_who_was_shut_out_stays_out(here: Office) -> None:
    assert here.enrolled(disabled=True).sign_in().status == 403


def test_a_code_counts_once_and_no_older_one_after_it(here: Office) -> None:
    ana = here.enrolled()
    older = ana.code()
    here.later(seconds=30)
    assert ana.sign_in().status == 200
    ana.client.delete_cookie("desk")
    assert [ana.sign_in(code=code).status for code in (ana.code(), older)] == [403, 403]
    here.later(seconds=30)
    assert ana.sign_in().status == 200


def test_a_session_is_new_at_every_sign_in_and_none_can_be_brought_along(here: Office) -> None:
    ana = here.enrolled()
    ana.client.set_cookie("desk", "f" * 43)
    ana.sign_in()
    first = ana.client.get_cookie("desk")
    assert first
    assert first.value != "f" * 43
    here.later(seconds=60)
    ana.client.delete_cookie("desk")
    second = ana.sign_in().client.get_cookie("desk")
    assert second
    assert second.value != first.value


def test_signing_out_ends_the_session_for_good(here: Office) -> None:
    clerk = here.clerk().look("/desk")
    old = clerk.client.get_cookie("desk")
    assert old
    clerk.send("/desk/sign-out")
    assert clerk.title == "Sign in"
    clerk.client.set_cookie("desk", old.value)
    assert clerk.client.get("/desk").status_code == 303


def test_another_page_signs_nobody_out(here: Office) -> None:
    clerk = here.clerk()
    token = clerk.client.get_cookie("desk").value  # type: ignore[union-attr]
    clerk.client.post("/desk/sign-out", data={"csrf": "x"})
    # The answer takes the cookie of the browser that sent the form, but the session goes on.
    with here.turn() as turn:
        assert turn.signed_in(token)


def test_after_fifteen_quiet_minutes_one_is_out(here: Office) -> None:
    clerk = here.clerk()
    for _ in range(4):
        here.later(minutes=14, seconds=59)
        assert clerk.client.get("/desk").status_code == 200
    here.later(minutes=15)
    assert clerk.client.get("/desk").status_code == 303


def test_what_pages_ask_by_themselves_keeps_nobody_in(here: Office) -> None:
    clerk = here.clerk()
    here.later(minutes=10)
    assert clerk.client.get("/desk/still").status_code == 204
    here.later(minutes=4)
    assert "signed out in less than 2 minutes" in clerk.client.get("/desk/still").get_data(as_text=True)
    here.later(minutes=1)
    over = clerk.client.get("/desk/still", headers={"HX-Request": "true"})
    assert (over.status_code, over.headers["HX-Redirect"]) == (401, "/desk/sign-in?over=1")


def test_who_is_still_there_goes_on(here: Office) -> None:
    clerk = here.clerk().look("/desk")
    here.later(minutes=14)
    clerk.send("/desk/still")
    here.later(minutes=14)
    assert clerk.client.get("/desk").status_code == 200


def test_after_twelve_hours_one_is_out_whatever_one_does(here: Office) -> None:
    clerk = here.clerk()
    for _ in range(71):
        here.later(minutes=10)
        assert clerk.client.get("/desk").status_code == 200
    here.later(minutes=10)
    assert clerk.client.get("/desk").status_code == 303


def test_a_hundred_old_and_foreign_cookies_open_nothing(here: Office) -> None:
    clerk = here.clerk()
    cookie = clerk.client.get_cookie("desk")
    assert cookie
    for at in range(100):
        changed = "".join(chr(ord(c) ^ 1) if place == at % 43 else c for place, c in enumerate(cookie.value))
        clerk.client.set_cookie("desk", changed if at < 50 else changed[: at - 50])
        assert clerk.client.get("/desk").status_code == 303


@pytest.mark.parametrize("change", ["disable", "role", "enrol"])
def test_a_change_of_a_person_ends_all_their_sessions_at_once(here: Office, change: str) -> None:
    clerk = here.clerk()
    assert clerk.client.get("/desk").status_code == 200
    with here.turn() as turn:
        if change == "disable":
            turn.disable_staff(clerk.id)
        elif change == "role":
            turn.staff_role(clerk.id, "viewer")
        else:
            turn.enrol_staff(clerk.id, "hash", "seed", 1)
    assert clerk.client.get("/desk").status_code == 303


def test_the_cookies_are_shut_where_it_is_no_demo(here: Office) -> None:
    desk = here.bureau.house.desk
    app = bare()
    admit(app, DeskPages(desk, Settings(demo=False)).blueprint(), only=by_role())
    given = app.test_client().get("/desk/sign-in").headers["Set-Cookie"]
    assert given.startswith("__Host-desk-browser=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(given.split("; "))


def test_one_gets_back_to_the_page_one_wanted_and_nowhere_else(here: Office) -> None:
    ana = here.enrolled("manager")
    assert ana.look("/desk/people").title == "Sign in"
    assert (
        ana.send("/desk/sign-in", name=ana.name, password=PASSWORD, code=ana.code(), to="/desk/people").title
        == "People"
    )
    for to in ("//evil.example", "https://evil.example", "/desk/../sms", "/sms", "/desk\n"):
        bob = here.enrolled()
        bob.look("/desk/sign-in")
        told = {"name": bob.name, "password": PASSWORD, "code": bob.code(), "to": to, "csrf": bob.csrf}
        assert bob.client.post("/desk/sign-in", data=told).headers["Location"] == "/desk"


# ------------------------------------------------------------------ guessing


def knock(clerk: Clerk, address: str = "192.0.2.1") -> int:
    """A wrong password from an address, with a browser that keeps no cookies of before."""
    clerk.client.delete_cookie("desk-browser")
    clerk.headers = {}
    seen = clerk.client.get("/desk/sign-in", environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    mark = re.search(r'name="csrf" value="([^"]+)"', seen.get_data(as_text=True))
    assert mark
    told = {"name": clerk.name, "password": "guess", "code": "123456", "csrf": mark[1]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("desk.came.Came.place", property(lambda came: _from(came, address)))
        return clerk.client.post("/desk/sign-in", data=told).status_code


def _from(came: object, address: str) -> object:
    from bot.store import From

    return From(address, came.browser)  # type: ignore[attr-defined]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing takes no time: only the counting is tried."""
    monkeypatch.setattr("desk.passwords.holds", lambda known, password: known is not None and password == PASSWORD)


def test_guessing_from_one_address_shuts_out_nobody_else(here: Office, quick: None) -> None:
    ana = here.enrolled()
    assert [knock(ana) for _ in range(12)] == [403] * 10 + [429] * 2
    assert ana.sign_in().status == 200


def test_guessing_from_everywhere_leaves_known_browsers_in(here: Office, quick: None) -> None:
    ana = here.enrolled()
    assert ana.sign_in().status == 200
    thief = Clerk(here, ana.client.application.test_client(), ana.id, ana.name)
    tried = [knock(thief, f"192.0.2.{at // 8}") for at in range(200)]
    assert tried.count(403) <= 60
    assert tried[-1] == 429
    here.later(seconds=60)
    ana.client.delete_cookie("desk")
    assert ana.sign_in().status == 200
    here.later(hours=1)
    assert knock(thief) == 403


def test_nothing_is_compared_once_there_were_too_many(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, compared = here.enrolled(), []
    monkeypatch.setattr("desk.passwords.holds", lambda *told: bool(compared.append(told)))
    for _ in range(15):
        knock(ana)
    assert len(compared) == 10


# ------------------------------------------------------------------ enrolling


def enrol_link(here: Office) -> tuple[str, Clerk]:
    name = here.new_name()
    manager = here.clerk("manager").look("/desk/people").send("/desk/people", name=name, role="clerk")
    found = re.search(r"/desk/enrol/[A-Za-z0-9_-]{43}", manager.page)
    assert found
    return found[0], Clerk(here, manager.client.application.test_client(), "", name)


def test_a_link_enrols_once_and_looking_at_it_uses_nothing_up(here: Office) -> None:
    link, ana = enrol_link(here)
    seeds = {re.search(r"<code>(.*?)</code>", ana.look(link).page)[1] for _ in range(20)}  # type: ignore[index]
    assert len(seeds) == 1
    ana.seed = seeds.pop().replace(" ", "")
    told = {"password": PASSWORD, "again": PASSWORD}
    assert ana.send(link, **told, code="000000").status == 400
    assert ana.send(link, **told, code=ana.code()).title == "Queue"
    assert ana.look(link).status == 404
    assert ana.send(link, **told, code=ana.code()).status == 404
    here.later(seconds=60)
    ana.client.delete_cookie("desk")
    assert ana.sign_in().status == 200


@pytest.mark.parametrize("password", ["short", "passwordpassword", "aaaaaaaaaaaaaa", "x" * 400, "qwertyuiop12"])
def test_a_weak_password_is_not_taken(here: Office, password: str) -> None:
    link, ana = enrol_link(here)
    ana.look(link)
    ana.seed = re.search(r"<code>(.*?)</code>", ana.page)[1].replace(" ", "")  # type: ignore[index]
    assert ana.send(link, password=password, again=password, code=ana.code()).status == 400


def test_an_old_link_and_one_of_somebody_shut_out_is_void(here: Office) -> None:
    link, ana = enrol_link(here)
    here.later(hours=72)
    assert ana.look(link).status == 404
    link, bob = enrol_link(here)
    with here.turn() as turn:
        turn.disable_staff(turn.staff_named(bob.name).id)
    assert bob.look(link).status == 404


# ------------------------------------------------------------------ people


def test_a_manager_changes_others_and_never_herself(here: Office) -> None:
    boss, clerk = here.clerk("manager"), here.clerk("clerk")
    boss.look("/desk/people")
    assert boss.send(f"/desk/people/{boss.id}/role", role="auditor").status == 404
    assert boss.look("/desk/people").send(f"/desk/people/{clerk.id}/role", role="viewer").status == 200
    assert "ended" in boss.said
    assert clerk.client.get("/desk").status_code == 303
    with here.turn() as turn:
        assert turn.staff_member(clerk.id).role == "viewer"
    assert boss.send(f"/desk/people/{clerk.id}/role", role="king").status == 404
    assert ("desk_role_given", f"staff.{boss.name}") in here.trail()


@pytest.mark.parametrize("name", ["", "a", "Ana Ruiz", "ana;", "9ana", "x" * 33, "an\na", "ána"])
def test_a_name_that_is_none_is_refused_with_the_reason(here: Office, name: str) -> None:
    boss = here.clerk("manager").look("/desk/people").send("/desk/people", name=name, role="clerk")
    assert boss.status == 400
    assert "Use 2 to 32 small letters" in boss.said


def test_each_name_is_there_once(here: Office) -> None:
    boss = here.clerk("manager").look("/desk/people")
    assert boss.send("/desk/people", name=boss.name, role="clerk").status == 400


# ------------------------------------------------------------------ in general


def test_every_answer_is_shut_tightly(here: Office, people: dict[StaffRole, Clerk]) -> None:
    for address in ("/desk", "/desk/sign-in", "/desk/people", "/desk/nowhere", "/desk-files/x/desk.css"):
        headers = people["manager"].client.get(address).headers
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_store_in_trouble_is_said_and_nothing_else(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.store import StoreBusy

    def busy(*_: object) -> None:
        raise StoreBusy("test")

    clerk = here.clerk()
    monkeypatch.setattr(here.bureau.house.desk.store, "turn", busy)
    assert clerk.client.get("/desk").status_code == 503
    assert "Try again" in clerk.client.get("/desk").get_data(as_text=True)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted({*MAY, *OPEN})),
    st.dictionaries(st.sampled_from(FIELDS), st.text(st.characters(exclude_categories=["Cs"]), max_size=40)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.binary(max_size=30),
)
def test_no_garbage_breaks_a_page(
    here: Office, line: tuple[str, str], told: dict[str, str], path: str, raw: bytes
) -> None:
    boss = here.clerk("manager").look("/desk")
    address = re.sub(r"<\w+>", lambda _: quote(path, safe=""), line[1])
    answers = [
        boss.client.open(address, method=line[0], data=told | {"csrf": boss.csrf}, query_string=told),
        boss.client.open(address, method=line[0], data=raw, content_type="multipart/form-data; boundary=x"),
    ]
    assert all(answer.status_code < 500 for answer in answers)


def test_the_vendored_script_is_the_published_one() -> None:
    import hashlib

    static = Path("desk/static")
    digest = hashlib.sha256((static / "htmx.min.js").read_bytes()).hexdigest()
    assert digest in (static / "README.md").read_text()


def test_sessions_and_misses_are_purged(here: Office, quick: None) -> None:
    ana = here.enrolled()
    knock(ana)
    ana.sign_in()
    store, now = here.bureau.house.desk.store, here.bureau.clock.now
    done = store.purge(now + dt.timedelta(days=2))
    assert min(done["desk sessions ended"], done["desk tries forgotten"]) >= 1
    assert store.purge(now + dt.timedelta(days=91))["desk tries forgotten"] >= 1
    assert not any(store.purge(now + dt.timedelta(days=91)).values())
