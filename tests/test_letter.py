"""The letter that releases images: all that the page and the law demand, for any name, and always the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.directory import Directory, load
from bot.directory_types import LANGS
from bot.request import ELEMENTS, Element, ReleaseRequest, Requester, Signed, StudyAsked
from bot.settings import ROOT
from release.fonts import FONTS, fonts, has
from release.letter import LetterNotSet, letter, request_hash
from release.plain import national, unprintable
from release.sheet import TERMS
from release.words import may_sign, table
from tests.letters import CODE, EXECUTOR, SHIPPED, WHEN, WHOLE, flat, pages

NAMES = [
    "王小明", "김철수", "やまだ たろう", "Ελένη Παπαδοπούλου", "Иван Петров", "ภาสกร", "Նարեկ", "გიორგი", "አበበ",
    "Nguyễn Thị Ánh", "ᏣᎳᎩ", "Zoë D’Arcy-Ó Súilleabháin III", "محمد", "דוד", "नरेन्द्र", "కృష్ణ", "מרים (Miriam)",
]  # fmt: skip
# What the letter must say of each element; taken away, a line to write on is left.
SAID: dict[Element, str] = {
    "requester": "Asked by The patient",
    "patient_name": "Full name Marigold O'Mahoney-Ruiz",
    "date_of_birth": "Date of birth March 9, 1957",
    "studies": "Studies MRI right hip, August 2026 CT chest, last spring",
    "study_dates": "MRI right hip, August 2026",
    "recipient_name": "Name Dr. Ada Example, Example Orthopaedics",
    "recipient_address": "Address 101 Example Drive Shelby, NC 28150",
}
WITHOUT: dict[Element, dict[str, Any]] = {
    "requester": {"requester": None},
    "patient_name": {"patient_name": ""},
    "date_of_birth": {"date_of_birth": None},
    "studies": {"studies": ()},
    "study_dates": {"studies": (StudyAsked("MRI right hip"), StudyAsked("CT chest", "last spring"))},
    "recipient_name": {"recipient_name": ""},
    "recipient_address": {"recipient_address": ""},
}


def made(request: ReleaseRequest = WHOLE, lang: str = "en", signed: Signed | None = None, **more: Any) -> bytes:
    return letter(request, CODE, SHIPPED, lang, WHEN, signed, **more)


def signed(request: ReleaseRequest = WHOLE, name: str = "Marigold O'Mahoney-Ruiz", **more: Any) -> Signed:
    return Signed(WHEN, more.get("kind", "typed"), name, request_hash(request, CODE, SHIPPED, "en"))


def drawing(width: int = 300, height: int = 90) -> bytes:
    picture = Image.new("L", (width, height), 255)
    ImageDraw.Draw(picture).line([(10, 60), (90, 20), (150, 70), (280, 30)], fill=0, width=3)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# ------------------------------------------------------------------ what it says


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_is_there_and_missed_when_taken_away(element: Element) -> None:
    assert SAID[element] in flat(made())
    assert WHOLE.missing() == ()
    poorer = replace(WHOLE, **WITHOUT[element])
    assert element in poorer.missing()
    assert SAID[element] not in flat(made(poorer))
    assert request_hash(poorer, CODE, SHIPPED, "en") != request_hash(WHOLE, CODE, SHIPPED, "en")


def test_it_says_all_that_makes_an_authorization_valid() -> None:
    said = flat(made())
    for term in TERMS:
        sentence = table("letter", "en")[f"term_{term}"].format(
            desk=SHIPPED.file.name.en, library=SHIPPED.entry("image_library").name.en
        )
        assert sentence in said, term
    for word in ("purpose", "one year", "take this authorization back", "payment", "pass them on", "may release"):
        assert word in said


def test_it_says_where_it_goes_and_how_to_ask() -> None:
    library, said = SHIPPED.entry("image_library"), flat(made())
    assert library.address
    assert library.email
    for line in (*library.address.lines, library.email, *(national(n.number) for n in library.numbers)):
        assert line in said
    assert "ACD-EFHJ" in said
    assert "Needed by December 4, 2026" in said
    assert "(919) 555-0123" in said
    assert "D0012345" in said


def test_unsigned_it_has_room_for_a_hand_and_says_how_to_send_it() -> None:
    said = flat(made())
    assert "Sign and date it by hand" in said
    assert "Fax it to (919) 684-7139" in said
    assert "Signed electronically" not in said


def test_signed_it_says_by_whom_when_how_and_what() -> None:
    mark = signed()
    said = flat(made(signed=mark, channel="voice"))
    assert "Signed by Marigold O'Mahoney-Ruiz" in said
    assert "November 23, 2026, 10:04:05 AM EST" in said
    assert "by typing the name" in said
    assert "Asked for by telephone call" in said
    assert mark.request_hash in said.replace(" ", "")
    assert "Sign and date it by hand" not in said


def test_a_drawn_signature_is_in_the_letter_with_words_for_it() -> None:
    pdf = made(signed=signed(kind="drawn"), picture=drawing())
    assert "by drawing" in flat(pdf)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images) == 1
    assert b"The signature as it was drawn" in b"".join(_alts(pdf))


def test_an_executor_is_named_with_the_papers_and_the_death() -> None:
    said = flat(made(EXECUTOR))
    assert "Name Linus Ruiz" in said
    assert "The patient has died." in said
    assert "A copy of the papers" in said
    assert "Signs as executor or administrator" in said
    assert "Legal papers 2 added on the signing page" in flat(made(EXECUTOR, papers=2))


@pytest.mark.parametrize("requester", ["patient", "guardian", "power_of_attorney", "executor", "helper"])
def test_everybody_who_may_ask_is_named_and_signs_in_some_right(requester: Requester) -> None:
    words, said = table("letter", "en"), flat(made(replace(WHOLE, requester=requester)))
    assert words[f"requester_{requester}"] in said
    right = "patient" if requester == "helper" else requester
    assert f"Signs as {words[f'signs_{right}']}" in said


def test_the_patients_home_and_all_images() -> None:
    home = replace(WHOLE, recipient_home=True, recipient_name="", all_studies=True, studies=(), no_dates=True)
    assert home.missing() == ()
    said = flat(made(home))
    assert "Name The patient, at home" in said
    assert "To the patient's home" in said
    assert "All radiology images of the patient" in said


def test_staff_have_no_marks_on_it() -> None:
    assert "staff" not in flat(made()).lower()


# ------------------------------------------------------------------ how it is set


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_set_in_real_letters(name: str) -> None:
    """Scripts that are read from the right, or joined, come back in another order: each letter counts."""
    assert unprintable(name) == ""
    said = flat(made(replace(WHOLE, patient_name=name)))
    assert {c for c in unicodedata.normalize("NFC", name) if c.isalpha()} <= set(said)


def test_what_no_font_has_is_named_and_shown_as_a_gap() -> None:
    assert unprintable("Ann 😀 Lee\U00020bb7") == "😀\U00020bb7"
    assert "Ann \ufffd Lee" in flat(made(replace(WHOLE, patient_name="Ann 😀 Lee")))


def test_every_font_is_found_by_its_name() -> None:
    assert set(FONTS) == set(fonts().families())
    assert has("é")
    assert not has("\ue000")


@pytest.mark.parametrize(
    "name", ["#set page(width: 1cm)", "*b* $x$ @y <l> \\ // /*", "a\u202eb", "a\x00b\x1bc", "{day}"]
)
def test_nothing_that_is_written_is_read_as_more_than_words(name: str) -> None:
    kept = "".join(c for c in name if c.isprintable())
    said = flat(made(replace(WHOLE, patient_name=name)))
    assert kept.replace(" ", "") in said.replace(" ", "")
    assert "The patient" in said


def test_very_long_words_stay_on_the_page() -> None:
    pdf = made(replace(WHOLE, patient_name="W" * 120, recipient_address="M" * 300))
    shown = flat(pdf).replace(" ", "")
    assert "W" * 120 in shown
    assert "M" * 300 in shown
    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    rights: list[float] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: rights.append(tm[4] if text.strip() else 0))
    assert max(rights) < page.mediabox.width


def test_many_studies_take_more_pages_and_none_is_left_out() -> None:
    studies = tuple(StudyAsked(f"MRI of part {n}", "2026-08-03") for n in range(60))
    pdf = made(replace(WHOLE, studies=studies))
    said = flat(pdf)
    assert all(f"MRI of part {n}, August 3, 2026" in said for n in range(60))
    assert all("ACD-EFHJ" in page for page in pages(pdf))
    assert f"page {len(pages(pdf))} of {len(pages(pdf))}" in said


@pytest.mark.parametrize("request_", [WHOLE, EXECUTOR, ReleaseRequest()], ids=["whole", "executor", "empty"])
def test_it_fits_one_page(request_: ReleaseRequest) -> None:
    assert len(pages(made(request_))) == 1
    assert len(pages(made(request_, signed=signed(request_)))) == 1


def test_it_is_tagged_and_has_language_and_title() -> None:
    root = pypdf.PdfReader(io.BytesIO(made(lang="es"))).trailer["/Root"]
    info = pypdf.PdfReader(io.BytesIO(made())).metadata
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert info
    assert info.title == "Authorization to release radiology images ACD-EFHJ"
    kinds = [element.get("/S") for element in _elements(root["/StructTreeRoot"])]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 5
    assert "/Figure" in kinds
    assert b"Barcode of the request code ACD-EFHJ" in b"".join(_alts(made()))
    assert "es-US" in [str(element.get("/Lang", "")) for element in _elements(root["/StructTreeRoot"])]


def test_all_fonts_are_inside() -> None:
    reader = pypdf.PdfReader(io.BytesIO(made()))
    for font in reader.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_same_request_gives_the_same_bytes() -> None:
    mark = signed()
    assert made() == made()
    assert made(signed=mark, picture=drawing()) == made(signed=mark, picture=drawing())
    later = letter(WHOLE, CODE, SHIPPED, "en", WHEN + dt.timedelta(days=3))
    assert later == made()


def test_the_hash_is_of_what_is_said_and_of_nothing_else() -> None:
    def of(request: ReleaseRequest, code: str = CODE, lang: str = "en", papers: int = 0) -> str:
        return request_hash(request, code, SHIPPED, lang, papers)

    assert of(WHOLE) == of(replace(WHOLE, birth_confirmed=False, needed_words="in two weeks"))
    others = [of(WHOLE), of(WHOLE, "ACDEFHK"), of(WHOLE, lang="es"), of(WHOLE, papers=1), of(EXECUTOR)]
    others += [of(replace(WHOLE, mrn="")), of(replace(WHOLE, needed_by=None)), of(replace(WHOLE, callback=""))]
    assert len(set(others)) == len(others)


def test_another_directory_is_another_letter(tmp_path: Path) -> None:
    text = (ROOT / "directory.yaml").read_text(encoding="utf-8").replace("+19196847139", "+19195550139")
    (tmp_path / "directory.yaml").write_text(text, encoding="utf-8")
    other: Directory = load(tmp_path / "directory.yaml")
    assert "(919) 555-0139" in flat(letter(WHOLE, CODE, other, "en", WHEN))
    assert request_hash(WHOLE, CODE, other, "en") != request_hash(WHOLE, CODE, SHIPPED, "en")


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_whatever_breaks_it(name: str, study: str, address: str) -> None:
    request = replace(WHOLE, patient_name=name, studies=(StudyAsked(study, name),), recipient_address=address)
    assert made(request, "es").startswith(b"%PDF-")


def test_a_panic_of_the_typesetter_is_a_plain_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object, **__: object) -> None:
        raise PanicException("Marigold")

    monkeypatch.setattr("release.letter.typst.Compiler", lambda *_, **__: type("C", (), {"compile": panic})())
    with pytest.raises(LetterNotSet) as fault:
        made()
    assert "Marigold" not in str(fault.value)
    assert fault.value.__context__ is None


# ------------------------------------------------------------------ Spanish


def test_spanish_stands_beside_english() -> None:
    said = flat(made(lang="es"))
    assert "March 9, 1957 / 9 de marzo de 1957" in said
    assert "Full name / Nombre completo" in said
    for term in TERMS:
        assert table("letter", "es")[f"term_{term}"].split("{")[0] in said
    assert "Vale el texto en inglés." in said
    assert "agosto de 2026" in said


def test_both_languages_have_the_same_sentences_with_the_same_fields() -> None:
    for page in ("letter", "sign"):
        tables = [yaml.safe_load((ROOT / f"replies/{page}.{lang}.yaml").read_text(encoding="utf-8")) for lang in LANGS]
        english, spanish = ({k: v for k, v in one.items() if isinstance(v, str)} for one in tables)
        assert english.keys() == spanish.keys()
        for key in english:
            fields = [set(_fields(words[key])) for words in (english, spanish)]
            assert fields[0] == fields[1], key


def test_nobody_signs_in_spanish_before_an_interpreter_has_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert may_sign("en")
    assert not may_sign("es")
    monkeypatch.setitem(table("letter", "es"), "reviewed", {"by": "An interpreter", "on": dt.date(2026, 11, 1)})  # type: ignore[arg-type]
    assert may_sign("es")


def _fields(sentence: str) -> list[str]:
    return [part.partition("}")[0] for part in sentence.split("{")[1:]]


def _elements(element: Any) -> list[Any]:
    element = element.get_object()
    if isinstance(element, list):
        return list(itertools.chain.from_iterable(_elements(one) for one in element))
    if not isinstance(element, dict):
        return []
    return [element, *(_elements(element["/K"]) if "/K" in element else [])]


def _alts(pdf: bytes) -> list[bytes]:
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return [str(one.get("/Alt", "")).encode() for one in _elements(root["/StructTreeRoot"])]
