"""Ask the advisory database about every pinned package: python setup/audit.py

Ends with 0 where all were examined and none is known to be vulnerable, with 1 where one is, and with 2 and the words
NOT REACHED where the database could not be asked. pip-audit alone ends with 1 for both.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = ("requirements.txt", "requirements-nlu.txt", "requirements-dev.txt", "setup/requirements-uv.txt")
# --strict: a package that cannot be examined is a failure. --disable-pip: the files are whole, nothing is resolved.
AUDIT = (
    sys.executable, "-m", "pip_audit", "--strict", "--require-hashes", "--disable-pip", "--progress-spinner=off",
    "--format=json", "--timeout=30", "-r",
)  # fmt: skip
FOUND, NOT_REACHED = 1, 2


@dataclass(frozen=True)
class Examined:
    """What came of one file: how many packages were examined, what was found, why it could not be asked."""

    packages: int = 0
    found: tuple[str, ...] = ()
    trouble: str = ""


def examined(file: str, command: Sequence[str] = AUDIT) -> Examined:
    """Examine one file of pinned packages."""
    done = subprocess.run([*command, file], cwd=ROOT, capture_output=True, text=True)
    report = _report(done.stdout)
    if report is None:
        return Examined(trouble=next(reversed(done.stderr.split("\n")[:-1]), f"exit code {done.returncode}"))
    found = tuple(f"{one['name']} {one['version']}: {_ids(one)}" for one in report if one.get("vulns"))
    left_out = [one["name"] for one in report if "vulns" not in one]
    if left_out or not report:
        return Examined(len(report), found, f"not examined: {', '.join(left_out) or 'anything'}")
    return Examined(len(report), found, "" if found or done.returncode == 0 else f"exit code {done.returncode}")


def _report(printed: str) -> list[dict[str, Any]] | None:
    try:
        report: list[dict[str, Any]] = json.loads(printed)["dependencies"]
    except (ValueError, KeyError):
        return None
    return report


def _ids(package: dict[str, Any]) -> str:
    return ", ".join(f"{one['id']} (mended in {' or '.join(one['fix_versions']) or '?'})" for one in package["vulns"])


def told(results: dict[str, Examined]) -> int:
    """Print what came of each file; the exit code of all."""
    for file, one in results.items():
        print(f"{file}: {_in_words(one)}", *one.found, sep="\n  ")
    if any(one.found for one in results.values()):
        return FOUND
    return NOT_REACHED if any(one.trouble for one in results.values()) else 0


def _in_words(one: Examined) -> str:
    """What was examined; where that is not all, no count of faults that could be read as none."""
    if one.trouble:
        found = f", {len(one.found)} known to be vulnerable at least" if one.found else ""
        return f"NOT REACHED, so this says nothing of what is in it{found}: {one.trouble}"
    return f"{one.packages} examined, {len(one.found) or 'none'} known to be vulnerable"


if __name__ == "__main__":
    sys.exit(told({file: examined(file) for file in PINNED}))
