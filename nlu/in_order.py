"""Runs the graph of a Rasa model one node after the other: what Dask does besides takes a tenth of a parse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner

Step = tuple[str, tuple[str, ...]]


class InOrder(DaskGraphRunner):
    """Every node comes after those whose answers it takes."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Give each target's answer; `inputs` are answers that no node gives."""
        wanted = tuple(targets or self._graph_schema.target_names)
        told = {name: (name, answer) for name, answer in (inputs or {}).items()}
        for name, needs in self._steps(wanted):
            told[name] = self._instantiated_nodes[name](*(told[need] for need in needs))
        return dict(told[name] for name in wanted)

    @lru_cache(maxsize=1)  # noqa: B019 - there is one runner, and it lives as long as the process
    def _steps(self, wanted: tuple[str, ...]) -> tuple[Step, ...]:
        """Each node that is needed, with the names of the answers it takes."""
        return tuple(self._ordered(list(wanted)))

    def _ordered(self, wanted: list[str]) -> Iterator[Step]:
        nodes = self._graph_schema.minimal_graph_schema(wanted).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        yield from ((name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs)
