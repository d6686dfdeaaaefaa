"""Passwords and one-time codes of local accounts. Slow on purpose: call it outside of a transaction."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from functools import cache

import pyotp
import segno
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
STRONG = 3  # of 4: zxcvbn reckons more than 10**8 guesses
STEP = 30  # seconds of one code
HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """An argon2id hash, with the settings that RFC 9106 gives for a memory of 64 MiB."""
    return HASHER.hash(password)


def holds(known: str | None, password: str) -> bool:
    """Whether this is the password. For nobody (None) it takes as long, and is False."""
    try:
        return HASHER.verify(known or _nobodys(), password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(known: str) -> bool:
    """Whether the hash was made with older settings."""
    return HASHER.check_needs_rehash(known)


def weak(password: str, name: str, house: str) -> str:
    """What is wrong with a new password, as a sentence; "" where nothing is."""
    if not SHORTEST <= len(password) <= LONGEST:
        return f"Use {SHORTEST} to {LONGEST} characters. Four words that do not belong together are fine."
    from zxcvbn import zxcvbn  # 12 megabytes of lists, for the few times that somebody chooses a password

    if zxcvbn(password[:72], user_inputs=[name, *house.split()])["score"] < STRONG:
        return "This one is easy to guess. Four words that do not belong together are fine."
    return ""


def seed_of(secret: str) -> str:
    """The seed of one-time codes that goes with a secret: 160 bits in base32."""
    return base64.b32encode(hashlib.sha256(secret.encode()).digest()[:20]).decode()


def step_of(seed: str, code: str, now: dt.datetime) -> int | None:
    """The 30 seconds whose code this is: now, just before or just after; None where it is another code."""
    plain, made = "".join(code.split()), pyotp.TOTP(seed)
    current = int(now.timestamp()) // STEP
    near = (current, current - 1, current + 1)
    return next(
        (step for step in near if plain.isascii() and pyotp.utils.strings_equal(made.generate_otp(step), plain)), None
    )


def address_of(seed: str, name: str, house: str) -> str:
    """What an authenticator app reads."""
    return pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=f"{house} desk")


def picture(address: str) -> str:
    """The address as a QR code, an SVG picture in a data address."""
    return segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")


@cache
def _nobodys() -> str:
    return HASHER.hash("nobody's")
