"""Signs a request: what was shown, by whoever typed a name, once."""

from __future__ import annotations

import base64
import binascii
import re

from flask import Response

from bot.request import Signed
from release import papers, steps
from release.incoming import Incoming
from release.letter import letter
from release.page import Fault, Pages, Wrong
from release.plain import line, unprintable
from release.rules import missing
from release.sheet import sheet
from release.site import Site
from release.visit import Visit, found
from release.words import Words, may_sign

PICTURE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/]{1,400000}={0,2})", re.ASCII)
LONGEST_NAME = 120
LEAST_LETTERS = 2


def sign(site: Site, visit: Visit, pages: Pages, sent: Incoming) -> Response:
    """Sign what was shown, and only that."""
    if missing(visit.request, visit.today) or not may_sign(visit.session.lang):
        return site.back(visit)
    made = sheet(visit.request, visit.stored.code, visit.directory, visit.session.lang, visit.stored.papers)
    if sent.form.get("shown") != made.hash:
        return _read_again(visit, pages, sent)
    faults = [*steps.without_papers(pages.words, visit), *_faults(pages.words, sent)]
    picture = None if faults else _drawing(site, pages.words, sent, faults)
    if faults:
        return steps.review(pages, visit, Wrong(tuple(faults)), sent.form)
    signed = Signed(visit.now, "drawn" if picture else "typed", _name(sent), made.hash)
    return site.back(visit) if _kept(site, visit, signed, picture) else _changed(site, visit, sent)


def _kept(site: Site, visit: Visit, signed: Signed, picture: bytes | None) -> bool:
    """Keep the signature; of many at once one is kept. False where the request is another one by now."""
    stored, lang = visit.stored, visit.session.lang
    told = visit.request, stored.code, visit.directory, lang, visit.now, signed, picture, stored.papers, stored.channel
    pdf = site.places.work(lambda: letter(*told))
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
        if known is None or known[0].done or known[0].blocked:
            return True
        if (known[1].request, known[1].papers) != (visit.request, stored.papers):
            return False
        turn.sign(stored.id, visit.token, signed, pdf, picture)
        return True


def _changed(site: Site, visit: Visit, sent: Incoming) -> Response:
    """Somebody changed the request between reading and signing: read it again."""
    with site.desk.store.turn(visit.now) as turn:
        known = found(turn, visit.token)
    if known is None:
        return site.back(visit)
    again = Visit(visit.token, *known, visit.session, visit.directory, visit.now)
    readable = again.mode == "open" and not missing(again.request, again.today)
    return _read_again(again, site.pages(again), sent) if readable else site.back(again)


def _read_again(visit: Visit, pages: Pages, sent: Incoming) -> Response:
    return steps.review(pages, visit, Wrong((Fault(pages.words.both("sign_changed")),)), {"name": _name(sent)})


def _faults(words: Words, sent: Incoming) -> list[Fault]:
    """What a signature still needs."""
    name = _name(sent)
    faults = [] if sent.form.get("agree") else [Fault(words.both("sign_not_agreed"), "agree")]
    if sum(c.isalpha() for c in name) < LEAST_LETTERS:
        faults.append(Fault(words.both("sign_no_name"), "name"))
    elif len(name) > LONGEST_NAME:
        faults.append(Fault(words.both("wrong_long"), "name"))
    elif unprintable(name):
        faults.append(Fault(words.both("wrong_letters", letters=" ".join(unprintable(name)[:10])), "name"))
    return faults


def _drawing(site: Site, words: Words, sent: Incoming, faults: list[Fault]) -> bytes | None:
    """The drawing drawn anew; None where there is none. One that cannot be read is a fault."""
    told = sent.form.get("drawing", "")
    try:
        return site.places.work(lambda: papers.drawing(_png(told))) if told else None
    except papers.PaperRefused as refused:
        if refused.why != "paper_none":
            faults.append(Fault(words.both("sign_drawing"), "name"))
        return None


def _png(told: str) -> bytes:
    found_ = PICTURE.fullmatch(told)
    try:
        return base64.b64decode(found_[1], validate=True) if found_ else b"?"
    except binascii.Error:
        return b"?"


def _name(sent: Incoming) -> str:
    return line(sent.form.get("name", "")[:1000])
