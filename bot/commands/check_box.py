"""What `doctor` says of understanding: the model that fits the data, and the box that reads with it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distributions

import httpx

from bot.commands.findings import Finding, look, ok, wrong
from bot.commands.own_box import NoBox, asking, listens, newest_model, started
from bot.commands.tools import Tools
from bot.nlu_client import NluDown
from bot.settings import Settings


def model(found: Tools) -> Iterator[Finding]:
    """Is there a trained model that fits the data?"""
    try:
        newest = newest_model(found.settings.root)
    except FileNotFoundError:
        yield look("model", "Nobody can tell if it is fresh: what trains it is not installed here.")
        return
    if newest:
        yield ok("model", f"{newest.relative_to(found.settings.root)} fits the data.")
    else:
        mend = "`make train` trains one; `make model` makes it the one that is kept."
        yield wrong("model", "No trained model fits the data, configuration and code.", mend)


def nlu(found: Tools) -> Iterator[Finding]:
    """Does Rasa answer, and which one is it?"""
    url = found.settings.nlu_url
    if url != Settings().nlu_url or listens(url):
        yield from _asked(url, found.settings)
        return
    # `make run` gives its box a free port, so without NLU_URL nobody knows it: see that one can start.
    try:
        with started(found.settings.root) as own:
            yield from _asked(own, found.settings)
    except NoBox as why:
        yield wrong("nlu", "No understanding box can be started.", str(why).capitalize())


def _asked(url: str, of: Settings) -> Iterator[Finding]:
    try:
        with asking(url) as client:
            client.ranking("fax number please")
    except NluDown as down:
        mend = "See that the server of NLU_URL runs; until then rules and the directory's words answer alone."
        yield wrong("nlu", f"Rasa does not answer at {url} ({down}).", mend)
        return
    yield ok("nlu", f"It answers; {_version(url, of)}.")


def _version(url: str, of: Settings) -> str:
    """What the server says of itself; our own box says nothing, but its Rasa stands beside it."""
    try:
        told = httpx.get(f"{url}/version", timeout=2, trust_env=False).json().get("version")
    except (httpx.HTTPError, ValueError, AttributeError):
        told = None
    places = [str(place) for place in (of.root / ".venv-nlu/lib").glob("python3.*/site-packages")]
    beside = next((d.version for d in distributions(path=places) if d.name == "rasa"), None)
    if told:
        return f"Rasa {told}"
    return f"Rasa {beside} is installed" if beside else "it does not tell its version"
