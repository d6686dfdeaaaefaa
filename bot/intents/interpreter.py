"""Language help, free of charge."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("interpreter")
