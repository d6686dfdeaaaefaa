"""Seals what people tell us, before SQL sees it, and hashes what must be looked up unread.

A sealed value is: version (1 byte), length of the key id (1 byte), key id, nonce (12 bytes), AES-256-GCM
ciphertext with its tag. Table, column and row id are authenticated too: a value moved elsewhere is refused.
"""

from __future__ import annotations

import binascii
import hmac
import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


class KeysUnreadable(ValueError):
    """The list of keys is not `id:base64,id:base64`; the message names a key by its place, never its text."""


class SealBroken(Exception):
    """A sealed value was changed, moved to another place, or its key is gone."""


class Keyring:
    """The data keys, newest first. The first seals; all of them open.

    Look-up hashes and the audit chain hang on the last, oldest key: they stay the same when a new key is put
    in front. So the last key is never dropped; the store refuses to work with a keyring that lost it.
    """

    __slots__ = ("_ciphers", "_current", "_hash_keys", "_keys")

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._current = next(iter(self._keys))
        last = list(self._keys.values())[-1]
        self._hash_keys = {purpose: _derived(last, purpose) for purpose in ("look up", "audit")}
        self._ciphers = {name: AESGCM(_derived(key, "seal")) for name, key in self._keys.items()}

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read `id:base64,id:base64`, the current key first; each is 32 bytes. Raises KeysUnreadable."""
        entries = [_entry(place, part.strip()) for place, part in enumerate(text.split(","), start=1)]
        if len({name for name, _ in entries}) < len(entries):
            raise KeysUnreadable("two keys have the same id")
        return cls(dict(entries))

    @classmethod
    def generate(cls) -> Keyring:
        """A new keyring with one random key."""
        return cls({secrets.token_hex(4): secrets.token_bytes(KEY_BYTES)})

    def secret_text(self) -> str:
        """The keys themselves, as `parse` reads them. For a file that only the owner can read."""
        return ",".join(f"{name}:{b64encode(key).decode()}" for name, key in self._keys.items())

    def seal(self, table: str, column: str, row: str, text: str) -> bytes:
        """Seal `text` for one column of one row."""
        # Half a surrogate pair is possible in what people send; a failed encoding would quote it.
        return self.seal_bytes(table, column, row, text.encode("utf-8", "surrogatepass"))

    def seal_bytes(self, table: str, column: str, row: str, plain: bytes) -> bytes:
        """Seal a document or a picture for one column of one row."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = _bound(self.header, table, column, row)
        return self.header + nonce + self._ciphers[self._current].encrypt(nonce, plain, bound)

    def unseal(self, table: str, column: str, row: str, sealed: bytes) -> str:
        """Open what `seal` made for the same column and row. Raises SealBroken."""
        return self.unseal_bytes(table, column, row, sealed).decode("utf-8", "surrogatepass")

    def unseal_bytes(self, table: str, column: str, row: str, sealed: bytes) -> bytes:
        """Open what `seal_bytes` made for the same column and row. Raises SealBroken."""
        header, nonce, secret = _split(sealed)
        cipher = self._ciphers.get(header[2:].decode("ascii", "replace"))
        if cipher is None:
            raise SealBroken("no key with this id")
        plain = _decrypted(cipher, nonce, secret, _bound(header, table, column, row))
        if plain is None:
            raise SealBroken("a sealed value was changed or moved")
        return plain

    @property
    def header(self) -> bytes:
        """With what every value begins that the current key sealed."""
        return bytes([VERSION, len(self._current)]) + self._current.encode()

    def look_up(self, kind: str, value: str) -> str:
        """A keyed hash of `value`, 64 hex digits, to find it again without storing it.

        `kind` ("number", "talk" ...) keeps equal values of different kinds apart.
        """
        return self._hash("look up", _packed(kind, value))

    def chain(self, *parts: str) -> str:
        """The audit trail's keyed hash over `parts`, 64 hex digits."""
        return self._hash("audit", _packed(*parts))

    def _hash(self, purpose: str, message: bytes) -> str:
        return hmac.new(self._hash_keys[purpose], message, sha256).hexdigest()

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._keys)}>"


def _entry(place: int, part: str) -> tuple[str, bytes]:
    name, _, encoded = part.partition(":")
    key = _decoded(encoded)
    if not KEY_ID.fullmatch(name) or len(key) != KEY_BYTES:
        raise KeysUnreadable(f"key {place} is not an id, a colon and {KEY_BYTES} bytes in base64")
    return name, key


def _decoded(encoded: str) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _derived(key: bytes, purpose: str) -> bytes:
    info = f"radline {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def _packed(*parts: str) -> bytes:
    """Join parts so that no two lists of parts give the same bytes."""
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _bound(header: bytes, table: str, column: str, row: str) -> bytes:
    return header + _packed(table, column, row)


def _split(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise SealBroken("not a sealed value of a version known here")
    end = 2 + sealed[1]
    return sealed[:end], sealed[end : end + NONCE_BYTES], sealed[end + NONCE_BYTES :]


def _decrypted(cipher: AESGCM, nonce: bytes, secret: bytes, bound: bytes) -> bytes | None:
    try:
        return cipher.decrypt(nonce, secret, bound)
    except (InvalidTag, ValueError):  # ValueError: a nonce cut short
        return None
