"""Finds very many planted values at once in much data, however they are spelled."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, quote_plus

import numpy as np

HEAD = 8
CHUNK = 4 << 20
WORDLIKE = frozenset(b"0123456789abcdef")


class Hit(NamedTuple):
    """Where a value was found, whose it is, and the value."""

    at: int
    owner: int
    value: str


class Search:
    """Looks for the values of all owners; each value has at least eight letters."""

    def __init__(self, planted: Iterable[tuple[int, str]]) -> None:
        self._by_head: dict[bytes, list[tuple[bytes, int, str]]] = {}
        for owner, value in planted:
            for spelled in spellings(value):
                self._by_head.setdefault(spelled[:HEAD], []).append((spelled, owner, value))
        self._heads = np.unique(np.frombuffer(b"".join(self._by_head), dtype="<u8"))

    def hits(self, data: bytes) -> Iterator[Hit]:
        """Every place in the data where one of the values stands."""
        lower = data.lower()
        for start in range(0, len(lower), CHUNK):
            yield from self._in_chunk(lower, start)

    def _in_chunk(self, lower: bytes, start: int) -> Iterator[Hit]:
        piece = lower[start : start + CHUNK + HEAD - 1]
        for shift in range(HEAD):
            count = (len(piece) - shift) // HEAD
            if count > 0:
                words = np.frombuffer(piece, dtype="<u8", count=count, offset=shift)
                for place in np.flatnonzero(np.isin(words, self._heads)):
                    yield from self._at(lower, start + shift + int(place) * HEAD)

    def _at(self, lower: bytes, at: int) -> Iterator[Hit]:
        for spelled, owner, value in self._by_head[lower[at : at + HEAD]]:
            end = at + len(spelled)
            chance = WORDLIKE.issuperset(spelled) and _inside_hex(lower, at, end)
            if lower[at:end] == spelled and not chance and not _behind_digit(lower, at, value, spelled):
                yield Hit(at, owner, value)


def spellings(value: str) -> set[bytes]:
    """Every way in which a value might stand in a file, in small letters."""
    plain = value.encode()
    found = {plain, value.lower().encode(), value.encode("utf-16-le"), value.encode("utf-16-be")}
    found |= {quote(value, safe="").encode(), quote_plus(value).encode(), plain.hex().encode()}
    found |= {json.dumps(value)[1:-1].encode(), "".join(value.split()).encode()}
    found |= {_in_base64(plain, shift) for shift in range(3)}
    return {spelled.lower() for spelled in found if len(spelled) >= HEAD}


def _in_base64(plain: bytes, shift: int) -> bytes:
    """What base64 makes of it behind `shift` other bytes, without the letters that its neighbours share."""
    whole = b64encode(b"\0" * shift + plain)
    return whole[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]


def _inside_hex(lower: bytes, at: int, end: int) -> bool:
    """Whether what looks like hex digits stands inside a longer row of them: a hash or an id, by chance."""
    beside = lower[max(0, at - 1) : at] + lower[end : end + 1]
    return any(byte in WORDLIKE for byte in beside)


def _behind_digit(lower: bytes, at: int, value: str, spelled: bytes) -> bool:
    """Whether it is the end of another number: "1 de abril" in "21 de abril"."""
    return spelled == value.lower().encode() and value[0].isdigit() and lower[max(0, at - 1) : at].isdigit()
