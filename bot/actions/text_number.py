"""Text a number to the caller: one GSM-7 segment, what it is, to be tapped."""

from __future__ import annotations

import phonenumbers

from bot.asking import number_at
from bot.directory import Directory
from bot.directory_types import Lang
from bot.effects import TextNumbers
from bot.message import Message
from bot.reply import Part
from bot.store import Turn
from bot.texts import ONE_SEGMENT, gsm7, length
from bot.wording import Wording


def run(
    effect: TextNumbers,
    lang: Lang,
    message: Message,
    directory: Directory,
    stored: Turn,
    wording: Wording,
    keys: tuple[str, ...],
) -> bool:
    """Queue the text; False when this caller cannot be texted."""
    if not can_be_texted(message.caller):
        return False
    targets = list(effect.targets)
    while len(targets) > 1 and length(_body(targets, lang, directory, wording)) > ONE_SEGMENT:
        targets.pop()
    return stored.queue_text(
        message.caller, _body(targets, lang, directory, wording), "numbers", True, f"numbers:{keys[0]}"
    )


def _body(targets: list[str], lang: Lang, directory: Directory, wording: Wording) -> str:
    """What they are; and for a number that we only infer, that it has to be confirmed."""
    unsure = dict.fromkeys(t.partition(".")[0] for t in targets if number_at(directory, t).inferred)
    conditions = [Part("before", entry=name) for name in unsure if directory.entry(name).before]
    parts = [Part("text_numbers", numbers=tuple(targets)), *conditions]
    return gsm7(" ".join(wording.written(part, lang, directory) for part in parts))


def can_be_texted(caller: str) -> bool:
    """Whether the number may be a mobile one; in the US a number does not tell it from a landline."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(caller))
    except phonenumbers.NumberParseException:
        return False
    return kind in (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.UNKNOWN,
    )
