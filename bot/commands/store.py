"""`store`: move everything to another database, save it into a file, put such a file back."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.commands.tools import Tools, store_in_words, tools
from bot.store import Store
from bot.store.copying import put_aside
from bot.store.moving import copy, elsewhere, save

command = AppGroup("store", help="Move, back up or restore all that is stored.")
ONLY_SQLITE = "Only an SQLite store can be moved: of a PostgreSQL one take a backup, and restore that."
STAYS = "Nothing was changed."
SAVED = "The copy is whole and saved, only the audit trail does not tell of it."


@command.command("move")
@click.option("--to", "to", required=True, metavar="URL", help="postgresql://user:password@host/name, empty.")
def move(to: str) -> None:
    """Copy everything from SQLite to an empty PostgreSQL, compare it row by row, and put the old file aside.

    All or nothing: cut off anywhere, it may be run again. Meanwhile, and until everything is started anew with the new
    DATABASE_URL, nothing new can be saved; questions and urgent callers are answered.
    """
    found = tools()
    here, old = found.open_desk().store, _file_of(found.settings.database_url)
    if not _is(to, "postgres"):
        raise click.ClickException(f"--to must be postgresql://user:password@host/name. {STAYS}")
    if not old:
        raise click.ClickException(f"{ONLY_SQLITE} {STAYS}")
    with store_in_words(), elsewhere(here, to) as there:
        rows = copy(here, there, lambda: put_aside(old))
    with store_in_words(SAVED), elsewhere(here, to) as there:
        _noted(there, found, "store_moved")
    _tell(rows)
    click.echo(
        f"All rows are the same in both. The old file is {old}.moved now; keep it until the new one proved itself."
    )
    click.echo("Set DATABASE_URL to the new address and start everything again.")


@command.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Save everything into a new file while callers are answered. It is sealed: keep DATA_KEYS elsewhere."""
    found, part = tools(), file.with_name(f"{file.name}.part")
    here = found.open_desk().store
    if file.exists():
        raise click.ClickException(f"{file} is there already. {STAYS}")
    part.unlink(missing_ok=True)
    with store_in_words():
        _noted(here, found, "store_backed_up")
        rows = save(here, part)
    os.replace(part, file)
    for rest in ("-journal", "-wal", "-shm", "-turns"):
        part.with_name(f"{part.name}{rest}").unlink(missing_ok=True)
    _tell(rows)
    click.echo(f"{file} holds the same rows, sealed. Without the data keys nobody can read it.")


@command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(file: Path) -> None:
    """Put a backup into the empty store of DATABASE_URL. Stop everything else before."""
    found = tools()
    here = found.open_desk().store
    with store_in_words(), elsewhere(here, f"sqlite:///{file.absolute()}") as there:
        rows = copy(there, here)
    with store_in_words(SAVED):
        _noted(here, found, "store_restored")
    _tell(rows)
    click.echo("All rows are the same in both. Move the file of AUDIT_HEADS away, then start everything again.")


def _file_of(url: str) -> str:
    """The file of an SQLite store, "" for another."""
    return make_url(url).database or "" if _is(url, "sqlite") else ""


def _is(url: str, engine: str) -> bool:
    try:
        return make_url(url).get_backend_name().startswith(engine)
    except (ArgumentError, ValueError):
        return False


def _noted(store: Store, found: Tools, event: str) -> None:
    with store.patiently() as patient, patient.turn(found.now()) as turn:
        turn.audit(event, "staff")


def _tell(rows: Mapping[str, int]) -> None:
    for table, count in rows.items():
        click.echo(f"{count:9} {table}")
