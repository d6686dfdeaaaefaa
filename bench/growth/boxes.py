"""Several NLU servers behind one address, as a balancer before them looks to the web processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from bench.balancer import balanced
from bot.commands.own_box import started
from bot.settings import ROOT


@contextmanager
def behind(sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """For each size an address that leads to so many of our servers. Raises NoBox."""
    with ExitStack() as stack:
        ports = [int(stack.enter_context(started(ROOT)).rpartition(":")[2]) for _ in range(max(sizes))]
        doors = stack.enter_context(led([ports[:many] for many in sizes]))
        yield {many: f"http://127.0.0.1:{door}" for many, door in zip(sizes, doors, strict=True)}


@contextmanager
def led(groups: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """A port for each group, which leads each connection to the next of its ports.

    A process of its own does it: this one has the callers.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_lead, args=(groups, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours.recv()
    finally:
        ours.close()
        process.join()


def _lead(groups: Sequence[Sequence[int]], told: Connection) -> None:
    with ExitStack() as stack:
        told.send([stack.enter_context(balanced(ports)) for ports in groups])
        with suppress(EOFError):
            told.recv()  # until the other side ends
