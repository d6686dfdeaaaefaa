"""Train the model: python -m nlu.train --data var/nlu/nlu.yml --out var/models/radline.tar.gz"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from uuid import uuid4

from nlu import quiet


def main() -> None:
    """Read the command line, train, and put the model in its place in one step."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    wish = arguments.parse_args()
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=wish.out.parent) as folder:
        os.replace(train(wish.config, wish.data, Path(folder)), wish.out)


def train(config: Path, data: Path, folder: Path) -> Path:
    """Train an intents-only model into the folder and give its file. Raises SystemExit if Rasa makes none."""
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")  # else Rasa keeps one in the project's folder
    quiet.hush()
    from rasa.model_training import train_nlu
    from rasa.shared.nlu.training_data.training_data import TrainingData

    # After each step Rasa reads through all sentences for the sake of its cache, which this training leaves nothing in:
    # that takes as long as the training.
    TrainingData.fingerprint = lambda _: uuid4().hex
    made = train_nlu(str(config), str(data), str(folder), fixed_model_name="radline")
    if made is None:
        raise SystemExit(f"Rasa trained no model from {data}.")
    return Path(made)


if __name__ == "__main__":
    main()
