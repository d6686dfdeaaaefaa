"""Fixtures for all tests, and the list of what is not as it should be yet."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

# Where others load a part of it, it has to be known before them.
pytest_plugins = [
    "tests.stores",
    "tests.figures",
    "tests.front_desk",
    "tests.redis_servers",
    "tests.shells",
    "tests.twilio_api",
]
AT_NIGHT = 3600  # seconds that a test may take
NOT_YET = Path(__file__).with_name("not_yet.yaml")


@pytest.hookimpl(tryfirst=True)  # before groups are written behind the names
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that are not met yet: tests/not_yet.yaml names each with its reason. And time for those of the night."""
    late: dict[str, str] = yaml.safe_load(NOT_YET.read_text(encoding="utf-8")) or {}
    for item in items:
        reason = late.get(item.nodeid) or late.get(item.nodeid.partition("[")[0])
        if reason:
            # Strict: what passes has to leave the list.
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
        if item.get_closest_marker("night") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(AT_NIGHT))
