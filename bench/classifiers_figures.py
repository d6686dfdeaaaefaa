"""Figures of a way of telling intents, and of two ways that vote: bench/classifiers.py.

Chances of different makes are brought to the same footing first: how sharp they are made, and how much the second
of two voters weighs, is chosen for each writer from what came of the other writers' sentences.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.classifiers_results import Tried
from nlu.weigh import Array, _chances

URGENT = ("after_procedure", "danger", "emergent_images")
ALARMS = 0.01  # share of the calm sentences that raise a false alarm
STRAYS = 0.02  # share of the sentences within scope that are taken for out of scope
ASKED = 0.10  # share of the sentences that are asked back about, those that the way is least sure of
DRAWS = 4000
SHARP = tuple(np.geomspace(0.3, 3.0, 11))
WEIGHTS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5)
Mask = npt.NDArray[np.bool_]


class Gain(NamedTuple):
    """How much more a way has than what is shipped, and the interval of 95 in 100, as shares."""

    more: float
    low: float
    high: float


class Figures(NamedTuple):
    """Shares, 0 to 1. better: with how many writers more is right than with what is shipped, and of how many."""

    right: float
    gain: Gain
    better: tuple[int, int]
    urgent: float
    urgent_gain: Gain
    out_of_scope: float
    brier: float
    wrong: float


def pooled(parts: list[Tried]) -> Tried:
    """One way on the sentences of several splits."""
    scores, meant, writers = (np.concatenate([getattr(p, n) for p in parts]) for n in ("scores", "meant", "writers"))
    return replace(parts[0], split=0, scores=scores, meant=meant, writers=writers)


def alone(one: Tried) -> Tried:
    """The same way, made as sharp as is best for other writers than the one that is tried."""
    return _chosen(one, [sharp * one.scores for sharp in SHARP])


def multiplied(one: Tried, other: Tried) -> Tried:
    """Chances of two ways multiplied, the other's with a weight."""
    return _chosen(one, [sharp * one.scores + weight * other.scores for sharp in SHARP for weight in WEIGHTS])


def agreeing(one: Tried, other: Tried) -> Tried:
    """The first way decides; where the other disagrees it is half as sharp, and so asks back sooner."""
    agree = one.scores.argmax(axis=1) == other.scores.argmax(axis=1)
    return alone(replace(one, scores=np.where(agree, 1.0, 0.5)[:, None] * one.scores))


def _chosen(one: Tried, candidates: list[Array]) -> Tried:
    """For each writer the candidate that is likeliest for the others' sentences."""
    rows = np.arange(len(one.meant))
    lost = np.array([-np.log(_chances(scores)[rows, one.meant]) for scores in candidates])
    scores = np.empty_like(one.scores)
    for writer in np.unique(one.writers):
        of_this = one.writers == writer
        scores[of_this] = candidates[int(lost[:, ~of_this].mean(axis=1).argmin())][of_this]
    return replace(one, scores=scores)


def figures(one: Tried, shipped: Tried) -> Figures:
    """Every figure of one way. `shipped`: what is shipped, on the same sentences."""
    chances = _chances(one.scores)
    names, of = np.unique(one.writers, return_inverse=True)
    more = one.right.astype(float) - shipped.right
    caught, urgent = found(one, URGENT, ALARMS)
    caught_more = caught.astype(float) - found(shipped, URGENT, ALARMS)[0]
    beyond, _ = found(one, ("out_of_scope",), STRAYS)
    return Figures(
        right=one.accuracy,
        gain=gain(more, of),
        better=(int((np.bincount(of, more) > 0).sum()), len(names)),
        urgent=float(caught.mean()),
        urgent_gain=gain(caught_more, of[urgent]),
        out_of_scope=float(beyond.mean()),
        brier=float(np.square(chances - np.eye(len(one.intents))[one.meant]).sum(axis=1).mean()),
        wrong=_wrong(chances.max(axis=1), one.right),
    )


def found(one: Tried, intents: tuple[str, ...], alarms: float) -> tuple[Mask, Mask]:
    """Which sentences of some intents score above all but so many of the others; and which sentences these are."""
    places = [one.intents.index(name) for name in intents]
    scores, wanted = _chances(one.scores)[:, places].sum(axis=1), np.isin(one.meant, places)
    return scores[wanted] > np.quantile(scores[~wanted], 1 - alarms), wanted


def gain(more: Array, of: npt.NDArray[np.int64]) -> Gain:
    """The mean over sentences, and its interval had other writers been drawn. of: the writer of each sentence."""
    total, many = np.bincount(of, more), np.bincount(of)
    draws = np.random.default_rng(0).integers(len(many), size=(DRAWS, len(many)))
    low, high = np.quantile(total[draws].sum(axis=1) / many[draws].sum(axis=1), (0.025, 0.975))
    return Gain(float(more.mean()), float(low), float(high))


def _wrong(sure: Array, right: Mask) -> float:
    """Share of all that is answered wrong when so many are asked back."""
    return float(((sure > np.quantile(sure, ASKED)) & ~right).mean())
