"""The featurizer of the Rasa pipeline that knows words which nobody wrote into data/nlu: nlu/encoder.py."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import LAYERS, Encoder, in_place_of, read


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(DenseFeaturizer, GraphComponent):
    """Adds one dense row to each message that has a word. It learns nothing; its weights are published ones."""

    def __init__(self, config: dict[str, Any], name: str, encoder: Encoder) -> None:
        super().__init__(name, config)
        self._encoder, self._unmasked = encoder, in_place_of(config["masks"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Read the weights. Rasa asks for these very names. Raises EncoderMissing."""
        return cls(config, execution_context.node_name, read(config["layers"]))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Settings of config.yml: how many layers to go through, and the word to put in place of each mask."""
        return {**DenseFeaturizer.get_default_config(), "layers": LAYERS, "masks": {}}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Look at nothing here: `read` refuses a number of layers that there is not."""

    @staticmethod
    def required_packages() -> list[str]:
        """Name what has to be importable."""
        return ["safetensors", "scipy"]

    @classmethod
    def required_components(cls) -> list[type]:
        """Ask for a tokenizer before it: a message without tokens gets no features from any featurizer."""
        return [Tokenizer]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurize all sentences to learn from."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the row to each message, many at a time."""
        worded = [message for message in messages if message.get(TOKENS_NAMES[TEXT])]
        rows = self._encoder.encode([self._unmasked(message.get(TEXT)) for message in worded])
        for message, row in zip(worded, rows, strict=True):
            message.add_features(Features(row[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages
