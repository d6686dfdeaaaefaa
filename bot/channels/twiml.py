"""A Saying as TwiML: what Twilio shall speak, listen for, dial or text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple
from urllib.parse import urlencode

from twilio.twiml.messaging_response import MessagingResponse  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Dial as DialVerb  # type: ignore[import-untyped]
from twilio.twiml.voice_response import Gather, Say, VoiceResponse

from bot.directory_types import Lang
from bot.message import PRIVATE
from bot.saying import Bit, Dial, Foreign, Letters, Saying, SpokenNumber

# Twilio gives up on us early, and the fallback still answers within six seconds.
TIMEOUTS = "ct=1000&rt=3000&tt=5000&rc=1"
MOST_SPOKEN = 2500  # a Polly voice speaks 3,000 characters of one Say
MOST_WRITTEN = 1600
MOST_HINTS, LONGEST_HINT, ALL_HINTS = 500, 100, 20_000
KEYS_FIRST_SECONDS = 2
FIELD_PAUSE = "3"
WAIT_SECONDS = 0.5
PAUSE = "300ms"
SLOW = "80%"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Voice(NamedTuple):
    """A neural Amazon Polly voice, and the language it speaks and Twilio listens for."""

    name: str
    language: str


Plain = str | SpokenNumber | Letters
VOICES: dict[Lang, Voice] = {
    "en": Voice("Polly.Joanna-Neural", "en-US"),
    "es": Voice("Polly.Lupe-Neural", "es-US"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, spoken as they are, slowly, or slowly and loudly; `pause` is a short silence."""

    words: str = ""
    slow: bool = False
    loud: bool = False
    pause: bool = False


def spoken(saying: Saying, base: str) -> str:
    """The TwiML document of one turn of a call. `base` is our public address; "" makes the links relative."""
    response = VoiceResponse()
    if saying.dial:
        _speak(response, saying)
        _dial(response, saying, saying.dial, base)
    elif saying.hang_up:
        _speak(response, saying)
        response.hangup()
    else:
        _listen(response, saying, base)
    return str(response)


def written(saying: Saying) -> str:
    """The TwiML document that answers a text; an empty one sends nothing."""
    return texted("" if saying.silent else saying.written)


def texted(words: str) -> str:
    """The TwiML document that sends these words, or nothing for ""."""
    response = MessagingResponse()
    if words:
        response.message().body(clean(words)[:MOST_WRITTEN])
    return str(response)


def says(lang: Lang, bits: Iterable[Bit], slow: bool = False) -> Iterator[Any]:
    """The Say elements that speak the bits: one for each language's voice, more where one is too long."""
    for spoken_in, run in groupby(bits, lambda bit: bit.lang if isinstance(bit, Foreign) else lang):
        plain = tuple(bit.text if isinstance(bit, Foreign) else bit for bit in run)
        for pieces in _portions(_pieces(plain)):
            yield _say(VOICES[spoken_in], pieces, slow)


def dialled(number: str, keys: str, ring: int, **steer: str | None) -> Any:
    """The Dial element for one number (E.164), pressing `keys` once connected; `ring` is in seconds."""
    verb = DialVerb(answer_on_bridge=True, timeout=ring, **steer)
    verb.number(number, send_digits=keys or None)
    return verb


def waits(seconds: float, keys: str) -> str:
    """Keys to press once connected, after a silence of at least `seconds`; "" for no keys."""
    return "w" * math.ceil(seconds / WAIT_SECONDS) + keys if keys else ""


def clean(words: str) -> str:
    """The words without characters that no XML document can hold."""
    return NOT_XML.sub(" ", words)


def _speak(parent: Any, saying: Saying) -> None:
    for say in says(saying.lang, saying.bits, saying.slow):
        parent.append(say)


def _listen(response: Any, saying: Saying, base: str) -> None:
    link = _link(base, "/voice/turn", saying)
    both = _gather("dtmf speech", link, saying)
    if saying.keys_first:
        response.append(prompt := _gather("dtmf", link, saying))
    else:
        prompt = both
    _speak(prompt, saying)
    response.append(both)
    # Reached only if Twilio should skip the action on silence: the call must not end by itself.
    response.redirect(link, method="POST")


def _gather(kinds: str, link: str, saying: Saying) -> Any:
    field = saying.expect in PRIVATE
    common: dict[str, Any] = {"action": link, "method": "POST"}
    # A field takes a whole string of keys, up to # or a pause; anything else takes one key at once.
    common |= {"finish_on_key": "#"} if field else {"num_digits": 1, "finish_on_key": ""}
    if kinds == "dtmf":
        return Gather(input=kinds, timeout=saying.patience if field else KEYS_FIRST_SECONDS, **common)
    return Gather(
        input=kinds,
        timeout=saying.patience,
        # People pause inside a number. A speechModel would forbid "auto".
        speech_timeout=FIELD_PAUSE if field else "auto",
        language=VOICES[saying.lang].language,
        hints=_hints(saying.hints) or None,
        profanity_filter=False,
        action_on_empty_result=True,
        **common,
    )


@lru_cache(maxsize=8)
def _hints(hints: tuple[str, ...]) -> str:
    """Hints within Twilio's limits, and together within the 64 kB of a document."""
    plain = (" ".join(clean(hint).replace(",", " ").split()) for hint in hints)
    kept = [hint for hint in dict.fromkeys(plain) if 0 < len(hint) <= LONGEST_HINT][:MOST_HINTS]
    joined = ",".join(kept)
    return joined if len(joined) <= ALL_HINTS else joined[:ALL_HINTS].rpartition(",")[0]


def _dial(response: Any, saying: Saying, dial: Dial, base: str) -> None:
    link = _link(base, "/voice/transfer", saying, target=dial.target, tries=dial.tries)
    steer = {"action": link, "method": "POST", "caller_id": dial.caller_id or None}
    response.append(dialled(dial.number, waits(dial.wait, dial.keys), dial.ring, **steer))


def _link(base: str, path: str, saying: Saying, **more: str | int) -> str:
    query = urlencode({"step": saying.step, "lang": saying.lang, "expect": saying.expect, **more})
    return f"{base}{path}?{query}#{TIMEOUTS}"


def _say(voice: Voice, pieces: Iterable[Piece], slow: bool) -> Any:
    say = Say(voice=voice.name, language=voice.language)
    parent = say.prosody(rate=SLOW) if slow else say
    for piece in pieces:
        if piece.pause:
            parent.break_(time=PAUSE)
        elif piece.slow:
            parent.prosody(piece.words, rate="slow", volume="loud" if piece.loud else None)
        else:
            parent.append(piece.words)
    return say


def _portions(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces in groups that one Say can speak, words that stand side by side joined."""
    portion: list[Piece] = []
    letters = 0
    for piece in pieces:
        letters += len(piece.words)
        if portion and letters > MOST_SPOKEN:
            yield portion
            portion, letters = [], len(piece.words)
        if portion and not (portion[-1].pause or portion[-1].slow or piece.pause or piece.slow):
            portion[-1] = Piece(portion[-1].words + piece.words)
        else:
            portion.append(piece)
    if any(p.words.strip() for p in portion):
        yield portion


def _pieces(bits: tuple[Plain, ...]) -> Iterator[Piece]:
    for place, bit in enumerate(bits):
        after = bits[place + 1] if place + 1 < len(bits) else None
        if isinstance(bit, SpokenNumber):
            yield from _digits(bit, _stop(after))
        elif isinstance(bit, Letters):
            yield from (Piece(part + " ", slow=True) for part in wrap(clean(bit.text), MOST_SPOKEN))
        else:
            yield from _words(bit, after)


def _words(bit: str, after: Plain | None) -> Iterator[Piece]:
    words = clean(bit)
    parts = wrap(words, MOST_SPOKEN) if len(words) > MOST_SPOKEN else [words]
    for part in parts[:-1]:
        yield Piece(part + " ")
    gap = "" if after is None or parts[-1].endswith(" ") else " "
    if parts[-1]:
        yield Piece(parts[-1] + gap)


def _stop(after: Plain | None) -> str:
    """The pause after a number, unless the next words bring their own."""
    if after is None:
        return "."
    return "" if isinstance(after, str) and after[:1] in {",", ".", ";", ":", "?", "!"} else ", "


def _digits(number: SpokenNumber, stop: str) -> Iterator[Piece]:
    """The groups digit by digit; a digit that a look-alike changes is said slowly and loudly."""
    place = 0
    for which, group in enumerate(number.groups):
        last = which + 1 == len(number.groups)
        for nth, digit in enumerate(group):
            gap = " " if nth + 1 < len(group) else stop if last else ", "
            stressed = place in number.stressed
            yield Piece(digit if stressed else digit + gap, slow=stressed, loud=stressed)
            if stressed and gap:
                yield Piece(gap)
            place += 1
        if not last:
            yield Piece(pause=True)
