"""What `doctor` says of our number at Twilio: each setting that is not as it should be, and the fallbacks."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.fixed import Documents, FixedDocuments
from bot.commands.bins import State, compared
from bot.commands.findings import Finding, look, ok, urgent, wrong
from bot.commands.our_number import CONNECT, Live, OurNumber, TwilioTrouble, differences, own, wanted
from bot.commands.tools import Tools
from bot.directory import DirectoryBroken, load
from bot.settings import Settings

ABOUT = "twilio"
FALLBACKS = {"voice_fallback_url": ("calls", "voice"), "sms_fallback_url": ("texts", "sms")}
ARRIVE = ("voice_url", "sms_url")  # where they lead elsewhere, nobody reaches us
PASTE = "it prints what to paste into a Bin at Twilio; then run it again with that Bin's address"


def number(found: Tools) -> Iterator[Finding]:
    """Is our number at Twilio set as it should be? In a demo there is none."""
    of = found.settings
    if not (of.public_url and of.account_sid and of.auth_tokens and of.twilio_from):
        return
    try:
        live = OurNumber(of).look()
    except TwilioTrouble as trouble:
        yield wrong(ABOUT, f"Our number cannot be looked at: {trouble.what}", trouble.mend)
        return
    if live is None:
        yield wrong(ABOUT, *unknown(of))
        return
    findings = [*_settings(live, of), *fallbacks_here(live, of), *bins(live, of, documents(found))]
    if not any(finding.state in ("WRONG", "URGENT") for finding in findings):
        yield ok(ABOUT, f"Calls and texts to {of.twilio_from} come to {of.public_url}.")
    yield from findings


def unknown(of: Settings) -> tuple[str, str]:
    """What is wrong where the account has no such number, and the mend."""
    mend = "Set TWILIO_FROM to a number that this account lists, as + and digits alone."
    return f"This Twilio account has no number {of.twilio_from}.", mend


def documents(found: Tools) -> Documents:
    """The fixed documents of the directory in use."""
    if found.desk:
        return FixedDocuments(found.desk.keeper.current).now()
    try:
        directory = load(found.settings.directory)
    except DirectoryBroken:
        return FixedDocuments(lambda: None).now()
    return FixedDocuments(lambda: directory).now()


def command(live: Live, of: Settings) -> str:
    """What to type; the Bins that are set already stand in it."""
    bins = {"--voice-bin": live.settings["voice_fallback_url"], "--sms-bin": live.settings["sms_fallback_url"]}
    typed = (f"{option} {'URL' if not url or own(url, of.public_url) else url}" for option, url in bins.items())
    return f"`{' '.join((CONNECT, *typed))}`"


def fallbacks_here(live: Live, of: Settings) -> Iterator[Finding]:
    """The fallbacks that fail together with this machine."""
    for name, (what, _) in FALLBACKS.items():
        url = live.settings[name]
        if not url or own(url, of.public_url):
            why = "is on this machine, and silent when it is off" if url else "is not set"
            yield wrong(ABOUT, f"{name}: the fallback of {what} {why}.", f"Run {command(live, of)}: {PASTE}.")


def bins(live: Live, of: Settings, fixed: Documents) -> Iterator[Finding]:
    """The Bins that do not hold what they should: today's numbers, in today's words."""
    texts = {"voice": fixed.transfer, "sms": fixed.text}
    for name, (_, kind) in FALLBACKS.items():
        url = live.settings[name]
        if url and not own(url, of.public_url) and fixed.numbered:
            yield from _bin(name, compared(url, texts[kind], of))


def _settings(live: Live, of: Settings) -> Iterator[Finding]:
    should = {name: value for name, value in wanted(of.public_url).items() if name not in FALLBACKS}
    for difference in differences(live, should):
        elsewhere = difference.name in ARRIVE and not own(difference.is_, of.public_url)
        yield (urgent if elsewhere else wrong)(ABOUT, str(difference), f"Run {command(live, of)}.")
    for able, what in ((live.calls, "calls"), (live.texts, "texts")):
        if not able:
            yield look(ABOUT, f"Twilio says that this number cannot take {what}.", "If it should, take another one.")


def _bin(name: str, state: State) -> Iterator[Finding]:
    mend = f"Copy into it what `{CONNECT}` prints; it asks for the addresses of both Bins."
    if state == "numbers":
        yield wrong(ABOUT, f"{name}: this Bin does not dial or tell the numbers that the directory has now.", mend)
    elif state == "words":
        yield look(ABOUT, f"{name}: this Bin has the right numbers, and other words than today's.", mend)
    elif state == "unread":
        mend = "Open it in Twilio's console and compare it with what the command prints."
        yield look(ABOUT, f"{name}: what this Bin holds could not be read from here.", mend)
