"""An understanding box that keeps all it hears and all it says, and knows who wants images released."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

URGENT = ("danger", "emergent_images", "after_procedure")
WANTS = re.compile(r"send|sent|mand|copy|release", re.IGNORECASE)


class Ears(ThreadingHTTPServer):
    """`heard` and `said`: everything on the line, as bytes."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[bytes] = []
        self.said: list[bytes] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: Any) -> None:
        """Who asked may have given up."""


class _Ear(BaseHTTPRequestHandler):
    server: Ears

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard += [self.requestline.encode(), bytes(self.headers), body]
        wants = WANTS.search(json.loads(body)["text"])
        names = ("release_images", "thanks", "no") if wants else ("no", "thanks", "release_images")
        sure = dict.fromkeys(URGENT, 0.0) | dict(zip(names, (0.97, 0.02, 0.01), strict=True))
        ranking = [{"name": name, "confidence": one} for name, one in sorted(sure.items(), key=lambda pair: -pair[1])]
        answer = json.dumps({"intent_ranking": ranking}).encode()
        self.server.said.append(answer)
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def listening() -> Iterator[Ears]:
    """For as long as the block lasts."""
    ears = Ears()
    thread = threading.Thread(target=ears.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield ears
    ears.shutdown()
    thread.join()
    ears.server_close()
