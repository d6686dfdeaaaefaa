"""`/health/emergent` tells when an emergent caller would not get through: each part broken once, and each fault spared.

It runs the real path; a store or a box in trouble is no reason to say that callers are lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot import emergency
from bot.channels import fixed, twiml
from bot.directory import Directory
from bot.wording import Wording
from tests.faults.stores import SQLITE, Site, on_sqlite
from tests.figures import Figure

pytestmark = pytest.mark.xdist_group("faults health")
Break = Callable[[Site, pytest.MonkeyPatch], Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with on_sqlite(tmp_path_factory.mktemp("health")) as site:
        yield site


def status(site: Site) -> int:
    found: int = site.house.client.get("/health/emergent").status_code
    return found


def _raises(*_: Any, **__: Any) -> Any:
    raise ValueError("broken")


def _deaf(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(emergency, "hear", lambda words, **how: emergency.Urgency("none"))


def _rule_raises(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(emergency, "hear", _raises)


def _directory(site: Site, patch: pytest.MonkeyPatch, **update: Any) -> None:
    known = site.house.directory
    broken = replace(known, version="0" * 12, file=known.file.model_copy(update=update))
    patch.setattr(site.house.desk.keeper, "current", lambda: broken)


def _nobody(directory: Directory) -> dict[str, tuple[str, ...]]:
    return {role: names for role, names in directory.file.roles.items() if role != "emergent"}


def _no_line(site: Site, patch: pytest.MonkeyPatch) -> None:
    _directory(site, patch, roles=_nobody(site.house.directory), emergent_backup=())


def _no_number(site: Site, patch: pytest.MonkeyPatch) -> None:
    lines = {e.id for e in site.house.directory.role("emergent")}
    entries = [e.model_copy(update={"numbers": ()}) if e.id in lines else e for e in site.house.directory.entries]
    _directory(site, patch, entries=tuple(entries), emergent_backup=())


def _no_directory(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(site.house.desk.keeper, "current", _raises)


def _no_wording(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(site.house.desk, "wording", _Mute())


class _Mute(Wording):
    """Has no sentence for anything."""

    def __init__(self) -> None:
        pass


def _no_document(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(twiml, "dialled", _raises)


def _no_dial(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(twiml, "_dial", lambda *_: None)


def _fixed_without_number(site: Site, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fixed.FixedDocuments, "now", lambda self: fixed.Documents("", "", "", numbered=False))


BROKEN: dict[str, Break] = {
    "the rule is deaf": _deaf,
    "the rule raises": _rule_raises,
    "nobody has the emergent line": _no_line,
    "the line has no number": _no_number,
    "there is no directory": _no_directory,
    "the sentences are gone": _no_wording,
    "the document cannot be written": _no_document,
    "the document dials nobody": _no_dial,
    "the fixed document has no number": _fixed_without_number,
}


@pytest.mark.parametrize("part", BROKEN)
def test_it_tells_when_a_part_is_broken(site: Site, figure: Figure, part: str) -> None:
    assert status(site) == 200
    with pytest.MonkeyPatch.context() as patch:
        BROKEN[part](site, patch)
        found = figure(f"health, {part}", ["told" if status(site) == 503 else "not told"])
    assert found == {"told": 1}
    assert status(site) == 200


@pytest.mark.parametrize("trouble", SQLITE)
def test_a_store_in_trouble_and_no_box_are_no_reason(site: Site, trouble: str) -> None:
    with SQLITE[trouble](site):
        assert status(site) == 200
        assert site.house.client.get("/health/ready").status_code == 503
