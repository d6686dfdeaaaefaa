"""Measure Radline beside stock Rasa and the controls, and write docs/speed.md: make bench

ROUNDS=2 FEW=100 make bench: a quick look, which leaves the page as it is. Five rounds and more write the page. The
stock model is trained the first time, which takes long; it is kept under var/stock as long as the data is the same.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.doors import own_desk
from bench.patient import Gone
from bench.speed import page, plots
from bench.speed.figures import Report
from bench.speed.rounds import PARSE, measured
from bench.speed.sides import BASE, sides
from bench.speed.talks import asked, heard
from bench.speed.training import rasa_version, train
from bench.stock import project
from bot.commands.own_box import newest_model
from bot.settings import ROOT
from tests.callers import Caller
from webhook import create_app

DOCS, KEPT = ROOT / "docs", ROOT / "var/speed.json"
WHOLE = 500  # utterances a round, from which on the page is written, with rounds enough
WARM = 40


def main() -> None:
    """Measure, or take a report made before; keep it, print the goals, and write the page if it was whole."""
    wish = _wish()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all that was started ends with us
    report = Report.read(wish.report) if wish.report else _measured(wish)
    whole = wish.report or _whole(wish)
    if whole:
        page.write(report, DOCS)
        plots.draw(report, DOCS / "speed")
    print(page.summary(report))
    print(f"{DOCS / 'speed.md'} is written." if whole else "A quick look: docs/speed.md stays as it is.")


def _whole(wish: argparse.Namespace) -> bool:
    return bool(wish.rounds >= page.ENOUGH and wish.few >= WHOLE and not wish.only)


def _wish() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="make bench", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=page.ENOUGH)
    arguments.add_argument("--few", type=int, default=WHOLE, help="utterances a round")
    arguments.add_argument("--only", nargs="+", default=[], help="these sides alone")
    arguments.add_argument("--report", type=Path, help=f"write the page of this, as kept in {KEPT.name}, again")
    return arguments.parse_args()


def _measured(wish: argparse.Namespace) -> Report:
    model = newest_model(ROOT)
    if model is None:
        raise SystemExit("No trained model fits the data; `make train` makes one.")
    folder, stock = project.trained()
    said = asked(wish.few, WARM, heard())
    started = time.monotonic()
    report = Report(about=_about(wish, stock), titles={}, rounds=[])
    with TemporaryDirectory(dir=_place()) as own:
        documents = Path(own) / "documents.json"
        documents.write_text(json.dumps(_documents()), encoding="utf-8")
        all_sides = [side for side in sides(folder, documents) if not wish.only or side.name in wish.only]
        report.titles |= {side.name: side.title for side in all_sides} | {PARSE: "bare parse"}
        for which in range(wish.rounds):
            place = Path(own) / f"round-{which}"
            place.mkdir()
            report.rounds.append(measured(which, all_sides, said, model, place))
            report.write(KEPT)
        report.training = train(Path(own)) if _whole(wish) else None
    report.write(KEPT)
    print(f"measured in {(time.monotonic() - started) / 60:.1f} minutes", file=sys.stderr)
    return report


def _place() -> Path:
    """On the disk where a store would be: in memory commits would cost nothing."""
    place = ROOT / "var"
    place.mkdir(exist_ok=True)
    return place


def _about(wish: argparse.Namespace, stock: dict[str, int]) -> dict[str, str]:
    return {
        "machine": f"{platform.system()} {platform.machine()} with {os.cpu_count()} cores",
        "load": f"{os.getloadavg()[0]:.1f}",
        "time": datetime.now(UTC).isoformat(timespec="minutes"),
        "utterances": str(wish.few),
        "rasa": rasa_version(),
        "sentences": str(stock["sentences"]),
        "epochs": str(stock["epochs"]),
        "stock_training": str(stock["seconds"]),
    }


def _documents() -> dict[str, str]:
    """What Radline answers to each kind of request, with whole addresses: the controls give these back."""
    with own_desk({}, "http://127.0.0.1:9") as desk:
        desk.nlu.close()
        desk.nlu = Gone()
        caller, found = Caller(create_app(desk.settings, desk).test_client()).call(), {}
        found["ring"] = caller.last.get_data(as_text=True)
        found["keys"] = caller.press("1").last.get_data(as_text=True)
        found["words"] = caller.say("what is the fax for a biopsy").last.get_data(as_text=True)
    return {kind: text.replace('action="/', f'action="{BASE}/') for kind, text in found.items()}


if __name__ == "__main__":
    main()
