"""What is counted in Redis: all processes count together, and Redis may die or freeze and nobody waits for it."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot import limits
from bot.limits import PATIENCE, Limits
from bot.settings import ROOT
from bot.store.caps import SAME_WORDS, TEXTS_AN_HOUR
from tests import read_back, troubles
from tests.redis_servers import RedisServer
from tests.whole_desk import MONDAY, House, whole_desk

pytestmark = pytest.mark.xdist_group("limits")
HURRY = "we need the images for our trauma patient now"
QUESTION = "fax for vascular intervention"
NOBODY = "redis://127.0.0.1:9/0"
SOON = 2.0  # seconds, on a busy machine; without the guards it would be for ever


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = whole_desk(tmp_path_factory.mktemp("shared"))
    house.desk.warm()
    yield house
    house.close()


@contextmanager
def process(url: str) -> Iterator[Limits]:
    """The counters as one more web process has them."""
    made = Limits(url)
    yield made
    made.close()


@contextmanager
def at(house: House, counters: Limits) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.desk, "limits", counters)
        yield


def numbers_in(reply: str | None) -> set[str]:
    return {one.number for one in read_back.written(reply or "")}


def emergent_line(house: House) -> str:
    return house.directory.role("emergent")[0].of("emergent")[0].number


def count(counters: Limits, who: str = "somebody", now: dt.datetime = MONDAY) -> int:
    return counters.count("text", who, 3600, now)


# ------------------------------------------------------------------ counted together


def test_processes_count_together_and_alone_where_there_is_no_redis(redis_server: RedisServer) -> None:
    with process(redis_server.url) as one, process(redis_server.url) as two, process("") as alone:
        assert [count(one), count(two), count(one), count(two)] == [1, 2, 3, 4]
        assert [count(alone), count(alone)] == [1, 2]
        assert count(two, "somebody else") == 1
        assert count(two, now=MONDAY + dt.timedelta(hours=1)) == 1
        assert (one.sharing(), alone.sharing()) == ("shared", "none")


def test_at_once_over_two_processes_none_is_counted_twice(redis_server: RedisServer) -> None:
    command = [sys.executable, "-m", "tests.test_limits_shared", redis_server.url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    told = [int(line) for one in running for line in one.communicate(timeout=60)[0].split()]
    assert sorted(told) == list(range(1, 2 * TEXTS_AN_HOUR + 1))


def test_with_the_store_gone_texts_are_capped_over_all_processes(house: House, redis_server: RedisServer) -> None:
    texter, replies = house.texter(), []
    with process(redis_server.url) as one, process(redis_server.url) as two, troubles.gone(house):
        for n in range(TEXTS_AN_HOUR + 4):
            with at(house, (one, two)[n % 2]):
                replies.append(texter.text(f"{QUESTION}, {'x' * n}"))
        assert emergent_line(house) in numbers_in(texter.text(HURRY))
    assert all(replies[:TEXTS_AN_HOUR])
    assert "stop texting" in (replies[TEXTS_AN_HOUR - 1] or "")
    assert replies[TEXTS_AN_HOUR:] == [None] * 4


@pytest.mark.parametrize("url", ["", NOBODY, "nonsense"])
def test_a_robot_gets_its_goodbye_with_store_and_redis_gone(house: House, url: str) -> None:
    texter = house.texter()
    with process(url) as counters, at(house, counters), troubles.gone(house):
        replies = [texter.text("I am driving and will answer later.") for _ in range(SAME_WORDS + 3)]
        assert emergent_line(house) in numbers_in(texter.text(HURRY))
    assert all(replies[:SAME_WORDS])
    assert "stop texting" in (replies[SAME_WORDS - 1] or "")
    assert replies[SAME_WORDS:] == [None] * 3


def test_nothing_private_is_in_redis(house: House, redis_server: RedisServer) -> None:
    from redis import Redis

    texter = house.texter()
    with process(redis_server.url) as counters, at(house, counters), troubles.gone(house):
        texter.text("fax for vascular, my name is Zebulon Quackenbush")
    with Redis.from_url(redis_server.url) as reader:
        found = list(reader.scan_iter())
        assert all(reader.ttl(key) > 0 for key in found)
    keys = b" ".join(found)
    assert keys.count(b"radline:") == 3
    assert texter.number[2:].encode() not in keys
    assert b"quackenbush" not in keys.lower()


# ------------------------------------------------------------------ Redis in trouble


def test_killed_in_the_middle_a_process_counts_on(redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REST", 0.0)
    with process(redis_server.url) as one, process(redis_server.url) as two:
        assert [count(one), count(two), count(one)] == [1, 2, 3]
        redis_server.kill()
        assert [count(one), count(one), count(two)] == [4, 5, 3]
        assert one.sharing() == "broken"
        redis_server.start()
        assert one.sharing() == "shared"
        assert [count(one), count(two)] == [6, 4], "what a process knows is not forgotten with Redis"


def test_frozen_it_is_waited_for_once(redis_server: RedisServer) -> None:
    with process(redis_server.url) as one:
        assert count(one) == 1
        with redis_server.frozen():
            started = time.monotonic()
            assert [count(one) for _ in range(200)] == list(range(2, 202))
            assert time.monotonic() - started < PATIENCE + SOON
            assert one.sharing() == "broken"


@pytest.mark.parametrize("trouble", ["killed", "frozen", "never there"])
def test_nobody_urgent_waits_for_redis(
    house: House, redis_server: RedisServer, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the store gone too, when texts are counted here: and Redis is asked anew each time."""
    monkeypatch.setattr(limits, "REST", 0.0)
    monkeypatch.setattr(limits, "PATIENCE", 30.0)  # who waited at all would be noticed
    caller, texter = house.caller().call(), house.texter()
    with process(NOBODY if trouble == "never there" else redis_server.url) as counters, at(house, counters):
        count(counters)
        if trouble == "killed":
            redis_server.kill()
        with redis_server.frozen(), troubles.gone(house):
            started = time.monotonic()
            assert caller.press("2").dialled
            assert house.caller().call().say(HURRY).dialled
            assert emergent_line(house) in numbers_in(texter.text(HURRY))
            assert house.client.get("/health/emergent").status_code == 200
            assert time.monotonic() - started < 4 * SOON


def test_ordinary_people_are_answered_with_redis_frozen(house: House, redis_server: RedisServer) -> None:
    texter = house.texter()
    with process(redis_server.url) as counters, at(house, counters), troubles.gone(house):
        assert texter.text(QUESTION)
        with redis_server.frozen():
            started = time.monotonic()
            assert texter.text("appointments for thyroid")
            assert time.monotonic() - started < PATIENCE + SOON


# ------------------------------------------------------------------ watched


def test_monitoring_sees_redis_only_where_it_is_set(house: House, redis_server: RedisServer) -> None:
    def told() -> tuple[str, list[str]]:
        lines = house.client.get("/metrics").get_data(as_text=True).splitlines()
        return house.client.get("/health/ready").get_json()["limits"], [one for one in lines if '"redis"' in one]

    assert told() == ("none", [])
    with process(redis_server.url) as counters, at(house, counters):
        assert told() == ("shared", ['radline_part_up{part="redis"} 1.0'])
        redis_server.kill()
        assert told() == ("broken", ['radline_part_up{part="redis"} 0.0'])


if __name__ == "__main__":
    with process(sys.argv[1]) as counters:
        print(*[count(counters) for _ in range(TEXTS_AN_HOUR)])
