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

PATIENCE = 5.0  # seconds for the web side
ALONE = "Until then rules and the directory's words answer alone."


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
    # `make run` gives its box a free port, so without NLU_URL nobody but its web side knows it.
    answered = _by_the_web_side(found.settings.port)
    if answered is not None:
        yield _at_the_web_side(answered, found.settings.port)
        return
    try:
        with started(found.settings.root) as own:
            yield from _asked(own, found.settings)
    except NoBox as why:
        yield wrong("nlu", "No understanding box can be started.", str(why).capitalize())


def _by_the_web_side(port: int) -> bool | None:
    """Whether the web side that runs on this machine gets answers from its box; None where none tells."""
    try:
        ready = httpx.get(f"http://127.0.0.1:{port}/health/ready", timeout=PATIENCE, trust_env=False).json()
        return bool(ready["nlu"])
    except (httpx.HTTPError, ValueError, LookupError, TypeError):
        return None


def _at_the_web_side(answered: bool, port: int) -> Finding:
    if answered:
        return ok("nlu", f"The web side at port {port} gets answers from it.")
    again = "`make run` starts a box again that died; end one that hangs: `pkill -KILL -f nlu.server`."
    return wrong("nlu", f"The web side at port {port} gets no answer from it.", f"{again} {ALONE}")


def _asked(url: str, of: Settings) -> Iterator[Finding]:
    try:
        with asking(url) as client:
            client.ranking("fax number please")
    except NluDown as down:
        mend = f"See that the server of NLU_URL runs. {ALONE}"
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
