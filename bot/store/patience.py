"""A PostgreSQL connection that does not wait for ever: a server that stands still ends it from this side."""

from __future__ import annotations

from typing import TypeVar

import psycopg
from psycopg.abc import PQGen

Result = TypeVar("Result")
INTERVAL = 0.1  # seconds between looks at signals
# Seconds. The server ends a statement after two; a longer silence means that it is not running.
LONGEST = 3.0


class PatientConnection(psycopg.Connection[tuple[object, ...]]):
    """Ends a wait after LONGEST seconds and closes itself, for nobody knows what became of the statement."""

    def wait(self, gen: PQGen[Result], interval: float = INTERVAL, timeout: float | None = None) -> Result:
        """Wait for the server. Raises psycopg.OperationalError where it says nothing in time or is lost."""
        try:
            return super().wait(gen, interval, LONGEST if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.status == psycopg.pq.ConnStatus.OK:
                self.pgconn.finish()
            raise

    def __del__(self) -> None:  # type: ignore[override]
        """Closed too where its pool was given up while it was out."""
        if hasattr(self, "pgconn"):
            self.pgconn.finish()
        super().__del__()
