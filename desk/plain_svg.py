"""A drawing of Pygal without its style sheet and script: colours and letters become attributes.

So it needs no policy of its own, and looks the same wherever it is shown. With a title and a description, for who
opens it by itself. Pure.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SVG = "http://www.w3.org/2000/svg"
FAMILY = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Helvetica Neue, Arial, sans-serif"
# Of the legend, in pixels; how wide a letter is beside its height, on the safe side.
EDGE, SWATCH, GAP, LINE, LETTER = 4, 12, 6, 20, 0.56
# What only a script would show, or that says in numbers what the table says.
NEEDLESS = frozenset({"defs", "title", "desc"})
OVERLAYS = frozenset({"overlay", "text-overlay", "tooltip-overlay"})
SERIES = re.compile(r"\bcolor-(\d+)\b")
ET.register_namespace("", SVG)


@dataclass(frozen=True)
class Ink:
    """Colours: of the ground, of letters, of quiet letters, of lines, and of each series."""

    ground: str
    text: str
    quiet: str
    line: str
    series: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """What Pygal drew, with its size and that of its letters in pixels."""

    drawing: bytes | str
    width: int
    height: int
    letters: float


def cleaned(made: Made, title: str, says: str, legend: Sequence[str], ink: Ink) -> bytes:
    """The drawing as it is served, with the names of its series above it."""
    drawn = ET.fromstring(made.drawing)  # noqa: S314 - our own drawing
    _without_needless(drawn)
    _coloured(drawn, ink, ink.quiet, "")
    lines = legend_lines(legend, made.width, made.letters)
    down = legend_height(lines)
    width, height = str(made.width), str(made.height + down)
    root = _new("svg", viewBox=f"0 0 {width} {height}", width=width, height=height, role="img")
    root.attrib |= {"aria-labelledby": "title says", "font-family": FAMILY, "font-size": f"{made.letters:g}"}
    for tag, name, text in (("title", "title", title), ("desc", "says", says)):
        ET.SubElement(root, f"{{{SVG}}}{tag}", {"id": name}).text = text
    root.append(_new("rect", width=width, height=height, fill=ink.ground))
    root.extend(_legend(lines, list(legend), ink))
    root.append(moved := _new("g", transform=f"translate(0, {down})"))
    moved.extend(drawn)
    whole: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return whole


def legend_lines(names: Sequence[str], width: int, letters: float) -> list[list[tuple[str, float]]]:
    """The names in lines that fit into the width, each with the place where it begins."""
    lines: list[list[tuple[str, float]]] = [[]] if names else []
    at = float(EDGE)
    for name in names:
        needs = SWATCH + GAP * 3 + len(name) * letters * LETTER
        if lines[-1] and at + needs > width:
            lines.append([])
            at = float(EDGE)
        lines[-1].append((name, at))
        at += needs
    return lines


def legend_height(lines: Sequence[object]) -> int:
    """How much room the legend takes."""
    return LINE * len(lines) + EDGE if lines else 0


def _legend(lines: list[list[tuple[str, float]]], names: list[str], ink: Ink) -> Iterator[ET.Element]:
    for row, line in enumerate(lines):
        for name, at in line:
            top = EDGE + row * LINE
            fill = ink.series[names.index(name) % len(ink.series)]
            yield _new("rect", x=f"{at:g}", y=str(top), width=str(SWATCH), height=str(SWATCH), rx="2", fill=fill)
            text = _new("text", x=f"{at + SWATCH + GAP:g}", y=str(top + SWATCH - 1), fill=ink.text)
            text.text = name
            yield text


def _new(tag: str, **attributes: str) -> ET.Element:
    return ET.Element(f"{{{SVG}}}{tag}", attributes)


def _without_needless(part: ET.Element) -> None:
    for child in list(part):
        if _tag(child) in NEEDLESS or OVERLAYS & set(child.get("class", "").split()):
            part.remove(child)
        else:
            _without_needless(child)


def _coloured(part: ET.Element, ink: Ink, fill: str, anchor: str) -> None:
    """Give this part and all inside it their looks, by the classes that Pygal gives them; the classes go."""
    classes = part.attrib.pop("class", "")
    part.attrib.pop("id", None)
    if series := SERIES.search(classes):
        fill = ink.series[int(series[1]) % len(ink.series)]
    if "axis" in classes:
        anchor = "end" if "axis y" in classes else "middle"
    if _tag(part) == "path":
        part.attrib |= {"stroke": ink.line, "fill": "none"}
    elif _tag(part) == "rect":
        part.set("fill", ink.ground if "background" in classes else fill)
    elif _tag(part) == "text":
        part.attrib |= {"fill": ink.text} | ({"text-anchor": anchor} if anchor else {})
    for child in part:
        _coloured(child, ink, fill, anchor)


def _tag(part: ET.Element) -> str:
    return part.tag.removeprefix(f"{{{SVG}}}")
