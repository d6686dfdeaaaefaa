"""Pictures and reports in the portal."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("see_images_online")
