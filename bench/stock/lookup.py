"""Looks a number up in directory.yaml, as a project of this size would do it: the longest name heard wins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml


def read(path: Path) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The entries by their id, and for each name that people use the id of its entry."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    entries = {entry["id"]: entry for entry in content["entries"] if "numbers" in entry}
    names = {
        str(name).casefold(): entry["id"]
        for entry in entries.values()
        for names in entry.get("called", {}).values()
        for name in names
    }
    return entries, names


def sought(text: str, names: dict[str, str]) -> str:
    """The id of the entry with the longest name in the text, or ""."""
    words = re.findall(r"[\w'-]+", text.casefold())
    for length in range(min(len(words), 6), 0, -1):
        for start in range(len(words) - length + 1):
            if found := names.get(" ".join(words[start : start + length])):
                return found
    return ""


def answer(entry: dict[str, Any], fax: bool) -> str:
    """One sentence with the entry's fax number or its other numbers."""
    numbers = [
        line["number"] for line in entry["numbers"] if (line.get("purpose") == "fax") == fax and "number" in line
    ]
    name = entry["name"]["en"]
    return f"{name}: {', '.join(numbers)}. What else can I do for you?" if numbers else f"{name} has no such number."
