"""A worker builds the tables of the first words before a caller has to wait for them."""

from __future__ import annotations

import importlib.util
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from bot import take_turn
from bot.take_turn import Desk
from tests.whole_desk import whole_desk

CONF = Path(__file__).parent.parent / "deploy/gunicorn.conf.py"


def _conf() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gunicorn_conf", CONF)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_new_worker_warms_its_desk() -> None:
    warmed = threading.Event()
    worker = SimpleNamespace(wsgi=SimpleNamespace(extensions={"desk": SimpleNamespace(warm=warmed.set)}))
    _conf().post_worker_init(worker)
    assert warmed.wait(5)


@pytest.mark.parametrize("wsgi", [SimpleNamespace(extensions={"desk": None}), SimpleNamespace()])
def test_a_worker_without_a_desk_starts_all_the_same(wsgi: SimpleNamespace) -> None:
    _conf().post_worker_init(SimpleNamespace(wsgi=wsgi))


def test_once_warm_the_first_words_build_nothing(tmp_path: Path) -> None:
    desk: Desk = whole_desk(tmp_path).desk
    desk.warm()
    before = take_turn._understanding.cache_info().misses
    take_turn.understanding(desk.keeper.current(), desk.nlu)
    assert take_turn._understanding.cache_info().misses == before
