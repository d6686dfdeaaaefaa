"""Makes the stock Rasa project out of our own training data, and trains it once: var/stock/<hash>/

It is what `rasa init` gives, filled with our intents and sentences: Rasa's default pipeline and policies as Rasa itself
has them, a rule for each intent, a few stories, one custom action. Nothing of Radline's own components is in it. Only
`epochs` is ours: it decides how long training takes and nothing of what a turn costs.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from bot import training_data
from bot.settings import ROOT
from bot.training_data import Utterance

PYTHON = ROOT / ".venv-nlu/bin/python"
DEFAULTS = "lib/python3.10/site-packages/rasa/engine/recipes/config_files/default_config.yml"
EPOCHS = 5
FALLBACK = "nlu_fallback"
ANSWER, REPHRASE = "action_answer", "utter_rephrase"
SORRY = "I did not get that. Could you say it in other words?"
STORIES = (("greeting", "fax", "thanks"), ("appointment", "thanks"), ("fax", "opening_hours", "thanks"))
HARMLESS = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "0" * 32, "+19195550199"


class NotTrained(Exception):
    """Rasa made no model; the message says where its own words are."""


def files(said: Iterable[Utterance], defaults: str, epochs: int) -> dict[str, str]:
    """The project's files by their path in it. `defaults` is Rasa's own default_config.yml."""
    intents = sorted({one.intent for one in said})
    return {
        "config.yml": _yaml(config(defaults, epochs)),
        "domain.yml": _yaml(domain(intents)),
        "data/rules.yml": _yaml({"version": "3.1", "rules": rules(intents)}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": stories(intents)}),
    }


def config(defaults: str, epochs: int) -> dict[str, Any]:
    """Rasa's defaults with another number of epochs."""
    whole: dict[str, Any] = yaml.safe_load(defaults) | {"assistant_id": "stock"}
    for part in (*whole["pipeline"], *whole["policies"]):
        if "epochs" in part:
            part["epochs"] = epochs
    return whole


def domain(intents: list[str]) -> dict[str, Any]:
    """What the assistant may understand, say and do."""
    return {
        "version": "3.1",
        "intents": intents,
        "actions": [ANSWER],
        "responses": {REPHRASE: [{"text": SORRY}]},
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def rules(intents: list[str]) -> list[dict[str, Any]]:
    """Each intent gets its answer; what is not understood is asked for again."""
    steps = [(name, ANSWER) for name in intents] + [(FALLBACK, REPHRASE)]
    return [{"rule": f"answer {name}", "steps": [{"intent": name}, {"action": action}]} for name, action in steps]


def stories(intents: list[str]) -> list[dict[str, Any]]:
    """Talks for the policies that learn."""
    known = [names for names in STORIES if set(names) <= set(intents)]
    return [
        {"story": " ".join(names), "steps": [{key: value} for name in names for key, value in _step(name)]}
        for names in known
    ]


def _step(intent: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("intent", intent), ("action", ANSWER)


def credentials() -> dict[str, Any]:
    """Rasa's own channels of Twilio's; the account is invented."""
    twilio = {"account_sid": ACCOUNT, "auth_token": TOKEN, "twilio_number": NUMBER}
    return {"rest": None, "twilio": twilio, "twilio_voice": {"initial_prompt": "hello", "assistant_voice": "woman"}}


def endpoints(database: Path, actions_port: int) -> dict[str, Any]:
    """The SQL tracker store and the action server."""
    return {
        "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(database)},
        "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
    }


def trained(epochs: int = EPOCHS, root: Path = ROOT) -> tuple[Path, dict[str, Any]]:
    """The folder of the trained project, and what is known of its training. Raises NotTrained.

    Kept by the hash of all that goes into it: the same data is trained on once.
    """
    said = training_data.read(root / "data/nlu")
    made = files(said, (root / ".venv-nlu" / DEFAULTS).read_text(encoding="utf-8"), epochs)
    folder = root / "var/stock" / _name(made, said)
    about = folder / "about.json"
    if not about.exists():
        _write(folder, made, said)
        seconds = _train(folder)
        about.write_text(json.dumps({"epochs": epochs, "sentences": len(said), "seconds": round(seconds)}), "utf-8")
    return folder, json.loads(about.read_text(encoding="utf-8"))


def _write(folder: Path, made: dict[str, str], said: list[Utterance]) -> None:
    for name, text in made.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    training_data.write(said, folder / "data/nlu.yml")


def _name(made: dict[str, str], said: Iterable[Utterance]) -> str:
    sentences = [(one.intent, one.text) for one in said]
    return hashlib.sha256(json.dumps([made, sentences]).encode()).hexdigest()[:16]


def environ() -> dict[str, str]:
    """The environment of Rasa's programs: no keys and tokens, and nothing is told to anybody."""
    kept = {name: os.environ[name] for name in HARMLESS if name in os.environ}
    return kept | {"RASA_TELEMETRY_ENABLED": "false", "SANIC_HOST": "127.0.0.1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def _train(folder: Path) -> float:
    """Seconds that it took."""
    started = time.monotonic()
    command = [str(PYTHON), "-m", "rasa", "train", "--fixed-model-name", "stock", "--out", "models"]
    with (folder / "training.log").open("wb") as log:
        done = subprocess.run(command, cwd=folder, env=environ(), stdout=log, stderr=log, check=False)  # noqa: S603
    if done.returncode or not (folder / "models/stock.tar.gz").exists():
        raise NotTrained(f"Rasa trained no stock model: see {folder / 'training.log'}")
    return time.monotonic() - started


def _yaml(content: Any) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


if __name__ == "__main__":
    print(*trained(), sep="\n")
