"""`twilio`: point our number at this Radline, and keep the line working when this machine is off."""

from __future__ import annotations

from typing import NoReturn
from urllib.parse import urlsplit

import click
from flask.cli import AppGroup

from bot.channels.fixed import Documents
from bot.commands.bins import printed
from bot.commands.check_number import bins, documents, fallbacks_here, unknown
from bot.commands.our_number import Difference, Live, OurNumber, TwilioTrouble, differences, own, wanted
from bot.commands.tools import Tools, tools
from bot.settings import Settings

command = AppGroup("twilio", help="Point our number at Twilio here.")
NOT_ALL = 3  # the exit code where Twilio took a part, or nobody knows what it took, or a Bin is wrong
AGAIN = "Run the same command again; `doctor` shows what is set."
KEEP = """
Keep these two documents at Twilio itself, so that the line works with this machine off: in its console, under TwiML
Bins, paste each into a Bin of its own and give their addresses to this command with --voice-bin and --sms-bin.
When the number of the emergent line changes they have to change too; `doctor` tells."""


class Lost(click.ClickException):
    """Twilio may have taken some of it."""

    exit_code = NOT_ALL


@command.command("connect")
@click.option("--voice-bin", metavar="URL", default="", help="The TwiML Bin for calls when this machine is off.")
@click.option("--sms-bin", metavar="URL", default="", help="The TwiML Bin for texts when this machine is off.")
@click.pass_context
def connect(context: click.Context, voice_bin: str, sms_bin: str) -> None:
    """Set the addresses of our number at Twilio, and print the documents to keep there.

    Exit code 1: nothing was changed. 3: not all of it is as it should be.
    """
    found = tools()
    of = _settings(found)
    fixed = _documents(found)
    for option, url in (("--voice-bin", voice_bin), ("--sms-bin", sms_bin)):
        _check(option, url, of)
    number, should = OurNumber(of), wanted(of.public_url, voice_bin, sms_bin)
    before = _look(number, of)
    now = _set(number, before, should)
    good = _told(differences(before, should), differences(now, should))
    _print(fixed)
    good &= _warned(now, of, fixed)
    context.exit(0 if good else NOT_ALL)


def _settings(found: Tools) -> Settings:
    """The settings, if they are for a real number."""
    of = found.settings
    if of.fault or of.demo:
        why = of.fault or "This is a demo: set PUBLIC_URL and TWILIO_* first; docs/settings.md explains each."
        raise click.ClickException(why)
    return of


def _documents(found: Tools) -> Documents:
    """The documents to keep at Twilio, if they dial somebody who is not us."""
    fixed, own_number = documents(found), found.settings.twilio_from
    if not fixed.numbered:
        sentence = "The directory names nobody to dial: `flask --app webhook directory check` tells why."
        raise click.ClickException(sentence)
    if own_number and f">{own_number}</Number>" in fixed.transfer:
        sentence = f"The emergent line of the directory is {own_number}, our own number: callers would go in a circle."
        raise click.ClickException(f"{sentence} Name another number there first. Nothing was changed.")
    return fixed


def _check(option: str, url: str, of: Settings) -> None:
    if not url:
        return
    place = urlsplit(url)
    good = ("https", "http") if of.twilio_api_base else ("https",)
    if place.scheme not in good or not place.hostname:
        raise click.BadParameter("give the whole address, https://handler.twilio.com/twiml/EH…", param_hint=option)
    if own(url, of.public_url):
        sentence = "a Bin is kept at Twilio, not on this machine: it is for when this machine is off"
        raise click.BadParameter(sentence, param_hint=option)


def _look(number: OurNumber, of: Settings) -> Live:
    try:
        live = number.look()
    except TwilioTrouble as trouble:
        _unchanged(trouble)
    if live is None:
        raise click.ClickException(" ".join(("Nothing was changed.", *unknown(of))))
    return live


def _set(number: OurNumber, before: Live, should: dict[str, str]) -> Live:
    """Set the number and look at it again."""
    try:
        number.set(before, should)
    except TwilioTrouble as trouble:
        if trouble.kind in ("token", "refused"):
            _unchanged(trouble)
        # Otherwise only the answer may be lost: what holds is what Twilio shows now.
    try:
        if now := number.look():
            return now
    except TwilioTrouble as trouble:
        click.echo(trouble.what, err=True)
    raise Lost(f"Nobody knows what Twilio took of it: a part may be set. {AGAIN}")


def _unchanged(trouble: TwilioTrouble) -> NoReturn:
    raise click.ClickException(f"{trouble.what} Nothing was changed. {trouble.mend}") from None


def _told(before: tuple[Difference, ...], left: tuple[Difference, ...]) -> bool:
    """Say what was changed and what was not; whether nothing is left."""
    missing = {difference.name for difference in left}
    for difference in before:
        if difference.name not in missing:
            click.echo(f"Set: {difference.mended()}")
    for difference in left:
        click.echo(f"NOT set: {difference}", err=True)
    if left:
        click.echo(f"Twilio did not take all of it. {AGAIN}", err=True)
    else:
        click.echo("Our number at Twilio is set." if before else "Our number at Twilio was set already.")
    return not left


def _print(fixed: Documents) -> None:
    click.echo(KEEP)
    for name, document in (("calls", fixed.transfer), ("texts", fixed.text)):
        click.echo(f"\n--- for {name}\n{printed(document)}")


def _warned(now: Live, of: Settings, fixed: Documents) -> bool:
    """Say what the fallbacks lack; False where a Bin was given that has other numbers."""
    here, there = list(fallbacks_here(now, of)), list(bins(now, of, fixed))
    for finding in (*here, *there):
        click.echo(f"\nWARNING: {finding.what}\n{finding.mend}", err=True)
    if here:
        click.echo("`doctor` stays red until both are Bins.", err=True)
    return not any(finding.state == "WRONG" for finding in there)
