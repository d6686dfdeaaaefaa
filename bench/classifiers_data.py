"""The sentences that ways of telling intents are compared on, and what the featurizers of config.yml say of them.

Held out are writers who wrote sentences of every intent, dealt into three splits; each split learns from all the
other writers, also from those who wrote of some intents alone.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from bench.held_out import Said, counter, dense, sentences
from nlu import encoder
from nlu.weigh import Array, Block

SPLITS = 3
Pipeline = list[dict[str, Any]]


def pipeline(config: Path) -> Pipeline:
    """The components of config.yml with their settings."""
    parts: Pipeline = yaml.safe_load(config.read_text("utf-8"))["pipeline"]
    return parts


def dealt(said: list[Said]) -> list[list[str]]:
    """The writers of every intent, dealt out in the order of their names."""
    of = defaultdict(set)
    for one in said:
        of[one.writer].add(one.intent)
    every = max(map(len, of.values()))
    writers = sorted(writer for writer, intents in of.items() if len(intents) == every)
    return [writers[start::SPLITS] for start in range(SPLITS)]


@dataclass(frozen=True)
class Split:
    """Sentences to learn from and sentences to try, with what the encoder says of each (a row of 384 numbers)."""

    number: int
    known: list[Said]
    new: list[Said]
    known_rows: Array
    new_rows: Array
    parts: Pipeline

    @cached_property
    def counters(self) -> list[Any]:
        """The counters of words and of pieces, which know what the known sentences hold."""
        made = [counter(part) for part in self.parts if part["name"].endswith(".SentenceCounts")]
        return [one.fit([s.text for s in self.known]) for one in made]

    @cached_property
    def known_blocks(self) -> list[Block]:
        """Words, pieces and encoder of the known sentences."""
        return [*(one.transform([s.text for s in self.known]) for one in self.counters), self.known_rows]

    @cached_property
    def new_blocks(self) -> list[Block]:
        """Words, pieces and encoder of the new sentences."""
        return [*(one.transform([s.text for s in self.new]) for one in self.counters), self.new_rows]

    def thinned(self, every: int) -> Split:
        """One sentence in so many, for ways that take long to learn."""
        return replace(
            self,
            known=self.known[::every],
            new=self.new[::every],
            known_rows=self.known_rows[::every],
            new_rows=self.new_rows[::every],
        )

    @property
    def intents(self) -> list[str]:
        """Of the known sentences."""
        return [one.intent for one in self.known]


def splits(data: Path, config: Path, keep: Path) -> list[Split]:
    """Every split. The encoder's rows are kept in a folder, for it learns nothing from any split."""
    said, parts = list(sentences(data)), pipeline(config)
    rows = _rows(said, parts, keep)
    return [_split(number, said, rows, writers, parts) for number, writers in enumerate(dealt(said), 1)]


def _rows(said: list[Said], parts: Pipeline, keep: Path) -> Array:
    name = hashlib.sha256(repr((said, parts)).encode()).hexdigest()[:12]
    path = keep / f"encoded-{name}.npy"
    if not path.exists():
        keep.mkdir(parents=True, exist_ok=True)
        np.save(path, np.hstack(dense(said, parts)))
    rows: Array = np.load(path)
    return rows


def _split(number: int, said: list[Said], rows: Array, writers: list[str], parts: Pipeline) -> Split:
    new = np.array([one.writer in writers for one in said])
    return Split(
        number,
        [one for one in said if one.writer not in writers],
        [one for one in said if one.writer in writers],
        rows[~new],
        rows[new],
        parts,
    )


def counted(one: Any) -> Callable[[str], csr_matrix]:
    """Give a function that counts one sentence, as nlu/sentence_counts.py does: much sooner than `transform`."""
    cut, known = one.build_analyzer(), one.vocabulary_

    def row(text: str) -> csr_matrix:
        places, counts = np.unique([known[part] for part in cut(text) if part in known], return_counts=True)
        return csr_matrix((counts, places.astype(np.int32), [0, len(places)]), shape=(1, len(known)))

    return row


def encoded(parts: Pipeline) -> Callable[[str], Array]:
    """Give a function that encodes one sentence."""
    part = next(part for part in parts if part["name"].endswith(".SentenceEncoder"))
    network, unmasked = encoder.read(part["layers"]), encoder.in_place_of(part["masks"])
    return lambda text: network.encode([unmasked(text)])
