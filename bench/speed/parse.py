"""Rasa's bare parse, in process: .venv-nlu/bin/python -m bench.speed.parse --model models/radline.tar.gz

The limit for what has to be understood: no server, no talk, no store. Reads a list of texts as JSON on each line, and
writes the seconds that each took, and the processor time of all.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from nlu.server import load


def main() -> None:
    """Serve standard input until it ends."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--model", type=Path, required=True)
    parse = load(arguments.parse_args().model)
    print("ready", flush=True)
    for line in sys.stdin:
        took, processor, begun = [], time.process_time(), time.perf_counter()
        for text in json.loads(line):
            started = time.perf_counter()
            parse(text)
            took.append(time.perf_counter() - started)
        wall = time.perf_counter() - begun
        print(json.dumps({"took": took, "wall": wall, "cpu": time.process_time() - processor}), flush=True)


if __name__ == "__main__":
    main()
