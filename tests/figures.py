"""A pytest plugin: tests that count print their figures in one table at the end, however the run was shared out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

HEADING = "figures"
Figure = Callable[[str, Iterable[str]], Counter[str]]


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Counts the outcomes of a kind of case, has them printed, and gives them back: `figure("locked", outcomes)`."""

    def count(name: str, outcomes: Iterable[str]) -> Counter[str]:
        found = Counter(outcomes)
        shown = ", ".join(f"{number} {outcome}" for outcome, number in found.most_common())
        record_property(HEADING, f"{name}: {found.total()} cases: {shown}")
        return found

    return count


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table, if any test counted."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])]
    lines = sorted({line for one in reports for name, line in one.user_properties if name == HEADING})
    if lines:
        terminalreporter.section(HEADING)
        for line in lines:
            terminalreporter.write_line(line)
