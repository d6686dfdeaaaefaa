"""`requests`: the requests to release images, for staff and for other programs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import click
from flask.cli import AppGroup

from bot import codes
from bot.commands.tools import Tools, limited, store_in_words, tools, turn_in_words
from bot.request import HOME, REQUEST_STATES, ReleaseRequest, RequestState, StudyAsked
from bot.store import RequestEvent, Store, StoreBusy, StoredRequest

command = AppGroup("requests", help="Requests to release images: list them, show one, export all.")
BATCH = 50
PATIENCE = 20  # how often in a row the store may be busy, which takes 0.4 s each
ALL_STUDIES = "all studies"
TO_LOOK = "wrong birth dates at its link"
DAMAGED = "{} requests were changed from outside or do not open; they are exported without their facts."


@command.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice(REQUEST_STATES), help="Only these.")
@limited
def list_(states: tuple[RequestState, ...], limit: int) -> None:
    """List requests, those needed by a day first, then the oldest. Nothing that was told is shown."""
    with turn_in_words() as turn:
        known = turn.requests(states or REQUEST_STATES, limit)
    for one in known:
        click.echo(_line(one))
    if not known:
        click.echo("No requests.")


@command.command("show")
@click.argument("code")
def show(code: str) -> None:
    """Show what was told in one request, and what happened to it. That it was shown stands in the audit trail."""
    with turn_in_words() as turn:
        one = turn.request_by_code(code)
        if one is None:
            raise click.ClickException("There is no such request: `flask --app webhook requests list` names them.")
        turn.audit("request_seen", "staff", {"request": one.id})
        events = turn.request_events(one.id)
    for line in _page(one, events):
        click.echo(line)


@command.command("export")
@click.option("--json", "as_json", is_flag=True, required=True, help="As a JSON list.")
@click.pass_context
def export(context: click.Context, as_json: bool) -> None:
    """Print all requests with all that was told. That each was seen stands in the audit trail."""
    with store_in_words("The list is not whole."):
        known = sorted(_all(tools()), key=lambda one: (one.created_at, one.id))
    click.echo(json.dumps([exported(one) for one in known], ensure_ascii=False, indent=2))
    damaged = sum(one.damaged for one in known)
    if damaged:
        click.echo(DAMAGED.format(damaged), err=True)
        context.exit(1)


def exported(one: StoredRequest) -> dict[str, Any]:
    """A request as other programs read it; what was not told is None."""
    told = one.request
    return {
        "reference": codes.shown(one.code) if one.code else None,
        "state": one.state,
        "channel": one.channel,
        "language": one.lang,
        "requester": told.requester,
        "patient_name": told.patient_name or None,
        "date_of_birth": told.date_of_birth.isoformat() if told.date_of_birth else None,
        "mrn": told.mrn or None,
        "studies": [{"study": study.study, "date": study.date or None} for study in _studies(told)],
        "recipient": {"name": _recipient(told) or None, "address": told.recipient_address or None},
        "callback": told.callback or None,
        "created_at": _utc(one.created_at),
    }


def _all(found: Tools) -> Iterator[StoredRequest]:
    """Every request, some in each turn: a store that callers need is never held for long."""
    store, last, busy = found.open_desk().store, "", 0
    while True:
        try:
            known = _some(store, found.now(), last)
        except StoreBusy:
            busy += 1
            if busy == PATIENCE:
                raise
            continue
        if not known:
            return
        yield from known
        last, busy = known[-1].id, 0


def _some(store: Store, now: dt.datetime, last: str) -> list[StoredRequest]:
    with store.turn(now) as turn:
        known = turn.requests_after(last, BATCH)
        for one in known:
            turn.audit("request_seen", "export", {"request": one.id})
    return known


def _studies(told: ReleaseRequest) -> tuple[StudyAsked, ...]:
    return told.studies or ((StudyAsked(ALL_STUDIES),) if told.all_studies else ())


def _recipient(told: ReleaseRequest) -> str:
    """To whom; for the patient's own home that it is, with the name that was told."""
    if not told.recipient_home:
        return told.recipient_name
    return f"{told.recipient_name} ({HOME})" if told.recipient_name else HOME


def _line(one: StoredRequest) -> str:
    told = one.request
    needed = f"needed by {told.needed_by}" if told.needed_by else ""
    parts = (
        told.requester or "",
        needed,
        f"{one.papers} papers" if one.papers else "",
        TO_LOOK * one.staff_told,
        "DAMAGED" * one.damaged,
    )
    about = ", ".join(filter(None, (f"by {one.channel}, {one.lang}", *parts)))
    return f"{_minute(one.created_at)}  {codes.shown(one.code)}  {one.state}; {about}"


def _page(one: StoredRequest, events: list[RequestEvent]) -> Iterator[str]:
    yield _line(one)
    missing = one.request.missing()
    told = exported(one)
    for name in ("requester", "patient_name", "date_of_birth", "mrn"):
        yield f"{name:<14} {told[name] or '-'}"
    for study in told["studies"]:
        yield f"{'study':<14} {study['study'] or '-'}; {study['date'] or 'no date told'}"
    yield f"{'recipient':<14} {told['recipient']['name'] or '-'}"
    yield f"{'address':<14} {told['recipient']['address'] or '-'}"
    yield f"{'callback':<14} {told['callback'] or '-'}"
    yield from _more(one)
    yield f"{'missing':<14} {', '.join(missing) or 'nothing'}"
    yield from (_happened(event) for event in events)


def _more(one: StoredRequest) -> Iterator[str]:
    told = one.request
    for name in ("asker", "relation", "needed_words"):
        if getattr(told, name):
            yield f"{name.replace('_', ' '):<14} {getattr(told, name)}"
    if one.signed:
        yield f"{'signed':<14} {_minute(one.signed.at)}, {one.signed.kind}, {one.signed.name}"


def _happened(event: RequestEvent) -> str:
    move = f" {event.was or 'nothing'} > {event.state}" if event.state else ""
    note = f": {event.note}" if event.note else ""
    return f"{_minute(event.at)}  {event.event}{move} by {event.actor}{note}"


def _minute(when: dt.datetime) -> str:
    return f"{when.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def _utc(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).isoformat(timespec="seconds")
