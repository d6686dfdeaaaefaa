"""Who asks, and who signs: the patient, a parent, somebody with papers, a helper; others are turned away. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.directory_types import Lang
from bot.fields import control, who_asks
from bot.fields.pieces import listed, pieces, said
from bot.fields.tables import word_set
from bot.fields.who import OUTSIDE, WhoHeard, without_papers
from bot.release_talk.draft import Draft
from bot.release_talk.told import Told
from bot.request import SIGNS_FOR_ANOTHER, Requester

REQUESTERS: dict[str, Requester] = {
    "patient": "patient", "guardian": "guardian", "power_of_attorney": "power_of_attorney", "executor": "executor",
    "helper": "helper",
}  # fmt: skip


def who_told(text: str, draft: Draft, lang: Lang) -> Told:
    """Who asks, by an answer to "who is asking" or to "do you hold papers"."""
    heard = who_asks(text, lang)
    if heard.value in OUTSIDE:
        return Told(draft, (), "", heard.value)
    if draft.papers:
        return _papers(text, heard, draft)
    requester = REQUESTERS.get(heard.value or "")
    if requester is None and draft.tries and _of_another(text):
        requester, heard = "helper", replace(heard, value="helper", missing=("papers",))
    if requester is None:
        return Told(draft, (), heard.why or "nothing")
    return asks(requester, heard, text, draft)


def _of_another(text: str) -> bool:
    """Whether somebody else is spoken of, whoever it is: "he can't come to the phone"."""
    return bool(set(said(pieces(text))) & (word_set("who", "third") | word_set("who", "them")))


def asks(requester: Requester, heard: WhoHeard, text: str, draft: Draft) -> Told:
    """The draft with who asks; a helper is asked once whether he holds papers."""
    request = replace(
        draft.request, requester=requester, relation=heard.relation or draft.request.relation,
        deceased=heard.deceased or draft.request.deceased,
    )  # fmt: skip
    words = said(pieces(text))
    parent = heard.relation in word_set("who", "children") or listed("who", "parent").inside(words)
    by_law = listed("who", "by_law" if parent else "guardian").inside(words)
    draft = replace(
        draft, request=request, papers=requester == "helper" and "papers" in heard.missing,
        child=requester == "guardian" and not by_law,
    )  # fmt: skip
    return Told(draft, ("who",), notes=_notes(draft, heard))


def _papers(text: str, heard: WhoHeard, draft: Draft) -> Told:
    """Whoever does not clearly hold papers is a helper, and the patient signs."""
    draft = replace(draft, papers=False)
    if heard.value in SIGNS_FOR_ANOTHER:
        return asks(REQUESTERS[heard.value], heard, text, draft)
    words = said(pieces(text))
    yes = control(text).value == "yes" and not listed("talk", "patient_signs").inside(words)
    holds = (yes or listed("talk", "has_papers").inside(words)) and not without_papers(words)
    requester: Requester = "power_of_attorney" if holds else "helper"
    return asks(requester, replace(heard, missing=()), text, draft)


def _notes(draft: Draft, heard: WhoHeard) -> tuple[str, ...]:
    requester = draft.request.requester
    sorry = ("sorry_for_loss",) if heard.deceased else ()
    if requester == "executor":
        return (*sorry, "release_papers_executor")
    if requester == "power_of_attorney":
        return (*sorry, "release_papers_poa")
    if requester == "guardian" and not draft.child:
        return (*sorry, "release_papers_guardian")
    if requester == "helper" and not draft.papers:
        return (*sorry, "release_patient_signs")
    return sorry


def died_since(text: str, draft: Draft) -> Told:
    """Somebody with papers, or a helper, tells that the patient has died: the executor signs. Told once."""
    request = draft.request
    living = request.requester in ("power_of_attorney", "guardian", "helper") and not request.deceased
    if not living or not listed("who", "died_since").inside(said(pieces(text))):
        return Told(draft)
    request = replace(request, requester="executor", deceased=True)
    changed = replace(draft, request=request, papers=False, child=False)
    return Told(changed, ("who",), notes=_notes(changed, WhoHeard("executor", (), "", request.relation, True)))
