"""The classifier of the Rasa pipeline: every intent, with its probability, for one sentence.

Rasa's own LogisticRegressionClassifier learns from raw counts, has its strictness fixed and keeps eight bytes
a weight. This one gives rare words more weight, learns in seconds instead of a minute, and keeps one byte.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from nlu.weigh import Block, Scorer, learn

FILE = "scorer.npz.xz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentRanker(IntentClassifier, GraphComponent):
    """A linear model over whatever the featurizers before it say of the sentence, sparse or dense."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, scorer: Scorer | None = None
    ) -> None:
        self._config, self._storage, self._resource, self._scorer = config, storage, resource, scorer

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentRanker:
        """Make one that still has to be trained. Rasa asks for these very names."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentRanker:
        """Take the trained one out of the model. A model without it does not load."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, Scorer.read(folder / FILE))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of config.yml, told in nlu/weigh.py."""
        return {"freedom": 1.0, "sharpness": 5.5}

    @staticmethod
    def required_packages() -> list[str]:
        """Name what has to be importable."""
        return ["sklearn"]

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for at least one featurizer before it."""
        return [Featurizer]

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the featurized sentences and keep the result in the model."""
        sentences = [one for one in training_data.intent_examples if one.get(INTENT) and one.features]
        blocks = _stacked([_parts(sentence) for sentence in sentences])
        intents = [sentence.get(INTENT) for sentence in sentences]
        self._scorer = learn(blocks, intents, **self._settings())
        with self._storage.write_to(self._resource) as folder:
            self._scorer.save(folder / FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and the whole `intent_ranking`, best first, on each message."""
        for message in messages:
            ranking = self._ranking(_parts(message))
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _settings(self) -> dict[str, float]:
        return {name: float(self._config[name]) for name in self.get_default_config()}

    def _ranking(self, parts: list[Features]) -> list[dict[str, Any]]:
        if self._scorer is None:
            raise RuntimeError("the intent ranker was asked before it was trained")
        chances = self._scorer.of_one([part.features for part in parts])
        best_first = sorted(zip(self._scorer.intents, chances, strict=True), key=lambda pair: -pair[1])
        return [{"name": name, "confidence": float(chance)} for name, chance in best_first]


def _parts(message: Message) -> list[Features]:
    """Give the sentence features of the text, one per featurizer, in the order of the pipeline."""
    return [part for part in message.features if part.attribute == TEXT and part.type == FEATURE_TYPE_SENTENCE]


def _stacked(sentences: list[list[Features]]) -> list[Block]:
    """Turn parts per sentence into one block per featurizer."""
    return [
        vstack([csr_matrix(part.features) for part in column], format="csr")
        if column[0].is_sparse()
        else np.vstack([part.features for part in column])
        for column in zip(*sentences, strict=True)
    ]
