"""Where a request stands: by its code from the same number, or the library tells."""

from __future__ import annotations

from bot.asking import Answer, Ask, first_of, nobody, numbers, say, spoken_of
from bot.effects import FindRequest
from bot.intents import records_to_duke
from bot.release_talk.code_heard import code_in
from bot.release_talk.draft import Draft


def answer(ask: Ask) -> Answer:
    records = first_of(ask, "records")
    if records and records in spoken_of(ask):
        return records_to_duke.answer(ask)
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    papers = "papers" in ask.meaning.signs and "letter" not in ask.meaning.signs
    lines = (library, records) if records and papers else (library,)
    parts = tuple(numbers(e, "phone", first_only=True) for e in lines)
    code = code_in(ask.message.words, ask.state.lang)
    if code:
        return Answer(
            effects=(FindRequest(code, status_only=True),), expect="release_status", state={"release": Draft()}
        )
    question = say("release_what_code")
    state: dict[str, object] = {"release": Draft(), "last": (question,)}
    return Answer((say("release_status"), *parts, question), expect="release_status", state=state, entry=library.id)
