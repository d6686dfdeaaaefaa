"""How an outside office orders: call first, then fax the form."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("order_exam", with_role="scheduling", purposes=("appointments", "fax"))
