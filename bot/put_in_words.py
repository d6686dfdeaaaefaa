"""From a reply to a saying: the words, the number to dial, the part of a text that has to wait. Pure."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from bot.asking import number_at
from bot.directory import Directory
from bot.message import CALL_BACK, RELEASE, Message
from bot.reply import Part, Reply, Transfer
from bot.saying import Dial, Saying
from bot.state import State
from bot.texts import ROOM, gsm7, length
from bot.wording import Wording

EMERGENT_RING = 20
MOST_HINTS = 120
# Replies after which the numbers are not read a second time: somebody has to act, not to write. The 24/7 line
# is, where it is all that was told.
ONCE = frozenset(
    {
        "emergent_line",
        "emergent_too",
        "number_is",
        "number_is_not",
        "number_is_right",
        "number_like",
        "release_welcome",
        "short_number",
        "tap_to_call",
    }
)


def put_in_words(
    reply: Reply, state: State, message: Message, directory: Directory, wording: Wording
) -> tuple[Saying, State]:
    """The saying, and the state with what did not fit a text."""
    written, more = "", state.more
    if message.channel == "text" and not reply.silent:
        written, more = _fitted(reply.parts, state, directory, wording, asks=reply.expect in RELEASE)
    spoken = (*reply.parts, *_again(reply)) if message.channel == "voice" else ()
    saying = Saying(
        lang=state.lang,
        bits=wording.spoken(spoken, state.lang, directory) if spoken else (),
        written=written,
        step=state.step,
        expect=reply.expect,
        keys_first=reply.keys_first,
        hang_up=reply.hang_up,
        silent=reply.silent,
        slow=reply.slow,
        patience=reply.patience,
        hints=hints(directory) if message.channel == "voice" else (),
        dial=_dial(reply.transfer, message, directory) if reply.transfer else None,
    )
    return saying, replace(state, more=more)


def _again(reply: Reply) -> tuple[Part, ...]:
    """The numbers once more, after all has been said; not when the caller is put through."""
    told = tuple(t for p in reply.parts if p.reply not in ONCE for t in p.numbers)
    told = told or tuple(t for p in reply.parts if p.reply == "emergent_line" for t in p.numbers)
    # A question comes last: who waits for an answer reads no number once more.
    last = reply.transfer or reply.hang_up or reply.expect in CALL_BACK | RELEASE
    return (Part("again", numbers=told),) if told and not last else ()


def _fitted(
    parts: tuple[Part, ...], state: State, directory: Directory, wording: Wording, *, asks: bool = False
) -> tuple[str, tuple[Part, ...]]:
    """As many parts as two segments hold, and the parts left over: the first thought, then numbers, then the rest.

    `asks`: the last part is a question that is waited for, so it is never left over.
    """
    plain = tuple(p for p in parts if not p.spare)
    for some, short in ((parts, False), (parts, True), (plain, False), (plain, True)):
        said = [(p, gsm7(wording.written(p, state.lang, directory, short=short))) for p in some]
        whole = " ".join(text for _, text in said if text)
        if length(whole) <= ROOM:
            return whole, ()
    more = " " + gsm7(wording.written(Part("more"), state.lang, directory))
    question = f" {said.pop()[1]}" if asks and len(said) > 1 else ""
    first, rest = said[:1], sorted(said[1:], key=lambda s: not s[0].numbers)
    taken, left = _taken([*first, *rest], ROOM - length(question + more))
    return taken + question + more, left


def _taken(said: list[tuple[Part, str]], room: int) -> tuple[str, tuple[Part, ...]]:
    taken = ""
    left: list[Part] = []
    for part, text in said:
        longer = f"{taken} {text}".strip()
        if length(longer) <= room and not left:
            taken = longer
        else:
            left.append(part)
    return taken, tuple(left)


def _dial(transfer: Transfer, message: Message, directory: Directory) -> Dial:
    """Whom to dial, from where, and which keys a menu wants.

    The caller's own number is shown; ours where it is withheld. Keys go to the 24/7 line's menu always,
    and to any line that is reached by an option.
    """
    number = number_at(directory, transfer.target)
    return Dial(
        number=number.number,
        target=transfer.target,
        caller_id=message.caller or message.line,
        keys=number.option or "",
        wait=number.wait,
        tries=transfer.tries,
        ring=EMERGENT_RING if transfer.emergent else 25,
        emergent=transfer.emergent,
    )


@lru_cache(maxsize=4)
def hints(directory: Directory) -> tuple[str, ...]:
    """Words a recogniser should expect: the services' names, then people's first words for each."""
    names = [e.name.en for e in directory.entries]
    called = [word for e in directory.entries for word in e.called.en[:4]]
    fitting = [w for w in dict.fromkeys((*names, *called)) if "," not in w and len(w) <= 100]
    return tuple(fitting[:MOST_HINTS])
