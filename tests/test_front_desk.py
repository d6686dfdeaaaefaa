"""The desk that plays pages leaves nothing open behind it."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.nlu_client import NluClient, NluDown
from tests.playing import NOBODY, FrontDesk
from tests.whole_desk import whole_desk


def hung_up(client: NluClient) -> bool:
    """A client that was closed asks nobody any more."""
    with pytest.raises((NluDown, RuntimeError)) as raised:
        client.ranking("hello")
    return isinstance(raised.value, RuntimeError)


def test_the_desk_that_plays_pages_hangs_up(tmp_path: Path) -> None:
    desk = FrontDesk.open(NOBODY, tmp_path)
    assert not any(hung_up(client) for client in desk.clients.values())
    desk.close()
    assert all(hung_up(client) for client in desk.clients.values())


def test_a_whole_desk_hangs_up(tmp_path: Path) -> None:
    client = NluClient(NOBODY, transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    whole_desk(tmp_path, client).close()
    assert hung_up(client)
