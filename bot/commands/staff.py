"""`staff`: the people of the desk. The first manager is made here; managers add the others on their page."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import click
from flask.cli import AppGroup

from bot.commands.tools import tools, turn_in_words
from bot.store import STAFF_ROLES, Staff, StaffRole, Turn

command = AppGroup("staff", help="People of the desk: add one, list them, shut one out.")


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(STAFF_ROLES), default="clerk", show_default=True)
def add(name: str, role: StaffRole) -> None:
    """Add somebody, or give somebody who is there a new link, and print the link. It works once, for 72 hours."""
    token = secrets.token_urlsafe(32)
    with turn_in_words() as turn:
        known = turn.staff_named(name)
        one = known or turn.add_staff(name, role)
        if one is None or one.disabled:
            raise click.ClickException(NO_NAME if one is None else SHUT_OUT)
        turn.staff_link(one.id, token)
        turn.audit("desk_link_given" if known else "desk_person_added", "operator", {"target": one.actor})
    click.echo(f"{one.name} ({one.role}) chooses a password here, once, within 72 hours:")
    click.echo(f"{tools().settings.base}/desk/enrol/{token}")


@command.command("list")
def list_() -> None:
    """List everybody."""
    with turn_in_words() as turn:
        known = turn.staff()
    for one in known:
        click.echo(f"{one.name}  {one.role}{', shut out' * one.disabled}{', no password here' * (not one.enrolled)}")
    if not known:
        click.echo("Nobody yet: `flask --app webhook staff add NAME --role manager`.")


@command.command("disable")
@click.argument("name")
def disable(name: str) -> None:
    """Shut somebody out at once, in all browsers."""
    _change(name, "desk_person_disabled", lambda turn, one: turn.disable_staff(one.id))


@command.command("enable")
@click.argument("name")
def enable(name: str) -> None:
    """Let somebody in again."""
    _change(name, "desk_person_enabled", lambda turn, one: turn.enable_staff(one.id))


@command.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(STAFF_ROLES))
def role(name: str, role: StaffRole) -> None:
    """Give somebody another role; their sessions end."""
    _change(name, "desk_role_given", lambda turn, one: turn.staff_role(one.id, role))


def _change(name: str, event: str, change: Callable[[Turn, Staff], None]) -> None:
    with turn_in_words() as turn:
        one = turn.staff_named(name)
        if one is None:
            raise click.ClickException("There is nobody with this name: `flask --app webhook staff list` names all.")
        change(turn, one)
        turn.audit(event, "operator", {"target": one.actor})
    click.echo("Done.")


NO_NAME = "Use 2 to 32 small letters, digits, dots and dashes, beginning with a letter."
SHUT_OUT = "They are shut out: `flask --app webhook staff enable NAME` first."
