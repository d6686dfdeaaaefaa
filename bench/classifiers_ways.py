"""The ways of telling intents that learn from the features of config.yml: bench/classifiers.py compares them.

Each learns from one row per sentence in the blocks it reads, and gives a chance for each intent.
"""

from __future__ import annotations

import lzma
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bench import classifiers_net
from bench.classifiers_groups import GROUPS
from nlu.weigh import LEVELS, Array, Block, Scorer, _rarity, learn

FREEDOM, SHARPNESS = 1.0, 5.5  # as in config.yml
COUNTS, ROWS, BOTH = (0, 1), (2,), (0, 1, 2)  # places of words, pieces and encoder among the blocks


class Model(Protocol):
    """What has learnt."""

    @property
    def intents(self) -> list[str]:
        """The names of the columns."""

    def probabilities(self, blocks: list[Block]) -> Array:
        """One row per sentence, a chance for each intent."""

    def of_one(self, rows: list[Block]) -> Array:
        """The same for a single sentence."""


@dataclass(frozen=True)
class Way:
    """One way: what it is called in the table, the blocks it reads, and how it learns."""

    title: str
    reads: tuple[int, ...]
    learn: Callable[[list[Block], list[str]], Model]


@dataclass(frozen=True)
class Neighbours:
    """The known sentences that the encoder finds nearest vote, near ones most."""

    intents: list[str]
    rows: Array
    of: npt.NDArray[np.int64]  # the place of each row's intent
    many: int = 20
    nearness: float = 20.0

    def probabilities(self, blocks: list[Block]) -> Array:
        """Share of the votes."""
        return np.vstack([self.of_one([row[None, :]]) for row in blocks[0]])

    def of_one(self, rows: list[Block]) -> Array:
        """Share of the votes."""
        near = self.rows @ rows[0][0]
        best = np.argpartition(-near, self.many)[: self.many]
        votes = np.bincount(self.of[best], np.exp(self.nearness * (near[best] - 1)), minlength=len(self.intents))
        return np.asarray(votes / votes.sum(), dtype=np.float32)


@dataclass(frozen=True)
class Hierarchy:
    """One model tells the group of intents, one for each group the intent."""

    intents: list[str]
    group: Scorer
    within: dict[str, Scorer]

    def probabilities(self, blocks: list[Block]) -> Array:
        """The chance of the group, times the chance of the intent in it."""
        groups = self.group.probabilities(blocks)
        inside = {name: scorer.probabilities(blocks) for name, scorer in self.within.items()}
        return self._multiplied(groups, inside)

    def of_one(self, rows: list[Block]) -> Array:
        """The chance of the group, times the chance of the intent in it."""
        groups = self.group.of_one(rows)[None, :]
        inside = {name: one.of_one(rows)[None, :] for name, one in self.within.items()}
        chances: Array = self._multiplied(groups, inside)[0]
        return chances

    def _multiplied(self, groups: Array, inside: dict[str, Array]) -> Array:
        chances = np.zeros((len(groups), len(self.intents)), dtype=np.float32)
        for place, name in enumerate(self.group.intents):
            columns = [self.intents.index(intent) for intent in self.within[name].intents]
            chances[:, columns] = groups[:, place, None] * inside[name]
        return chances


def vectors(blocks: list[Block], intents: list[str]) -> Scorer:
    """Linear support vector machine, as nlu/weigh.py learns it."""
    return learn(blocks, intents, FREEDOM, SHARPNESS)


def regression_of_rows(blocks: list[Block], intents: list[str]) -> Scorer:
    """Logistic regression on the encoder's numbers, brought to mean 0 and spread 1 first, for else it hardly learns."""
    mean, spread = blocks[0].mean(axis=0), blocks[0].std(axis=0)
    model = LogisticRegression(C=0.1, class_weight="balanced", max_iter=60)
    model.fit((blocks[0] - mean) / spread, intents)
    weights = np.ascontiguousarray(model.coef_.T / spread[:, None], dtype=np.float32)
    offset = np.asarray(model.intercept_ - mean @ weights, dtype=np.float32)
    return Scorer(list(model.classes_), [_rarity(blocks[0])], weights, offset)


def neighbours(blocks: list[Block], intents: list[str]) -> Neighbours:
    """Keep every sentence."""
    names, of = np.unique(intents, return_inverse=True)
    return Neighbours([str(name) for name in names], np.asarray(blocks[0]), of)


def hierarchy(blocks: list[Block], intents: list[str]) -> Hierarchy:
    """Learn the groups, then the intents of each group from that group's sentences."""
    groups = [GROUPS[intent] for intent in intents]
    within = {}
    for name in sorted(set(groups)):
        here = np.flatnonzero([group == name for group in groups])
        within[name] = vectors([block[here] for block in blocks], [intents[place] for place in here])
    return Hierarchy(sorted(set(intents)), vectors(blocks, groups), within)


def size(model: Model) -> int:
    """Bytes that the model takes in a file: a byte for a weight, packed with LZMA."""
    if isinstance(model, Scorer):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "scorer"
            model.save(path)
            return path.stat().st_size
    if isinstance(model, Hierarchy):
        return size(model.group) + sum(size(one) for one in model.within.values())
    return packed(*(value for value in vars(model).values() if isinstance(value, np.ndarray)))


def packed(*arrays: npt.NDArray[Any]) -> int:
    """Bytes of arrays, rounded as `Scorer.save` rounds, packed with LZMA."""
    return sum(len(lzma.compress(np.rint(a / max(np.abs(a).max(), 1e-9) * LEVELS).astype(np.int8))) for a in arrays)


WAYS = {
    "counts_regression": Way("words and pieces, logistic regression", COUNTS, classifiers_net.regression),
    "counts_svm": Way("words and pieces, linear SVM", COUNTS, vectors),
    "encoder_regression": Way("encoder, logistic regression", ROWS, regression_of_rows),
    "neighbours": Way("encoder, 20 nearest neighbours", ROWS, neighbours),
    "both_svm": Way("**words, pieces and encoder, linear SVM: shipped**", BOTH, vectors),
    "both_regression": Way("words, pieces and encoder, logistic regression", BOTH, classifiers_net.regression),
    "both_net": Way("words, pieces and encoder, neural net, 128 hidden", BOTH, classifiers_net.net(128, 0.5)),
    "both_small_net": Way("words, pieces and encoder, neural net, 32 hidden", BOTH, classifiers_net.net(32, 0.3)),
    "hierarchy": Way("group of intents, then intent, both by linear SVM", BOTH, hierarchy),
}
