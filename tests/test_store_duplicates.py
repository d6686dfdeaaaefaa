"""The same delivery many times at once, over threads and processes, has one effect and one answer."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from bot.sealing import Keyring
from bot.store import Answer, Store, StoreBusy
from tests.stores import NOW

THREADS = 4
DELIVERIES = 8

Result = TypeVar("Result")


def deliver(store: Store, number: int, who: str) -> str:
    """Take in delivery `number`; the body of the answer. Each taker would answer in its own words."""
    keys = [f"SM{number}", f"token-{number}"]
    with store.turn(NOW) as turn:
        known = turn.seen(keys if len(who) % 2 else keys[::-1], "/sms")
        if known is not None:
            return known.body
        time.sleep(0.002)  # the others arrive meanwhile
        turn.queue_text("+19195550123", f"for {who}", "numbers", True, f"{number} {who}")
        turn.audit("answered", "caller")
        turn.remember(keys, "/sms", Answer(f"by {who}", "text/xml"))
    return f"by {who}"


def patiently(do: Callable[[], Result]) -> Result:
    """Try again while the store is busy, as whoever delivers does."""
    for _ in range(20):
        with suppress(StoreBusy):
            return do()
    return do()


def deliver_all(database_url: str, keys: str, process: str) -> list[str]:
    """Deliver everything in each of THREADS threads; a line per answer."""
    store = Store.open(database_url, Keyring.parse(keys))

    def one_thread(thread: int) -> list[str]:
        who = f"{process}-{thread}"
        return [f"{n} {patiently(partial(deliver, store, n, who))}" for n in range(DELIVERIES)]

    with ThreadPoolExecutor(THREADS) as threads:
        lines = [line for answers in threads.map(one_thread, range(THREADS)) for line in answers]
    store.close()
    return lines


def test_eight_threads_over_two_processes_have_one_effect_each(store, database_url, keyring):
    command = [sys.executable, "-m", "tests.test_store_duplicates", database_url, keyring.secret_text()]
    processes = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("a", "bb")]
    lines = [line for process in processes for line in process.communicate(timeout=60)[0].splitlines()]
    assert len(lines) == 2 * THREADS * DELIVERIES
    assert len(set(lines)) == DELIVERIES
    assert len(store.texts()) == DELIVERIES
    assert store.verify().head.seq == DELIVERIES + 1
    assert store.verify().whole


def test_a_text_with_the_same_dedupe_key_is_queued_once(store):
    def queue(_: int) -> bool:
        with store.turn(NOW) as turn:
            return turn.queue_text("+19195550123", "hello", "reminder", False, "request 7, day 1")

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(lambda number: patiently(lambda: queue(number)), range(6))) == 1
    assert len(store.texts()) == 1


def test_turns_of_one_talk_wait_for_each_other(store):
    from tests.test_store import a_talk

    with store.turn(NOW) as turn:
        turn.save_talk("pair", a_talk({"step": 0}))

    def step(_: int) -> None:
        with store.turn(NOW) as turn:
            talk = turn.talk("pair")
            assert talk is not None
            assert talk.state is not None
            turn.save_talk("pair", a_talk({"step": talk.state["step"] + 1}))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda number: patiently(lambda: step(number)), range(30)))
    with store.turn(NOW) as turn:
        talk = turn.talk("pair")
    assert talk is not None
    assert talk.state == {"step": 30}


if __name__ == "__main__":
    print("\n".join(deliver_all(*sys.argv[1:])))
