"""What a browser sends to the signing page. Kept in memory alone: no photo of anybody's papers lies on a disk."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

MEGABYTE = 1024 * 1024
MOST_PAPER = 10  # megabytes of one photo or PDF
MOST_WORDS = 512 * 1024  # bytes of all fields, a drawing among them
MOST_WITH_PAPER = (MOST_PAPER + 1) * MEGABYTE
MOST_DRAINED = 64 * MEGABYTE
MOST_PARTS = 100
CHUNK = 64 * 1024


class TooBig(Exception):
    """More was sent than may be."""


@dataclass(frozen=True, repr=False)
class Incoming:
    """The fields, and the one file with its name ("" and b"" where there is none)."""

    form: dict[str, str] = field(default_factory=dict)
    name: str = ""
    file: bytes = b""


def read(request: Request, with_paper: bool) -> Incoming:
    """The form that was sent. Raises TooBig, with the rest taken in first, so that the browser hears of it."""
    request.max_content_length = MOST_WITH_PAPER if with_paper else MOST_WORDS
    try:
        return _parsed(request)
    except RequestEntityTooLarge:
        _drain(request)
    raise TooBig


def _parsed(request: Request) -> Incoming:
    parser = FormDataParser(
        stream_factory=lambda *_, **__: io.BytesIO(),
        max_form_memory_size=MOST_WORDS,
        max_content_length=request.max_content_length,
        max_form_parts=MOST_PARTS,
    )
    _, form, files = parser.parse(
        request.stream, request.mimetype, request.content_length, dict(request.mimetype_params)
    )
    sent = files.get("paper")
    data = sent.stream.read() if sent else b""
    return Incoming({name: form[name] for name in form}, (sent.filename or "") if sent else "", data)


def _drain(request: Request) -> None:
    left = min(request.content_length or 0, MOST_DRAINED)
    stream = request.environ["wsgi.input"]
    while left > 0:
        got = len(stream.read(min(left, CHUNK)))
        if not got:
            return
        left -= got
