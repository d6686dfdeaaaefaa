"""What an edit of the directory took away is no longer remembered by a talk. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.asking import number_at
from bot.directory import Directory
from bot.reply import Part
from bot.state import State


def without_gone(state: State, directory: Directory) -> State:
    """The state with nothing in it that this directory does not have."""
    options = state.options if all(_is_there(directory, o.target) for o in state.options) else ()
    return replace(
        state,
        given=tuple(t for t in state.given if _has_number(directory, t)),
        options=options,
        expect=state.expect if options or state.expect != "choice" else "open",
        entry=state.entry if directory.has(state.entry) else "",
        last=_whole(state.last, directory),
        more=_whole(state.more, directory),
    )


def _whole(parts: tuple[Part, ...], directory: Directory) -> tuple[Part, ...]:
    """The parts, or none of them: an answer with a hole in it is no answer."""
    return parts if all(_can_be_said(part, directory) for part in parts) else ()


def _can_be_said(part: Part, directory: Directory) -> bool:
    there = directory.has(part.entry) if part.entry else True
    options = all(_is_there(directory, target) for target, _ in part.args.get("options", ()))
    return there and options and all(_has_number(directory, target) for target in part.numbers)


def _has_number(directory: Directory, target: str) -> bool:
    try:
        number_at(directory, target)
    except LookupError:
        return False
    return True


def _is_there(directory: Directory, option: str) -> bool:
    """Whether an option still leads somewhere; one without a target always does."""
    try:
        return not option or bool(directory.target(option.partition("#")[0]))
    except LookupError:
        return False
