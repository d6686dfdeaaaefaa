"""`outbox`: send the texts that wait, or look at them."""

from __future__ import annotations

import signal
from threading import Event

import click
from flask.cli import AppGroup

from bot.by_the_clock import ByTheClock
from bot.commands.tools import Tools, limited, store_in_words, tools
from bot.send_texts import Provider, TwilioProvider, run, send_due
from bot.settings import Settings
from bot.store import Status, Text
from bot.store.tables import STATUSES

command = AppGroup("outbox", help="Send the texts that wait, or list them.")


@command.command("run")
@click.option("--once", is_flag=True, help="Send what is due now, then end.")
def run_(once: bool) -> None:
    """Send texts as they come, until told to end. One such process is enough; several do no harm."""
    found = tools()
    desk, provider = found.open_desk(), provider_of(found.settings)
    with store_in_words():
        desk.store.migrate()
        if once:
            click.echo(f"{send_due(desk.store, provider, desk.now(), ByTheClock(desk))} texts handled.")
            return
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    click.echo("The sender is at work" + ("." if provider else "; in a demo texts are only shown."))
    run(desk.store, provider, stop, desk.now, ByTheClock(desk))


def provider_of(settings: Settings) -> Provider | None:
    """Who carries our texts; None in a demo, where they are only shown."""
    if settings.demo:
        return None
    account = settings.account_sid, settings.auth_tokens[0], settings.twilio_from
    return TwilioProvider(*account, settings.twilio_api_base, settings.public_url)


@command.command("list")
@click.option("--status", "statuses", multiple=True, type=click.Choice(STATUSES), help="Only these.")
@limited
def list_(statuses: tuple[Status, ...], limit: int) -> None:
    """List the newest texts. Words and whole numbers are shown in a demo alone: a link opens a form."""
    found = tools()
    with store_in_words():
        texts = found.open_desk().store.texts(statuses or STATUSES, limit)
    for text in texts:
        click.echo(_line(found, text))
    if not texts:
        click.echo("No texts.")


def _line(found: Tools, text: Text) -> str:
    demo = found.settings.demo
    to = text.to if demo else f"…{text.to[-2:]}"
    told = " ".join(str(part) for part in (text.fault, text.delivery, text.delivery_fault) if part)
    fault = f" ({told})" if told else ""
    words = f"  {text.body}" if demo else ""
    asked = "asked for" if text.asked else "unasked"
    when = f"{text.created_at:%Y-%m-%d %H:%M} UTC"
    return f"{when}  {text.status + fault:<10} {text.purpose}, {asked}, to {to}, tries {text.attempts}{words}"
