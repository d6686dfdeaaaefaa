"""The portal for outside offices."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("medlink")
