"""A human, by need and hour: booking, pictures, an office's pictures, bills, records, else the main line."""

from __future__ import annotations

from bot.asking import LINE, Answer, Ask, closed, context, first_of, lead_now, named_with, nobody, numbers, say
from bot.directory_types import Entry
from bot.reply import Transfer

BY_INTENT = {
    "appointment": "scheduling", "reschedule": "scheduling", "who_schedules": "scheduling", "billing": "billing",
    "release_images": "images_patients", "release_letter": "images_patients", "image_cd": "images_patients",
    "upload_images": "images_patients", "image_library": "images_patients", "pick_up": "images_patients",
    "release_status": "images_patients", "medical_records": "records", "records_to_duke": "records",
}  # fmt: skip


def answer(ask: Ask) -> Answer:
    entry = _for(ask)
    if entry is None:
        return nobody(ask)
    line = numbers(entry, *LINE, first_only=True)
    if "call_back" in ask.meaning.signs and "we_called" not in ask.meaning.signs:
        return Answer((say("no_call_back"), line), entry=entry.id)
    shut = closed(ask, line.numbers[0]) if line.numbers else ()
    if shut:
        return Answer((line, *shut), entry=entry.id)
    if ask.message.channel == "voice" and line.numbers:
        return Answer((say("person_call"), line), transfer=Transfer(line.numbers[0]), entry=entry.id)
    return Answer((say("person_text"), line), entry=entry.id)


def _for(ask: Ask) -> Entry | None:
    named = named_with(ask, *LINE)
    if named:
        return named
    if "booking" in ask.meaning.signs:
        return first_of(ask, "scheduling")
    if _office_images(ask):
        return next(iter(lead_now(ask)), None) or first_of(ask, "images_patients")
    if _sends_pictures(ask):
        return first_of(ask, "images_patients")
    before = context(ask)
    if before and before.of(*LINE) and before not in ask.directory.role("emergent"):
        return before
    by_need = first_of(ask, BY_INTENT.get(ask.state.intent, "main"))  # type: ignore[arg-type]
    return by_need or first_of(ask, "main")


def _sends_pictures(ask: Ask) -> bool:
    """ "Somebody at the place that sends the pictures out", "somebody about my images"."""
    signs = ask.meaning.signs
    return "pictures" in signs and bool({"sending", "self"} & signs) and not {"records", "office"} & signs


def _office_images(ask: Ask) -> bool:
    """Whether an office speaks of pictures: it says so, or a lead's number was the last one told."""
    leads = {e.id for e in ask.directory.role("images_offices")}
    if any(target.partition(".")[0] in leads for target in ask.state.given):
        return True
    return ask.office and ask.state.intent in ("release_images", "team_lead", "powershare")
