"""Things to be done in the world, as data; bot/take_turn.py alone carries them out (bot/actions/)."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.reply import Part


@dataclass(frozen=True, slots=True)
class TextNumbers:
    """Send these targets of the directory as one text to the caller's own number.

    `failed`: it cannot go to this number.
    """

    targets: tuple[str, ...]
    done: Part
    failed: Part

    @property
    def unsaved(self) -> Part:
        """What is said when the store is in trouble."""
        return Part("text_not_saved")


@dataclass(frozen=True, slots=True)
class StopTexts:
    """Remember that this number wants no texts, or (`start`) wants them again."""

    start: bool = False

    @property
    def done(self) -> Part:
        """What is said when it was written down; after the carriers' own word nothing is."""
        return Part("texts_started" if self.start else "texts_stopped")

    @property
    def unsaved(self) -> Part:
        """What is said when it was not."""
        return Part("start_not_saved" if self.start else "stop_not_saved")


@dataclass(frozen=True, slots=True)
class RecordUrgent:
    """Leave an audit record of an urgent turn: its class and the rules that fired."""

    kind: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Have somebody call back who reached nobody, at the number of the caller until another is given.

    `question` asks for more. It is left out, with any promise, where nobody would be alerted or nothing is saved.
    """

    question: Part


@dataclass(frozen=True, slots=True)
class CallBackAt:
    """Keep the number (E.164) that reaches the caller; "" keeps what is known."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MayLeaveMessage:
    """Keep whether a message may be left when nobody answers the call back."""

    leave: bool


@dataclass(frozen=True, slots=True)
class NoCallBack:
    """The caller wants no call back: close the ticket."""


@dataclass(frozen=True, slots=True)
class BeginRequest:
    """A request to release images begins: where this number has an unfinished one, that is spoken of first."""


@dataclass(frozen=True, slots=True)
class KeepRequest:
    """Keep what the talk's request holds by now, as a new request where it has none yet."""


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """All is told and confirmed: the request waits for its signature."""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """The caller wants no request any more. `request` is its id, "" where nothing was kept."""

    request: str


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """Make a link to the request's page: written in the answer to a text, sent as a text to a caller.

    `done` and `failed` are what a caller is told of it.
    """

    done: Part
    failed: Part


@dataclass(frozen=True, slots=True)
class FindRequest:
    """Look a request up by its code as said, from the same number: to go on with it, or for its state alone."""

    code: str = field(repr=False)
    status_only: bool = False


CallBack = CallBackAt | MayLeaveMessage | NoCallBack
OfRequest = BeginRequest | KeepRequest | SubmitRequest | CancelRequest | LinkRequest | FindRequest
Effect = TextNumbers | StopTexts | RecordUrgent | OpenTicket | CallBack | OfRequest
