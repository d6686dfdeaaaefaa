"""The door to the hospital's sign-in, and the way back from there."""

from __future__ import annotations

import hmac

import structlog
from flask import Response

from desk import sign_in
from desk.came import SEE_OTHER, Came
from desk.hospital import Hospital, NotVouchedFor, Who, packed, unpacked

log = structlog.get_logger(__name__)
COOKIE = "desk-hospital"
LASTS = 600  # seconds to sign in over there
AWAY = "The hospital's sign-in does not answer. Try again in a moment."
NOT_HERE = (
    "The hospital knows you, but the desk does not. A manager adds you under the name that you sign in with there."
)
NOT_BELIEVED = "The hospital's sign-in did not come back as it should. Please begin again."


def begin(came: Came) -> Response:
    """To the hospital's page. What is needed on the way back stays in a cookie, marked as ours."""
    hospital = _hospital(came)
    try:
        begun = came.site.places.work(hospital.begin)
    except NotVouchedFor as trouble:
        return _refused(came, trouble.why, AWAY, 503)
    until = str(int(came.now.timestamp()) + LASTS)
    kept = packed(
        {
            "state": begun.state,
            "nonce": begun.nonce,
            "verifier": begun.verifier,
            "until": until,
            "to": sign_in.back(came),
        }
    )
    answer = Response(status=SEE_OTHER, headers={"Location": begun.address})
    # Lax: it has to come along when the hospital sends the browser back.
    came.site.cookies.give_for_a_while(answer, COOKIE, f"{kept}.{came.site.marks.mark(f'hospital {kept}')}", LASTS)
    return answer


def back(came: Came) -> Response:
    """From the hospital's page. Whoever it names is in, if the desk has them."""
    kept = _kept(came)
    sent = came.request.args.get("state", "")
    if not kept or not sent.isascii() or not hmac.compare_digest(kept["state"], sent):
        return _refused(came, "state", NOT_BELIEVED, 400)
    code, hospital = came.request.args.get("code", ""), _hospital(came)
    try:
        who = came.site.places.work(lambda: hospital.who(code, kept["nonce"], kept["verifier"]))
    except NotVouchedFor as trouble:
        return _refused(came, trouble.why, AWAY if trouble.why == "provider" else NOT_BELIEVED, 403)
    token = _entered(came, who)
    if not token:
        return sign_in.form(came, 403, fault=NOT_HERE)
    # A page and no redirect: the session's cookie goes along only where the way began with us.
    answer = came.site.outside("going_in", "Signed in", to=kept["to"])
    return came.site.cookies.give_session(came.known(answer), token)


def _entered(came: Came, who: Who) -> str:
    with came.turn() as turn:
        one = turn.staff_of_subject(who.name, who.subject)
        if one is None:
            turn.audit("desk_not_signed_in", "nobody", {"kind": "hospital", "outcome": "unknown"})
            return ""
        return came.enter(turn, one.id, one.name, "hospital")


def _refused(came: Came, why: str, says: str, status: int) -> Response:
    log.warning("hospital_sign_in_refused", why=why)
    with came.turn() as turn:
        turn.audit("desk_not_signed_in", "nobody", {"kind": "hospital", "outcome": why})
    return sign_in.form(came, status, fault=says)


def _kept(came: Came) -> dict[str, str]:
    """What this browser keeps of a sign-in that it began here; {} for none, an old one, or one that is not ours."""
    text, _, mark = came.site.cookies.plain(came.request, COOKIE).rpartition(".")
    if not text or not came.site.marks.holds(f"hospital {text}", mark):
        return {}
    kept = unpacked(text)
    return kept if int(kept.get("until", "0")) > came.now.timestamp() else {}


def _hospital(came: Came) -> Hospital:
    if came.site.hospital is None:
        raise LookupError("no provider is set")
    return came.site.hospital
