"""Apps in trouble, on real sockets: each listens where ours should, for as long as a block lasts."""

from __future__ import annotations

import datetime as dt
import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.faults.line import Place

Behave = Callable[[socket.socket, threading.Event], None]
PAGE = b"<html><body>It works!<br></body></html>"
GOOD = b'<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say><Hangup /></Response>'


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Forty calls at once are no news."""


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, behave: Behave) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behave, self.over = behave, threading.Event()

    def handle_error(self, *_: Any) -> None:
        """Who asked has hung up."""


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        received = b""
        while b"\r\n\r\n" not in received or not _whole(received):
            piece = self.request.recv(65_536)
            if not piece:
                return
            received += piece
        self.server.behave(self.request, self.server.over)


def _whole(received: bytes) -> bool:
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return len(body) >= int(length.split(b":")[1])


def answer(status: str, kind: str, body: bytes, promised: int | None = None) -> bytes:
    length = len(body) if promised is None else promised
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n".encode() + body


def says(whole: bytes) -> Behave:
    return lambda connection, _: connection.sendall(whole)


def hangs(connection: socket.socket, over: threading.Event) -> None:
    over.wait(60)


def drips(connection: socket.socket, over: threading.Event) -> None:
    for byte in answer("200 OK", "text/xml", GOOD + b" " * 9999):
        connection.sendall(bytes([byte]))
        if over.wait(0.05):
            return


@contextmanager
def serving(behave: Behave) -> Iterator[Place]:
    server = _Server(behave)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Place(server.server_address[1])
    server.over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def stopped() -> Iterator[Place]:
    """Nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield Place(probe.getsockname()[1])


@contextmanager
def silent() -> Iterator[Place]:
    """No connection comes about, as with a machine that is switched off: the queue of the listener is full."""
    with socket.socket() as listener, ExitStack() as waiting:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            with suppress(BlockingIOError):
                caller.connect(listener.getsockname())
        yield Place(listener.getsockname()[1])


@contextmanager
def running(app: Any) -> Iterator[Place]:
    """A WSGI app, well."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Place(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def in_tls(place: Place, certificate: Path, trusted: ssl.SSLContext) -> Iterator[Place]:
    """The same behind TLS with this certificate, as `trusted` sees it."""
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate)

    server = _Tls(own, place.port)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Place(server.server_address[1], trusted)
    server.shutdown()
    thread.join()
    server.server_close()


class _Tls(socketserver.ThreadingTCPServer):
    """Takes TLS and hands the bytes on in the clear."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, context: ssl.SSLContext, behind: int) -> None:
        super().__init__(("127.0.0.1", 0), _PassOn)
        self.context, self.behind = context, behind

    def handle_error(self, *_: Any) -> None:
        """Who asked did not trust us."""


class _PassOn(socketserver.BaseRequestHandler):
    server: _Tls

    def handle(self) -> None:
        with (
            self.server.context.wrap_socket(self.request, server_side=True) as front,
            socket.create_connection(("127.0.0.1", self.server.behind)) as back,
        ):
            received = b""
            while b"\r\n\r\n" not in received or not _whole(received):
                received += front.recv(65_536)
            back.sendall(received)
            while piece := back.recv(65_536):
                front.sendall(piece)


def certificate(folder: Path, host: str) -> Path:
    """A certificate that nobody has signed but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain) + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


Trouble = Callable[[], AbstractContextManager[Place]]
TROUBLES: dict[str, Trouble] = {
    "stopped": stopped,
    "switched off": silent,
    "hangs after accepting": lambda: serving(hangs),
    "drips": lambda: serving(drips),
    "answers 500": lambda: serving(says(answer("500 Internal Server Error", "text/xml", GOOD))),
    "answers 502 as a proxy": lambda: serving(says(answer("502 Bad Gateway", "text/html", PAGE))),
    "bad XML": lambda: serving(says(answer("200 OK", "text/xml", GOOD[:-12]))),
    "a page": lambda: serving(says(answer("200 OK", "text/html", PAGE))),
    "a wrong content type": lambda: serving(says(answer("200 OK", "application/json", GOOD))),
    "cut in the middle": lambda: serving(says(answer("200 OK", "text/xml", GOOD[:40], len(GOOD)))),
}
