"""A second reading of outside studies."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("second_read", with_role="scheduling")
