"""Photos and PDFs of strangers: taken by what they are, drawn anew, and no bomb hurts whoever is served meanwhile."""

from __future__ import annotations

import base64
import io
import resource
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from release import papers
from release.incoming import MOST_PAPER
from release.papers import MOST_PAPERS, PaperRefused
from release.words import table
from tests.letters import EXECUTOR, WHOLE, flat
from tests.signers import Bureau, Visitor, opened
from tests.test_letter import drawing, made

pytestmark = pytest.mark.xdist_group("sign papers")  # so that the bureau is opened once


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with opened(tmp_path_factory.mktemp("papers")) as bureau:
        yield bureau


# A photo of 96 by 64 pixels as telephones take them, with a camera's name beside it: a blue door in a white wall.
HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAZdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAABuwABAAAAAAAAAFcAAgAAAAACEgABAAAAAAAAADQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbq"
    "SSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAAAk21kYXQAAABTKAGv"
    "WAyyHPVfagpGj/tb0/TpwAGUSvOTflyHAhgv/RTWyKB6RSCTG91EQrDVAxO+79Wi+lgpBI+/b340M19WUFGUHg+idt6nnKfyx3Ur"
    "92Ze0RAAAAAGRXhpZgAATU0AKgAAAAgAAQEPAAIAAAAPAAAAGgAAAABQbGFudGVkIENhbWVyYQAA"
)


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def document(pages: int = 1, **more: Any) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=612, height=792)
    if more.get("password"):
        writer.encrypt(more["password"])
    if more.get("script"):
        script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('planted')")}
        action = DictionaryObject({NameObject(name): value for name, value in script.items()})
        writer.root_object[NameObject("/OpenAction")] = action
        writer.add_attachment("planted.txt", b"planted words")
        writer.add_metadata({"/Author": "Planted Author"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def add(visitor: Visitor, data: bytes, name: str = "paper.jpg") -> Visitor:
    fields = visitor.fields("paper") | {"action": "paper", "paper": FileStorage(io.BytesIO(data), name)}
    boundary, body = encode_multipart(fields)
    sent = {"data": body, "content_type": f'multipart/form-data; boundary="{boundary}"'}
    visitor.answer = visitor.client.post(visitor.address, **sent)
    if visitor.answer.status_code == 303:
        visitor.answer = visitor.client.get(visitor.answer.headers["Location"].partition("#")[0])
    return visitor


def kept(bureau: Bureau, visitor: Visitor) -> list[Any]:
    with bureau.turn() as turn:
        return list(turn.papers(turn.link(visitor.token, also_done=True).request_id))


# ------------------------------------------------------------------ what is taken


def test_with_a_photo_an_executor_can_sign(bureau: Bureau) -> None:
    visitor = add(bureau.inside(EXECUTOR), photo(), "testament.jpg")
    assert "Your paper was added." in visitor.said
    assert "Added so far: 1" in visitor.said
    visitor.sign("Linus Ruiz")
    assert "in line" in visitor.said
    letter = bureau.signed_letter(visitor.token)
    assert letter
    assert "Legal papers 1 added on the signing page" in flat(letter)
    (paper,) = kept(bureau, visitor)
    assert (paper.name, paper.kind) == ("testament.jpg", "image/jpeg")
    assert Image.open(io.BytesIO(paper.data)).size == (300, 200)


def test_what_a_camera_writes_beside_the_picture_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Planted Camera"
    kind, made = papers.paper(photo(exif=exif))
    assert kind == "image/jpeg"
    assert b"Planted" not in made
    picture = Image.open(io.BytesIO(made))
    assert picture.size == (200, 300)
    assert not picture.getexif()


def test_a_photo_of_a_telephone_comes_out_as_a_jpeg() -> None:
    assert b"Planted" in HEIC
    kind, made = papers.paper(HEIC)
    assert kind == "image/jpeg"
    assert b"Planted" not in made
    picture = Image.open(io.BytesIO(made))
    assert picture.size == (96, 64)
    door, wall = picture.getpixel((24, 32)), picture.getpixel((80, 32))
    assert isinstance(door, tuple)
    assert isinstance(wall, tuple)
    assert door[2] > 90 > door[0]
    assert min(wall) > 200


def test_a_document_comes_out_as_pictures_of_its_pages() -> None:
    data = document(3, script=True)
    assert b"planted" in data
    kind, made = papers.paper(data)
    assert kind == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(made))
    assert len(read.pages) == 3
    for word in (b"planted", b"Planted", b"JavaScript", b"/JS", b"EmbeddedFile"):
        assert word not in made
    assert all(len(page.images) == 1 for page in read.pages)


def test_a_real_letter_can_still_be_read_in_the_picture() -> None:
    _, drawn = papers.paper(made(WHOLE))
    (image,) = pypdf.PdfReader(io.BytesIO(drawn)).pages[0].images
    assert min(image.image.size) >= 1600  # type: ignore[union-attr]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_name_of_a_file_does_not_matter(kind: str) -> None:
    assert papers.paper(photo(kind))[0] == "image/jpeg"


def test_big_photos_become_smaller() -> None:
    picture = Image.open(io.BytesIO(papers.paper(photo("JPEG", (4000, 3000)))[1]))
    assert max(picture.size) == 2200


def test_a_drawing_is_small_and_grey() -> None:
    picture = Image.open(io.BytesIO(papers.drawing(drawing(1200, 600))))
    assert (picture.mode, picture.size) == ("L", (600, 300))


# ------------------------------------------------------------------ what is refused


def _png_bomb(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * ((width // 8 + 1) * min(height, 3000)), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _pdf_bomb() -> bytes:
    """A page whose picture is far bigger than any machine."""
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(width=612, height=792)
    stream = pypdf.generic.StreamObject()
    stream._data = zlib.compress(b"\0" * 30_000_000, 9)
    stream.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): pypdf.generic.NumberObject(200_000),
        NameObject("/Height"): pypdf.generic.NumberObject(200_000),
        NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/BitsPerComponent"): pypdf.generic.NumberObject(8),
        NameObject("/Filter"): NameObject("/FlateDecode"),
    })  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): writer._add_object(stream)})}
    )
    contents = pypdf.generic.StreamObject()
    contents._data = b"q 612 0 0 792 0 0 cm /Im0 Do Q " * 400
    page[NameObject("/Contents")] = writer._add_object(contents)
    page[NameObject("/Note")] = TextStringObject("")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "paper_none"),
    "words": (b"my papers", "paper_kind"),
    "page": (b"<html><script>alert(1)</script>", "paper_kind"),
    "program": (b"MZ" + b"\0" * 500, "paper_kind"),
    "archive": (b"PK\x03\x04" + b"\0" * 500, "paper_kind"),
    "drawing in code": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "paper_kind"),
    "gif": (b"GIF89a" + b"\0" * 100, "paper_kind"),
    "only the head of a heic": (b"\0\0\0\x18ftypheic" + b"\0" * 100, "paper_broken"),
    "broken heic": (HEIC[:500], "paper_broken"),
    "heic bomb": (HEIC.replace(bytes.fromhex("0000006000000040"), bytes.fromhex("0000f0000000f000")), "paper_heavy"),
    "film": (b"\0\0\0\x18ftypisom" + b"\0" * 100, "paper_kind"),
    "broken photo": (photo()[:2000], "paper_broken"),
    "only its head": (b"\xff\xd8\xff\xe0" + b"\0" * 50, "paper_broken"),
    "broken document": (b"%PDF-1.7\nnot really", "paper_broken"),
    "locked document": (document(password="x"), "paper_locked"),
    "long document": (document(21), "paper_pages"),
    "png bomb": (_png_bomb(60_000, 60_000), "paper_heavy"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_taken_is_refused_with_its_reason(name: str) -> None:
    data, why = REFUSED[name]
    with pytest.raises(PaperRefused) as refused:
        papers.paper(data)
    assert refused.value.why == why


def test_every_refusal_has_its_words_on_the_page(bureau: Bureau) -> None:
    for name in ("words", "broken heic", "long document", "nothing"):
        visitor = add(bureau.inside(EXECUTOR), REFUSED[name][0])
        sentence = table("sign", "en")[REFUSED[name][1]].partition("{")[0]
        assert visitor.status == 422
        assert sentence in visitor.faults
        assert kept(bureau, visitor) == []


@pytest.mark.parametrize(
    "bomb", [_pdf_bomb(), _png_bomb(7000, 8000), _png_bomb(30_000, 1999)], ids=["pdf", "png", "wide"]
)
def test_a_bomb_costs_little_and_ends_soon(bomb: bytes) -> None:
    assert len(bomb) < 1_000_000
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    why = ""
    try:
        _, made = papers.paper(bomb)
        assert len(made) < 5_000_000
    except PaperRefused as refused:
        why = refused.why
    assert why in ("", "paper_heavy", "paper_broken")
    assert time.monotonic() - began < papers.SECONDS + 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_child_that_hangs_or_talks_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "SECONDS", 1.0)
    monkeypatch.setattr(papers, "CHILD", tmp_path / "child.py")
    for program in (
        "import time; time.sleep(60)",
        "while True: print('image/jpeg' * 1000)",
        "raise SystemExit(3)",
        "print('no such word')",
    ):
        (tmp_path / "child.py").write_text(program)
        began = time.monotonic()
        with pytest.raises(PaperRefused) as refused:
            papers.paper(b"x" * 3_000_000)
        assert refused.value.why == "paper_heavy"
        assert time.monotonic() - began < 8


def test_the_child_knows_no_keys_and_cannot_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits of the real child are set before it looks at anything; its environment is empty."""
    monkeypatch.setenv("DATA_KEYS", "k1:secret")
    child = Path(papers.CHILD).read_text(encoding="utf-8").partition("def main()")[0]
    probe = f"""
limit()
import os, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
found = [os.environ.get("DATA_KEYS", "no-keys")]
try:
    os.write(os.open({str(tmp_path / "leak")!r}, os.O_CREAT | os.O_WRONLY), b"x")
    found.append("wrote")
except OSError:
    found.append("wrote-nothing")
try:
    bytearray(2_000_000_000)
    found.append("big")
except MemoryError:
    found.append("small")
print("image/jpeg")
print(*found)
"""
    (tmp_path / "child.py").write_text(child + probe, encoding="utf-8")
    monkeypatch.setattr(papers, "CHILD", tmp_path / "child.py")
    assert papers.paper(b"x")[1].decode().split() == ["no-keys", "wrote-nothing", "small"]


# ------------------------------------------------------------------ on the page


def test_too_big_a_file_is_named_kindly(bureau: Bureau) -> None:
    for size in (MOST_PAPER * 1024 * 1024 + 10, 30 * 1024 * 1024):
        visitor = add(bureau.inside(EXECUTOR), b"\xff\xd8\xff" + b"\0" * size)
        assert visitor.status in (413, 422)
        assert "too big" in visitor.said
        assert kept(bureau, visitor) == []


def test_there_is_an_end_to_papers(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = bureau.inside(EXECUTOR)
    with bureau.turn() as turn:
        for _ in range(MOST_PAPERS):
            turn.add_paper(turn.link(visitor.token).request_id, "x", "image/jpeg", b"x")
    assert "enough papers" in add(visitor.look(), photo()).faults


def test_only_who_passed_the_gate_may_send_a_paper(bureau: Bureau) -> None:
    outside = bureau.visitor(bureau.link(EXECUTOR)).look()
    add(outside, photo())
    assert kept(bureau, outside) == []
    outside.answer = outside.client.post(
        outside.address, data={"csrf": outside.csrf, "action": "paper", "x": "y" * 900_000}
    )
    assert outside.status == 413


def test_a_papers_name_is_plain(bureau: Bureau) -> None:
    visitor = add(bureau.inside(EXECUTOR), photo(), "../../etc/<b>\u202egpj.exe" + "x" * 300)
    (paper,) = kept(bureau, visitor)
    assert len(paper.name) <= 120
    assert "\u202e" not in paper.name
