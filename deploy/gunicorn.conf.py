"""How gunicorn serves the web side. PORT and the rest of the settings come from the environment."""

from __future__ import annotations

import os
import threading
from typing import Any


def whole(text: str, otherwise: int) -> int:
    """The number in a setting; what is none must not keep urgent callers out, and the desk says what to mend."""
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1000 else otherwise


bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = whole(os.environ.get("WEB_CONCURRENCY", "2"), 2)  # two, so that one in trouble leaves one that answers
threads = whole(os.environ.get("WEB_THREADS", "16"), 16)
timeout = 30
graceful_timeout = 10
keepalive = 5
preload_app = False  # each worker opens its own store
accesslog = None  # our own log says what happened, without what people said
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = ""  # no header may change where a request seems to come from


def post_worker_init(worker: Any) -> None:
    """Build the tables of the first words beside the first callers, who are answered meanwhile if they are urgent."""
    desk = getattr(worker.wsgi, "extensions", {}).get("desk")
    if desk:
        threading.Thread(target=desk.warm, name="warm", daemon=True).start()
