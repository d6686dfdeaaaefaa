"""The fixed documents: what a caller gets when the talk cannot or must not answer.

They need the directory and a few sentences, never the store or the understanding. The last good ones stay in
memory, so a directory in trouble cannot take them away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import structlog
import yaml
from flask import Response
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from bot.channels import twiml
from bot.digits import groups
from bot.directory import Directory
from bot.directory_types import LANGS, Lang, Number, Role
from bot.phone_numbers import national

log = structlog.get_logger(__name__)
Words = dict[Lang, dict[str, str]]
FOLDER = Path(__file__).resolve().parent.parent.parent / "replies"
RING_SECONDS = 25
XML = "text/xml"


@dataclass(frozen=True)
class Documents:
    """`transfer`: danger sentence, dial, number, goodbye. `ended`: the same without a dial. `text`: one text.

    `numbered` is false where no directory was ever good, so that nobody can be dialled.
    """

    transfer: str
    ended: str
    text: str
    numbered: bool


class FixedDocuments:
    """The fixed documents of the directory's newest good version. No method raises."""

    def __init__(self, directory: Callable[[], Directory | None], folder: Path = FOLDER) -> None:
        self._directory = directory
        self._words: Words = {lang: _read(folder / f"fixed.{lang}.yaml") for lang in LANGS}
        self._version = ""
        self._last = _build(None, self._words)
        self.now()

    def now(self) -> Documents:
        """The documents to serve now."""
        try:
            directory = self._directory()
            if directory and directory.version != self._version:
                self._last = _build(directory, self._words)
                self._version = directory.version
        except Exception as fault:  # whatever the trouble, the last good documents are still right
            log.error("fixed_documents_not_renewed", fault=type(fault).__name__)
        return self._last

    def voice(self, path: str) -> Response:
        """The answer to a call that the talk may not answer: a transfer, but never a second one."""
        if path == "/voice/status":
            return Response(status=204)
        documents = self.now()
        return Response(documents.ended if path == "/voice/transfer" else documents.transfer, mimetype=XML)

    def text(self) -> Response:
        """The answer to a text that the talk may not answer."""
        return Response(self.now().text, mimetype=XML)

    def on(self, path: str) -> Response | None:
        """The fixed answer of this route, None where people neither call nor text."""
        if path == "/voice" or path.startswith("/voice/"):
            return self.voice(path)
        if path == "/sms/status":
            return Response(twiml.texted(""), mimetype=XML)
        return self.text() if path == "/sms" or path.startswith("/sms/") else None


def _read(path: Path) -> dict[str, str]:
    """Without its sentences a document still dials."""
    try:
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in table.items()}
    except (OSError, ValueError, AttributeError, yaml.YAMLError) as fault:
        log.error("fixed_sentences_missing", fault=type(fault).__name__)
        return {}


def _build(directory: Directory | None, words: Words) -> Documents:
    line = _line(directory, "emergent") if directory else None
    if directory is None or line is None:
        lost = _document([_sentences(words, {}, "fixed.no_number")])
        return Documents(lost, lost, _texted(words, {}, "fixed.no_number_text"), numbered=False)
    spoken = _fields(directory, line, spoken=True)
    danger = _sentences(words, spoken, "fixed.danger")
    number = _sentences(words, spoken, "fixed.number")
    after = [number, number, _sentences(words, spoken, "fixed.goodbye")]
    return Documents(
        transfer=_document([danger, _sentences(words, spoken, "fixed.connecting"), line, *after]),
        ended=_document([danger, *after]),
        text=_texted(words, _fields(directory, line, spoken=False), "fixed.text"),
        numbered=True,
    )


def _line(directory: Directory, role: Role) -> Number | None:
    """The number of whoever has the role, the one for urgent calls first."""
    for entry in directory.role(role):
        phones = [number for number in entry.numbers if number.purpose != "fax"]
        for number in (*entry.of("emergent"), *phones):
            return number
    return None


def _fields(directory: Directory, line: Number, spoken: bool) -> dict[str, str]:
    main = _line(directory, "main")
    show = _aloud if spoken else national
    return {
        "emergency": " ".join(directory.file.emergency) if spoken else directory.file.emergency,
        "number": show(line.number),
        "option": " ".join(line.option or ""),
        "main": show(main.number) if main else "",
    }


def _aloud(number: str) -> str:
    return ", ".join(" ".join(group) for group in groups(number))


def _sentences(words: Words, fields: dict[str, str], key: str) -> list[tuple[Lang, str]]:
    """The sentence in every language."""
    return [(lang, text) for lang in LANGS if (text := _render(words[lang].get(key, ""), fields))]


def _render(template: str, fields: dict[str, str]) -> str:
    return " ".join(jinja2.Template(template, undefined=jinja2.StrictUndefined).render(fields).split())


def _texted(words: Words, fields: dict[str, str], key: str) -> str:
    return twiml.texted(" ".join(text for _, text in _sentences(words, fields, key)))


def _document(steps: list[list[tuple[Lang, str]] | Number]) -> str:
    response = VoiceResponse()
    for step in steps:
        for verb in _verbs(step):
            response.append(verb)
    response.hangup()
    return str(response)


def _verbs(step: list[tuple[Lang, str]] | Number) -> Iterator[Any]:
    if isinstance(step, Number):
        # Without an action, so that nothing of ours has to answer when the dial ends.
        yield twiml.dialled(step.number, twiml.waits(step.wait, step.option or ""), RING_SECONDS)
        return
    for lang, words in step:
        yield from twiml.says(lang, (words,))
