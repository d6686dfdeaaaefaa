"""A small neural net over the features of config.yml: one hidden layer, so that words may count together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from scipy.sparse import csr_matrix

from nlu.weigh import Array, Block, Scorer, _chances, _rarity, joined

ROUNDS, ROUNDS_STRAIGHT = 10, 15  # with a hidden layer, and without
PACE, PACE_STRAIGHT = 2e-3, 5e-3
AT_ONCE = 256  # sentences
SPREAD = 0.05  # of the first weights before learning


@dataclass(frozen=True)
class Net:
    """What has learnt: features x hidden, hidden x intents."""

    intents: list[str]
    rarity: list[Array]
    first: Array
    first_offset: Array
    second: Array
    second_offset: Array

    def probabilities(self, blocks: list[Block]) -> Array:
        """One row per sentence, a chance for each intent."""
        hidden = np.maximum(joined(blocks, self.rarity) @ self.first + self.first_offset, 0)
        return _chances(hidden @ self.second + self.second_offset)

    def of_one(self, rows: list[Block]) -> Array:
        """The same for a single sentence."""
        chances: Array = self.probabilities(rows)[0]
        return chances


class Learner:
    """The weights while they learn; without a hidden layer it is logistic regression."""

    def __init__(self, features: int, hidden: int, intents: int, dropped: float) -> None:
        tf.random.set_seed(0)
        layers = [(features, hidden, SPREAD), (hidden, intents, hidden**-0.5)] if hidden else [(features, intents, 0.0)]
        self.parts = [
            tf.Variable(part)
            for wide, high, spread in layers
            for part in (tf.random.normal((wide, high), stddev=spread), tf.zeros(high))
        ]
        self._dropped = dropped
        self._adam = tf.keras.optimizers.legacy.Adam(PACE if hidden else PACE_STRAIGHT)
        given = [
            tf.SparseTensorSpec([None, features], tf.float32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None], tf.float32),
        ]
        self.step = tf.function(self._step, given, autograph=False)

    def _step(self, sentences: tf.SparseTensor, of: tf.Tensor, heavy: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            scores = tf.sparse.sparse_dense_matmul(sentences, self.parts[0]) + self.parts[1]
            for weights, offset in zip(self.parts[2::2], self.parts[3::2], strict=True):
                scores = tf.matmul(tf.nn.dropout(tf.nn.relu(scores), self._dropped), weights) + offset
            loss = tf.reduce_mean(heavy * tf.nn.sparse_softmax_cross_entropy_with_logits(of, scores))
        self._adam.apply_gradients(zip(tape.gradient(loss, self.parts), self.parts, strict=True))


def net(hidden: int, dropped: float) -> Callable[[list[Block], list[str]], Net]:
    """Give what trains a net with so many numbers between features and intents, on one row per sentence.

    dropped: the share of these numbers that is left out at each step, so that none relies on another.
    """

    def learnt(blocks: list[Block], intents: list[str]) -> Net:
        return Net(*_learnt(blocks, intents, hidden, dropped))

    return learnt


def regression(blocks: list[Block], intents: list[str]) -> Scorer:
    """Logistic regression over all intents at once, learnt in the same way as the net."""
    return Scorer(*_learnt(blocks, intents, 0))


def _learnt(blocks: list[Block], intents: list[str], hidden: int, dropped: float = 0.0) -> Any:
    """Names, rarity and weights. Rare intents weigh more, by the root of how rare they are."""
    rarity = [_rarity(block) for block in blocks]
    sentences = joined(blocks, rarity).astype(np.float32)
    names, of = np.unique(intents, return_inverse=True)
    heavy = np.sqrt(len(of) / (len(names) * np.bincount(of))).astype(np.float32)[of]
    learner = Learner(sentences.shape[1], hidden, len(names), dropped)
    for some in _shuffled(len(of), ROUNDS if hidden else ROUNDS_STRAIGHT):
        learner.step(_sparse(sentences[some]), of[some].astype(np.int32), heavy[some])
    return [str(name) for name in names], rarity, *(part.numpy() for part in learner.parts)


def _shuffled(sentences: int, rounds: int) -> Iterator[npt.NDArray[np.int64]]:
    chance = np.random.default_rng(0)
    for _ in range(rounds):
        order = chance.permutation(sentences)
        yield from (order[start : start + AT_ONCE] for start in range(0, sentences, AT_ONCE))


def _sparse(rows: csr_matrix) -> tf.SparseTensor:
    coordinates = rows.tocoo()
    places = np.column_stack([coordinates.row, coordinates.col]).astype(np.int64)
    return tf.SparseTensor(places, coordinates.data, rows.shape)
