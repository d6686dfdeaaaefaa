"""Appropriate use criteria, as they stand today."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("appropriate_use")
