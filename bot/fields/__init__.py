"""What people answer when a form is filled in by talking: dates, names, numbers, addresses, and words that steer.

Pure parsers. Each takes a text of any kind (its first 1,600 characters count) and gives a small frozen answer with
`value`, `missing` and `why`; none raises, stores or logs. The words are in data/fields.
"""

from __future__ import annotations

import datetime as dt

from bot.fields.addresses import postal_address
from bot.fields.control import control
from bot.fields.dates import birth_date
from bot.fields.names import person_name
from bot.fields.needed import needed_by
from bot.fields.reach import reach
from bot.fields.recipient import recipient
from bot.fields.record import record_number
from bot.fields.studies import studies
from bot.fields.tables import field_table
from bot.fields.who import who_asks

__all__ = [
    "birth_date", "control", "needed_by", "person_name", "postal_address", "reach", "recipient", "record_number",
    "studies", "warm", "who_asks",
]  # fmt: skip


def warm() -> None:
    """Read all tables and libraries now, about half a second, so that no caller waits for them."""
    today = dt.date(2000, 1, 1)
    for text in field_table("warm")["texts"]:
        for parse in (control, person_name, record_number, recipient, postal_address, reach, who_asks):
            parse(text)
        for dated in (birth_date, studies, needed_by):
            dated(text, today)
