"""Tables of answers and what they must be read as."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.tables import PLAIN


def table(name: str) -> Any:
    """The table <name>.yaml of this folder; all scalars are strings."""
    path = Path(__file__).resolve().parent / f"{name}.yaml"
    return yaml.load(path.read_text(encoding="utf-8"), Loader=PLAIN)
