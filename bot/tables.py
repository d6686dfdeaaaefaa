"""The desk's word tables under data/, read as plain text: "no", "on" and "2" are words there, not values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parent.parent / "data"


def read_table(name: str) -> Any:
    """The table data/<name>.yaml: lists and maps of strings."""
    # The base loader makes nothing but strings, lists and maps.
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
