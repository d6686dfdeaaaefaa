"""What was meant, as files for maintainers: sentences to learn from, and talks to play. Nothing learns by itself.

Sentences are to be added to the file of their intent under data/nlu, so no file of the pack is named as that one is; a
talk is a file of its own under tests/conversations.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.asking import number_at
from bot.directory import Directory, EntryMissing
from bot.store import Meant
from bot.training_data import Utterance, write

WRITER = "desk"
STAMP = (1980, 1, 1, 0, 0, 0)  # the same sentences give the same file
HEAD_SENTENCES = "# Typed at the desk. Look at them, and put the blocks at the end of data/nlu/{intent}.yml.\n"
HEAD_TALK = "# From the desk: what a caller meant, in staff's words. Belongs into tests/conversations/{intent}/.\n"


def packed(known: Iterable[Meant], directory: Directory) -> bytes:
    """All files of these in one ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, text in files(list(known), directory).items():
            pack.writestr(zipfile.ZipInfo(name, STAMP), text)
    return made.getvalue()


def files(known: list[Meant], directory: Directory) -> Mapping[str, str]:
    """The files by name: one of sentences for each intent, one talk for each sentence."""
    by_intent: dict[str, list[Meant]] = defaultdict(list)
    for one in known:
        by_intent[one.intent].append(one)
    learned = {f"sentences/{intent}.yml": sentences(intent, some) for intent, some in sorted(by_intent.items())}
    return learned | {f"conversations/{one.intent}/desk_{one.id[:8]}.yaml": talk(one, directory) for one in known}


def sentences(intent: str, known: list[Meant]) -> str:
    """Training examples of one intent, as bot/training_data.py reads them."""
    said = [Utterance(one.intent, one.sentence.lstrip("- "), WRITER, one.lang) for one in known]
    with TemporaryDirectory() as folder:
        written = Path(folder) / "sentences.yml"
        write(said, written)
        return HEAD_SENTENCES.format(intent=intent) + written.read_text(encoding="utf-8")


def talk(one: Meant, directory: Directory) -> str:
    """A talk of one turn, as tests/conversation_pages.py reads it; its hour is that of the caller."""
    now = directory.local(one.said_at).replace(minute=0, tzinfo=None)
    deed, told = ("texts", "reads") if one.channel == "text" else ("says", "hears")
    turn: dict[str, object] = {deed: one.sentence, "understood": one.intent}
    number = number_of(one.target, directory)
    if number:
        turn[told] = [f"{number[-10:-7]}-{number[-7:-4]}-{number[-4:]}"]
    page = {"now": now.isoformat(timespec="minutes"), "turns": [turn]}
    return HEAD_TALK.format(intent=one.intent) + yaml.safe_dump(page, allow_unicode=True, sort_keys=False, width=1000)


def number_of(target: str, directory: Directory) -> str:
    """The number (E.164) at a target; "" for none, or where an edit took it away."""
    try:
        return number_at(directory, target).number if target else ""
    except (EntryMissing, IndexError):
        return ""
