"""The featurizer of the Rasa pipeline that counts the words, or the pieces of words, of a whole sentence.

Rasa's own counts each word by itself too, and other fields of a message; nothing here reads those, and they take most
of the time. What it learns, and what is counted, are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):
    """Adds one sparse row to each message that has a word. Its settings are those of CountVectorsFeaturizer."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the row to each message."""
        for message in messages:
            words = self._get_processed_message_tokens_by_attribute(message, TEXT)
            if words and self.vectorizers.get(TEXT):
                row = self._row(" ".join(words))
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _row(self, text: str) -> csr_matrix:
        known = self.vectorizers[TEXT].vocabulary_
        counts = Counter(known[part] for part in self._parts(text) if part in known)
        places = sorted(counts)
        row = csr_matrix((1, len(known)), dtype=np.int64)
        row.data = np.array([counts[place] for place in places], dtype=np.int64)
        row.indices = np.array(places, dtype=np.int32)
        row.indptr = np.array([0, len(places)], dtype=np.int32)
        return row

    @cached_property
    def _parts(self) -> Callable[[str], Iterable[str]]:
        """Cuts a text into what is counted."""
        parts: Callable[[str], Iterable[str]] = self.vectorizers[TEXT].build_analyzer()
        return parts
