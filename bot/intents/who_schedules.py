"""Who makes the appointment, and whether a patient may."""

from __future__ import annotations

from bot.intents.topics import topic

answer = topic("who_schedules", with_role="scheduling")
