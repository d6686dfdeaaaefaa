"""gunicorn's command line over a store and a box that may take their time: only deaths are tried, no busy machine."""

from __future__ import annotations

from gunicorn.app.wsgiapp import run

from bot import nlu_client
from bot.store import engines, store

PATIENCE = 30  # seconds

if __name__ == "__main__":
    engines.make_engine.__defaults__ = (PATIENCE * 1000,)
    store.WAIT_SECONDS = PATIENCE
    nlu_client.LIMIT_SECONDS = PATIENCE
    run()
