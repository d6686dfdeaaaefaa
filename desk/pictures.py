"""Letters and papers as pictures of their pages: every browser shows them, and nothing in them can run."""

from __future__ import annotations

import io
import threading

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image

PDF = "application/pdf"
SCALE = 1.7  # of 72 dots an inch
_ONE_AT_A_TIME = threading.Lock()  # PDFium is made for one thread


def pages(data: bytes, kind: str) -> int:
    """How many pages there are; 0 where it cannot be opened."""
    if kind != PDF:
        return 1
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            return 0
        try:
            return len(document)
        finally:
            document.close()


def page(data: bytes, kind: str, number: int) -> bytes:
    """One page as a PNG, counted from 1. Raises IndexError where there is none."""
    if kind != PDF:
        return _png(Image.open(io.BytesIO(data)))
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(data)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            return _png(document[number - 1].render(scale=SCALE).to_pil())
        finally:
            document.close()


def pdf(data: bytes, kind: str) -> bytes:
    """The same as a PDF: a photo becomes one."""
    if kind == PDF:
        return data
    made = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(made, "PDF", resolution=150)
    return made.getvalue()


def _png(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.convert("RGB").save(made, "PNG", optimize=False, compress_level=3)
    return made.getvalue()
