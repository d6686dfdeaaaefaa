"""By a one-time link somebody chooses a password and sets up one-time codes. To look changes nothing."""

from __future__ import annotations

from flask import Response

from bot.store import Staff
from desk import passwords
from desk.came import Came
from desk.cookies import TOKEN
from desk.sign_in import OLD_FORM

GONE = "This link was used, or is too old. Ask a manager for a new one."
WRONG_CODE = "That is not the code of now. Read the new one from your authenticator app."
DIFFERENT = "The two passwords are not the same."


def look(came: Came) -> Response:
    """The form, with what the authenticator app reads."""
    one = _whose(came)
    return _form(came, one) if one else _gone(came)


def enrol(came: Came) -> Response:
    """Keep the password, and the seed once a code of it was shown; then in."""
    one = _whose(came)
    if one is None:
        return _gone(came)
    seed, password = _seed(came), came.form.get("password", "")
    step = passwords.step_of(seed, came.form.get("code", ""), came.now)
    fault = _fault(came, one, password, step)
    if fault or step is None:
        return _form(came, one, 400, fault)
    token = _entered(came, came.site.places.work(lambda: passwords.hashed(password)), seed, step)
    return came.inside(token) if token else _gone(came)


def _entered(came: Came, password: str, seed: str, step: int) -> str:
    """The token of a session, once all is kept; "" where the link was used meanwhile."""
    with came.turn() as turn:
        still = turn.staff_of_link(came.path["token"])
        if still is None:
            return ""
        turn.enrol_staff(still.id, password, seed, step)
        turn.audit("desk_enrolled", still.actor)
        tried = turn.try_to_sign_in(still.name, came.place)
        if tried:
            turn.good_try(tried)
        return came.enter(turn, still.id, still.name, "local")


def _gone(came: Came) -> Response:
    return came.show("notice", "Link not valid", 404, says=GONE)


def _whose(came: Came) -> Staff | None:
    if not TOKEN.fullmatch(came.path["token"]):
        return None
    with came.turn() as turn:
        found: Staff | None = turn.staff_of_link(came.path["token"])
    return found


def _fault(came: Came, one: Staff, password: str, step: int | None) -> tuple[str, str] | None:
    """The field that is wrong and why."""
    house = came.site.desk.keeper.current().file.name.en
    if not came.own_form:
        return "password", OLD_FORM
    if weak := passwords.weak(password, one.name, house):
        return "password", weak
    if password != came.form.get("again", ""):
        return "again", DIFFERENT
    return ("code", WRONG_CODE) if step is None else None


def _form(came: Came, one: Staff, status: int = 200, fault: tuple[str, str] | None = None) -> Response:
    seed, house = _seed(came), came.site.desk.keeper.current().file.name.en
    shown = " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
    picture = passwords.picture(passwords.address_of(seed, one.name, house))
    return came.show(
        "enrol", "Choose a password", status, one=one, seed=shown, picture=picture, wrong=dict([fault] if fault else [])
    )


def _seed(came: Came) -> str:
    """The same each time the link is looked at, so that nothing has to be kept before it is used."""
    return passwords.seed_of(came.site.desk.store.keyed("desk seed", came.path["token"]))
