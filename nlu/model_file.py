"""A model file is code: it names the classes to load. So only the one its manifest names is opened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path


class ModelRefused(Exception):
    """The model is missing, has no manifest, or is not the file that its manifest describes."""


def checked_copy(model: Path, folder: Path) -> Path:
    """Copy the model into a private folder, if its sha256 is the one in `<name>.json` beside it.

    The bytes that were checked are the bytes that get loaded, whatever happens to the file meanwhile.
    Raises ModelRefused.
    """
    manifest, wanted = _manifest(model), name_of(model)
    try:
        content = model.read_bytes()
    except OSError as fault:
        raise ModelRefused(f"{model} cannot be read") from fault
    if hashlib.sha256(content).hexdigest() != wanted:
        raise ModelRefused(f"{model} is not the file that {manifest} names")
    copy = folder / model.name
    copy.write_bytes(content)
    return copy


def name_of(model: Path) -> str:
    """The sha256 that the manifest gives for the model, by which one is told from another. Raises ModelRefused."""
    manifest = _manifest(model)
    try:
        return str(json.loads(manifest.read_text("utf-8"))["sha256"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise ModelRefused(f"{model} or its manifest {manifest} cannot be read") from fault


def _manifest(model: Path) -> Path:
    return model.with_name(model.name.split(".")[0] + ".json")
