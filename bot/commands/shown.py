"""Answers and readings as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.saying import Bit, Dial, Foreign, Letters, SpokenNumber
from simulator import people
from simulator.strip import Strip


def aloud(bits: Iterable[Bit]) -> str:
    """The spoken form on one line."""
    return " ".join("".join(map(_bit, bits)).split())


def dialled(dial: Dial) -> str:
    """What would be dialled."""
    keys = f", then {dial.keys} after {dial.wait:g} s" if dial.keys else ""
    what = "the emergent line" if dial.emergent else "a line"
    return f"{what}: {people.shown(dial.number)}{keys} ({dial.target}, try {dial.tries}, rings {dial.ring} s)"


def understood(strip: Strip) -> Iterator[str]:
    """What the desk made of the words: urgency, needs, mentions, what leaves the process; nothing of private ones."""
    images, doubt = ["images too"] if strip.also_images else [], ["in doubt"] if strip.doubt else []
    yield _line("urgency", strip.urgency, *images, *doubt, *strip.rules)
    if strip.private:
        yield _line("private", "not shown, and not read by the model")
    else:
        yield from _read(strip)
    yield _line("read in", f"{strip.milliseconds:.0f} ms by directory {strip.version}")


def _read(strip: Strip) -> Iterator[str]:
    for need in strip.needs:
        rivals = f"before {', '.join(need['rivals'])}" if need["rivals"] else ""
        yield _line("intent", f"{need['intent']} {need['score']:.2f}", rivals)
        yield _line("about", *need["about"])
    yield from (_line("mention", _mention(mention)) for mention in strip.mentions)
    yield _line("masked", strip.masked, "" if strip.asked else "not sent: the rules decided")
    yield _line("language", strip.lang or "unknown", *strip.signs)


def _mention(mention: Mapping[str, Any]) -> str:
    return '"{words}" is {kind} {id} ({how}, {weight:g})'.format(**mention)


def _line(name: str, *parts: str) -> str:
    return f"{name:<9} {'; '.join(filter(None, parts)) or '-'}"


def _bit(bit: Bit) -> str:
    if isinstance(bit, SpokenNumber):
        return "-".join(bit.groups)
    if isinstance(bit, Letters | Foreign):
        return f" {bit.text} "
    return bit
