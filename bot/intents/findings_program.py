"""What the findings program is."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("findings_program")
