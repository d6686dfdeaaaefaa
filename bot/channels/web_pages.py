"""Pages of our own making: their templates, and the style and script files that they load."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

import jinja2
from flask import Response, abort

TYPES = {".css": "text/css", ".js": "text/javascript"}


def templates(folder: Path) -> jinja2.Environment:
    """The templates in a folder; a name that no page is told is a fault."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


class Files:
    """The files of a folder at `base`. They load each other, so one address holds for all and changes with any."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder, self._base = folder, base

    @property
    def address(self) -> str:
        """What the address of each file begins with."""
        return f"{self._base}/{self._version}"

    def file(self, version: str, name: str) -> Response:
        """A file; 404 for one of another version. Browsers may keep it for a day."""
        if version != self._version or name not in self._bytes:
            abort(404)
        kind = TYPES[Path(name).suffix]
        return Response(self._bytes[name], mimetype=kind, headers={"Cache-Control": "public, max-age=86400"})

    @cached_property
    def _version(self) -> str:
        return hashlib.sha256(b"".join(self._bytes.values())).hexdigest()[:12]

    @cached_property
    def _bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self._folder.iterdir()) if path.suffix in TYPES}
