"""DIET, the transformer that Rasa ships, with its own features or with those of config.yml: bench/classifiers.py."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench.classifiers_data import Pipeline, Split
from bench.classifiers_results import Cost, Tried
from bench.held_out import Said
from nlu import quiet, train
from nlu.weigh import Array

COUNTS = "CountVectorsFeaturizer"
TOKENS = {"name": "WhitespaceTokenizer"}
OWN = [
    TOKENS,
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": COUNTS},
    {"name": COUNTS, "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
DIETS = {"diet": "DIET, Rasa's features", "diet_both": "DIET, words, pieces and encoder"}


def diet(name: str, split: Split, rounds: int) -> Tried:
    """Train as Rasa does, and try the new sentences through the graph that Rasa made."""
    featurizers = OWN if name == "diet" else _ours(split.parts)
    last = {"name": "DIETClassifier", "epochs": rounds, "constrain_similarities": True, "ranking_length": 0}
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        model = _trained(split.known, [*featurizers, last], Path(folder))
        seconds = round(time.process_time() - started, 1)
        chances, intents, telling = _told(model, split)
        cost = Cost(counting=0.0, encoding=0.0, telling=telling, model=model.stat().st_size, lists=0, seconds=seconds)
    return Tried.of(name, split, intents, chances, cost)


def _ours(parts: Pipeline) -> Pipeline:
    """The featurizers of config.yml. DIET reads each word by itself too, which Rasa's own counter gives it."""
    return [
        {**part, "name": COUNTS} if part["name"].endswith(".SentenceCounts") else part
        for part in parts
        if not part["name"].endswith(".IntentRanker")
    ]


def _trained(known: list[Said], parts: Pipeline, folder: Path) -> Path:
    config, data = folder / "config.yml", folder / "nlu.yml"
    recipe = {"recipe": "default.v1", "assistant_id": "radline", "language": "en", "policies": []}
    config.write_text(yaml.safe_dump({**recipe, "pipeline": parts}), "utf-8")
    texts = defaultdict(list)
    for one in known:
        texts[one.intent].append(f"- {one.text}\n")
    blocks = [{"intent": intent, "examples": "".join(lines)} for intent, lines in texts.items()]
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True), "utf-8")
    return train.train(config, data, folder)


def _told(model: Path, split: Split) -> tuple[Array, list[str], float]:
    """Chances, the intents of the columns, and the median of milliseconds of CPU, Rasa's graph around it included."""
    parse, took, rankings = _loaded(model), [], []
    for one in split.new:
        started = time.process_time()
        ranking = parse(one.text)
        took.append(1000 * (time.process_time() - started))
        rankings.append({found["name"]: found["confidence"] for found in ranking})
    intents = sorted({one.intent for one in split.known})
    chances = np.array([[ranking.get(name, 0.0) for name in intents] for ranking in rankings])
    return chances, intents, round(statistics.median(took), 3)


def _loaded(model: Path) -> Any:
    """A function from a text to the ranking of intents, through the graph, as nlu/server.py runs it."""
    quiet.hush()
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    from nlu.in_order import InOrder

    opened = model.parent / "opened"
    os.makedirs(opened)
    about, runner = load_predict_graph_runner(opened, model, LocalModelStorage, InOrder)
    target = about.nlu_target

    def parse(text: str) -> Any:
        return runner.run({PLACEHOLDER_MESSAGE: [UserMessage(text)]}, [target])[target][0].get("intent_ranking", [])

    return parse
