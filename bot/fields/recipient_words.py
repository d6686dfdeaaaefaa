"""How a recipient's name is written: "doctor anita desai at foothills family medicine", spelled words in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.fields.address_words import Token
from bot.fields.capitals import name_case
from bot.fields.letters import spelled
from bot.fields.pieces import Piece, listed, pieces, said
from bot.fields.spelling import ALIKE, apart, is_spelled, place, put_in, spelled_runs
from bot.fields.tables import field_table, word_set

BACK = 10  # words that a spelled one may stand for
FULL, MOST_IN_A_PERSON = 2, 4  # words
SHORT = 4  # letters


def _in_two(fresh: str, known: Sequence[str]) -> str:
    """A first and a last name spelled without a break, where two were heard: "l i n h t r a n" after "lin tran"."""
    title, _, rest = fresh.partition(" ")
    run, comma, rest = rest.partition(",")
    heard = known[1:3]
    one = " " not in run and is_person(fresh)
    if not (one and is_person(known[0]) and len(heard) == 2 and place(heard, run) == (0, 2)):
        return fresh
    cuts = range(2, len(run) - 1)
    low = run.lower()
    at = max(cuts, key=lambda i: fuzz.ratio(low[:i], heard[0].lower()) + 2 * fuzz.ratio(low[i:], heard[1].lower()))
    return f"{title} {run[:at]} {name_case(low[at:])}{comma}{rest}"


def mended(found: Sequence[Piece]) -> list[Piece]:
    """The pieces with spelled words put in the place of what they sound like."""
    out: list[Piece] = []
    found, skipped, i = _without_roles(_acronyms(found)), "", 0
    runs = spelled_runs(found)
    last = max((end for _, end in runs.values()), default=-1)
    while i < len(found):
        if i == last and any(p.word in field_table("recipient")["titles"] for p in out[-BACK:]):
            found = _parted(found, i)
        if i in runs:
            text, end = runs[i]
            *head, text = apart([p.word for p in out[-BACK:]], text)
            out += [Piece(h, h, " ") for h in head]
            skipped = _put(out, text)
            i = end
            if not skipped and {p.word for p in found[i:]} <= {p.word for p in out}:
                break  # "h o l s t o n bend"
            continue
        if skipped and fuzz.ratio(skipped, found[i].word) >= ALIKE:
            skipped = ""
        else:
            out.append(found[i])
        i += 1
    return _first_name_first(out)


def _acronyms(found: Sequence[Piece]) -> list[Piece]:
    """Two letters that are a hospital's: "the v a in asheville"."""
    out: list[Piece] = []
    for i, piece in enumerate(found):
        two = out and len(out[-1].word) == len(piece.word) == 1 and piece.gap.strip(". ") == ""
        alone = i + 1 == len(found) or len(found[i + 1].word) > 1
        before = len(out) < 2 or len(out[-2].word) > 1
        if two and alone and before and out[-1].word + piece.word in word_set("recipient", "two_letters"):
            one = out.pop()
            piece = replace(one, word=one.word + piece.word, raw=one.raw + piece.raw)
        out.append(piece)
    return out


def _parted(found: Sequence[Piece], i: int) -> list[Piece]:
    """With a comma at `i`: behind a doctor's name that was spelled the place follows."""
    if found[i].word in word_set("recipient", "name_particles") and i + 1 < len(found):
        found = [*found[:i], *found[i + 1 :]]
    elif listed("recipient", "at").at([p.word for p in found], i):
        return list(found)
    return [*found[:i], replace(found[i], gap=", "), *found[i + 1 :]]


def _without_roles(found: Sequence[Piece]) -> list[Piece]:
    """Without "last name", which stands before one."""
    return [found[i] for i in listed("names", "last_name").outside(said(found))]


def _first_name_first(out: list[Piece]) -> list[Piece]:
    """ "desai, first name anita" the right way round."""
    span = listed("names", "first_name").find([p.word for p in out])
    if not span or span[1] >= len(out):
        return out
    title = int(bool(out) and out[0].word in field_table("recipient")["titles"])
    return [*out[:title], out[span[1]], *out[title : span[0]], *out[span[1] + 1 :]]


def _put(out: list[Piece], text: str) -> str:
    """Replace the last word that sounds like a spelled one; else add it, and return it to be looked for next."""
    fresh = [Piece(p.word, p.raw, p.gap or " ") for p in pieces(text)]
    while out and out[-1].word in word_set("recipient", "spelling"):
        out.pop()
    start = max(0, len(out) - BACK)
    again = len(out) > 1 and out[-1].word == text and any(p.word == text for p in out[:-2])
    if again:
        out.pop()  # "the maumee clinic, maumee is m a u m e e"
    found = place([p.word for p in out[start:]], text)
    if found:
        out[start + found[0] : start + found[1]] = fresh
        return ""
    out += fresh
    return text


def respelled(name: str, found: Sequence[Piece]) -> str:
    """A name told before with the words that are spelled now; one that is like none is a doctor's last name."""
    words, i = name.split(" "), 0
    while i < len(found):
        text, end = spelled(found, i)
        at = place(words, text) if text else None
        if at is None and text:
            at = _last_name(words)
        if at:
            words = put_in(words, at, text)
        i = end if text else i + 1
    return " ".join(words)


def _last_name(words: Sequence[str]) -> tuple[int, int] | None:
    """Where a doctor's last name stands: before the comma, or behind the title."""
    if not is_person(" ".join(words)):
        return None
    end = next((i + 1 for i, word in enumerate(words) if word.endswith(",")), len(words))
    return (end - 1, end) if 1 < end <= MOST_IN_A_PERSON else None


def is_person(name: str) -> bool:
    """Whether it starts with a doctor's title."""
    return name.split(" ")[0] in field_table("recipient")["titles"].values()


def merged(known: str, fresh: str, found: Sequence[Piece]) -> str:
    """The better of two hearings of one name: the second where letters were told in it, or where it is alike.

    It keeps the title and the place of the first where it has none of its own.
    """
    words, letters = known.replace(",", "").split(" "), is_spelled(found)
    fresh = _in_two(fresh, words) if letters else fresh
    again = fresh.replace(",", "").split(" ")
    alike = any(place(words[1:], word) for word in again if len(word) > 2)
    if len([w for w in again if w not in field_table("recipient")["titles"].values()]) < 2 or not (letters or alike):
        return respelled(known, found) if letters else known
    _, comma, place_known = known.partition(", ")
    a_place = {p.word for p in pieces(fresh)} & word_set("recipient", "places")
    placed = "," in fresh or len(again) > MOST_IN_A_PERSON or a_place
    return fresh if placed or not comma else f"{fresh}, {place_known}"


def name_of(cells: Sequence[Token]) -> str:
    """The name with capitals, titles short, a comma between person and place."""
    out: list[str] = []
    words = [c.word for c in cells]
    person, i = _untitled(words), 0
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


def _untitled(words: Sequence[str]) -> bool:
    """Whether somebody without a title is named before his clinic: "omar feld at neuse bend kidney care"."""
    at = next((i for i in range(len(words)) if listed("recipient", "at").at(words, i)), 0)
    places, talk = word_set("recipient", "places"), word_set("names", "no_names") | word_set("names", "acronyms")
    named = FULL <= at < MOST_IN_A_PERSON and not set(words[:at]) & (
        places | talk | {*field_table("recipient")["titles"]}
    )
    return named and words[at] not in word_set("recipient", "name_particles") and bool(set(words[at:]) & places)


def _particle(words: Sequence[str], i: int, size: int) -> bool:
    """Whether "de" is part of the doctor's name: "doctor luis de la cruz", not "de la clínica"."""
    return words[i] in word_set("recipient", "name_particles") and not set(words[i + size : i + size + 1]) & word_set(
        "recipient", "places"
    )


def _word(cells: Sequence[Token], i: int) -> str:
    cell = cells[i]
    comma = "," if i + 1 < len(cells) and "," in cells[i + 1].gap else ""
    joined = "-" if i + 1 < len(cells) and cells[i + 1].gap == "-" else ""
    if cell.text.isupper() and cell.text.isalpha() and 1 < len(cell.text) <= SHORT and _mixed(cells):
        return cell.text + comma + joined  # "MS Center of the Smokies"
    title = field_table("recipient")["titles"].get(cell.word)
    if title and i + 1 < len(cells):
        return str(title)
    if cell.text.lower() in word_set("names", "acronyms") and not cell.text.istitle() and not _little(cell, i):
        return cell.text.upper() + comma
    return (cell.text.lower() if _little(cell, i) else name_case(cell.text)) + comma + joined


def _mixed(cells: Sequence[Token]) -> bool:
    """Whether it is written with capitals where they belong, and not in capitals throughout."""
    return any(c.text.istitle() and len(c.text) > SHORT for c in cells)


def _little(cell: Token, i: int) -> bool:
    return i > 0 and cell.word in word_set("recipient", "connectors") and (cell.text.islower() or cell.text.isupper())
