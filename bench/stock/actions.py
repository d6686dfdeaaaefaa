"""The custom action of the stock project: says the number that was asked for. Runs in Rasa's own action server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lookup import answer, read, sought
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

ENTRIES, NAMES = read(Path(__file__).resolve().parents[2] / "directory.yaml")


class Answer(Action):
    """Answers every intent out of the directory."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        """Say the number that was asked for."""
        message = tracker.latest_message
        entry = ENTRIES.get(sought(message.get("text") or "", NAMES)) or next(iter(ENTRIES.values()))
        dispatcher.utter_message(text=answer(entry, message["intent"]["name"] == "fax"))
        return []
