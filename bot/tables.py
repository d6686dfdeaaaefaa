"""The desk's word tables under data/, read as plain text: "no", "on" and "2" are words there, not values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# Written in C where that is installed: ten times as fast.
PLAIN: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
SAFE: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).resolve().parent.parent / "data"


def read_table(name: str) -> Any:
    """The table data/<name>.yaml: lists and maps of strings."""
    # The base loader makes nothing but strings, lists and maps.
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=PLAIN)  # noqa: S506


def read_yaml(path: Path) -> Any:
    """A file of YAML as plain values."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE)  # noqa: S506 - a safe one
