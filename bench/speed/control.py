"""A server that does what any honest one must, and does not think: what is left is the cost of thinking.

It checks Twilio's signature, and with a store reads and opens one sealed row, writes a sealed one and commits once. It
answers with documents that Radline gave to calls of the same kind. Served by the same gunicorn with the same settings.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response, abort, request
from sqlalchemy import Column, Engine, LargeBinary, MetaData, String, Table, insert, select

from bot.channels.signature import Signature
from bot.sealing import Keyring
from bot.store.engines import make_engine, make_file

TOLD = "CONTROL"  # the variable that holds all it is told, as JSON
WAIT_MS = 10_000
ROW, STATE = "0" * 32, json.dumps({"state": "x" * 600})
rows = Table("rows", MetaData(), Column("id", String, primary_key=True), Column("sealed", LargeBinary, nullable=False))


def app() -> Flask:
    """The app as gunicorn serves it."""
    told = json.loads(os.environ[TOLD])
    documents = json.loads(Path(told["documents"]).read_text(encoding="utf-8"))
    signature = Signature(told["base"], told["account"], (told["token"],))
    save = _saver(told) if told["store"] else lambda: None
    made = Flask(__name__, static_folder=None)

    def answer() -> Response:
        if not signature.holds(request.path, request.query_string, request.form, request.headers, request.mimetype):
            abort(403)
        save()
        return Response(documents[kind()], mimetype="text/xml")

    made.post("/voice")(answer)
    made.add_url_rule("/voice/turn", "turn", answer, methods=["POST"])
    return made


def kind() -> str:
    """Which of the recorded documents fits the request."""
    if request.path == "/voice":
        return "ring"
    return "keys" if "Digits" in request.form else "words"


def prepare(told: Mapping[str, str]) -> None:
    """Make the table, and the row that every request reads."""
    if told["store"]:
        engine = make_engine(told["store"])
        make_file(engine)
        with engine.begin() as connection:
            rows.metadata.create_all(connection)
            sealed = Keyring.parse(told["keys"]).seal("rows", "sealed", ROW, STATE)
            connection.execute(insert(rows).values(id=ROW, sealed=sealed))
        engine.dispose()


def _saver(told: Mapping[str, str]) -> Callable[[], None]:
    engine: Engine = make_engine(told["store"], WAIT_MS)
    keyring = Keyring.parse(told["keys"])

    def save() -> None:
        fresh = uuid.uuid4().hex
        with engine.begin() as connection:
            sealed = connection.execute(select(rows.c.sealed).where(rows.c.id == ROW)).scalar_one()
            state = keyring.unseal("rows", "sealed", ROW, sealed)
            again = keyring.seal("rows", "sealed", fresh, state)
            connection.execute(insert(rows).values(id=fresh, sealed=again))

    return save
