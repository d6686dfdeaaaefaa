"""Opens what a stranger sent, in a process of its own with little memory and little time. Run by release/papers.py.

A photo comes out as a new JPEG, a PDF as pictures of its pages, a drawn signature as a small grey PNG: nothing of the
file itself is kept. It answers on its output: a word ("image/jpeg", or why not), a line's end, the bytes.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MEMORY = 768 * 1024 * 1024
SECONDS = 6
MOST_PIXELS = 60_000_000
MOST_PAGES = 20
LONGEST_SIDE = 2200  # pixels of a photo or page; small print can still be read
SIGNATURE = (600, 300)
HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
PALE = 128  # where no point is darker than this, nothing was drawn


class Refused(Exception):
    """Why a file is not taken: the name of a sentence."""


def limit() -> None:
    """Take away what opening a picture does not need. For good: nobody can give it back to himself."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def photo(data: bytes) -> tuple[str, bytes]:
    """A photo drawn anew, upright, without what cameras write beside it (where, when, whose)."""
    from PIL import Image, ImageOps

    if is_heif(data):
        _open_heif()
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below, before anything is drawn
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "HEIF"]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused("paper_heavy")
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return "image/jpeg", _jpeg(_on_white(picture))


def document(data: bytes) -> tuple[str, bytes]:
    """A PDF as a new one, made of pictures of its pages."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise Refused("paper_locked" if "password" in str(fault).lower() else "paper_broken") from None
    if len(pdf) > MOST_PAGES:
        raise Refused("paper_pages")
    if len(pdf) == 0:
        raise Refused("paper_broken")
    pdf.init_forms()
    first, *others = [_page(pdf[place]) for place in range(len(pdf))]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=150.0, quality=80)
    return "application/pdf", out.getvalue()


def drawing(data: bytes) -> tuple[str, bytes]:
    """A drawn signature, small and grey; one without a stroke is refused."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data), formats=["PNG"]) as opened:
        if opened.width * opened.height > MOST_PIXELS // 10:
            raise Refused("paper_heavy")
        picture = _on_white(opened).convert("L")
    picture.thumbnail(SIGNATURE)
    if min(picture.getdata()) > PALE:
        raise Refused("paper_none")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return "image/png", out.getvalue()


def kind(data: bytes) -> str:
    """What a file is, by what it begins with: its name is never looked at."""
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n":
        return "photo"
    if b"%PDF-" in data[:1024]:
        return "document"
    if is_heif(data):
        return "photo"
    raise Refused("paper_kind")


def is_heif(data: bytes) -> bool:
    """Whether it is a photo as telephones by Apple and others take them (HEIC)."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIF


def _open_heif() -> None:
    """Let Pillow open such photos: one thread, and only the picture itself."""
    import pi_heif  # type: ignore[import-untyped]

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def _page(page: Any) -> Picture:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise Refused("paper_broken")
    drawn: Picture = page.render(scale=LONGEST_SIDE / max(width, height)).to_pil().convert("RGB")
    return drawn


def _on_white(picture: Picture) -> Picture:
    from PIL import Image

    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _jpeg(picture: Picture) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def main() -> None:
    """Read all, open it, answer."""
    limit()
    data = sys.stdin.buffer.read()
    ways = {"photo": photo, "document": document, "drawing": drawing}
    try:
        what, made = ways[kind(data) if sys.argv[1] == "paper" else "drawing"](data)
    except Refused as why:
        what, made = str(why), b""
    except MemoryError:
        what, made = "paper_heavy", b""
    except Exception:
        what, made = "paper_broken", b""
    sys.stdout.buffer.write(what.encode() + b"\n" + made)


if __name__ == "__main__":
    main()
