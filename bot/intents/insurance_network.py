"""The letter about being out of network."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("insurance_network", with_role="billing")
