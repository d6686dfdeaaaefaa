"""Fixtures for all tests, and the list of what is not as it should be yet."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

pytest_plugins = ["tests.front_desk", "tests.shells", "tests.stores"]
NOT_YET = Path(__file__).with_name("not_yet.yaml")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that stand as things should be and are not yet: tests/not_yet.yaml names each with its reason."""
    late: dict[str, str] = yaml.safe_load(NOT_YET.read_text(encoding="utf-8")) or {}
    for item in items:
        reason = late.get(item.nodeid) or late.get(item.nodeid.partition("[")[0])
        if reason:
            # Not strict: most of these try many cases, and some runs meet only those that pass.
            item.add_marker(pytest.mark.xfail(reason=reason, strict=False))
