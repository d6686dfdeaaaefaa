"""A pytest plugin: ends every run with the table "not run, because", and writes it to var/not-run.txt.

A test that did not run proves nothing, so with CI=true one row in the table fails the whole run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

HEADING = "not run, because"


def rows(skipped: list[Any]) -> list[str]:
    """Give a line for each skipped test or file, with its reason; the same one from two workers once."""
    return sorted({f"{report.nodeid or report.fspath}: {_reason(report)}" for report in skipped})


def _reason(report: Any) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ").strip() or "no reason given"


def _skipped(config: pytest.Config) -> list[Any]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return [one for one in reporter.stats.get("skipped", []) if not hasattr(one, "wasxfail")] if reporter else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in CI that left something out."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and os.environ.get("CI") == "true" and _skipped(session.config) and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table and write it down."""
    table = rows(_skipped(config))
    terminalreporter.section(HEADING)
    for row in table or ["nothing: every test asked for has run"]:
        terminalreporter.write_line(row)
    written = Path(config.rootpath, "var", "not-run.txt")
    written.parent.mkdir(exist_ok=True)
    written.write_text("".join(f"{row}\n" for row in table), encoding="utf-8")
