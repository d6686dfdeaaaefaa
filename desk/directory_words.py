"""What the desk's pages call the parts of the directory. English: staff pages are no sentences for callers."""

from __future__ import annotations

from bot.directory_types import Role
from desk import words

KINDS = {
    "service": "Exams",
    "desk": "Desks",
    "lead": "Team leads",
    "person": "People",
    "topic": "Things told",
}
PURPOSES: dict[str, str] = {
    "appointments": "appointments",
    "same_day": "same day",
    "nurse_coordinator": "nurse coordinator",
    "advice": "advice for doctors",
    "fax": "fax",
    "phone": "phone",
    "toll_free": "toll-free",
    "emergent": "urgent requests",
}
GIVEN: dict[str, str] = {
    "fax": "a fax number",
    "hours": "hours",
    "email": "an e-mail address",
    "same_day": "a same-day line",
    "nurse_coordinator": "a nurse coordinator",
    "phone": "a telephone number",
    "address": "an address",
    "street": "a street address",
}
AUDIENCES: dict[str, str] = {"everyone": "everyone", "patients": "patients", "offices": "offices"}
ROLES: dict[Role, str] = {
    "emergent": "A hospital needs images now",
    "images_offices": "Images, for an office",
    "images_patients": "Images, for a patient",
    "images_manager": "Images, the manager",
    "scheduling": "Booking an exam",
    "billing": "A bill",
    "records": "Medical records",
    "findings": "A finding to follow up",
    "main": "Anything else, a person",
}
# Fields of an entry or schedule, as the form and the list of changes call them.
FIELDS = {
    "name": "Name",
    "said": "Shorter name for the voice",
    "called": "Called",
    "numbers": "Numbers",
    "hours": "Hours",
    "address": "Address",
    "email": "E-mail",
    "before": "What to do first",
    "patients": "Told to patients",
    "offices": "Told to offices",
    "tell": "Told about it",
    "not_given": "The source does not give",
    "source": "Source",
    "verified": "Compared with the source on",
    "review_by": "Compare again by",
    "from": "Told from",
    "until": "Told until",
    "days": "Times",
    "holidays": "On holidays",
    "times_given": "The times are given",
    "dates": "Single days",
}
DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip
HOLIDAYS = {"open": "open as on other days", "closed": "closed", "not_given": "the source does not say"}
LANGS = words.LANGS
