"""What came of each way on each split, and figures from it: bench/classifiers.py."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.classifiers_data import Split
from nlu.weigh import Array

LEAST = 1e-6  # no chance is taken for smaller, so that its logarithm is a number


@dataclass(frozen=True)
class Cost:
    """Milliseconds of CPU for one sentence (medians); bytes of the model and of its lists of words; seconds to train.

    counting, encoding, telling: making the sparse features, the dense ones, and telling the intent from them.
    """

    counting: float
    encoding: float
    telling: float
    model: int
    lists: int
    seconds: float


@dataclass(frozen=True)
class Tried:
    """One way on some sentences, or on those of several splits: who wrote each, what was meant, chances found.

    scores: sentences x intents, logarithms of chances. meant: the place of each sentence's intent.
    """

    way: str
    split: int
    intents: list[str]
    scores: Array
    meant: npt.NDArray[np.int64]
    writers: npt.NDArray[np.str_]
    cost: Cost

    @classmethod
    def of(cls, way: str, split: Split, intents: list[str], chances: Array, cost: Cost) -> Tried:
        """Take the chances that a model gives; `intents` names the columns."""
        places = {name: place for place, name in enumerate(intents)}
        meant = np.array([places[one.intent] for one in split.new])
        writers = np.array([one.writer for one in split.new])
        return cls(way, split.number, intents, np.log(np.maximum(chances, LEAST)), meant, writers, cost)

    @property
    def right(self) -> npt.NDArray[np.bool_]:
        """Whether the best reading was the one that was meant."""
        return np.asarray(self.scores.argmax(axis=1) == self.meant)

    @property
    def accuracy(self) -> float:
        """Share that was right."""
        return float(self.right.mean())

    def keep(self, folder: Path) -> None:
        """Write it down."""
        folder.mkdir(parents=True, exist_ok=True)
        about = json.dumps({"intents": self.intents, "cost": asdict(self.cost)})
        scores = self.scores.astype(np.float32)
        path = folder / f"{self.way}.{self.split}.npz"
        np.savez_compressed(path, scores=scores, meant=self.meant, writers=self.writers, about=np.array(about))

    @classmethod
    def read(cls, path: Path) -> Tried:
        """Read what `keep` wrote."""
        way, split, _ = path.name.split(".")
        with np.load(path, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            found = (stored["scores"], stored["meant"], stored["writers"])
            return cls(way, int(split), about["intents"], *found, Cost(**about["cost"]))
