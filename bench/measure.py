"""Measures all that docs/scorecard.md shows: which files, at which noise, with which model, at which thresholds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from bench import cost, figures, held_out_figures, urgent_figures
from bench.figures import Figures, Point, Shares
from bench.judge import Case
from bench.patient import Gone, Patient
from bench.runs import Runs, cases, files, heard_wrong
from bot.commands.own_box import listens, newest_model, nlu_url
from bot.directory import load
from bot.hearing import words
from bot.nlu_client import NluClient
from bot.settings import ROOT, Settings
from bot.take_turn import understanding
from bot.understanding import SURE

SHIPPED = ROOT / "directory.yaml"
RATES = (0.10, 0.25, 0.40)
SURES = (0.10, 0.20, SURE, 0.40, 0.50)
EVERY = 3  # of the development cases, for the thresholds; what the threshold decides is not rare
QUICK = 10  # one in so many development cases, for the test that runs with every change
NOT = frozenset("not no dont doesnt didnt isnt arent wasnt cant wont never without nunca sin tampoco".split())


def all_of(environ: Mapping[str, str], writers: Sequence[str] = ()) -> Figures:
    """Every figure. Raises SystemExit where there is no model to measure or a part fails."""
    runs = Runs(environ)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        url = stack.enter_context(model_box(environ))
        patient = Patient(url)
        stack.callback(patient.close)
        held_out = stack.enter_context(held_out_figures.started(folder, writers))
        shares, heard = _through_the_doors(runs, patient)
        shares |= urgent(runs, patient)
        doors = _thresholds(runs, patient)
        tried = held_out.tried()
        with runs.desk(patient) as desk:
            directory = desk.keeper.current().version
        return Figures(
            model=fingerprint(environ), directory=directory, clock=runs.clock, files=_files(),
            shares=shares | held_out_figures.shares(tried), heard_wrong=heard,
            confused=held_out_figures.confused(tried), bins=held_out_figures.bins(tried),
            alone=held_out_figures.curve(tried), doors=doors,
            # Last, when nothing else runs.
            cost=cost.measured(runs, cases("test*.yaml"), url),
        )  # fmt: skip


def quick(environ: Mapping[str, str], nlu: NluClient) -> Shares:
    """A sample of the development cases, and the emergency rule on all of its development sentences."""
    outcomes = Runs(environ).play("sample", filter(in_sample, cases("dev*.yaml")), nlu)
    sentences = urgent_figures.read(files("urgent_dev*.yaml"))
    rule = urgent_figures.tally("urgent_dev.rule", sentences, urgent_figures.by_rule(load(SHIPPED)))
    return figures.tally("sample", outcomes) | rule


@contextmanager
def model_box(environ: Mapping[str, str]) -> Iterator[str]:
    """A box that answers. Raises SystemExit if there is none: figures without a model would be another thing's."""
    with nlu_url(Settings.read(environ)) as url:
        if not listens(url):
            raise SystemExit("No model answers; `make train` makes one.")
        yield url


def fingerprint(environ: Mapping[str, str]) -> str:
    """Of the model that is measured; "" where NLU_URL names somebody else's box."""
    settings = Settings.read(environ)
    model = None if settings.nlu_url != Settings().nlu_url else newest_model(settings.root)
    if model is None:
        return ""
    about = json.loads(model.with_name("radline.json").read_text(encoding="utf-8"))
    return str(about["fingerprint"])


def _through_the_doors(runs: Runs, model: NluClient) -> tuple[Shares, dict[str, float]]:
    """Test, development and negation cases, the test's voice cases heard wrongly, and the test without a model."""
    test, dev = cases("test*.yaml"), cases("dev*.yaml")
    tested, developed = runs.play("test", test, model), runs.play("development", dev, model)
    shares = figures.tally("test", tested) | figures.tally("dev", developed)
    shares |= figures.tally("negation", runs.play("negation", cases("negation.yaml"), model))
    shares |= figures.tally("test_negated", [o for o in tested if negated(o.case)])
    shares |= figures.tally("noise_0", [o for o in tested if o.channel == "voice"])
    heard = {}
    for rate in RATES:
        noisy, heard[f"{rate:.0%}"] = heard_wrong(test, rate)
        shares |= figures.tally(f"noise_{rate * 100:.0f}", runs.play(f"{rate:.0%} word errors", noisy, model))
    shares |= figures.tally("model_off", runs.play("without the model", test, Gone()))
    return shares | figures.tally("sample", [o for o in developed if in_sample(o.case)]), heard


def in_sample(case: Case) -> bool:
    """Whether a development case is in the sample: by its id alone, so that a new file moves no other case."""
    return crc32(case.id.encode()) % QUICK == 0


def negated(case: Case) -> bool:
    """Whether a case says that something is not so, or not wanted."""
    return not NOT.isdisjoint(words(re.sub("['’]", "", case.says)))


def urgent(runs: Runs, model: NluClient) -> Shares:
    """The rule alone, and with the model's vote, on development and on test sentences."""
    shares: Shares = {}
    with runs.desk(model) as desk:
        directory = desk.keeper.current()
        ruled = urgent_figures.by_rule(directory)
        voted = urgent_figures.by_vote(understanding(directory, model), desk.now())
        for name in ("urgent_dev", "urgent_test"):
            sentences = urgent_figures.read(files(f"{name}*.yaml"))
            shares |= urgent_figures.tally(f"{name}.rule", sentences, ruled)
            shares |= urgent_figures.tally(f"{name}.vote", sentences, voted)
    return shares


def _thresholds(runs: Runs, model: NluClient) -> list[Point]:
    """Whole answers with SURE at each value."""
    some = cases("dev*.yaml")[::EVERY]
    return [figures.point(sure, runs.play(f"SURE {sure:.2f}", some, model, sure)) for sure in SURES]


def _files() -> dict[str, int]:
    paths = [path for pattern in ("test*.yaml", "dev*.yaml", "negation.yaml") for path in files(pattern)]
    counts = {path.name: len(cases(path.name)) for path in paths}
    return counts | {path.name: len(urgent_figures.read([path])) for path in files("urgent_*.yaml")}
