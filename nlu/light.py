"""Two of Rasa's modules are left out of a process that only parses: its recipes and its channels.

A recipe plans a training, and a trained model holds the plan; but every component names it, and it brings TensorFlow.
The converter names the channels' message, and that brings every channel and a web server. Together they are nine
tenths of the time to start, and most of the memory.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any, TypeVar

Made = TypeVar("Made")
RECIPE, CHANNELS = "rasa.engine.recipes.default_recipe", "rasa.core.channels"
PARTS = (
    "MESSAGE_TOKENIZER MESSAGE_FEATURIZER INTENT_CLASSIFIER ENTITY_EXTRACTOR POLICY_WITHOUT_END_TO_END_SUPPORT"
    " POLICY_WITH_END_TO_END_SUPPORT MODEL_LOADER"
)


@dataclass(frozen=True)
class UserMessage:
    """What is to be parsed, as Rasa's converter reads it."""

    text: str
    message_id: str = ""
    metadata: None = None


class DefaultV1Recipe:
    """Where components register; nobody asks for them again."""

    ComponentType = Enum("ComponentType", PARTS)  # type: ignore[misc]

    @staticmethod
    def register(*_: Any, **__: Any) -> Callable[[type[Made]], type[Made]]:
        """Leave the component as it is."""
        return lambda component: component


def leave_out() -> None:
    """Stand in for both from here on. Call it before anything of Rasa, and never where a model is trained."""
    _stand_in(RECIPE, DefaultV1Recipe=DefaultV1Recipe)
    _stand_in(CHANNELS, __path__=[], UserMessage=UserMessage)
    _stand_in(f"{CHANNELS}.channel", UserMessage=UserMessage)


def _stand_in(name: str, **known: Any) -> None:
    module = ModuleType(name)
    vars(module).update(known)
    sys.modules[name] = module
