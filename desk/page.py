"""The desk's pages as HTML, and the files that they load: all our own, under a policy without inline."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from flask import Response, abort

from bot import codes
from desk import words
from release.plain import national

HERE = Path(__file__).resolve().parent
TYPES = {".css": "text/css", ".js": "text/javascript"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip
PAGES.filters |= {"code": codes.shown, "national": national, "state": words.state, "plural": words.plural}
PAGES.globals |= {"TONES": words.TONES, "CHANNELS": words.CHANNELS}


def html(template: str, status: int, fields: Mapping[str, Any]) -> Response:
    """One page."""
    body = PAGES.get_template(f"{template}.html").render({"files": files(), **fields})
    return Response(body, status, mimetype="text/html", headers={"Content-Security-Policy": POLICY})


def files() -> str:
    """Where the files are; changed ones have another address."""
    return f"/desk-files/{_fingerprint()}"


def file(version: str, name: str) -> Response:
    """A file of the pages. Browsers may keep it for a day."""
    if version != _fingerprint() or name not in _files():
        abort(404)
    kind = TYPES[Path(name).suffix]
    return Response(_files()[name], mimetype=kind, headers={"Cache-Control": "public, max-age=86400"})


@cache
def _fingerprint() -> str:
    return hashlib.sha256(b"".join(_files().values())).hexdigest()[:12]


@cache
def _files() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir()) if path.suffix in TYPES}
