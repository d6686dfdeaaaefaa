"""The letter that releases images, as a PDF: tagged for screen readers, and the same bytes for the same request."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import barcode  # type: ignore[import-untyped]
import typst

from bot import codes
from bot.directory import Directory
from bot.request import ReleaseRequest, Signed
from release.fonts import FONTS, fonts
from release.plain import line, national
from release.sheet import Block, Row, Sheet, row, sheet, written
from release.words import Words

HERE = Path(__file__).resolve().parent
SIZES = (9.5, 9.0, 8.5)  # points; the first with which it fits one page, else the first
PAGE = re.compile(rb"/Type\s*/Page\b")
BARS = {"write_text": False, "module_height": 10, "module_width": 0.3, "quiet_zone": 2}


class LetterNotSet(Exception):
    """The typesetter failed; nothing is told of the words that it failed on."""


def letter(
    request: ReleaseRequest,
    code: str,
    directory: Directory,
    lang: str,
    now: dt.datetime,
    signed: Signed | None = None,
    picture: bytes | None = None,
    papers: int = 0,
    channel: str = "",
) -> bytes:
    """The letter as PDF/UA, on one page where it fits; unsigned with lines to write on and how to send it.

    `code` as stored, `papers` how many legal papers come with it, `picture` a drawn signature (PNG), `channel` how
    the request was made. `now` is not printed: the day of a letter is the day of its signature.
    Raises EntryMissing where the directory has nobody to send it to, and LetterNotSet.
    """
    made = sheet(request, code, directory, lang, papers)
    data = made.content | _fixed(made, code)
    data["signature"] = _signed(made, directory, signed, picture, channel) if signed else _unsigned(made)
    data["send"] = None if signed else _send(made)
    return _set(data)


def request_hash(request: ReleaseRequest, code: str, directory: Directory, lang: str, papers: int = 0) -> str:
    """A hash of all that the letter says but the signature, 64 hex digits: what was shown is what was signed."""
    return sheet(request, code, directory, lang, papers).hash


def _fixed(made: Sheet, code: str) -> Block:
    shown = codes.shown(code)
    return {
        "author": made.library.name["en"],
        "fonts": list(FONTS),
        "barcode": _bars(code),
        "barcode_alt": made.words.both("barcode", code=shown),
        "page": made.words.both("page", code=shown, page="{page}", pages="{pages}"),
    }


def _unsigned(made: Sheet) -> Block:
    words = made.words
    rows = [row(words.both(name)) for name in ("signature", "signer_name", "signature_date")]
    rows[0]["tall"] = True
    rows.insert(2, row(words.both("signer_right"), made.content["signs"]))
    return _signature(words, rows)


def _signed(made: Sheet, directory: Directory, signed: Signed, picture: bytes | None, channel: str) -> Block:
    words, name = made.words, line(signed.name)
    rows = [
        row(words.both("signed_by"), written(name)),
        row(words.both("signer_right"), made.content["signs"]),
        row(words.both("signed_at"), words.moment(directory.local(signed.at))),
        row(words.both("signed_how"), words.both(f"signed_{signed.kind}")),
        row(words.both("request_hash"), {"en": " ".join(_groups(signed.request_hash))}),
    ]
    if channel:
        rows.insert(4, row(words.both("channel"), words.both(f"channel_{channel}")))
    drawn = {"picture": list(picture), "picture_alt": words.both("signature_picture", name=name)} if picture else {}
    return _signature(words, rows) | {"typed": written(name)} | drawn


def _signature(words: Words, rows: list[Row]) -> Block:
    return {"label": words.both("signature"), "rows": rows, "picture": None, "typed": None}


def _groups(digits: str, size: int = 16) -> list[str]:
    return [digits[at : at + size] for at in range(0, len(digits), size)]


def _send(made: Sheet) -> Block:
    words, library = made.words, made.library
    ways = [words.both("send_fax", number=national(n.number)) for n in library.of("fax")[:1]]
    ways += [words.both("send_mail")] if library.address else []
    ways += [words.both("send_email", address=library.email)] if library.email else []
    help_ = [words.both("send_help", number=national(n.number)) for n in library.of("phone")[:1]]
    return {"label": words.both("how_to_send"), "by": words.both("send_by"), "ways": ways, "help": help_}


def _bars(code: str) -> str:
    """The code as Code 128, drawn."""
    out = io.BytesIO()
    barcode.get("code128", code).write(out, BARS)
    return out.getvalue().decode()


def _set(data: dict[str, Any]) -> bytes:
    made = [_compiled(data | {"size": SIZES[0]})]
    for size in SIZES[1:]:
        if _pages(made[-1]) == 1:
            return made[-1]
        made.append(_compiled(data | {"size": size}))
    return made[-1] if _pages(made[-1]) == 1 else made[0]


def _compiled(data: dict[str, Any]) -> bytes:
    inputs = {"data": json.dumps(data)}
    compiler = typst.Compiler(HERE / "letter.typ", root=HERE, font_paths=fonts(), sys_inputs=inputs)
    try:
        made = _unpanicked(lambda: compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))
    except typst.TypstError:  # marks that no font can put together; its message would quote them
        made = _unpanicked(lambda: compiler.compile(format="pdf", timestamp=0))
    return made if isinstance(made, bytes) else b""


def _unpanicked(do: Callable[[], object]) -> object:
    """The typesetter's panic is no Exception, and would take the worker's thread with it."""
    try:
        return do()
    except Exception:
        raise
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
    raise LetterNotSet


def _pages(pdf: bytes) -> int:
    return len(PAGE.findall(pdf))
