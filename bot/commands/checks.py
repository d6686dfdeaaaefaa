"""What `doctor` looks at, one function for each part of the house."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from importlib.metadata import distributions

import httpx

from bot.audit_heads import AuditHeads
from bot.channels import twiml
from bot.commands.check_number import number
from bot.commands.findings import Finding, look, ok, wrong
from bot.commands.own_box import NoBox, asking, listens, newest_model, started
from bot.commands.tools import Tools
from bot.directory import Directory, DirectoryBroken, load
from bot.directory_check import loops, warnings_of
from bot.directory_rules import past
from bot.nlu_client import NluDown
from bot.sealing import Keyring, KeysUnreadable
from bot.second_target import all_gaps
from bot.settings import Settings
from bot.store import KeysDoNotFit, Status, Store, StoreBusy, StoreUnavailable

CHECK = "`flask --app webhook directory check`"
RUN = "`flask --app webhook outbox run`"
MEANWHILE = "Mend what stands below. Until then callers get the emergent line alone."
WAITING: tuple[Status, ...] = ("queued",)
LOST: tuple[Status, ...] = ("failed", "doubtful")
SOON = dt.timedelta(minutes=1)
LATE = dt.timedelta(minutes=15)


def settings(found: Tools) -> Iterator[Finding]:
    """Do the settings agree, and what do they make of us?"""
    if found.settings.fault:
        mend = "Change that setting, then start again; docs/settings.md explains each."
        yield wrong("settings", found.settings.fault, mend)
    elif found.settings.demo:
        yield ok("settings", "A demo: this machine only, no signatures asked, texts only shown.")
    else:
        yield ok("settings", f"Twilio calls {found.settings.public_url}.")
    if found.fault and found.fault != found.settings.fault:
        yield wrong("desk", found.fault, MEANWHILE)
    if found.settings.clock:
        mend = "Remove CLOCK when you are done."
        yield look("clock", f"The clock stands still at {found.settings.clock.isoformat()}.", mend)


def keys(found: Tools) -> Iterator[Finding]:
    """Are the keys there that what people say is sealed with?"""
    if found.settings.data_keys:
        try:
            Keyring.parse(found.settings.data_keys)
        except KeysUnreadable as fault:
            mend = "Write DATA_KEYS as id:base64,id:base64, the newest first; each key is 32 bytes."
            yield wrong("data keys", f"DATA_KEYS: {fault}.", mend)
            return
        yield ok("data keys", "DATA_KEYS can be read.")
    elif (found.settings.var / "demo-keys").exists():
        yield ok("data keys", "A key of the demo's own, under var/.")
    else:
        yield wrong("data keys", "There are no data keys.", "Set DATA_KEYS; docs/settings.md says how.")


def directory(found: Tools) -> Iterator[Finding]:
    """Is the file good, and what in it needs a look?"""
    own = [found.settings.twilio_from] if found.settings.twilio_from else []
    try:
        good = load(found.settings.directory)
        faults = tuple(loops(good, own))
    except DirectoryBroken as broken:
        good, faults = None, broken.faults
    if faults:
        use = "The last good one stays in use." if found.desk else "There is no older one to use."
        what = f"{len(faults)} faults. {use}"
        yield wrong("directory", what, f"Mend each; {CHECK} names all.", faults)
    if good:
        yield from _good(good, found.now().astimezone(good.zone).date(), sound=not faults)


def _good(good: Directory, today: dt.date, sound: bool) -> Iterator[Finding]:
    if sound:
        what = f"Version {good.version}: {len(good.entries)} entries, {len(good.numbers)} numbers."
        yield ok("directory", what)
    old = [e.id for e in good.entries if past(e.review_by, today)]
    over = [e.id for e in good.entries if past(e.until, today)]
    if old:
        mend = "Compare each with its source, then write new `verified` and `review_by` dates."
        yield look("review", f"{len(old)} entries are past `review_by`.", mend, old)
    if over:
        mend = "Remove them, or renew `until`."
        yield look("review", f"{len(over)} entries are over and no longer told.", mend, over)
    gaps = all_gaps(good, today)
    if gaps:
        what = "Nobody is sure to answer second when the emergent line does not, in these spans:"
        mend = "Name a line that is staffed then under `emergent_backup`."
        yield Finding("look", "second line", what, mend, tuple(map(str, gaps)))  # every one, however many
    others = len(list(warnings_of(good, today))) - len(gaps) - len(old) - len(over)
    if others:
        what = f"{others} things in it may be right but need a look."
        yield look("directory", what, f"{CHECK} lists them.")


def emergent(found: Tools) -> Iterator[Finding]:
    """Would an emergent caller get through this second?"""
    if found.desk is None:
        mend = "Mend what stands above, then start again."
        yield wrong("emergent", "The desk is shut: callers get the fixed documents alone.", mend)
    elif found.desk.emergent_ok(lambda saying: twiml.spoken(saying, "")):
        yield ok("emergent", "An emergent caller is put through.")
    else:
        mend = "Give the entry of role `emergent` a number that is not our own."
        yield wrong("emergent", "An emergent caller is not put through.", mend)


def store(found: Tools) -> Iterator[Finding]:
    """Can what people say be saved, and do the texts go out?"""
    if found.desk is None:
        return
    try:
        waiting = found.desk.store.texts(WAITING, 1000)
        if not found.desk.store.ready():
            mend = f"{RUN} brings them up to date."
            yield wrong("store", "Its tables are older than this program.", mend)
            return
        yield ok("store", "It can be reached, its tables are up to date, the keys fit.")
        yield from _texts(found.desk.store, sum(t.created_at < found.now() - LATE for t in waiting))
    except StoreUnavailable as trouble:
        yield wrong("store", f"{str(trouble).capitalize()}.", _mend(trouble, found.settings))


def _texts(of: Store, late: int) -> Iterator[Finding]:
    if late:
        what = f"{late} texts wait for longer than {LATE.seconds // 60} minutes."
        yield wrong("texts", what, f"See that the sender runs: {RUN}.")
    lost = len(of.texts(LOST, 1000))
    if lost:
        mend = "`flask --app webhook outbox list --status failed --status doubtful` names them."
        yield look("texts", f"{lost} texts did not go, or nobody knows if they went.", mend)


def _mend(trouble: StoreUnavailable, of: Settings) -> str:
    if isinstance(trouble, KeysDoNotFit):
        return "Put the key that this store was made with back, as the last of DATA_KEYS."
    if isinstance(trouble, StoreBusy):
        return "Try again in a moment; if it stays, end what holds the database."
    if of.database_url.startswith("sqlite"):
        return f"If it was never made, {RUN} makes it; if it is lost, put the backup back first."
    return f"See that the database runs and DATABASE_URL fits; if it is new, {RUN} makes its tables."


def alerts(found: Tools) -> Iterator[Finding]:
    """Is somebody told of an urgent caller who reached nobody, and does anybody wait now?"""
    if found.desk is None:
        return
    if not found.desk.alerts:
        what = "Nobody is alerted when an urgent caller reaches nobody, so no call back is promised."
        yield look("alerts", what, "Set ALERT_TO or ALERT_WEBHOOK; docs/settings.md explains them.")
    try:
        with found.desk.store.turn(found.now()) as turn:
            waiting = turn.tickets(("open", "taken"), 1000)
    except StoreUnavailable:
        return  # said already
    late = [t for t in waiting if t.state == "open" or t.due_at < found.now()]
    if late:
        mend = "`flask --app webhook alerts list` names them, `alerts accept` takes one, `alerts done` closes it."
        yield wrong("alerts", f"{len(late)} urgent callers wait for a call back.", mend)
    unheard = [t for t in late if t.state == "open" and not t.alerts and found.now() - t.opened_at > SOON]
    if unheard and found.desk.alerts:
        yield wrong("alerts", f"Nobody was told of {len(unheard)} of them.", f"See that the sender runs: {RUN}.")
    if found.desk.alerts and not late:
        yield ok("alerts", "Somebody is alerted when an urgent caller reaches nobody; no one waits now.")


def audit(found: Tools) -> Iterator[Finding]:
    """Is the audit trail as it was written?"""
    if found.desk is None:
        return
    try:
        heads = AuditHeads.of(found.settings).read()
        verdict = found.desk.store.verify(*heads)
    except StoreUnavailable:
        return  # said already
    except OSError as fault:
        yield wrong("audit", f"Its heads cannot be read ({type(fault).__name__}).", "See that AUDIT_HEADS can be read.")
        return
    if not verdict.whole:
        mend = "Was a backup put back? Then move the file of AUDIT_HEADS away. Else tell the privacy officer."
        yield wrong("audit", f"The trail is not as it was written, from entry {verdict.broken_at} on.", mend)
    elif not heads:
        yield look("audit", "Nobody would notice if its end were cut off.", f"See that the sender runs: {RUN}.")
    else:
        yield ok("audit", f"{verdict.head.seq} entries, as they were written; {len(heads)} heads agree.")


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
        yield wrong("nlu", f"Rasa does not answer ({down}).", mend)
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


CHECKS: dict[str, Callable[[Tools], Iterator[Finding]]] = {
    "settings": settings,
    "data keys": keys,
    "directory": directory,
    "emergent": emergent,
    "twilio": number,
    "store": store,
    "alerts": alerts,
    "audit": audit,
    "model": model,
    "nlu": nlu,
}
