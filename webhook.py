"""The front door: who may enter, and what everyone gets. `flask --app webhook` and gunicorn start here."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Flask, Response, abort, current_app, request

from bot import commands
from bot.channels import fallback
from bot.channels.alerts import AlertCallDoor, AlertLink
from bot.channels.errors import answer_errors, places
from bot.channels.fixed import FixedDocuments
from bot.channels.guards import Guard, anyone, at_this_machine, by_link, for_monitoring, in_demo, signed_by_twilio
from bot.channels.health import Health
from bot.channels.reopening import Reopening
from bot.channels.signature import Signature
from bot.channels.sms import SmsDoor
from bot.channels.voice import VoiceDoor
from bot.directory import Directory, Keeper
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.take_turn import Desk
    from simulator.relay import Account

log = structlog.get_logger(__name__)
MOST_BYTES = 64 * 1024
MOST_PARTS = 100
KEPT = "directory.last-good.yaml"  # the copy that the desk keeps under settings.var
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def app() -> Flask:
    """The app as gunicorn serves it: `webhook:app()`. The process takes calls once it can answer without delay."""
    made = create_app(Settings.read(os.environ))
    desk: Desk | None = made.extensions["tools"].desk
    try:
        if desk:
            desk.warm()
    except Exception as fault:
        log.error("not_warmed", fault=type(fault).__name__, at=places(fault))
    return made


def create_app(settings: Settings | None = None, desk: Desk | None = None) -> Flask:
    """The whole web side. Never raises for a setting or a part in trouble: emergent callers are still served.

    `settings` default to the environment, `desk` to the one that they describe.
    """
    settings = settings or Settings.read(os.environ)
    fault = settings.fault
    if not desk and not fault:
        desk, fault = _opened(settings)
    app = _app(settings, desk, fault)
    if not desk and not settings.fault:
        app.wsgi_app = Reopening(app.wsgi_app, partial(_reopened, settings))  # type: ignore[method-assign]
    commands.add(app, settings, desk, fault)
    return app


def _app(settings: Settings, desk: Desk | None, fault: str) -> Flask:
    """The app of a desk, or the one that says why there is none."""
    fixed = FixedDocuments(desk.keeper.current if desk else _kept(settings))
    app = _bare(fixed)
    if settings.demo:
        app.before_request(at_this_machine)
    if desk and not fault:
        _open_doors(app, settings, desk, fixed)
    else:
        _shut(app, fixed, fault)
    return app


def admit(app: Flask, blueprint: Blueprint, only: Guard) -> None:
    """Open a blueprint's routes to those whom the guard lets in. There is no other way in."""
    blueprint.before_request(only.check)
    app.register_blueprint(blueprint)
    app.extensions["guards"][blueprint.name] = only.name


def _open_doors(app: Flask, settings: Settings, desk: Desk, fixed: FixedDocuments) -> None:
    admit(app, fallback.blueprint(fixed), only=anyone())
    _open_talk(app, settings, desk, fixed)
    admit(app, AlertLink(desk).blueprint(), only=anyone())
    health = Health(desk, fixed)
    admit(app, health.blueprint(), only=anyone())
    _open_signing(app, settings, desk)
    _open_desk(app, settings, desk)
    _open_monitoring(app, settings, desk, health)
    if settings.demo:
        _open_phone(app, settings, desk, fixed)


def _open_talk(app: Flask, settings: Settings, desk: Desk, fixed: FixedDocuments) -> None:
    """What Twilio asks."""
    signature = Signature(settings.public_url, settings.account_sid, settings.auth_tokens)
    twilio = signed_by_twilio(None if settings.demo else signature, fixed)
    base = "" if settings.demo else settings.public_url
    admit(app, VoiceDoor(desk, fixed, base).blueprint(), only=twilio)
    admit(app, SmsDoor(desk).blueprint(), only=twilio)
    admit(app, AlertCallDoor(desk).blueprint(), only=twilio)


def _open_signing(app: Flask, settings: Settings, desk: Desk) -> None:
    """The patient's page. Whatever keeps it from opening keeps nobody from calling or texting."""
    try:
        from release.signing import SigningPage

        page = SigningPage(desk, settings).blueprint()
    except Exception as fault:
        log.error("signing_page_not_opened", fault=type(fault).__name__, at=places(fault))
        return
    admit(app, page, only=by_link())


def _open_desk(app: Flask, settings: Settings, desk: Desk) -> None:
    """The staff's pages. Whatever keeps them from opening keeps nobody from calling or texting."""
    try:
        from desk.frame import DeskPages, by_role

        admit(app, DeskPages(desk, settings).blueprint(), only=by_role())
    except Exception as fault:
        log.error("desk_pages_not_opened", fault=type(fault).__name__, at=places(fault))


def _open_phone(app: Flask, settings: Settings, desk: Desk, fixed: FixedDocuments) -> None:
    """The telephone in the browser. Whatever keeps it from opening keeps nobody from calling or texting."""
    try:
        from simulator.phone import Phone

        phone = Phone(desk, settings, partial(_signed_door, settings, desk, fixed)).blueprint()
    except Exception as fault:
        log.error("phone_not_opened", fault=type(fault).__name__, at=places(fault))
        return
    admit(app, phone, only=in_demo(settings.demo))


def _signed_door(settings: Settings, desk: Desk, fixed: FixedDocuments, account: Account) -> Flask:
    """The front door as it is with a Twilio account: addresses are whole, and nobody comes in without a signature."""
    real = replace(settings, demo=False, public_url=settings.base)
    door = _bare(fixed)
    admit(door, fallback.blueprint(fixed), only=anyone())
    _open_talk(door, replace(real, account_sid=account.sid, auth_tokens=(account.token,)), desk, fixed)
    return door


def _open_monitoring(app: Flask, settings: Settings, desk: Desk, health: Health) -> None:
    """The page for monitoring. It too keeps nobody from calling or texting."""
    try:
        from bot.channels import monitoring

        page = monitoring.Monitoring(desk, health).blueprint()
        monitoring.count_requests(app)
    except Exception as fault:
        log.error("monitoring_not_opened", fault=type(fault).__name__, at=places(fault))
        return
    admit(app, page, only=for_monitoring(settings.metrics_token))


def _bare(fixed: FixedDocuments) -> Flask:
    """An app without routes, and with all that holds for every route."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=MOST_PARTS,
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.url_map.merge_slashes = False
    app.extensions["guards"] = {}
    app.before_request(_only_admitted)
    app.after_request(_protected)
    answer_errors(app, fixed)
    return app


def _only_admitted() -> None:
    if request.url_rule and request.blueprint not in current_app.extensions["guards"]:
        abort(404)


def _protected(answer: Response) -> Response:
    """A blueprint may set its own values; what it leaves out is strict."""
    given = {name.lower() for name, _ in answer.headers}
    answer.headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in given)
    return answer


def _shut(app: Flask, fixed: FixedDocuments, fault: str) -> None:
    """Callers and texters get the fixed documents, everyone else the one sentence that says what to mend."""
    log.error("desk_shut", fault=fault)

    def answer() -> Response:
        known = fixed.on(request.path)
        return Response(f"{fault}\n", 503, mimetype="text/plain") if known is None else known

    app.before_request(answer)


def _opened(settings: Settings) -> tuple[Desk | None, str]:
    """The desk, or why it did not open."""
    try:
        # Here and not above: if the talk cannot even be loaded, emergent callers still get through.
        from bot.take_turn import Desk

        return Desk.open(settings), ""
    except Exception as fault:
        name = type(fault).__name__
        log.error("desk_not_opened", fault=name, at=places(fault))
        return None, f"The desk could not be opened ({name}): mend the cause, and it opens by itself."


def _reopened(settings: Settings) -> Flask | None:
    """The app of a desk that opens at last."""
    desk, _ = _opened(settings)
    return _app(settings, desk, "") if desk else None


def _kept(settings: Settings) -> Callable[[], Directory | None]:
    """The directory without a desk: of its file, or of the copy kept of its last good version."""
    try:
        return Keeper(settings.directory, settings.var / KEPT).current
    except Exception as fault:
        log.error("directory_not_opened", fault=type(fault).__name__)
        return lambda: None
