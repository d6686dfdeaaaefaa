"""Points of a talk, by voice and by text, and the way to each of them. The words come from the directory at hand."""

from __future__ import annotations

from functools import cache

from bot.directory import Directory
from bot.directory_types import Question
from tests.callers import Caller, Texter
from tests.whole_desk import House, awaited, voices

Deeds = tuple[tuple[str, ...], ...]
# What is said is one of `phrases`, or the words themselves.
CALLS: dict[str, Deeds] = {
    "greeting": (),
    "an answer": (("say", "fax"),),
    "an answer heard slowly": (("say", "fax"), ("say", "slower")),
    "an answer, texted": (("say", "fax"), ("press", "9")),
    "an answer, then silence": (("say", "fax"), ("silent",)),
    "a choice": (("say", "which"),),
    "a choice, said again": (("say", "which"), ("press", "*")),
    "one miss": (("say", "unclear"),),
    "two misses": (("say", "unclear"), ("say", "unclear")),
    "a key of no use": (("press", "7"),),
    "one silence": (("silent",),),
    "two silences": (("silent",), ("silent",)),
    "danger": (("say", "danger"),),
    "danger, then silence": (("say", "danger"), ("silent",)),
    "did you reach someone": (("press", "2"), ("dial_ends", "completed", "5")),
    "someone was reached": (("press", "2"), ("dial_ends", "completed", "90")),
    "nobody answered": (("press", "2"), ("dial_ends", "no-answer"), ("dial_ends", "busy"), ("dial_ends", "failed")),
    "a failed transfer": (("press", "0"), ("dial_ends", "busy")),
    "a person after three misses": (*[("say", "unclear")] * 3, ("dial_ends", "completed", "90")),
    "spanish": (("press", "8"),),
    "spanish and back": (("press", "8"), ("press", "8")),
    "spanish, an answer": (("press", "8"), ("say", "fax_es")),
    "spanish, a choice": (("press", "8"), ("say", "which_es")),
    "spanish, one miss": (("press", "8"), ("say", "unclear")),
    "spanish, did you reach someone": (("press", "8"), ("press", "2"), ("dial_ends", "completed", "5")),
}
TEXTS: dict[str, tuple[str, ...]] = {
    "nothing yet": (),
    "an answer": ("fax",),
    "a choice": ("which",),
    "one miss": ("unclear",),
    "three misses": ("unclear", "unclear", "unclear"),
    "danger": ("danger",),
    "urgent images": ("2",),
    "a picture": ("",),
    "stopped": ("fax", "STOP"),
    "started again": ("STOP", "START"),
    "spanish, an answer": ("fax_es",),
    "spanish, a choice": ("which_es",),
}
# What each point must look like, so that none of them is a point only by name.
AWAITED = {name: "choice" for name in CALLS if "a choice" in name} | {
    name: "reached" for name in CALLS if "did you reach someone" in name
}


def called(house: House, name: str) -> Caller:
    """A call that stands at this point."""
    caller, known = house.caller().call(), phrases(house.directory)
    for deed, *what in CALLS[name]:
        if deed == "say":
            caller.say(known.get(what[0], what[0]))
        elif deed == "press":
            caller.press(what[0])
        elif deed == "dial_ends":
            caller.dial_ends(what[0], int(what[1]) if what[1:] else 0)
        else:
            caller.silent()
    assert awaited(caller) == AWAITED.get(name, "open"), f"{name}: {caller.heard}"
    assert voices(caller) == ({"es"} if name.startswith("spanish") and "back" not in name else {"en"}), name
    return caller


def texted(house: House, name: str) -> Texter:
    """A texter who stands at this point."""
    texter, known = house.texter(), phrases(house.directory)
    for body in TEXTS[name]:
        texter.text(known.get(body, body), media=0 if body else 1)
    return texter


@cache
def question_of(directory: Directory) -> Question:
    """A question that has to be asked: words that fit several services with different numbers."""
    return next(q for q in directory.questions if _has_to_be_asked(q, directory))


@cache
def phrases(directory: Directory) -> dict[str, str]:
    """What to say to come to a point."""
    plain = (e for e in directory.entries if e.kind == "service" and e.of("fax") and not e.inferred)
    service, question = next(plain), question_of(directory)
    name = service.said or service.name
    return {
        "fax": f"fax for {name.en}",
        "fax_es": f"fax de {name.es}",
        "which": f"fax for {question.called.en[0]}",
        "which_es": f"fax de {question.called.es[0]}",
        "unclear": "zxqv brrp",
        "danger": "my father collapsed and he is not breathing",
    }


def _has_to_be_asked(question: Question, directory: Directory) -> bool:
    entries = [directory.target(option).entry for option in question.options]
    return {e.kind for e in entries} == {"service"} and not directory.agree(entries, "appointments", "fax")
