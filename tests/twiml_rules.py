"""What Twilio takes as TwiML, as strict as it gets: anything it would only warn of is a failure here."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

MOST_BYTES = 64 * 1024
SSML = {
    "break": {"strength", "time"},
    "lang": {"xml:lang"},
    "p": set(),
    "phoneme": {"alphabet", "ph"},
    "prosody": {"rate", "volume"},  # a neural voice has no pitch
    "s": set(),
    "say-as": {"interpret-as"},
    "sub": {"alias"},
    "w": {"role"},
}
ATTRIBUTES = {
    "Say": {"voice", "language", "loop"},
    "Pause": {"length"},
    "Gather": {
        "action", "actionOnEmptyResult", "finishOnKey", "hints", "input", "language", "method", "numDigits",
        "profanityFilter", "speechModel", "speechTimeout", "timeout", "bargeIn", "maxSpeechTime",
    },
    "Dial": {
        "action", "method", "timeout", "timeLimit", "callerId", "answerOnBridge", "hangupOnStar", "ringTone",
        "sequential",
    },
    "Number": {"sendDigits", "url", "method", "statusCallback", "statusCallbackEvent"},
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
    "Message": {"to", "from", "action", "method", "statusCallback"},
    "Body": set(),
    "Media": set(),
    **SSML,
}  # fmt: skip
INSIDE = {
    "voice": {"Say", "Pause", "Gather", "Dial", "Redirect", "Hangup", "Reject"},
    "text": {"Message", "Redirect"},
    "Gather": {"Say", "Pause"},
    "Dial": {"Number"},
    "Message": {"Body", "Media"},
    "Say": set(SSML),
    "prosody": set(SSML),
    "lang": set(SSML),
    "p": set(SSML),
    "s": set(SSML),
}
VALUES = {
    "input": r"dtmf|speech|dtmf speech",
    "language": r"[a-z]{2}-[A-Z]{2}",
    "method": r"GET|POST",
    "numDigits": r"[1-9]\d*",
    "finishOnKey": r"[0-9#*]?",
    "timeout": r"[1-9]\d*",
    "speechTimeout": r"auto|[1-9]\d*",
    "profanityFilter": r"true|false",
    "actionOnEmptyResult": r"true|false",
    "answerOnBridge": r"true|false",
    "sendDigits": r"[0-9A-D#*wW]+",
    "callerId": r"\+[1-9]\d{6,14}",
    "time": r"\d+(\.\d+)?m?s",
    "rate": r"x-slow|slow|medium|fast|x-fast|\d+%",
    "volume": r"silent|x-soft|soft|medium|loud|x-loud|[+-]\d+dB",
    "voice": r"Polly\.\w+-Neural",
}


class NotTwiml(AssertionError):
    """Twilio would not do what this document asks."""


def voice(xml: str) -> ET.Element:
    """The Response of a call's document; raises NotTwiml."""
    root = _read(xml, "voice")
    verbs = list(root)
    for place, verb in enumerate(verbs):
        _voice_verb(verb, [v.tag for v in verbs[place + 1 :]])
    if not verbs or verbs[-1].tag not in {"Redirect", "Hangup", "Reject", "Dial"}:
        raise NotTwiml("the call would end by itself")
    if verbs[-1].tag == "Dial" and "action" not in verbs[-1].attrib:
        raise NotTwiml("nothing follows the dial")
    return root


def text(xml: str) -> ET.Element:
    """The Response of a text's document; raises NotTwiml."""
    root = _read(xml, "text")
    if len(root) > 10:
        raise NotTwiml("more than ten texts")
    for body in root.iter("Body"):
        if not 0 < len(body.text or "") <= 1600:
            raise NotTwiml("an empty or too long text")
    return root


def words(element: ET.Element) -> str:
    """All that is spoken or written in it, on one line."""
    return " ".join("".join(element.itertext()).split())


def _read(xml: str, kind: str) -> ET.Element:
    if not xml.startswith("<?xml ") or len(xml.encode()) > MOST_BYTES:
        raise NotTwiml("no declaration at its start, or over 64 kB")
    try:
        root = ET.fromstring(xml)
    except ET.ParseError:
        raise NotTwiml("not XML") from None
    if root.tag != "Response" or root.attrib:
        raise NotTwiml("the root is no Response")
    _nesting(root, kind)
    return root


def _nesting(element: ET.Element, kind: str) -> None:
    for child in element:
        if child.tag not in INSIDE.get(kind, set()):
            raise NotTwiml(f"{child.tag} inside {kind}")
        for name, value in child.attrib.items():
            if name not in ATTRIBUTES[child.tag] or not re.fullmatch(VALUES.get(name, r"(?s:.+)"), value):
                raise NotTwiml(f"{child.tag} {name}={value!r}")
        _nesting(child, child.tag)


def _voice_verb(verb: ET.Element, after: list[str]) -> None:
    if verb.tag in {"Redirect", "Hangup", "Reject"} or (verb.tag == "Dial" and "action" in verb.attrib):
        _no_more(after)
    if verb.tag == "Say" and next((t for t in after if t not in {"Say", "Pause"}), "") not in {
        "Dial",
        "Hangup",
    }:
        raise NotTwiml("a Say that cannot be interrupted")
    if verb.tag == "Redirect" and not (verb.text or "").strip():
        raise NotTwiml("an empty Redirect")
    if verb.tag == "Gather":
        _gather(verb)
    if verb.tag == "Dial":
        _dial(verb)
    for say in verb.iter("Say"):
        if not 0 < len("".join(say.itertext()).strip()) <= 3000:
            raise NotTwiml("a Say that is empty or too long for the voice")


def _no_more(after: list[str]) -> None:
    if after:
        raise NotTwiml(f"{after[0]} is never reached")


def _gather(gather: ET.Element) -> None:
    get = gather.attrib.get
    hints = get("hints", "").split(",") if get("hints") else []
    if len(hints) > 500 or any(len(hint) > 100 for hint in hints):
        raise NotTwiml("too many or too long hints")
    if "action" not in gather.attrib:
        raise NotTwiml("a Gather that asks its own document again")
    if "speech" in get("input", "dtmf") and "language" not in gather.attrib:
        raise NotTwiml("speech without a language")
    if get("speechTimeout") == "auto" and "speechModel" in gather.attrib:
        raise NotTwiml("speechTimeout auto with a speechModel")


def _dial(dial: ET.Element) -> None:
    numbers = dial.findall("Number")
    if not 1 <= len(numbers) <= 10 or (dial.text or "").strip():
        raise NotTwiml("a Dial without its numbers")
    for number in numbers:
        if not re.fullmatch(r"\+[1-9]\d{6,14}", number.text or ""):
            raise NotTwiml("a number that is not E.164")
