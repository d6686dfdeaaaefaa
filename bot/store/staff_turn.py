"""The part of a turn that is about the people of the desk."""

from __future__ import annotations

import datetime as dt

from bot.store import staff, staff_sessions, staff_tries
from bot.store.desk_tables import StaffRole
from bot.store.staff import Secrets, Staff
from bot.store.staff_sessions import SignedIn
from bot.store.staff_tries import From
from bot.store.work import Work


class StaffTurn:
    """Methods that `bot.store.Turn` has. Whoever calls one that changes something writes the audit entry."""

    _work: Work
    _now: dt.datetime

    def add_staff(self, name: str, role: StaffRole) -> Staff | None:
        """A new member of the desk; None where the name is taken, or not made of small letters, digits, dot, dash."""
        return staff.add(self._work, name, role, self._now)

    def staff(self) -> list[Staff]:
        """Everybody of the desk, by name."""
        return staff.listed(self._work)

    def staff_member(self, staff_id: str) -> Staff | None:
        """One of them, held until the turn ends."""
        return staff.find(self._work, staff_id)

    def staff_named(self, name: str) -> Staff | None:
        """The one with this name."""
        return staff.named(self._work, name)

    def staff_role(self, staff_id: str, role: StaffRole) -> None:
        """Give another role; all sessions end."""
        staff.set_role(self._work, staff_id, role)

    def disable_staff(self, staff_id: str) -> None:
        """Shut somebody out at once."""
        staff.disable(self._work, staff_id, self._now)

    def enable_staff(self, staff_id: str) -> None:
        """Take back `disable_staff`."""
        staff.enable(self._work, staff_id)

    def staff_link(self, staff_id: str, token: str) -> None:
        """Keep the token of a link by which somebody chooses a password; it lives 72 hours."""
        staff.give_link(self._work, staff_id, token, self._now)

    def staff_of_link(self, token: str) -> Staff | None:
        """Whose link this is, as long as it lives."""
        return staff.of_link(self._work, token, self._now)

    def enrol_staff(self, staff_id: str, password: str, seed: str, step: int) -> None:
        """Keep an argon2 hash and the seed of one-time codes; `step`: of the code that was shown. The link is used."""
        staff.enrol(self._work, staff_id, password, seed, step)

    def staff_secrets(self, name: str) -> Secrets | None:
        """What somebody signs in with; None for who may not or is not there."""
        return staff.secrets_of(self._work, name)

    def staff_code_used(self, staff_id: str, step: int) -> None:
        """No one-time code up to this step counts again."""
        staff.used_code(self._work, staff_id, step)

    def staff_rehashed(self, staff_id: str, password: str) -> None:
        """Keep a newer hash of the same password."""
        staff.rehashed(self._work, staff_id, password)

    def staff_of_subject(self, name: str, subject: str) -> Staff | None:
        """Who the hospital's sign-in speaks of: its first `subject` (issuer and id) under this name, and no other."""
        return staff.of_subject(self._work, name, subject)

    def sign_in(self, staff_id: str, token: str) -> None:
        """Begin a session."""
        staff_sessions.begin(self._work, staff_id, token, self._now)

    def signed_in(self, token: str, at_work: bool = True) -> SignedIn | None:
        """Whose session this is; None where it is over. `at_work`: it goes on for another 15 minutes."""
        return staff_sessions.find(self._work, token, self._now, at_work)

    def sign_out(self, token: str) -> None:
        """End a session."""
        staff_sessions.end(self._work, token)

    def try_to_sign_in(self, name: str, came: From) -> str | None:
        """Count a try; its id, or None where there were too many. Nothing may be compared before."""
        return staff_tries.begin(self._work, name, came, self._now)

    def good_try(self, try_id: str) -> None:
        """The try was right."""
        staff_tries.was_good(self._work, try_id)
