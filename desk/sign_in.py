"""The door: name, password and one-time code in one form, counted, and compared in the same time for everybody."""

from __future__ import annotations

import re

from flask import Response

from bot.store import Turn
from desk import passwords
from desk.came import SEE_OTHER, Came

WRONG = "That is not right. Check the name, the password and the code, and wait for a new code."
TOO_MANY = "Too many tries. Wait an hour, or ask a manager for a new link."
OLD_FORM = "The page was open for too long. Please try again."
BACK = re.compile(r"/desk(/[a-z0-9-]{1,40}){0,4}", re.ASCII)
DEMO_ROLES = ("clerk", "manager", "viewer", "auditor")


def look(came: Came) -> Response:
    """The form; whoever is signed in goes on."""
    token = came.site.cookies.session(came.request)
    if token:
        with came.turn() as turn:
            inside = turn.signed_in(token, at_work=False)
        if inside:
            return Response(status=SEE_OTHER, headers={"Location": "/desk"})
    over = "You were signed out, since nothing was done for a while." if came.request.args.get("over") else ""
    return form(came, says=over)


def sign_in(came: Came) -> Response:
    """Compare what was sent. The password is looked at outside of the transaction, since that takes time."""
    if not came.own_form:
        return form(came, 400, fault=OLD_FORM)
    name, password = came.form.get("name", "").strip().lower()[:64], came.form.get("password", "")[: passwords.LONGEST]
    with came.turn() as turn:
        tried = turn.try_to_sign_in(name, came.place)
        known = turn.staff_secrets(name) if tried else None
    if tried is None:
        return form(came, 429, fault=TOO_MANY)
    fits = came.site.places.work(lambda: passwords.holds(known.password if known else None, password))
    newer = passwords.hashed(password) if known and fits and passwords.outdated(known.password) else ""
    with came.turn() as turn:
        token = _entered(came, turn, name, tried, known.password if known and fits else "", newer)
    return came.inside(token, back(came)) if token else form(came, 403, fault=WRONG)


def demo(came: Came) -> Response:
    """In a demo: in as somebody with this role, without a password."""
    role = came.form.get("role", "")
    if not came.own_form or role not in DEMO_ROLES:
        return form(came, 400, fault=OLD_FORM)
    with came.turn() as turn:
        one = turn.staff_named(f"demo-{role}") or turn.add_staff(f"demo-{role}", role)
        if one is None or one.disabled:
            return form(came, 403, fault="This demo account was shut out: sign in as another one.")
        token = came.enter(turn, one.id, one.name, "demo")
    return came.inside(token, back(came))


def sign_out(came: Came) -> Response:
    """End the session, whatever became of it meanwhile."""
    site, token = came.site, came.site.cookies.session(came.request)
    if token and site.marks.holds(token, came.form.get("csrf", "")):
        with came.turn() as turn:
            staff = turn.signed_in(token, at_work=False)
            turn.sign_out(token)
            if staff:
                turn.audit("desk_signed_out", staff.actor)
    return site.cookies.take_session(Response(status=SEE_OTHER, headers={"Location": "/desk/sign-in"}))


def _entered(came: Came, turn: Turn, name: str, tried: str, password: str, newer: str) -> str:
    """The token of a session; "" where anything is wrong, also where it changed since it was compared."""
    known = turn.staff_secrets(name) if password else None
    step = passwords.step_of(known.seed, came.form.get("code", ""), came.now) if known else None
    if known is None or known.password != password or step is None or step <= known.last_step:
        turn.audit("desk_not_signed_in", "nobody", {"kind": "local"})
        return ""
    turn.staff_code_used(known.staff.id, step)
    turn.good_try(tried)
    if newer:
        turn.staff_rehashed(known.staff.id, newer)
    return came.enter(turn, known.staff.id, known.staff.name, "local")


def form(came: Came, status: int = 200, fault: str = "", says: str = "") -> Response:
    """The page of the door; `fault` is what was wrong, `says` anything else."""
    name = came.form.get("name", "") if came.request.method == "POST" else ""
    hospital = came.site.hospital is not None
    fields = {"name": name, "fault": fault, "says": says, "to": back(came), "roles": DEMO_ROLES, "hospital": hospital}
    return came.show("sign_in", "Sign in", status, **fields)


def back(came: Came) -> str:
    """Where they wanted to go: a page of ours, or the queue."""
    to = came.form.get("to", "") or came.request.args.get("to", "")
    return to if BACK.fullmatch(to) and not to.startswith("/desk/sign-") else "/desk"
