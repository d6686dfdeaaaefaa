"""Training on more and more sentences: our own, and beyond them our own as a bad telephone recogniser hears them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

from bench.growth.curve import Curve
from bench.noise import garbled
from bench.speed.training import train
from bot import training_data
from bot.directory_types import Lang
from bot.settings import ROOT
from bot.training_data import Utterance

SIZES = (1_000, 5_000, 15_000, 50_000)  # and all of our own
GARBLED = 0.3  # of the words
MEGABYTE = 1 << 20


def training(folder: Path) -> Iterator[Curve]:
    """Training as `make train` does it, once, on so many sentences: how long it takes, and how large the model is."""
    took = Curve(name="training, masking the sentences first", size_of="sentences to learn from", unit="s")
    size = Curve(name="the trained model", size_of="sentences to learn from", unit="MB")
    own = training_data.read(ROOT / "data/nlu")
    for many in sorted({*SIZES, len(own)}):
        place = folder / str(many)
        write(sentences(own, many), place / "data")
        took.add(many, train(place, place / "data"))
        size.add(many, (place / "trained.tar.gz").stat().st_size / MEGABYTE)
    yield from (took, size)


def sentences(own: list[Utterance], many: int) -> list[Utterance]:
    """So many: every so-manieth of our own, or all of them and some that were heard wrongly."""
    if many <= len(own):
        return [own[place * len(own) // many] for place in range(many)]
    return [*own, *islice(heard_wrongly(own), many - len(own))]


def heard_wrongly(own: list[Utterance]) -> Iterator[Utterance]:
    """Sentences as a recogniser hears them, each once and none of our own, the same ones in each run."""
    known = {(one.intent, one.text.casefold()) for one in own}
    mixed = random.Random(0).sample(own, len(own))  # noqa: S311 - an order, not a secret
    for one in mixed:
        lang: Lang = "es" if one.language == "es" else "en"
        text = garbled(one.text, GARBLED, lang, 0)
        if text.strip(" -") and (one.intent, text) not in known:
            known.add((one.intent, text))
            yield replace(one, text=text)


def write(said: list[Utterance], folder: Path) -> None:
    """A file for each intent, as data/nlu has them."""
    by_intent = sorted(said, key=lambda one: one.intent)
    for intent, some in groupby(by_intent, key=lambda one: one.intent):
        training_data.write(some, folder / f"{intent}.yml")
