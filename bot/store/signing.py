"""Signs a request: of all who try, one does, and in one step the letter is kept and the request is in line.

On the page by a link; or on paper, which staff takes in.
"""

from __future__ import annotations

import datetime as dt

from bot.request import SIGNS_FOR_ANOTHER, UNSIGNED, Signed
from bot.store import links, requests, signatures
from bot.store.audit import Entry
from bot.store.work import Work


def sign(
    work: Work, request_id: str, token: str, signed: Signed, letter: bytes, picture: bytes | None, now: dt.datetime
) -> Entry | None:
    """Keep the signature; None, and nothing happens, where another was first or the link may not sign."""
    row = requests.held(work, request_id)
    link = links.find(work, token, now)
    if row is None or link is None or link.blocked or link.request_id != request_id:
        return None
    if requests.state_of(row, now) not in UNSIGNED:
        return None
    signatures.keep(work, request_id, signed, letter, picture, now)
    links.done(work, request_id, now)
    actor = row.requester if row.requester in SIGNS_FOR_ANOTHER else "patient"
    return requests.move(work, request_id, "received", actor, "", now)


def on_paper(work: Work, request_id: str, signed: Signed, scan: bytes, actor: str, now: dt.datetime) -> Entry | None:
    """Keep a scan of a letter signed by hand; None, and nothing happens, where the request is no draft any more.

    Its links are used with it.
    """
    row = requests.held(work, request_id)
    if row is None or requests.state_of(row, now) not in UNSIGNED:
        return None
    signatures.keep(work, request_id, signed, scan, None, now)
    links.done(work, request_id, now)
    return requests.move(work, request_id, "received", actor, "", now)
