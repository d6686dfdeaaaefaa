"""Which of the options just named was chosen: by key, by number, by order or by its own words. Pure."""

from __future__ import annotations

from bot.directory import Directory
from bot.directory_types import Question
from bot.hearing import hear_phrase, little_words, stem, words
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
BOTH = frozenset({"both", "ambos", "ambas"})
NUMBER = frozenset("number phone line telephone numero telefono linea".split())
SHORT = 7


def by_key(state: State, message: Message) -> Option | None:
    """The option a key stands for: 4, 5, 6 on the telephone; 1, 2, 3 in a text."""
    keys = VOICE_KEYS if message.channel == "voice" else TEXT_KEYS
    pressed = message.keys or message.words.strip(" .)")
    index = keys.index(pressed) if pressed in keys else len(state.options)
    return state.options[index] if index < len(state.options) else None


def both(state: State, meaning: Meaning) -> tuple[Option, ...]:
    """The two options, where the answer is "both of them"; else ()."""
    said = BOTH & set(meaning.words) and len(meaning.words) <= SHORT
    return state.options if said and len(state.options) == 2 else ()


def going_on(state: State, meaning: Meaning) -> bool:
    """Whether "and the number to call?" asks for the line of what was talked of."""
    named = any(need.entries or need.question or need.purposes for need in meaning.needs)
    little = meaning.words[:1] in (("and",), ("y",)) and len(meaning.words) <= SHORT
    return bool(state.entry and state.given and little and not named and NUMBER & set(meaning.words))


def by_words(state: State, meaning: Meaning, directory: Directory) -> Option | None:
    """The option named by its own words, or by its place in the list when little else was said."""
    named = {name for need in meaning.needs for group in need.entries for name in group}
    fitting = [o for o in state.options if o.target.partition(".")[0] in named]
    if len(fitting) == 1:
        return fitting[0]
    elsewhere = named - {o.target.partition(".")[0] for o in state.options}
    elsewhere -= {e.id for e in directory.role("scheduling")}
    if len(meaning.words) > SHORT or elsewhere:
        return None
    place = placed(meaning)
    if place is not None:
        return state.options[place] if place < len(state.options) else None
    return _by_other(state, meaning) or _by_answer(state, meaning, directory)


def _by_other(state: State, meaning: Meaning) -> Option | None:
    """ "The other one" of two, or "yes" to the only one."""
    if "other" in meaning.signs and len(state.options) == 2:
        return state.options[1]
    yes = any(need.intent == "yes" for need in meaning.needs)
    return state.options[0] if yes and len(state.options) == 1 else None


def placed(meaning: Meaning) -> int | None:
    """The place in the list that was said; "one" is a place only by itself: not in "one moment", "the other one"."""
    heard = [i for i, order in enumerate(ORDERS) if order in meaning.signs]
    said = set(meaning.words)
    if heard[:1] == [0] and not FIRST & said and len(said - BESIDE) > 1:
        heard = heard[1:]
    return heard[0] if len(heard) == 1 else None


def _by_answer(state: State, meaning: Meaning, directory: Directory) -> Option | None:
    """An option of which a word was said that no other option has: of its name, or of the question's words for it.

    A question may know more options than the three that were named.
    """
    targets = [o.target for o in state.options if o.target]
    question = next((q for q in directory.questions if list(q.options[: len(targets)]) == targets), None)
    said = tuple(stem(word) for word in meaning.words)
    words = {t: _words(t, question, directory) for t in (question.options if question else targets)}
    fitting = [t for t in words if any(_heard(phrase, said) for phrase in words[t] - _others(t, words))]
    return Option(fitting[0], state.options[0].intent) if len(fitting) == 1 else None


def _others(target: str, words: dict[str, set[tuple[str, ...]]]) -> set[tuple[str, ...]]:
    return set().union(*(phrases for other, phrases in words.items() if other != target))


def _words(target: str, question: Question | None, directory: Directory) -> set[tuple[str, ...]]:
    """The phrases that choose an option: each word of its names, and the question's own."""
    names = [directory.target(target).entry.name]
    names += [question.names[target]] if question and target in question.names else []
    found = {hear_phrase(w) for name in names for w in (*words(name.en), *words(name.es)) if w not in little_words()}
    for given in (question.picks, question.answers) if question else ():
        found |= {hear_phrase(phrase) for _, phrase in given.get(target, ())}
    return found


def _heard(phrase: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[i : i + len(phrase)] == phrase for i in range(len(said) - len(phrase) + 1))
