"""Invented requests to release images, and the text of the letters that are made of them."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pypdf

from bot.directory import load
from bot.request import ReleaseRequest, StudyAsked
from bot.settings import ROOT

SHIPPED = load(ROOT / "directory.yaml")
CODE = "ACDEFHJ"
WHEN = dt.datetime(2026, 11, 23, 15, 4, 5, tzinfo=dt.UTC)
WHOLE = ReleaseRequest(
    requester="patient",
    patient_name="Marigold O'Mahoney-Ruiz",
    date_of_birth=dt.date(1957, 3, 9),
    mrn="D0012345",
    studies=(StudyAsked("MRI right hip", "2026-08"), StudyAsked("CT chest", "last spring")),
    recipient_name="Dr. Ada Example, Example Orthopaedics",
    recipient_address="101 Example Drive\nShelby, NC 28150",
    callback="+19195550123",
    needed_by=dt.date(2026, 12, 4),
    birth_confirmed=True,
)
EXECUTOR = replace(WHOLE, requester="executor", asker="Linus Ruiz", relation="mother", deceased=True)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, its lines as set."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(pdf: bytes) -> str:
    """All text on one line, without what the setting broke."""
    return " ".join(" ".join(pages(pdf)).replace("\u200b", "").split())
