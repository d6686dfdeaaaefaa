"""What the processes of one side use, as Linux tells it under /proc."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
MEGABYTE = 1 << 20


class Memory(NamedTuple):
    """Megabytes: what all processes hold, memory they share counted once, and the largest one by itself."""

    whole: float
    largest: float


def family(roots: Iterable[int]) -> set[int]:
    """These processes and all that they started, as far as they still live."""
    children: dict[int, list[int]] = {}
    for path in PROC.glob("[0-9]*/stat"):
        if fields := _fields(path):
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, waiting = set[int](), list(roots)
    while waiting:
        pid = waiting.pop()
        found.add(pid)
        waiting += children.get(pid, [])
    return found


def seconds(pids: Iterable[int]) -> float:
    """Processor time that these have used, with that of their children that ended."""
    ticks = 0
    for pid in pids:
        if fields := _fields(PROC / f"{pid}/stat"):
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pids: Iterable[int]) -> Memory:
    """What these hold now."""
    told = [found for pid in pids if (found := _rollup(pid))]
    return Memory(sum(shared for _, shared in told), max((whole for whole, _ in told), default=0.0))


def _rollup(pid: int) -> tuple[float, float] | None:
    """Resident, and resident with shared pages divided among those who share them; None where it ended."""
    try:
        text = (PROC / f"{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return None
    sizes = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", text, re.MULTILINE))
    return int(sizes.get("Rss", 0)) * 1024 / MEGABYTE, int(sizes.get("Pss", 0)) * 1024 / MEGABYTE


def _fields(path: Path) -> list[str]:
    """The fields of a stat file from the third on; none where the process ended."""
    with suppress(OSError):
        return path.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return []
