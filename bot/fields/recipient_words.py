"""How a recipient's name is written: "doctor anita desai at foothills family medicine", spelled words in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.fields.address_words import Token
from bot.fields.capitals import name_case
from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, pieces
from bot.fields.tables import field_table, word_set

ALIKE = 60


def mended(found: Sequence[Piece]) -> list[Piece]:
    """The pieces with spelled words put in the place of what they sound like."""
    out: list[Piece] = []
    skipped, i = "", 0
    while i < len(found):
        text, end = spelled(found, i)
        if text:
            skipped = _put(out, text)
            i = end
            continue
        if skipped and fuzz.ratio(skipped, found[i].word) >= ALIKE:
            skipped = ""
        else:
            out.append(found[i])
        i += 1
    return _first_name_first(out)


def _first_name_first(out: list[Piece]) -> list[Piece]:
    """ "desai, first name anita" the right way round."""
    span = listed("names", "first_name").find([p.word for p in out])
    if not span or span[1] >= len(out):
        return out
    return [out[span[1]], *out[: span[0]], *out[span[1] + 1 :]]


def _put(out: list[Piece], text: str) -> str:
    """Replace the last word that sounds like a spelled one; else add it, and return it to be looked for next."""
    fresh = [Piece(p.word, p.raw, p.gap or " ") for p in pieces(text)]
    while out and out[-1].word in word_set("recipient", "spelling"):
        out.pop()
    likely = [i for i in range(max(0, len(out) - 3), len(out)) if fuzz.ratio(text, out[i].word) >= ALIKE]
    if likely:
        out[likely[-1] : likely[-1] + 1] = fresh
        return ""
    out += fresh
    return text


def respelled(name: str, found: Sequence[Piece]) -> str:
    """A name told before with the words that are spelled now; the same name where none of them is like it."""
    words, i = name.split(" "), 0
    while i < len(found):
        text, end = spelled(found, i)
        scores = [(fuzz.ratio(text, w.strip(",").lower()), at) for at, w in enumerate(words)] if text else []
        score, at = max(scores, default=(0.0, 0))
        if score >= ALIKE:
            words[at] = name_case(text) + ("," if words[at].endswith(",") else "")
        i = end if text else i + 1
    return " ".join(words)


def is_spelled(found: Sequence[Piece]) -> bool:
    """Whether something is spelled letter by letter."""
    return any(spelled(found, i)[0] for i in range(len(found)))


def name_of(cells: Sequence[Token]) -> str:
    """The name with capitals, titles short, a comma between person and place."""
    out: list[str] = []
    person = False
    i = 0
    words = [c.word for c in cells]
    while i < len(cells):
        joint = listed("recipient", "at").at(words, i) if person and i + 1 < len(cells) else 0
        if joint and not _particle(words, i, joint):
            out[-1] += ","
            person, i = False, i + joint
            if set(words[i : i + 1]) & word_set("recipient", "articles"):
                i += 1
            continue
        if words[i] in field_table("recipient")["titles"] and listed("recipient", "at").at(words, i + 1):
            i += 1 + listed("recipient", "at").at(words, i + 1)
            continue
        out.append(_word(cells, i))
        person = person or words[i] in field_table("recipient")["titles"]
        i += 1
    return " ".join(out).replace("- ", "-").strip(" ,-")


def _particle(words: Sequence[str], i: int, size: int) -> bool:
    """Whether "de" is part of the doctor's name: "doctor luis de la cruz", not "de la clínica"."""
    return words[i] in word_set("recipient", "name_particles") and not set(words[i + size : i + size + 1]) & word_set(
        "recipient", "places"
    )


def _word(cells: Sequence[Token], i: int) -> str:
    cell = cells[i]
    comma = "," if i + 1 < len(cells) and "," in cells[i + 1].gap else ""
    joined = "-" if i + 1 < len(cells) and cells[i + 1].gap == "-" else ""
    title = field_table("recipient")["titles"].get(cell.word)
    if title and i + 1 < len(cells):
        return str(title)
    if cell.text.lower() in word_set("names", "acronyms") and cell.text.islower() and not _little(cell, i):
        return cell.text.upper() + comma
    return (cell.text.lower() if _little(cell, i) else name_case(cell.text)) + comma + joined


def _little(cell: Token, i: int) -> bool:
    return i > 0 and cell.word in word_set("recipient", "connectors") and (cell.text.islower() or cell.text.isupper())
