"""Turn counted words into intents: weighting, a linear model, and its small file.

Nothing here knows Rasa, so that measurements outside it use the very same arithmetic.
"""

from __future__ import annotations

import io
import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

Array = npt.NDArray[np.float32]
Block = csr_matrix | Array
"""What one featurizer says of some sentences, a row each: sparse counts, or dense numbers."""

LEVELS = 63  # on each side of zero; fewer make a smaller file, and one below 2 MB goes into git


@dataclass(frozen=True)
class Scorer:
    """A trained model.

    rarity: per featurizer one weight for each of its features (empty for dense numbers).
    weights: features x intents. offset: one per intent.
    """

    intents: list[str]
    rarity: list[Array]
    weights: Array
    offset: Array

    def probabilities(self, blocks: list[Block]) -> Array:
        """Give one row per sentence: a probability for each intent, in the order of `intents`, sum 1."""
        return _chances(joined(blocks, self.rarity) @ self.weights + self.offset)

    def of_one(self, rows: list[Block]) -> Array:
        """The same for a single sentence, a row per featurizer: `probabilities` takes several times as long."""
        places, values, start = [], [], 0
        for row, rarity in zip(rows, self.rarity, strict=True):
            if isinstance(row, np.ndarray):
                here, said = np.arange(row.shape[1]), row[0]
            else:
                here, said = row.indices, np.log1p(row.data, dtype=np.float32) * rarity[row.indices]
            places.append(start + here)
            values.append(_of_length_1(said))
            start += row.shape[1]
        # Added up row by row, as a sparse matrix does it, so that the two give the same to the last digit.
        scores = (np.concatenate(values)[:, None] * self.weights[np.concatenate(places)]).sum(axis=0)
        return _chances((scores + self.offset)[None, :])[0]

    def save(self, path: Path) -> None:
        """Write the model, weights rounded to a byte each, as plain arrays: nothing in the file can run.

        LZMA packs them a third smaller than the archive around the model does.
        """
        scale = np.maximum(np.abs(self.weights).max(axis=0), 1e-9) / LEVELS
        small = np.rint(self.weights / scale).astype(np.int8)
        rarity = {f"rarity_{place}": values for place, values in enumerate(self.rarity)}
        names = np.array(self.intents, dtype=np.str_)
        plain = io.BytesIO()
        np.savez(plain, intents=names, weights=small, scale=scale, offset=self.offset, **rarity)
        path.write_bytes(lzma.compress(plain.getvalue()))

    @classmethod
    def read(cls, path: Path) -> Scorer:
        """Read a file that `save` wrote. Raises ValueError if it holds anything but plain arrays."""
        with np.load(io.BytesIO(lzma.decompress(path.read_bytes())), allow_pickle=False) as stored:
            places = range(sum(name.startswith("rarity_") for name in stored.files))
            rarity = [stored[f"rarity_{place}"] for place in places]
            weights = stored["weights"].astype(np.float32) * stored["scale"]
            return cls([str(name) for name in stored["intents"]], rarity, weights, stored["offset"])


def learn(blocks: list[Block], intents: list[str], freedom: float, sharpness: float) -> Scorer:
    """Train on one row per sentence, its intent at the same place in `intents`.

    freedom: how far the weights may go (C of the support vector machine). sharpness: how sure a lead in score
    makes the answer; it changes no order, it only brings probabilities near to how often they are right.
    Raises ValueError for fewer than three intents.
    """
    if len(set(intents)) < 3:
        raise ValueError("a model needs at least three intents")
    rarity = [_rarity(block) for block in blocks]
    model = LinearSVC(C=freedom, class_weight="balanced", random_state=0)
    model.fit(joined(blocks, rarity), intents)
    weights = np.ascontiguousarray(model.coef_.T * sharpness, dtype=np.float32)
    offset = np.asarray(model.intercept_ * sharpness, dtype=np.float32)
    return Scorer(list(model.classes_), rarity, weights, offset)


def joined(blocks: list[Block], rarity: list[Array]) -> csr_matrix:
    """Weigh each block, bring its rows to length 1, and set the blocks side by side."""
    return hstack([normalize(_weighed(*pair), copy=False) for pair in zip(blocks, rarity, strict=True)], format="csr")


def _chances(scores: Array) -> Array:
    """Turn scores into probabilities, row by row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def _of_length_1(values: Array) -> Array:
    length = np.sqrt(np.square(values).sum(dtype=np.float64)) or 1.0
    return (values.astype(np.float64) / length).astype(np.float32)


def _rarity(block: Block) -> Array:
    """Give rare features more weight: the logarithm of how few sentences have them."""
    if isinstance(block, np.ndarray):
        return np.empty(0, dtype=np.float32)
    seen = np.bincount(block.indices, minlength=block.shape[1])
    return np.asarray(np.log((1 + block.shape[0]) / (1 + seen)) + 1, dtype=np.float32)


def _weighed(block: Block, rarity: Array) -> csr_matrix:
    if isinstance(block, np.ndarray):
        return csr_matrix(block, dtype=np.float32)
    counted = csr_matrix(block, dtype=np.float32)
    counted.data = np.log1p(counted.data) * rarity[counted.indices]
    return counted
