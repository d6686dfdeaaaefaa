"""A trained model opened for parsing alone: the rest of what its plans name brings TensorFlow, and is not needed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata

COMMANDS = "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler"


class ForParsing(LocalModelStorage):
    """Leaves out the plan of the training and, as people have no commands, the step that reads "/name" as one."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        told = json.loads((directory / MODEL_ARCHIVE_METADATA_FILE).read_text("utf-8"))
        return ModelMetadata.from_dict(_without_commands({**told, "train_schema": {"nodes": {}}}))


def _without_commands(told: dict[str, Any]) -> dict[str, Any]:
    nodes, last = told["predict_schema"]["nodes"], told["nlu_target"]
    if nodes[last]["uses"] != COMMANDS:
        return told
    before = nodes[last]["needs"]["messages"]
    kept = {name: node for name, node in nodes.items() if name != last}
    return {**told, "predict_schema": {"nodes": kept}, "nlu_target": before}
