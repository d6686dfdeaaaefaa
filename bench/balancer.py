"""A balancer before several servers of one machine: each connection goes to the next one."""

from __future__ import annotations

import itertools
import select
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


@contextmanager
def balanced(ports: Sequence[int]) -> Iterator[int]:
    """A port that leads each connection to the next of these ports that takes it."""
    over, turns = threading.Event(), itertools.cycle(range(len(ports)))
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.2)

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    caller, _ = door.accept()
                    first = next(turns)
                    order = [*ports[first:], *ports[:first]]
                    threading.Thread(target=_pass_on, args=(caller, order, over), daemon=True).start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            over.set()
            thread.join()


def _pass_on(caller: socket.socket, ports: Sequence[int], over: threading.Event) -> None:
    """Carry bytes both ways until one side ends."""
    with caller, suppress(OSError):
        server = _reached(ports)
        with server:
            other = {caller: server, server: caller}
            for one in other:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not over.is_set():
                for ready in select.select(list(other), [], [], 0.2)[0]:
                    piece = ready.recv(65_536)
                    if not piece:
                        return
                    other[ready].sendall(piece)


def _reached(ports: Sequence[int]) -> socket.socket:
    for port in ports:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=1)
    raise ConnectionRefusedError
