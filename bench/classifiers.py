"""Compare the ways of telling intents: .venv-nlu/bin/python -m bench.classifiers --split 1 --ways both_svm both_net

What came of each sentence, and what it cost, is kept under var/classifiers, so that ways can be tried one by one;
without --split, the table in docs/decisions/which-classifier.md is made from what is there. Each run uses one thread.
"""

from __future__ import annotations

import argparse
import lzma
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nlu.quiet  # noqa: F401 - before TensorFlow, which else talks and takes every core
from bench import classifiers_page
from bench.classifiers_data import Split, counted, encoded, splits
from bench.classifiers_diet import DIETS, diet
from bench.classifiers_results import Cost, Tried
from bench.classifiers_ways import WAYS, Model, Way, size
from nlu.weigh import Block

KEEP = Path("var/classifiers")
PAGE = Path("docs/decisions/which-classifier.md")
TIMED = 500  # sentences


def main() -> None:
    """Read the command line; learn and try, or make the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("var/nlu/nlu.yml"))
    arguments.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments.add_argument("--split", type=int, help="1, 2 or 3")
    arguments.add_argument("--ways", nargs="+", choices=[*WAYS, *DIETS], default=list(WAYS))
    arguments.add_argument("--every", type=int, default=1, help="learn from and try one sentence in so many")
    arguments.add_argument("--rounds", type=int, default=100, help="epochs of DIET; Rasa takes 100")
    wish = arguments.parse_args()
    if wish.split is None:
        classifiers_page.write(KEEP, PAGE)
        return
    split = splits(wish.data, wish.config, KEEP)[wish.split - 1].thinned(wish.every)
    for name in wish.ways:
        made = diet(name, split, wish.rounds) if name in DIETS else tried(name, split)
        made.keep(KEEP / str(wish.every))
        print(f"{name:<20} {made.accuracy:6.1%} right, {made.cost}", flush=True)


def tried(name: str, split: Split) -> Tried:
    """Learn from the known sentences of a split, and try the new ones."""
    way, started = WAYS[name], time.process_time()
    model = way.learn([split.known_blocks[place] for place in way.reads], split.intents)
    seconds = time.process_time() - started
    chances = model.probabilities([split.new_blocks[place] for place in way.reads])
    times = _times(way, model, split)
    cost = Cost(**times, model=size(model), lists=_lists(way, split), seconds=round(seconds, 1))
    return Tried.of(name, split, model.intents, chances, cost)


def _times(way: Way, model: Model, split: Split) -> dict[str, Any]:
    """Milliseconds of CPU for one sentence: to count, to encode, to tell the intent of it."""
    texts = [one.text for one in split.new[:: max(1, len(split.new) // TIMED)]][:TIMED]
    count = [counted(one) for one in split.counters]
    features: list[Callable[[str], Block]] = [*count, encoded(split.parts)]
    rows = [[features[place](text) for place in way.reads] for text in texts]
    counting = [feature for place, feature in enumerate(features) if place in way.reads and place < len(count)]
    return {
        "counting": milliseconds(lambda text: [feature(text) for feature in counting], texts),
        "encoding": milliseconds(features[-1], texts) if len(count) in way.reads else 0.0,
        "telling": milliseconds(model.of_one, rows),
    }


def milliseconds(do: Callable[[Any], object], given: list[Any]) -> float:
    """Median of the CPU time that one takes."""
    took = []
    for one in given:
        started = time.process_time()
        do(one)
        took.append(1000 * (time.process_time() - started))
    return round(statistics.median(took), 3)


def _lists(way: Way, split: Split) -> int:
    """Bytes that the lists of words and pieces take, packed. The encoder's weights are no part of a model file."""
    lists = [one for place, one in enumerate(split.counters) if place in way.reads]
    return sum(len(lzma.compress("\n".join(one.get_feature_names_out()).encode())) for one in lists)


if __name__ == "__main__":
    main()
