"""One stretch of words as it was read, and what the reading makes of the emergency rule's hearing. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.emergency import Urgency
from bot.known_rankings import Ranking
from bot.meaning import CALM
from bot.named import Named

# Signs without a rule count as urgent from LEANS on, as a doubt from DOUBTS on, where the model could be asked; without
# any sign it is a doubt from SUSPECTS on.
LEANS = 0.30
DOUBTS = 0.10
SUSPECTS = 0.20
# What the model alone was reminded of, as evidence of a doubt.
READ = {"emergent_images": "images.read", "danger": "danger.read", "after_procedure": "after_procedure.read"}
URGENT = frozenset(READ)


@dataclass(frozen=True)
class Reading:
    """One stretch of words, read: what it names and which intents it may have, best first.

    `urgent`: how sure the model is of the urgent readings together, 0 to 1; None where it did not answer. `likeliest`:
    the first of them.
    """

    words: tuple[str, ...]
    signs: frozenset[str]
    things: Named
    ranking: Ranking
    urgent: float | None = None
    likeliest: str = ""


def settled(urgency: Urgency, reading: Reading) -> Urgency:
    """The urgency after the model's reading. A rule stands; mere signs become a doubt, or a doubt nothing.

    A reading that is a little urgent makes a doubt where no rule heard anything.
    """
    urgent = reading.urgent
    if urgent is None:
        return urgency
    if urgency == CALM and urgent >= SUSPECTS and "not_urgent" not in reading.signs:
        return Urgency("none", doubt=True, evidence=(READ[reading.likeliest],))
    if not urgency.leaning:
        return urgency
    if urgency.kind != "none" and urgent < LEANS:
        doubt = urgency.kind == "images" or urgent >= DOUBTS
        return Urgency("none", doubt=doubt, evidence=urgency.evidence)
    return replace(urgency, doubt=urgency.doubt and urgent >= DOUBTS)
