"""Fixtures: the understanding box with the trained model, and a front desk that plays talks.

The desk itself is loaded only when a test asks for it: most tests do without.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

import models
from tests import nlu_boxes

if TYPE_CHECKING:
    from tests.playing import FrontDesk


@pytest.fixture(scope="session")
def nlu_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The understanding box with the newest model; with NLU_URL set, somebody else's."""
    if os.environ.get("NLU_URL"):
        yield os.environ["NLU_URL"]
        return
    model = models.current()
    if model is None or not nlu_boxes.PYTHON.exists():
        pytest.skip("no trained model that fits the data: run python3 setup/prepare.py nlu model")
    command = ["-m", "nlu.server", "--model", str(model), "--port", "0"]
    with nlu_boxes.running(command, tmp_path_factory.mktemp("box")) as box:
        yield f"http://127.0.0.1:{box.port}"


@pytest.fixture(scope="session")
def front_desk(nlu_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """The desk that plays pages."""
    from tests.playing import FrontDesk

    desk = FrontDesk.open(nlu_url, tmp_path_factory.mktemp("blank"))
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def unhurried() -> Iterator[None]:
    """An urgent turn waits long enough to be saved, however busy the machine: what it leaves behind is looked at."""
    from bot import take_turn

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(take_turn, "SOON", 10.0)
        yield
