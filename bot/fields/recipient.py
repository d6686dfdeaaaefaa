"""Who the images go to: a doctor or hospital with its address, the caller's home, MyChart. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.fields.address_heard import as_written
from bot.fields.address_split import Address, split_address, take_state
from bot.fields.address_words import Token, tokens
from bot.fields.addresses import AddressPart, find_address
from bot.fields.control import control
from bot.fields.former_doctors import without_former
from bot.fields.pieces import Piece, listed, pieces, said, written
from bot.fields.recipient_parts import any_such_place, arranged, names_a_doctor, plainly_titled
from bot.fields.recipient_talk import meant, without_asides
from bot.fields.recipient_words import mended, name_of, respelled
from bot.fields.remarks import without_remarks
from bot.fields.spelling import is_spelled
from bot.fields.tables import field_table, word_set
from bot.once_a_turn import once_a_turn

Kind = Literal["provider", "home", "mychart"]
RecipientPart = Literal["name", "address", "street", "city"]
RecipientWhy = Literal[
    "", "nothing", "vague", "on_file", "a_disc", "by_email", "not_known", "refused", "question", "steering"
]
MOST_PIECES = 200
LONGEST_NAME = 120
STEERS: dict[str, RecipientWhy] = {
    "dont_know": "not_known", "refuse": "refused", "skip": "refused", "start_over": "steering", "go_back": "steering",
    "cancel": "steering", "person": "steering", "page": "steering", "repeat": "steering", "wait": "steering",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where images go: `name` "Dr. Anita Desai, Foothills Family Medicine" ("" at home unless told)."""

    kind: Kind
    name: str = ""
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class RecipientHeard:
    """A recipient as far as told; `missing` names the rest ("address" is a state of its own: a letter needs it).

    A home needs its address, MyChart none. `town` is a town named without a street. why "vague": "my doctor" alone;
    "on_file": the caller thinks that we have the address; "a_disc" and "by_email": another way than this request.
    """

    value: Recipient | None = None
    missing: tuple[RecipientPart, ...] = ("name", "address")
    why: RecipientWhy = ""
    town: str = ""


NOBODY = RecipientHeard(why="nothing")


@once_a_turn
def recipient(text: str, lang: str = "en", before: RecipientHeard = NOBODY) -> RecipientHeard:
    """The recipient in an answer: name, address or both; `before` keeps what this answer does not tell."""
    found = meant(without_remarks(without_former(without_asides(pieces(text)[:MOST_PIECES]))))
    if not found:
        return _kept(before, "nothing")
    if known := _beside_unknown(found, lang, before):
        return known
    cells = tokens(mended(found), lang)
    if find_address(cells):
        cells = tokens(mended(as_written(found)), lang)
    span = find_address(cells) or _by_commas(cells)
    address = split_address(cells[span[0] : span[1]]) if span else None
    name = _name_cells(cells, span)
    if before.value and before.value.name and not address and is_spelled(found):
        same = respelled(before.value.name, found)
        return RecipientHeard(replace(before.value, name=same), before.missing, "", before.town)
    plain = written(found) if control(text).value == "dont_know" else text  # "Lake Clinic, I have no one doctor"
    special = _special(plain, name, said(found), address, before)
    return special or _provider(text, name, address, before)


def _beside_unknown(found: Sequence[Piece], lang: str, before: RecipientHeard) -> RecipientHeard | None:
    """A place that is told with "I don't know the doctor's name", before it or behind."""
    words = said(found)
    span = listed("recipient", "unknown").find(words)
    if span is None:
        return None
    clauses = [i for i in range(span[1], len(words)) if _new_clause(found[i])]
    start = clauses[0] + (words[clauses[0]] in word_set("recipient", "clauses")) if clauses else len(words)
    for part in (found[: span[0]], found[start:]):
        heard = recipient(written(part), lang, before)
        told = heard.value
        if told and told.name and not heard.why and set(said(pieces(told.name))) & word_set("recipient", "places"):
            return heard
    return None


def _new_clause(piece: Piece) -> bool:
    return any(c in piece.gap for c in ".,;\n") or piece.word in word_set("recipient", "clauses")


def _kept(before: RecipientHeard, why: RecipientWhy) -> RecipientHeard:
    return RecipientHeard(before.value, before.missing, why, before.town)


def _by_commas(cells: Sequence[Token]) -> tuple[int, int] | None:
    """An address without a house number, told by its zip code: "Medical Center Blvd, Winston-Salem NC 27157"."""
    starts = [i for i, c in enumerate(cells) if i and ("," in c.gap or "\n" in c.gap)]
    if not starts or not cells[-1].zip:
        return None
    ends = [*starts[1:], len(cells)]
    streets = (
        s for s, e in zip(starts, ends, strict=True) if {c.word for c in cells[s:e]} & word_set("addresses", "streets")
    )
    return next(streets, starts[-1]), len(cells)


def _name_cells(cells: Sequence[Token], span: tuple[int, int] | None) -> list[Token]:
    """What stands before the address, or behind it where nothing does."""
    if not span:
        return list(cells)
    before = list(cells[: span[0]])
    lead = _trimmed(before)
    return before if lead else list(cells[span[1] :])


def _trimmed(cells: Sequence[Token]) -> list[Token]:
    """The cells without what leads to a name or an address on either side."""
    words, start, end = [c.word for c in cells], 0, len(cells)
    while size := listed("recipient", "lead").at(words, start):
        start += size
    while end > start and _ends_with_lead(words, start, end):
        end -= _ends_with_lead(words, start, end)
    return list(cells[start:end])


def _ends_with_lead(words: Sequence[str], start: int, end: int) -> int:
    """How many words before `end` lead to an address ("which is at")."""
    sizes = (s for s in (4, 3, 2, 1) if end - s >= start and listed("addresses", "lead").at(words[:end], end - s) == s)
    return next(sizes, 0)


def _special(
    text: str, name: list[Token], words: list[str], address: Address | None, before: RecipientHeard
) -> RecipientHeard | None:
    """Home, MyChart, "same as on file", a disc, e-mail, or words that steer; None for a provider."""
    if listed("recipient", "mychart").inside(words) and not listed("recipient", "has_my_chart").inside(words):
        return RecipientHeard(Recipient("mychart"), ())
    if _home(name):
        known = before.value.address if before.value and before.value.kind == "home" else None
        why: RecipientWhy = "on_file" if listed("addresses", "on_file").inside(words) and not address else ""
        return _made(Recipient("home", _own_name(name), address or known), why, "")
    if address:
        return None
    steered = _steered(text, words, name)
    if steered:
        return _kept(before, steered)
    if listed("addresses", "on_file").inside(words) and not _named_too(name):
        return _kept(before, "on_file")
    if not _place(name) and (listed("recipient", "media").inside(words) or listed("recipient", "email").inside(words)):
        return _kept(before, "a_disc" if listed("recipient", "media").inside(words) else "by_email")
    return None


def _named_too(name: list[Token]) -> bool:
    """Whether a doctor is named beside "the same one"."""
    name = plainly_titled(name)
    return any(names_a_doctor(name, i) for i in range(len(name) - 1))


def _steered(text: str, words: list[str], name: Sequence[Token]) -> RecipientWhy:
    """What else than a recipient was said; a question that asks us to send holds one."""
    heard = control(text).value
    if heard == "question":
        return "" if listed("recipient", "requests").inside(words) or _place(name) else "question"
    if heard == "dont_know" and _named_too(list(name)):
        return ""  # "the doctor there is Moss, if you don't have that"
    return STEERS.get(heard, "")


def _place(name: Sequence[Token]) -> bool:
    """Whether a doctor or a place is named."""
    known = word_set("recipient", "places") | frozenset(_titles())
    return any(t.word in known for t in name)


def _titles() -> Sequence[str]:
    return list(field_table("recipient")["titles"])


def _home(name: Sequence[Token]) -> bool:
    words = [t.word for t in name]
    if listed("recipient", "home").inside(words) and not _doctor(name):
        return True
    if listed("recipient", "me_first").at(words, 0) and not _named_too(list(name)):
        return True  # "to me, I'll carry it to the new doctor"
    span = listed("recipient", "me").find(words)
    if span and not _place(name) and not (words[span[1] - 1] == "mi" and span[1] < len(words)):
        return True  # "a mi ortopedista" names another
    left = [t.word for t in _trimmed(name)]
    if listed("recipient", "home_alone").whole(left) or listed("recipient", "me_alone").whole(left):
        return True
    first = words[:1] not in ([], ["mi"]) and listed("recipient", "me_alone").at(words, 0) > 0
    return first and not _place(name)


def _doctor(name: Sequence[Token]) -> bool:
    """Whether "my home" goes on as something else: "my home doctor", "Home Health"."""
    return any(t.word in word_set("recipient", "places") or t.word in _titles() for t in name)


def _own_name(name: Sequence[Token]) -> str:
    """A person's name told with a home: "hattie massengill at home"."""
    span = listed("recipient", "home").find([t.word for t in name])
    told = name_of(_trimmed(name[: span[0]])) if span else ""
    talk = any(t.word in word_set("names", "no_names") for t in name[: span[0]]) if span else True
    return told if len(told.split()) > 1 and not talk else ""


def _provider(text: str, name: list[Token], address: Address | None, before: RecipientHeard) -> RecipientHeard:
    """A doctor, a hospital, or an address for the one told before."""
    left, town = _trimmed(arranged(_trimmed(name))), ""
    whole = left
    left, town = (left, town) if address else _without_town(left)
    left = whole if town and any_such_place(left) else left
    words = [t.word for t in left]
    known = before.value if before.value and before.value.kind == "provider" else None
    vague = listed("recipient", "vague").whole(words) or (not words and _only_vague(name)) or _no_one(words)
    none = vague or listed("recipient", "none").whole(words) or _chatter(words) or _a_date(left)
    told = "" if none else name_of(left)[:LONGEST_NAME]
    if not told and not address:
        steered: RecipientWhy = "question" if control(text).value == "question" else "vague" if vague else "nothing"
        return RecipientHeard(before.value, before.missing, steered, town or before.town)
    if not told and before.value:
        return _made(Recipient(before.value.kind, before.value.name, address), "", town)
    kept = known.address if known and not address else address
    return _made(Recipient("provider", told, kept), "vague" if vague else "", town)


def _a_date(cells: Sequence[Token]) -> bool:
    """Whether it is nothing but numbers and months: an answer to another question."""
    months = {word for names in field_table("dates")["months"].values() for word in names}
    return bool(cells) and all(t.digits or t.word.isdigit() or t.word in months for t in cells)


def _no_one(words: Sequence[str]) -> bool:
    """Whether it ends with a title or the like: "the va dr", "my bone doctor", "the bone dr for kids"."""
    kinds = word_set("recipient", "places") | word_set("studies", "body") | word_set("recipient", "connectors")
    if len(words) > 1 and words[-1] in word_set("recipient", "nobody") and set(words[:-1]) <= kinds:
        return True
    end = len(words)
    while end and words[end - 1] in word_set("recipient", "audience"):
        end -= 1
    return end > 1 and words[end - 1] in _titles() and words[0] not in _titles()


def _chatter(words: Sequence[str]) -> bool:
    """Whether it is talk and no name: a third of its words are no names, and no doctor or place stands in it."""
    if set(words) & (word_set("recipient", "places") | frozenset(_titles())):
        return False
    talk = [w for w in words if w in word_set("names", "no_names") - word_set("recipient", "connectors")]
    return len(talk) * 3 >= max(len(words), 1)


def _only_vague(name: Sequence[Token]) -> bool:
    """Whether nothing but "my surgeon" was told, which also leads to a name."""
    return any(listed("recipient", "vague").at([t.word for t in name], i) for i in range(len(name)))


def _without_town(cells: list[Token]) -> tuple[list[Token], str]:
    """The name and the town behind "in": "Larkspur Pulmonary in Shelby"."""
    _, size = take_state(cells, False)
    words = [c.word for c in cells]
    for i in range(len(cells) - size - 1, 0, -1):
        place = set(words[i:]) & word_set("recipient", "places")
        if words[i] in word_set("addresses", "little") and len(cells) - size - i <= 4 and not place:
            return cells[:i], split_address(cells[i + 1 :]).text
    return cells, ""


def _made(told: Recipient, why: RecipientWhy, town: str) -> RecipientHeard:
    missing: list[RecipientPart] = [] if told.name or told.kind != "provider" else ["name"]
    parts: tuple[AddressPart, ...] = ()
    if told.kind != "mychart":
        parts = _lacking(told.address)
    return RecipientHeard(told, (*missing, *parts), why, town)


def _lacking(address: Address | None) -> tuple[AddressPart, ...]:
    if address is None:
        return ("address",)
    found: list[AddressPart] = [] if address.street else ["street"]
    found += [] if address.city or address.zip else ["city"]
    return tuple(found)
