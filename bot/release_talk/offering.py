"""Other ways, where this one does not lead on: outside offices, officials, pictures from elsewhere, paper. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import Answer, Ask, answering, first_of, general, nobody, numbers, say
from bot.directory_types import DirectoryFile
from bot.fields.pieces import listed, pieces, said
from bot.fields.who import Who
from bot.intents import powershare, upload_images
from bot.our_house import by_house
from bot.release_talk.draft import Draft, Field
from bot.release_talk.questions import asked, question_of
from bot.reply import Part


def elsewhere(text: str, file: DirectoryFile) -> bool:
    """Whether the pictures were taken somewhere else; a bare no says so too."""
    words = by_house(said(pieces(text)), file)
    if listed("talk", "elsewhere").inside(words):
        return True
    return bool(words) and words[0] in ("no", "nope", "nah", "naw") and not listed("talk", "here").inside(words)


def from_elsewhere(ask: Ask) -> Answer:
    """Nothing private is asked: the place that took the pictures sends them; bringing them here is another way."""
    entry = answering(ask, "upload_images")
    other = (general(entry), *upload_images.helpers(ask)) if entry else ()
    gone: dict[str, object] = {"release": None, "intent": "upload_images"}
    return Answer((say("release_elsewhere"), *other), entry=entry.id if entry else "", state=gone)


def outside(ask: Ask, who: Who) -> Answer:
    """An office is led to the lead on shift; officials ask in writing. Nothing is taken."""
    gone: dict[str, object] = {"release": None}
    if who == "office":
        release = answering(ask, "release_images")
        return Answer(powershare.to_offices(ask, release) if release else powershare.lead(ask), state=gone)
    records = first_of(ask, "records")
    return Answer((say("in_writing"), *((numbers(records, "phone"),) if records else ())), state=gone)


def refused(ask: Ask, draft: Draft, name: Field) -> Answer:
    """Why it is needed, once; then the paper way and a person."""
    if draft.refused:
        return paper_way(ask, draft)
    draft = replace(draft, refused=True, read=())
    return asked(draft, ask.message, ask.now, say(f"release_why.{name}"), say("release_or_page"))


def paper_way(ask: Ask, draft: Draft) -> Answer:
    """A letter by hand, and a person; what was told is kept for some days."""
    library = first_of(ask, "images_patients")
    if library is None:
        return nobody(ask)
    kept = (say("release_kept", code=draft.code),) if draft.id else ()
    question = question_of(draft, ask.message)
    line = numbers(library, "phone", "fax", first_only=True)
    return Answer(
        (say("release_by_letter"), line, *kept), entry=library.id,
        state={"release": replace(draft, tries=0), "last": (question,)},
    )  # fmt: skip


def no_link(ask: Ask) -> Part:
    """What is told where no text can be sent: the letter, and the fax it goes to."""
    library = first_of(ask, "images_patients")
    if library is None:
        return say("release_no_link", code="")
    fax = numbers(library, "fax", reply="release_no_link", first_only=True)
    return replace(fax, args={"code": ""})


def where_to_send(ask: Ask) -> tuple[Part, ...]:
    """Where a letter goes: by fax, by mail, and by e-mail where that was asked."""
    library = first_of(ask, "images_patients")
    if library is None:
        return ()
    words = said(pieces(ask.message.words))
    fax = (numbers(library, "fax", first_only=True),) if library.of("fax") else ()
    mail = (say("address", library, lines=list(library.address.lines)),) if library.address else ()
    by_mail_only = "mail" in words and not {"fax", "email"} & set(words)
    mailed = listed("talk", "email").inside(words) and bool(library.email)
    email = (say("email", library),) if mailed or (library.email and ask.message.channel == "text") else ()
    if mailed:
        return email
    if "fax" in words:
        return fax
    return mail if by_mail_only or "correo" in words else (*fax, *mail)
