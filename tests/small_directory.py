"""A small invented clinic, as raw data to be broken and as a file."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

DATES = {"source": "page", "verified": "2026-01-05", "review_by": "2027-01-05"}
NOTHING = ["fax", "hours", "email", "address"]


def both(words: str) -> dict[str, str]:
    return {"en": words, "es": words}


SMALL: dict[str, Any] = {
    "name": both("Hilltop Imaging"),
    "timezone": "America/Chicago",
    "emergency": "911",
    "crisis": "988",
    "roles": {"scheduling": ["front"], "main": ["front"], "emergent": ["night"]},
    "emergent_backup": ["lead"],
    "schedules": {
        "office": {"name": both("office"), "days": {"mon": [["08:00", "12:00"], ["13:00", "17:00"]]}},
        "late": {
            "name": both("late"),
            "days": {"sat": [["20:00", "24:00"]], "sun": [["00:00", "04:00"]]},
            "holidays": "open",
        },
    },
    "questions": [
        {
            "id": "scan",
            "called": {"en": ["scan"], "es": ["estudio"]},
            "ask": both("Which one?"),
            "options": ["front", "knee.fax"],
            "picks": {"front": {"en": ["plain"], "es": ["simple"]}},
        }
    ],
    "entries": [
        {
            "id": "front",
            "kind": "desk",
            "name": both("Front desk"),
            "called": {"en": ["front desk"], "es": ["entrada"]},
            "numbers": [{"purpose": "phone", "number": "+13125550101"}],
            "hours": "office",
            "not_given": ["fax", "email", "address"],
            **DATES,
        },
        {
            "id": "night",
            "kind": "desk",
            "name": both("Night line"),
            "numbers": [{"purpose": "emergent", "number": "+13125550122", "option": "2"}],
            "not_given": NOTHING,
            **DATES,
        },
        {
            "id": "lead",
            "kind": "lead",
            "name": both("Lead"),
            "numbers": [{"purpose": "phone", "number": "+13125550133"}],
            "hours": "office",
            "not_given": ["fax", "email", "address"],
            **DATES,
        },
        {
            "id": "knee",
            "kind": "service",
            "name": both("Knee clinic"),
            "called": {"en": ["knee"], "es": ["rodilla"]},
            "numbers": [
                {"purpose": "appointments", "number": "+13125550144"},
                {"purpose": "fax", "number": "+13125550165"},
            ],
            "facts": [{"id": "shoes", "called": {"en": ["shoes"]}, "tell": both("Bring shoes.")}],
            "related": ["front"],
            "not_given": ["hours", "email", "address", "same_day", "nurse_coordinator"],
            **DATES,
        },
    ],
}


def small() -> dict[str, Any]:
    """A fresh copy, to be changed."""
    return copy.deepcopy(SMALL)


def entry(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in raw["entries"] if entry["id"] == name)
    return found


def write(path: Path, raw: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path
