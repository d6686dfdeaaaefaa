"""The urgent rules, heard through their door: figures per class, both readings, private answers, time, data."""

from __future__ import annotations

import ast
import dataclasses
import random
import shutil
import string
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import emergency
from bot.emergency import RULES, Urgency, rules_at
from bot.emergency_rules import HOME, load_rules
from bot.emergency_words import listen

pytestmark = pytest.mark.xdist_group("emergency")  # so that the sentences are heard once
ROOT = Path(__file__).resolve().parent.parent
SENTENCES: list[dict[str, Any]] = yaml.load(
    (ROOT / "tests/emergency/dev.yaml").read_text(encoding="utf-8"),
    Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader),
)
LEAST = {"images": 0.99, "danger": 0.995, "suicide": 1.0, "scanner": 1.0, "after_procedure": 0.99, "doubt": 0.95}
MOST_FALSE_ALARMS = 0.002
MOST_FOR_THE_LONGEST = 1.0  # seconds of processor time for 1,600 characters of the worst kind we know


# The sentences were written for the first department, and some of them name it.
hear = partial(emergency.hear, rules=rules_at(("Duke",)))
Heard = list[tuple[dict[str, Any], Urgency]]


def heard_as(sentence: dict[str, Any], urgency: Urgency) -> str:
    return "doubt" if urgency.kind == "none" and urgency.doubt and sentence["want"] == "doubt" else urgency.kind


@pytest.fixture(scope="module")
def heard() -> Heard:
    return [(sentence, hear(sentence["says"], private=sentence.get("private", False))) for sentence in SENTENCES]


def test_enough_sentences_and_half_of_them_near_misses() -> None:
    wants = Counter(s["want"] for s in SENTENCES)
    assert len(SENTENCES) >= 500
    assert wants["none"] >= len(SENTENCES) / 2
    assert sum(s["lang"] == "es" for s in SENTENCES) >= 200


def test_figures_per_class(heard: Heard, capsys: pytest.CaptureFixture[str]) -> None:
    answers = [(sentence, heard_as(sentence, urgency)) for sentence, urgency in heard]
    right = Counter(s["want"] for s, got in answers if got == s["want"])
    asked = Counter(s["want"] for s, _ in answers)
    alarms = [s["says"] for s, got in answers if s["want"] == "none" and got != "none"]
    with capsys.disabled():
        print(f"\nurgent rules on {len(answers)} development sentences")
        for kind in LEAST:
            print(f"  {kind:16} recall {right[kind]}/{asked[kind]} = {right[kind] / asked[kind]:.1%}")
        print(f"  false alarms     {len(alarms)}/{asked['none']} = {len(alarms) / asked['none']:.2%}")
    assert {kind: right[kind] / asked[kind] >= least for kind, least in LEAST.items()} == dict.fromkeys(LEAST, True)
    assert len(alarms) <= MOST_FALSE_ALARMS * asked["none"], alarms


def test_every_rule_is_needed_by_a_sentence(heard: Heard) -> None:
    fired = {name for _, urgency in heard for name in urgency.evidence}
    assert {rule.id for rule in RULES.rules} - fired == set()


def test_every_balance_decides_a_sentence_that_no_rule_hears(heard: Heard) -> None:
    alone = {urgency.evidence for _, urgency in heard if urgency.kind != "none"}
    assert {(balance.id,) for balance in RULES.balances} - alone == set()


def test_evidence_names_rules_and_never_repeats_the_caller() -> None:
    urgency = hear("this is Wanda Testperson 555-0142, my husband is not breathing")
    assert urgency.kind == "danger"
    assert set(urgency.evidence) <= {rule.id for rule in (*RULES.rules, *RULES.balances)}
    with pytest.raises(dataclasses.FrozenInstanceError):
        urgency.kind = "none"  # type: ignore[misc]


CARE_TEAMS = [
    "Patient with chest pain and a type A dissection, transfer accepted, images won't go through",
    "our patient is bleeding out in the OR and we need the CT now",
    "stroke alert, he can't talk, need the head CT from your place pushed",
    "pt unresponsive intubated en route to you by helicopter, push the CT",
    "STEMI with chest pain right now in our cath lab, need the old cath films stat",
]


@pytest.mark.parametrize("words", CARE_TEAMS)
def test_care_teams_are_not_sent_to_911(words: str) -> None:
    urgency = hear(words)
    assert (urgency.kind, urgency.also_images) == ("images", False)


@pytest.mark.parametrize(
    "words",
    [
        "my husband can't breathe and he's in the helicopter to Duke, they need his scans",
        "patient collapsed in our office, not breathing, ambulance is taking him, need his CT pushed now",
        "emergency",
        "this is an emergency",
        "tenemos una emergencia",
    ],
)
def test_both_readings_left(words: str) -> None:
    urgency = hear(words)
    assert (urgency.kind, urgency.also_images) == ("danger", True)


@pytest.mark.parametrize(
    "words",
    [
        "patient in the exam room gray and sweating clutching his chest",
        "belly is hard and I'm dizzy since the angiogram",
        "after the procedure his face droops and he can't talk",
    ],
)
def test_collapse_outside_a_hospital_and_shock_after_a_procedure_are_danger(words: str) -> None:
    assert hear(words) == Urgency("danger", evidence=hear(words).evidence)


@pytest.mark.parametrize(
    "words",
    [
        "UNC Trauma Surgery",
        "Emergency Physicians of Durham",
        "Stroke Center, 9 Ambulance Way",
        "María del Socorro Ruiz",
    ],
)
def test_names_are_no_alarm(words: str) -> None:
    assert hear(words).kind == hear(words, private=True).kind == "none"


def test_a_cry_for_help_is_no_name() -> None:
    assert hear("socorro mi mamá no respira").kind == hear("¡socorro!").kind == "danger"


@pytest.mark.parametrize(
    "words", ["trauma transfer en route, push the priors now", "fever after my biopsy", "stat", "need images asap"]
)
def test_private_answers_are_not_read_as_requests(words: str) -> None:
    assert hear(words, private=True) == Urgency("none")
    assert hear(words) != Urgency("none")


HEARD_AS = {
    "signs add up": [
        (
            "peds surgery, volvulus from Elizabeth City, incision in five, the upper GI is under a stranger's login",
            "images",
        ),
        ("the recipient is asleep, the liver is on the way and the portal wants a password", "images"),
        ("he slid down the wall and he's a funny color", "danger"),
        ("I've got the rope and I wrote goodbye to my kids", "suicide"),
    ],
    "paper about an emergency": [
        ("the stroke alert we had last night, I'm doing the QA form and need the accession number", "none"),
        ("do LVO patients get perfusion imaging as a rule? I'm updating our transfer protocol", "none"),
        ("the patient declined the transfer, cancel the request for his CT", "none"),
        ("how do you treat a stroke patient who needs an mri", "none"),
    ],
    "words written apart": [
        ("dock tour here with a bleeder, need the see tea angie oh sent a cross now", "images"),
        ("my little boy is choke king on a grape", "danger"),
        ("mi mamá no res pira", "danger"),
        ("el quiro fano espera la reso nancia, manden las ya", "images"),
    ],
    "a laugh hides nothing": [
        ("lol my husband collapsed and isn't breathing", "danger"),
        ("haha my face is drooping, i can't talk lol", "danger"),
    ],
    "after a procedure": [
        ("he had that blood patch yesterday and now one side of his face is drooping", "danger"),
        ("big swollen lump where they put the needle in my neck", "after_procedure"),
    ],
}


@pytest.mark.parametrize("cases", HEARD_AS.values(), ids=HEARD_AS)
def test_what_is_heard(cases: list[tuple[str, str]]) -> None:
    assert {words: hear(words).kind for words, _ in cases} == dict(cases)


def test_small_words_side_by_side_stay_apart() -> None:
    for words in ("does he do you all", "the trauma a hospital be in the", "so to see her at the"):
        assert list(listen(words, RULES.mending).words) == words.split()


@pytest.mark.parametrize("words", ["who is the image lead at 10 pm tonight", "can someone call me back"])
def test_the_desk_itself_raises_no_doubt(words: str) -> None:
    assert hear(words) == Urgency("none")


def test_a_balance_is_not_asked_while_a_form_question_is_answered() -> None:
    words = "ruptured globe, driving to you, nobody can open the orbit ct"
    assert hear(words).kind == "images"
    assert hear(words, private=True) == Urgency("none")


def test_what_stands_beyond_1600_characters_is_not_heard() -> None:
    assert hear("x " * 800 + "he is not breathing").kind == "none"
    assert hear("x " * 700 + "he is not breathing").kind == "danger"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=1600))
def test_any_text_gets_an_answer(words: str) -> None:
    assert hear(words).kind in {"none", "images", "danger", "suicide", "scanner", "after_procedure"}
    hear(words, private=True)


def spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_an_ordinary_turn_takes_less_than_five_milliseconds() -> None:
    sample = random.Random(7).sample(SENTENCES, 200)
    times = sorted(spent(lambda s=s: hear(s["says"])) for s in sample)  # type: ignore[misc]
    assert times[len(times) // 2] < 0.005


def worst_texts() -> list[str]:
    dice = random.Random(11)
    words = sorted({w for s in SENTENCES for w in s["says"].split()})
    mixed = [" ".join(dice.choice(words) for _ in range(400)) for _ in range(3)]
    again = "he is not my |we need the images now |can not can not |a |no |is is not is |(((|'s |,.,.".split("|")
    letters = "".join(dice.choice(string.ascii_lowercase) for _ in range(1600))
    return [
        *mixed,
        *((piece * 1600)[:1600] for piece in again),
        letters,
        "é" * 1600,
        "\u200b" * 1600,
        "🚑" * 1600,
        "9 1 " * 400,
    ]


@pytest.mark.parametrize("words", worst_texts(), ids=lambda w: repr(w[:12]))
def test_no_text_takes_long(words: str) -> None:
    # The best of three: a collection of all that the tests hold may fall into one.
    assert min(spent(lambda: hear(words)) for _ in range(3)) < MOST_FOR_THE_LONGEST


def test_rules_are_reviewable_data() -> None:
    assert all(rule.why.endswith(".") and rule.lang in ("en", "es", "both") for rule in RULES.rules)
    raw = [yaml.safe_load(p.read_text(encoding="utf-8")) for p in HOME.glob("*.yaml")]
    contexts = {name: c for part in raw for name, c in part.get("contexts", {}).items()}
    text = "\n".join(p.read_text(encoding="utf-8") for p in HOME.glob("*.yaml"))
    groups = [n for part in raw for n in part.get("groups", {}) if not n.startswith("blank_")]
    known = set((ROOT / "bot/emergency_rules.py").read_text().split('"'))
    unused = [n for n in (*groups, *contexts) if n not in known and text.count(n) < 2]
    assert unused == []
    assert all(c["why"] and c["says"] for c in contexts.values())


BAD_EDITS = {
    "a broken bracket": ("either.yaml", "emergency emergency", "(emergency emergency"),
    "an unknown group": ("either.yaml", "emergency emergency", "<nobody_wrote_this> now"),
    "a rule without a reason": ("either.yaml", "why: The bare word.", "why: ''"),
    "an unknown context": ("either.yaml", "unless: [no_hurry,", "unless: [never_heard_of,"),
    "a phrase that begins anywhere": ("either.yaml", "emergency emergency", "... emergency"),
    "an unknown word for private": ("either.yaml", "private: never", "private: sometimes"),
    "a balance of nothing known": ("balance.yaml", "  danger:\n", "  dangerous:\n"),
    "a sign weighed twice": ("balance.yaml", "5: [at_work, ", "5: [at_work, at_work, "),
    "a sign that nobody wrote": ("balance.yaml", "5: [at_work, ", "5: [at_play, "),
}


@pytest.mark.parametrize("edit", BAD_EDITS.values(), ids=BAD_EDITS)
def test_a_broken_edit_is_refused(edit: tuple[str, str, str], tmp_path: Path) -> None:
    name, before, after = edit
    shutil.copytree(HOME, tmp_path / "rules")
    file = tmp_path / "rules" / name
    assert before in file.read_text(encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        load_rules(tmp_path / "rules")


def test_a_group_inside_itself_is_refused(tmp_path: Path) -> None:
    shutil.copytree(HOME, tmp_path / "rules")
    (tmp_path / "rules" / "zz.yaml").write_text(
        "groups: {round_a: [<round_b> x], round_b: [<round_a> y]}\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="inside itself"):
        load_rules(tmp_path / "rules")


# How letters sound, and what spares reading the same words twice: no edit of the directory, a reply or a sentence
# changes them.
BESIDE = {"bot.phones", "bot.once_a_turn"}


def test_imports_nothing_but_the_standard_library_yaml_and_its_own_room() -> None:
    beside = [ROOT / f"{name.replace('.', '/')}.py" for name in BESIDE]
    for file in (*(ROOT / "bot").glob("emergency*.py"), *beside):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
        names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
        outside = [n for n in names if n.split(".")[0] not in sys.stdlib_module_names and n != "yaml"]
        assert [n for n in outside if n not in BESIDE and not n.startswith("bot.emergency_")] == []
