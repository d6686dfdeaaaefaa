"""Learn from all writers but one, then try that one's sentences: .venv-nlu/bin/python -m bench.held_out

People who will call have written nothing of the training data either, so this tells what to expect of them.
Reads the masked sentences that training last used, and the settings of config.yml.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from sklearn.feature_extraction.text import CountVectorizer

import nlu.quiet  # noqa: F401 - before NumPy, which else takes every core
from nlu import encoder
from nlu.weigh import Array, learn

THRESHOLDS = np.arange(0.0, 0.95, 0.1)


class Said(NamedTuple):
    """One masked sentence with its intent and its writer."""

    text: str
    intent: str
    writer: str


class Tried(NamedTuple):
    """What came of one sentence: its writer and intent, the intent that won, and how sure the model was of it."""

    writer: str
    intent: str
    found: str
    sure: float


def main() -> None:
    """Print accuracy by writer, the curve over the threshold, and the intents most often confused."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("var/nlu/nlu.yml"))
    arguments.add_argument("--config", type=Path, default=Path("config.yml"))
    arguments.add_argument("--writers", nargs="+", default=[], help="try these writers only")
    arguments.add_argument("--out", type=Path, help="write what came of each sentence here too, as JSON")
    wish = arguments.parse_args()
    said, pipeline = list(sentences(wish.data)), yaml.safe_load(wish.config.read_text("utf-8"))["pipeline"]
    tried, vectors = [], dense(said, pipeline)
    for writer in wish.writers or sorted({one.writer for one in said}):
        of_this = try_writer(said, vectors, writer, pipeline)
        right = sum(one.intent == one.found for one in of_this)
        print(f"{writer:<10} {len(of_this):5} sentences, {right / len(of_this):6.1%} right", flush=True)
        tried += of_this
    print_curve(tried)
    print_mistakes(tried)
    if wish.out:
        wish.out.write_text(json.dumps([one._replace(sure=round(one.sure, 4)) for one in tried]), "utf-8")


def sentences(path: Path) -> Iterator[Said]:
    """Read the masked sentences."""
    for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            yield Said(line.removeprefix("- "), block["intent"], block["metadata"]["writer"])


def dense(said: list[Said], pipeline: list[dict[str, Any]]) -> list[Array]:
    """Give what each encoder of the pipeline says of all the sentences: it learns nothing from any of them."""
    parts = [part for part in pipeline if part["name"].endswith(".SentenceEncoder")]
    unmasked = [map(encoder.in_place_of(part["masks"]), (s.text for s in said)) for part in parts]
    return [encoder.read(part["layers"]).encode(list(texts)) for part, texts in zip(parts, unmasked, strict=True)]


def try_writer(said: list[Said], vectors: list[Array], writer: str, pipeline: list[dict[str, Any]]) -> list[Tried]:
    """Learn without a writer and try that writer's sentences."""
    known, new = [s for s in said if s.writer != writer], [s for s in said if s.writer == writer]
    theirs = np.array([s.writer == writer for s in said])
    counters = [counter(part) for part in pipeline if part["name"].endswith(".SentenceCounts")]
    settings = {name: pipeline[-1][name] for name in ("freedom", "sharpness")}
    counts = [one.fit_transform([s.text for s in known]) for one in counters]
    scorer = learn([*counts, *(rows[~theirs] for rows in vectors)], [s.intent for s in known], **settings)
    counts = [one.transform([s.text for s in new]) for one in counters]
    chances = scorer.probabilities([*counts, *(rows[theirs] for rows in vectors)])
    best = chances.argmax(axis=1)
    return [
        Tried(writer, s.intent, scorer.intents[b], float(row[b])) for s, b, row in zip(new, best, chances, strict=True)
    ]


def counter(part: dict[str, Any]) -> CountVectorizer:
    """Build what nlu/sentence_counts.py builds from the same settings."""
    one_letter_too = r"(?u)\b\w+\b"
    return CountVectorizer(
        token_pattern=one_letter_too,
        analyzer=part.get("analyzer", "word"),
        lowercase=part.get("lowercase", True),
        strip_accents=part.get("strip_accents"),
        ngram_range=(part.get("min_ngram", 1), part.get("max_ngram", 1)),
        min_df=part.get("min_df", 1),
        max_features=part.get("max_features"),
    )


def print_curve(tried: list[Tried]) -> None:
    """Show, for each threshold, how many would be answered right, asked back, or answered wrong."""
    sure, right = np.array([t.sure for t in tried]), np.array([t.intent == t.found for t in tried])
    print(f"\nall {len(tried)}: {right.mean():.1%} right; the model expects {sure.mean():.1%}")
    print("threshold   right   asked   wrong")
    for threshold in THRESHOLDS:
        answered = sure >= threshold
        shares = (answered & right).mean(), (~answered).mean(), (answered & ~right).mean()
        print(f"     {threshold:4.2f}  " + "  ".join(f"{share:6.1%}" for share in shares))


def print_mistakes(tried: list[Tried], most: int = 15) -> None:
    """Name the pairs of intents that are taken for each other most often."""
    pairs = [(t.intent, t.found) for t in tried if t.intent != t.found]
    counted = sorted(((pairs.count(pair), *pair) for pair in set(pairs)), reverse=True)
    print("\nmost often taken for another:")
    for count, intent, found in counted[:most]:
        print(f"{count:5}  {intent} as {found}")


if __name__ == "__main__":
    main()
