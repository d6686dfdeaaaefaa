"""Which of the options just named was chosen: by key, by number, by order or by its own words. Pure."""

from __future__ import annotations

from bot.directory import Directory
from bot.hearing import little_words, words
from bot.meaning import Meaning
from bot.message import Message
from bot.reply import Option
from bot.state import State

VOICE_KEYS = ("4", "5", "6")
TEXT_KEYS = ("1", "2", "3")
ORDERS = ("choose_first", "choose_second", "choose_third")
FIRST = frozenset({"first", "primero", "primera"})
# What is said beside a bare number: "number one", "press four", "oprima el cinco".
BESIDE = frozenset("press key number option the please oprima marque tecla numero opcion el la por favor".split())
SHORT = 7
PLAIN = 0.5


def by_key(state: State, message: Message) -> Option | None:
    """The option a key stands for: 4, 5, 6 on the telephone; 1, 2, 3 in a text."""
    keys = VOICE_KEYS if message.channel == "voice" else TEXT_KEYS
    pressed = message.keys or message.words.strip(" .)")
    index = keys.index(pressed) if pressed in keys else len(state.options)
    return state.options[index] if index < len(state.options) else None


def by_words(state: State, meaning: Meaning, directory: Directory) -> Option | None:
    """The option named by its own words, or by its place in the list when little else was said."""
    named = {name for need in meaning.needs for group in need.entries for name in group}
    meant = {need.intent for need in meaning.needs if need.score >= PLAIN}
    fitting = [
        o for o in state.options if (o.target.partition(".")[0] in named if o.target else o.intent in meant)
    ]
    if len(fitting) == 1:
        return fitting[0]
    if len(meaning.words) > SHORT:
        return None
    placed = _placed(meaning)
    if placed is not None:
        return state.options[placed] if placed < len(state.options) else None
    other = "other" in meaning.signs and len(state.options) == 2
    return state.options[1] if other else _by_name(state, meaning, directory)


def _placed(meaning: Meaning) -> int | None:
    """The place in the list that was said; "one" is a place only by itself: not in "one moment", "the other one"."""
    heard = [i for i, order in enumerate(ORDERS) if order in meaning.signs]
    said = set(meaning.words)
    if heard[:1] == [0] and not FIRST & said and len(said - BESIDE) > 1:
        heard = heard[1:]
    return heard[0] if len(heard) == 1 else None


def _by_name(state: State, meaning: Meaning, directory: Directory) -> Option | None:
    """An option of which a word of its name was said that no other option has."""
    said = set(meaning.words)
    fitting = [o for o in state.options if said & _own_words(o, state, directory)]
    return fitting[0] if len(fitting) == 1 else None


def _own_words(option: Option, state: State, directory: Directory) -> set[str]:
    words = {o.target: _words(o, directory) for o in state.options if o.target}
    if option.target not in words:
        return set()
    others = set().union(*(w for target, w in words.items() if target != option.target))
    return words[option.target] - others


def _words(option: Option, directory: Directory) -> set[str]:
    names = [directory.target(option.target).entry.name]
    names += [q.names[option.target] for q in directory.questions if option.target in q.names]
    return {w for name in names for w in (*words(name.en), *words(name.es))} - little_words()
