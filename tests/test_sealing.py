"""What is sealed opens only in its own place, unchanged, with its own key; look-ups survive a new key."""

from __future__ import annotations

import random
from base64 import b64encode
from itertools import pairwise

import pytest

from bot.sealing import Keyring, KeysUnreadable, SealBroken

OLD = "old:" + b64encode(b"o" * 32).decode()
NEW = "new:" + b64encode(b"n" * 32).decode()
PLACE = ("talks", "state", "row-1")
WORDS = "Ximena Testperson, 919 555 0123"


def test_what_is_sealed_opens_again():
    keyring = Keyring.generate()
    for words in (WORDS, "", "ñandú 🩻", "half a pair \ud83e", "a\x00b"):
        assert keyring.unseal(*PLACE, keyring.seal(*PLACE, words)) == words


def test_the_same_words_never_look_the_same():
    keyring = Keyring.generate()
    assert keyring.seal(*PLACE, WORDS) != keyring.seal(*PLACE, WORDS)


def test_every_flipped_bit_is_refused():
    keyring = Keyring.generate()
    sealed = keyring.seal(*PLACE, WORDS)
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            keyring.unseal(*PLACE, bytes(changed))


def test_every_cut_is_refused():
    keyring = Keyring.generate()
    sealed = keyring.seal(*PLACE, WORDS)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            keyring.unseal(*PLACE, sealed[:length])


def test_swaps_between_rows_columns_and_tables_are_refused():
    keyring, seed = Keyring.generate(), 20261122
    places = [(table, column, str(row)) for table in "ab" for column in ("x", "ax") for row in range(250)]
    random.Random(seed).shuffle(places)
    for one, other in pairwise(places):
        with pytest.raises(SealBroken):
            keyring.unseal(*other, keyring.seal(*one, WORDS))


def test_names_that_run_together_are_still_different_places():
    keyring = Keyring.generate()
    with pytest.raises(SealBroken):
        keyring.unseal("ab", "c", "1", keyring.seal("a", "bc", "1", WORDS))


def test_a_new_key_in_front_seals_and_the_old_one_still_opens():
    before, after = Keyring.parse(OLD), Keyring.parse(f"{NEW},{OLD}")
    sealed = before.seal(*PLACE, WORDS)
    assert after.unseal(*PLACE, sealed) == WORDS
    assert b"new" in after.seal(*PLACE, WORDS)[:8]
    with pytest.raises(SealBroken):
        before.unseal(*PLACE, after.seal(*PLACE, WORDS))


def test_look_ups_and_the_audit_chain_stay_the_same_under_rotation():
    before, after = Keyring.parse(OLD), Keyring.parse(f"{NEW},{OLD}")
    assert before.look_up("number", "+19195550123") == after.look_up("number", "+19195550123")
    assert before.chain("a", "b") == after.chain("a", "b")


def test_look_ups_tell_values_kinds_and_keys_apart():
    one, other = Keyring.parse(OLD), Keyring.parse(NEW)
    hashes = [
        one.look_up("number", "+19195550123"),
        one.look_up("number", "+19195550124"),
        one.look_up("talk", "+19195550123"),
        one.look_up("talk+", "19195550123"),
        one.chain("number", "+19195550123"),
        other.look_up("number", "+19195550123"),
    ]
    assert len(set(hashes)) == len(hashes)


def test_a_generated_keyring_can_be_written_down():
    keyring = Keyring.generate()
    again = Keyring.parse(keyring.secret_text())
    assert again.unseal(*PLACE, keyring.seal(*PLACE, WORDS)) == WORDS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "no-colon",
        "id:",
        "id:short",
        "id:" + b64encode(b"x" * 31).decode(),
        "id:" + b64encode(b"x" * 33).decode(),
        "id:" + b64encode(b"x" * 32).decode()[:-1] + "*",
        "a b:" + b64encode(b"x" * 32).decode(),
        f"{OLD},",
        f"{OLD},{OLD}",
        "id:\N{SNOWMAN}",
    ],
)
def test_unreadable_keys_are_refused_without_being_quoted(text):
    with pytest.raises(KeysUnreadable) as raised:
        Keyring.parse(text)
    assert len(text) < 8 or text[:8] not in str(raised.value)
    assert raised.value.__context__ is None


def test_no_key_shows_in_the_keyring_s_own_words():
    keyring = Keyring.parse(f"{NEW},{OLD}")
    for shown in (repr(keyring), str(keyring), f"{[keyring]}", f"{keyring!r:>40}"):
        assert "nnnn" not in shown
        assert b64encode(b"n" * 32).decode()[:6] not in shown
