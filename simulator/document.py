"""What a document for Twilio comes to: what is said, who is dialled, and whether the call goes on."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `dials`: number (E.164) and keys; `expect`: what is waited for; `none`: no answer at all."""

    words: str = ""
    dials: tuple[tuple[str, str], ...] = ()
    ends: bool = False
    expect: str = ""
    none: bool = False


def reply(document: str) -> Reply:
    """Read the document of a call or a text. Raises ValueError for one that is none."""
    try:
        root = ET.fromstring(document)  # noqa: S314  the desk wrote it
    except ET.ParseError:
        raise ValueError("not a document for Twilio") from None
    words = " ".join(filter(None, map(_words, _speaking(root))))
    dials = tuple((number.text or "", number.get("sendDigits", "").lstrip("w")) for number in root.iter("Number"))
    return Reply(words, dials, _ends(root), _expect(root), none=len(root) == 0)


def _speaking(root: ET.Element) -> list[ET.Element]:
    return [verb for verb in root.iter() if verb.tag in ("Say", "Body")]


def _words(verb: ET.Element) -> str:
    return " ".join("".join(verb.itertext()).split())


def _ends(root: ET.Element) -> bool:
    return any(verb.tag == "Hangup" for verb in root) and root.find("Dial") is None


def _expect(root: ET.Element) -> str:
    links = [verb.get("action", "") for verb in root.iter() if verb.tag in ("Gather", "Dial")]
    kinds = [kind for link in links for kind in parse_qs(urlsplit(link).query).get("expect", [])]
    return kinds[0] if kinds else ""
