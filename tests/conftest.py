"""Fixtures for all tests."""

pytest_plugins = ["tests.front_desk", "tests.shells", "tests.stores"]
