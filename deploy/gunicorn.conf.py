"""How gunicorn serves the web side. PORT and the rest of the settings come from the environment."""

from __future__ import annotations

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # two, so that one in trouble leaves one that answers
threads = int(os.environ.get("WEB_THREADS", "16"))
timeout = 30
graceful_timeout = 10
keepalive = 5
preload_app = False  # each worker opens its own store
accesslog = None  # our own log says what happened, without what people said
errorlog = "-"
loglevel = "warning"
forwarded_allow_ips = ""  # no header may change where a request seems to come from
