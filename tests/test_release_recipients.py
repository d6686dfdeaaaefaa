"""Recipients and addresses as they are said and written."""

from __future__ import annotations

import pytest

from bot.fields.addresses import postal_address
from bot.fields.recipient import RecipientHeard, recipient
from tests.release import table

TABLE = table("recipients")


def read(heard: RecipientHeard) -> list[str]:
    """As the table writes it."""
    found = heard.value
    if found is None:
        return [f"- {heard.why}"]
    address = found.address.text if found.address else ""
    parts = [found.name, address] if found.kind == "provider" else [f"*{found.kind}", address, found.name]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


@pytest.mark.parametrize(("said", "wanted"), TABLE["en"].items())
def test_english(said: str, wanted: list[str]) -> None:
    assert read(recipient(said)) == wanted


@pytest.mark.parametrize(("said", "wanted"), TABLE["es"].items())
def test_spanish(said: str, wanted: list[str]) -> None:
    assert read(recipient(said, "es")) == wanted


@pytest.mark.parametrize(("first", "then", "name", "address"), TABLE["then"])
def test_put_onto_what_was_known(first: str, then: str, name: str, address: str) -> None:
    found = recipient(then, "en", recipient(first)).value
    assert found is not None
    assert (found.name, found.address.text if found.address else "") == (name, address)


@pytest.mark.parametrize(("said", "wanted"), TABLE["addresses"].items())
def test_addresses(said: str, wanted: str) -> None:
    heard = postal_address(said)
    assert heard.value is not None
    assert (heard.value.text, heard.missing) == (wanted, ())


@pytest.mark.parametrize(("said", "wanted"), TABLE["addresses_es"].items())
def test_addresses_in_spanish(said: str, wanted: str) -> None:
    heard = postal_address(said, "es")
    assert heard.value
    assert heard.value.text == wanted


def test_a_missing_address_is_a_state_of_its_own() -> None:
    assert recipient("dr smith").missing == ("address",)
    assert recipient("to my house").missing == ("address",)
    assert recipient("mychart").missing == ()
    assert recipient("the address is 12 oak lane durham").missing == ("name",)
    assert recipient("dr smith 12 oak lane").missing == ("city",)
    assert recipient("larkspur pulmonary in shelby").town == "Shelby"


def test_a_town_or_a_zip_code_completes_a_street() -> None:
    street = postal_address("123 Main St")
    assert street.missing == ("city",)
    assert postal_address("boone", before=street).value == postal_address("123 Main St Boone").value
    assert postal_address("27607", before=street).missing == ()


def test_no_address_says_why() -> None:
    said = {"same as on file": "on_file", "i don't know": "not_known", "why": "question", "i'd rather not": "refused"}
    assert {text: postal_address(text).why for text in said} == said
