"""What must not be lost: talks, answers, texts to send, stops, call-backs, requests, the audit trail. All sealed."""

from bot.store.answers import Answer
from bot.store.audit import Head, NotForTheAudit
from bot.store.caps import Caps, Leave
from bot.store.checkup import Checkup
from bot.store.copying import NotCopied, NotEmpty, NotTheSame
from bot.store.desk_cases import Disclosure
from bot.store.desk_checks import Checked, NotTheirs
from bot.store.desk_tables import STAFF_ROLES, WAYS, StaffRole
from bot.store.desk_tables import Way as SendingWay
from bot.store.directory_changes import Change
from bot.store.faults import (
    KeyOnAnotherRoute,
    KeysDoNotFit,
    SealedValueUnreadable,
    StoreBusy,
    StoreUnavailable,
)
from bot.store.figures import OUTCOMES, EndingCount, Span, UrgentCall
from bot.store.links import Link
from bot.store.meant import Batch, Meant
from bot.store.outbox import ClaimedText, Text
from bot.store.papers import Paper
from bot.store.reminders import Reminder
from bot.store.request_events import RequestEvent, last_asked
from bot.store.requests import ChecksMissing, CodeTaken, IllegalMove, StoredRequest
from bot.store.situations import MENDS, Situation
from bot.store.staff import Staff
from bot.store.staff_sessions import SignedIn
from bot.store.staff_tries import From
from bot.store.store import Store
from bot.store.tables import DELIVERIES, TICKET_STATES, Delivery, Status, TicketState, Way
from bot.store.talks import Talk
from bot.store.tickets import Ticket
from bot.store.turn import Turn
from bot.store.turns import HeardTurn, TurnRow, Unclear
from bot.store.verify import Verdict

__all__ = [
    "DELIVERIES",
    "MENDS",
    "OUTCOMES",
    "STAFF_ROLES",
    "TICKET_STATES",
    "WAYS",
    "Answer",
    "Batch",
    "Caps",
    "Change",
    "Checked",
    "ChecksMissing",
    "Checkup",
    "ClaimedText",
    "CodeTaken",
    "Delivery",
    "Disclosure",
    "EndingCount",
    "From",
    "Head",
    "HeardTurn",
    "IllegalMove",
    "KeyOnAnotherRoute",
    "KeysDoNotFit",
    "Leave",
    "Link",
    "Meant",
    "NotCopied",
    "NotEmpty",
    "NotForTheAudit",
    "NotTheSame",
    "NotTheirs",
    "Paper",
    "Reminder",
    "RequestEvent",
    "SealedValueUnreadable",
    "SendingWay",
    "SignedIn",
    "Situation",
    "Span",
    "Staff",
    "StaffRole",
    "Status",
    "Store",
    "StoreBusy",
    "StoreUnavailable",
    "StoredRequest",
    "Talk",
    "Text",
    "Ticket",
    "TicketState",
    "Turn",
    "TurnRow",
    "Unclear",
    "UrgentCall",
    "Verdict",
    "Way",
    "last_asked",
]
