"""`alerts`: urgent callers who wait for a call back, and who takes each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import click
from flask.cli import AppGroup

from bot.alerts import LONGEST_NAME, name_of
from bot.commands.tools import limited, tools, turn_in_words
from bot.store import TICKET_STATES, Ticket, TicketState, Turn

command = AppGroup("alerts", help="Urgent callers who wait for a call back: list them, take one, close one.")
MESSAGE = {None: "nobody said if a message may be left", True: "a message may be left", False: "leave no message"}


@command.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(TICKET_STATES), help="Only these.")
@limited
def list_(states: tuple[TicketState, ...], limit: int) -> None:
    """List call-backs, the oldest first: without --state those that are open or taken. No numbers are shown."""
    with turn_in_words() as turn:
        tickets = turn.tickets(states or ("open", "taken"), limit)
    for ticket in tickets:
        click.echo(_line(ticket, tools().now()))
    if not tickets:
        click.echo("Nobody waits for a call back.")


@command.command("accept")
@click.argument("ticket")
@click.argument("name", nargs=-1, required=True)
def accept(ticket: str, name: tuple[str, ...]) -> None:
    """Take an open call back by name; its alerts end, and its number is shown."""
    who = _name(" ".join(name))
    alerts = tools().open_desk().alerts

    def take(turn: Turn, known: Ticket) -> str:
        if not alerts.take(turn, known.id, who):
            raise click.ClickException(f"It is {known.state}{_by(known)} already.")
        return _shown(turn, known, who)

    click.echo(_of(ticket, take))


@command.command("show")
@click.argument("ticket")
@click.argument("name", nargs=-1, required=True)
def show(ticket: str, name: tuple[str, ...]) -> None:
    """Show the number of a call back; who looked is written into the audit trail."""
    who = _name(" ".join(name))
    click.echo(_of(ticket, lambda turn, known: _shown(turn, known, who)))


@command.command("tried")
@click.argument("ticket")
def tried(ticket: str) -> None:
    """Write down a call back that reached nobody."""
    click.echo(_of(ticket, lambda turn, known: _changed(turn.ticket_tried(known.id), turn, known, "ticket_tried")))


@command.command("done")
@click.argument("ticket")
def done(ticket: str) -> None:
    """Close a call back: the person was reached, or nothing more can be done."""
    click.echo(_of(ticket, lambda turn, known: _changed(turn.ticket_done(known.id), turn, known, "ticket_done")))


def _of(ticket: str, do: Callable[[Turn, Ticket], str]) -> str:
    with turn_in_words() as turn:
        known = turn.ticket(ticket)
        if known is None:
            raise click.ClickException("There is no such call back: `flask --app webhook alerts list` names them.")
        return do(turn, known)


def _changed(worked: bool, turn: Turn, known: Ticket, event: str) -> str:
    if not worked:
        raise click.ClickException("It is done already.")
    turn.audit(event, "staff", {"ticket": known.id})
    return _line(turn.ticket(known.id) or known, known.opened_at)


def _shown(turn: Turn, known: Ticket, who: str) -> str:
    turn.audit("ticket_seen", "staff", {"ticket": known.id}, who)
    return f"{known.id}: call {known.number or 'a number that nobody knows'}; {MESSAGE[known.message]}."


def _name(said: str) -> str:
    who = name_of(said)
    if not who:
        raise click.BadParameter(f"give a name of up to {LONGEST_NAME} letters", param_hint="NAME")
    return who


def _line(ticket: Ticket, now: dt.datetime) -> str:
    late = ", LATE" if ticket.state != "done" and ticket.due_at < now else ""
    told = f"told of {ticket.alerts} times, called back {ticket.attempts} times"
    return f"{ticket.opened_at:%Y-%m-%d %H:%M} UTC  {ticket.id}  {ticket.state}{_by(ticket)}{late}; {told}"


def _by(ticket: Ticket) -> str:
    return f" by {ticket.taken_by} at {ticket.taken_at:%H:%M}" if ticket.taken_by and ticket.taken_at else ""
