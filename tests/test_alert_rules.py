"""deploy/alerts.yaml: each rule reads figures that `/metrics` shows, and fires when it should."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from bot import counting
from bot.settings import ROOT
from tests.test_metrics import CLOSED, read
from tests.whole_desk import whole_desk

RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))["groups"][0][
    "rules"
]
TESTS = yaml.safe_load((ROOT / "deploy/alerts.test.yaml").read_text(encoding="utf-8"))["tests"]
BY_NAME = {rule["alert"]: rule for rule in RULES}
WANTED = (
    "UrgentCallerReachedNobody",
    "UnderstandingDown",
    "ReviewDatesPast",
    "NothingArrives",
    "OutboxStuck",
    "SecondTargetMissing",
)


def selectors(node: Any) -> Iterator[Any]:
    """Every choice of series in an expression."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node
    for name in ("lhs", "rhs", "expr", "vector_selector", "args"):
        below = getattr(node, name, None)
        for one in below if isinstance(below, list) else [below]:
            if one is not None:
                yield from selectors(one)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names that /metrics shows once somebody called."""
    house = whole_desk(tmp_path_factory.mktemp("shown"))
    house.caller().call()
    names = {name for name, _ in read(house.client)}
    house.close()
    return names


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_reads_what_is_shown(name: str, shown: set[str]) -> None:
    found = list(selectors(promql_parser.parse(BY_NAME[name]["expr"])))
    assert found
    for selector in found:
        assert selector.name in shown | {"up"}
        for matcher in selector.matchers.matchers:
            known = CLOSED | {"job": {"radline"}, "status": {"failed", "doubtful"}, "outcome": set(counting.ENDS)}
            assert set(matcher.value.split("|")) <= known[matcher.name], matcher.value


@pytest.mark.parametrize("name", BY_NAME)
def test_a_rule_says_what_is_wrong_and_what_to_do(name: str) -> None:
    rule = BY_NAME[name]
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert all(rule["annotations"][part].endswith(".") for part in ("summary", "mend"))


@pytest.mark.parametrize("name", WANTED)
def test_the_rule_is_there(name: str) -> None:
    assert name in BY_NAME


def test_each_rule_is_tried_quiet_and_firing() -> None:
    asked = [(one["alertname"], "exp_alerts" in one) for test in TESTS for one in test["alert_rule_test"]]
    assert sorted(asked) == sorted((name, firing) for name in BY_NAME for firing in (False, True))


@pytest.mark.skipif(not shutil.which("promtool"), reason="no promtool on this machine (Debian: apt install prometheus)")
def test_the_rules_fire_when_they_should(tmp_path: Path) -> None:
    command = ["promtool", "test", "rules", str(ROOT / "deploy/alerts.test.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("alerts.yaml", "alerts.test.yaml"):
        words = (ROOT / "deploy" / name).read_text()
        (tmp_path / name).write_text(re.sub(r"radline_outbox_overdue_seconds\) > 300", "up) > 300", words))
    command[-1] = str(tmp_path / "alerts.test.yaml")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0, "a rule that never fires is found"
