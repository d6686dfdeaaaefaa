"""Answers and readings as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

import phonenumbers

from bot import emergency
from bot.masking import entry_kinds, mask_heard
from bot.meaning import Need
from bot.mentions import Mention
from bot.message import Message
from bot.saying import Bit, Dial, Foreign, Letters, SpokenNumber
from bot.take_turn import Desk, understanding


def aloud(bits: Iterable[Bit]) -> str:
    """The spoken form on one line."""
    return " ".join("".join(map(_bit, bits)).split())


def dialled(dial: Dial) -> str:
    """What would be dialled."""
    keys = f", then {dial.keys} after {dial.wait:g} s" if dial.keys else ""
    what = "the emergent line" if dial.emergent else "a line"
    return f"{what}: {_national(dial.number)}{keys} ({dial.target}, try {dial.tries}, rings {dial.ring} s)"


def read(desk: Desk, message: Message) -> Iterator[str]:
    """What the desk makes of the message's words: urgency, needs, mentions, what leaves the process."""
    directory = desk.keeper.current()
    reader, start = understanding(directory, desk.nlu), perf_counter()
    meaning = reader.meaning(message, desk.now(), emergency.hear(message.words))
    took = perf_counter() - start
    heard = reader.lexicon.hear(message.words)
    mentions = reader.lexicon.find(heard)
    urgency = meaning.urgency
    yield _line("urgency", urgency.kind, *(["images too"] if urgency.also_images else []), *urgency.evidence)
    for need in meaning.needs:
        yield from _need(need)
    yield from (_line("mention", _mention(mention, heard)) for mention in mentions)
    yield _line("masked", mask_heard(heard, mentions, entry_kinds(directory)))
    yield _line("language", meaning.lang or "unknown", *sorted(meaning.signs))
    yield _line("read in", f"{took * 1000:.0f} ms")


def _need(need: Need) -> Iterator[str]:
    rivals = f"before {', '.join(need.rivals)}" if need.rivals else ""
    yield _line("intent", f"{need.intent} {need.score:.2f}", rivals)
    named = [" or ".join(group) for group in need.entries] + [*need.topics, need.question]
    yield _line("about", *filter(None, named), *need.purposes)


def _mention(mention: Mention, heard: list[str]) -> str:
    words = " ".join(heard[place] for place in sorted(mention.at) if place < len(heard))
    return f'"{words}" is {mention.kind} {mention.id} ({mention.how}, {mention.weight:g})'


def _line(name: str, *parts: str) -> str:
    return f"{name:<9} {'; '.join(filter(None, parts)) or '-'}"


def _bit(bit: Bit) -> str:
    if isinstance(bit, SpokenNumber):
        return "-".join(bit.groups)
    if isinstance(bit, Letters | Foreign):
        return f" {bit.text} "
    return bit


def _national(number: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)
