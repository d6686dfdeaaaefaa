"""The desk's pages as HTML, and the files that they load: all our own, under a policy without inline."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Response

from bot import codes
from bot.channels.web_pages import Files, templates
from desk import words
from release.plain import national

HERE = Path(__file__).resolve().parent
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = templates(HERE / "templates")
FILES = Files(HERE / "static", "/desk-files")
PAGES.filters |= {
    "code": codes.shown,
    "national": national,
    "state": words.state,
    "plural": words.plural,
    "person": words.person,
}
PAGES.globals |= {"TONES": words.TONES, "CHANNELS": words.CHANNELS}


def html(template: str, status: int, fields: Mapping[str, Any]) -> Response:
    """One page."""
    body = PAGES.get_template(f"{template}.html").render({"files": FILES.address, **fields})
    return Response(body, status, mimetype="text/html", headers={"Content-Security-Policy": POLICY})
