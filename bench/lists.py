"""Reads a YAML list of cases or callers, and says in plain words what is wrong with it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.tables import SAFE


class Named(Protocol):
    """Has an id of its own."""

    id: str


One = TypeVar("One", bound=Named)


def read(path: Path, kind: type[One], what: str, loader: Any = SAFE) -> list[One]:
    """The items of a file; `what` names one of them. `loader` is a safe one. Raises SystemExit with what is wrong."""
    try:
        items: Any = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe one
        found: list[One] = TypeAdapter(list[kind]).validate_python(items)  # type: ignore[valid-type]
    except (OSError, yaml.YAMLError) as fault:
        raise SystemExit(f"{path} cannot be read: {fault}") from None
    except ValidationError as fault:
        places = ((".".join(map(str, error["loc"])), error["msg"]) for error in fault.errors())
        lines = (f"{what} {place}: {message}" for place, message in places)
        raise SystemExit(f"{path} has faults:\n" + "\n".join(lines)) from None
    twice = [name for name, count in Counter(one.id for one in found).items() if count > 1]
    if twice:
        raise SystemExit(f"{path} has these ids twice: {', '.join(twice)}")
    return found
