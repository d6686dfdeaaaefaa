"""The page and the files that it loads: our own script and style, and nothing from elsewhere."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import jinja2
from flask import Response, abort

from bot.directory import Directory
from simulator.people import people, shown

HERE = Path(__file__).resolve().parent
TYPES = {".js": "text/javascript", ".css": "text/css"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; media-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MICROPHONE = "camera=(), microphone=(self), geolocation=()"
PAGES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE / "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


def page(directory: Directory, base: str) -> Response:
    """The telephone and the texter; `base` is what our links start with."""
    told = {
        "desk": directory.file.name.en,
        "people": {number: shown(number) for number in people(directory.file.country)},
        "base": base,
        "files": f"/phone-files/{fingerprint()}",
        "keys": ["1", "2 abc", "3 def", "4 ghi", "5 jkl", "6 mno", "7 pqrs", "8 tuv", "9 wxyz", "*", "0", "#"],
    }
    headers = {"Content-Security-Policy": POLICY, "Permissions-Policy": MICROPHONE}
    return Response(PAGES.get_template("phone.html").render(told), mimetype="text/html", headers=headers)


def file(version: str, name: str) -> Response:
    """A file of the page. Browsers may keep it for a day: a changed one has another address."""
    if version != fingerprint() or name not in _files():
        abort(404)
    kind = TYPES[Path(name).suffix]
    return Response(_files()[name], mimetype=kind, headers={"Cache-Control": "public, max-age=86400"})


@cache
def fingerprint() -> str:
    """One for all files, since they load each other."""
    return hashlib.sha256(b"".join(_files().values())).hexdigest()[:12]


@cache
def _files() -> dict[str, bytes]:
    found = sorted((HERE / "static").iterdir())
    return {path.name: path.read_bytes() for path in found if path.suffix in TYPES}
