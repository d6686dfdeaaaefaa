"""Ask an address and end with 0 if it is well: probe.py URL [JSON]. With JSON it is a POST. For health checks."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

SECONDS = 4


def well(url: str, body: str = "") -> bool:
    """Whether the address answers 2xx in time."""
    headers = {"Content-Type": "application/json"} if body else {}
    asked = urllib.request.Request(url, body.encode() or None, headers)  # noqa: S310 (our own container's address)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(asked, timeout=SECONDS) as answer:
            return bool(200 <= answer.status < 300)
    except (urllib.error.URLError, OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(0 if well(*sys.argv[1:3]) else 1)
