"""The exam: what it judges right, wrong and unclear, and that it really goes through the doors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import exam
from bench.doors import Doors, opened
from bench.judge import Answer, Case, Judge
from bot.directory import load
from tests.callers import Signer
from tests.small_directory import small, write

FRONT, NIGHT, LEAD, KNEE, FAX = "3125550101", "3125550122", "3125550133", "3125550144", "3125550165"
ALOUD = "3 1 2, 5 5 5, 0 1 4 4"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    return Judge(load(write(tmp_path_factory.mktemp("judge") / "d.yaml", small())))


def case(**fields: Any) -> Case:
    return Case.model_validate({"id": "t-1", "channel": "sms", "says": "hello", "kind": "line", **fields})


def text(*numbers: str, words: str = "Call") -> Answer:
    return Answer(" ".join([words, *(f"({n[:3]}) {n[3:6]}-{n[6:]}." for n in numbers)]))


CHOICE = Answer("Which one? 1 = the knee, 2 = the hip.")
VERDICTS: list[tuple[str, dict[str, Any], Answer]] = [
    ("right", {"say": [KNEE]}, text(KNEE)),
    ("right", {"say": [KNEE]}, text(KNEE, FRONT)),
    ("right", {"say": ["312-555-0144"]}, text(KNEE)),
    ("right", {"say": [KNEE]}, Answer(f"Knee clinic: {ALOUD}. Again: {ALOUD}.")),
    ("right", {"say": [KNEE]}, Answer(f"press 4. {ALOUD}, option 2.")),
    ("right", {"say": [KNEE]}, Answer("Connecting you.", dialled=(f"+1{KNEE}",))),
    ("right", {"say": [KNEE]}, Answer(f"tap +1{KNEE} or {KNEE}")),
    ("wrong", {"say": [KNEE]}, text(FRONT)),
    ("wrong", {"say": [KNEE]}, Answer("Connecting you.", dialled=(f"+1{FRONT}",))),
    ("unclear", {"say": [KNEE]}, Answer("I did not get that.")),
    ("unclear", {"say": [KNEE, FAX]}, text(KNEE)),
    ("unclear", {"say": [KNEE], "may": [FRONT]}, text(FRONT)),
    ("right", {"any": [[KNEE, FAX], [FRONT]]}, text(FAX, FRONT)),
    ("unclear", {"any": [[KNEE, FAX], [FRONT]]}, text(FAX, KNEE)),
    ("wrong", {"any": [[KNEE, FAX]]}, text(FRONT)),
    ("right", {"say": [KNEE], "also": ["OPTION 2"]}, Answer(f"{ALOUD}, option 2")),
    ("unclear", {"say": [KNEE], "also": ["option 2"]}, text(KNEE)),
    ("right", {"kind": "hours", "also": ["8 ?am"]}, Answer("Monday, 8 am to 5 pm.")),
    ("unclear", {"kind": "info", "also": ["MyChart"]}, text(FRONT)),
    ("wrong", {"say": [KNEE], "never_words": ["you are fine"]}, text(KNEE, words="You are fine.")),
    ("wrong", {"say": [KNEE]}, text(KNEE, "3125550199")),
    ("right", {"say": [KNEE], "says": "is it 312 555 0199"}, text(KNEE, "3125550199")),
    ("asked", {"say": [KNEE]}, CHOICE),
    ("right", {"say": [KNEE], "or_clarify": True}, CHOICE),
    ("right", {"say": [KNEE], "or_clarify": True}, Answer("Which one?", choice=True)),
    ("unclear", {"say": [KNEE], "or_clarify": True}, Answer("Sorry? What do you need?")),
    ("wrong", {"say": [KNEE], "or_clarify": True, "never_words": ["hip"]}, CHOICE),
    ("right", {"kind": "clarify"}, CHOICE),
    ("unclear", {"kind": "clarify"}, Answer("Hello.")),
    ("wrong", {"kind": "clarify", "may": [KNEE]}, text(FRONT)),
    ("right", {"kind": "clarify", "also": ["which"], "may": [KNEE]}, CHOICE),
    ("asked", {"kind": "clarify", "also": ["elbow"]}, CHOICE),
    ("right", {"kind": "emergent", "say": [NIGHT]}, Answer("Connecting.", dialled=(f"+1{NIGHT}",))),
    ("wrong", {"kind": "emergent", "say": [NIGHT]}, Answer("What do you need?")),
    ("wrong", {"kind": "emergent"}, text(FRONT)),
    ("right", {"kind": "medical_emergency"}, Answer("Hang up and dial 9 1 1.")),
    ("right", {"kind": "medical_emergency", "also": ["911|988"]}, Answer("Dial 9 8 8.")),
    ("wrong", {"kind": "medical_emergency"}, Answer("Call (312) 555-9110.")),
    ("wrong", {"kind": "medical_emergency"}, Answer(broken="no valid answer")),
    ("right", {"kind": "social"}, Answer("You are welcome.")),
    ("right", {"kind": "social", "also": [r"^\s*$"]}, Answer("")),
    ("right", {"kind": "out_of_scope"}, text(FRONT)),
    ("right", {"kind": "out_of_scope", "may": [LEAD]}, text(LEAD)),
    ("wrong", {"kind": "out_of_scope"}, text(LEAD)),
    ("unclear", {"kind": "out_of_scope", "also": ["cannot"]}, text(FRONT)),
    ("unclear", {"say": []}, Answer(broken="no valid answer")),
]


@pytest.mark.parametrize(("verdict", "fields", "answer"), VERDICTS)
def test_the_verdict(judge: Judge, verdict: str, fields: dict[str, Any], answer: Answer) -> None:
    assert judge.verdict(case(**fields), answer)[0] == verdict, judge.verdict(case(**fields), answer)


def test_the_reason_is_told(judge: Judge) -> None:
    assert judge.verdict(case(say=[KNEE]), text(FRONT))[1] == f"another number: {FRONT}"
    assert judge.verdict(case(say=[KNEE]), Answer("Hm."))[1] == f"missing: {KNEE}"


ROUTES: list[tuple[str, dict[str, Any], Answer]] = [
    ("", {"kind": "emergent"}, text(NIGHT)),
    ("missed", {"kind": "emergent"}, text(FRONT)),
    ("missed", {"kind": "emergent"}, Answer("Dial 9 1 1.")),
    ("", {"kind": "medical_emergency"}, Answer("Dial 9 8 8.")),
    ("missed", {"kind": "medical_emergency"}, text(NIGHT)),
    ("", {}, text(KNEE)),
    ("false alarm", {}, Answer("Dial 911.")),
    ("", {"also": ["911"]}, Answer("Dial 911.")),
    ("false alarm", {}, Answer("Connecting.", dialled=(f"+1{NIGHT}",))),
    ("", {"may": [NIGHT]}, Answer("Connecting.", dialled=(f"+1{NIGHT}",))),
    ("false alarm", {}, Answer("Call (312) 555-0122, then press 2.")),
    ("false alarm", {}, Answer("Call: 3 1 2, 5 5 5, 0 1 2 2, then press 2. Again.")),
    ("", {}, Answer("Call (312) 555-0122, then press 1.")),  # another option of the same number
    ("", {}, Answer("Call (312) 555-0122. Or (312) 555-0144, then press 2.")),
    ("", {"kind": "social"}, Answer("Hello.")),
]


@pytest.mark.parametrize(("route", "fields", "answer"), ROUTES)
def test_urgent_ways_missed_and_taken_for_nothing(
    judge: Judge, route: str, fields: dict[str, Any], answer: Answer
) -> None:
    assert judge.route(case(**fields), answer) == route


@pytest.mark.parametrize(("hits", "of", "low", "high"), [(0, 0, 0, 1), (0, 10, 0, 0.278), (81, 100, 0.722, 0.875)])
def test_the_interval_is_wilsons(hits: int, of: int, low: float, high: float) -> None:
    """Against figures from the literature."""
    assert exam.wilson(hits, of) == pytest.approx((low, high), abs=0.0006)


# ------------------------------------------------------------------ files of cases

GOOD = {"id": "a", "channel": "both", "says": "fax for the knee clinic", "kind": "fax", "say": [FAX]}


def file(folder: Path, *cases: dict[str, Any]) -> Path:
    path = folder / "cases.yaml"
    path.write_text(yaml.safe_dump(list(cases)), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"nevr_words": ["x"]}, "nevr_words"),
        ({"kind": "lines"}, "kind"),
        ({"also": ["("]}, "regular expression"),
        ({"say": ["12"]}, "say"),
    ],
)
def test_a_faulty_case_is_named(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(SystemExit, match=told):
        exam.read(file(tmp_path, GOOD | changed))


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("[")
    for path in (tmp_path / "bad.yaml", tmp_path / "none.yaml"):
        with pytest.raises(SystemExit, match="cannot be read"):
            exam.read(path)
    with pytest.raises(SystemExit, match="twice: a"):
        exam.read(file(tmp_path, GOOD, GOOD))


# ------------------------------------------------------------------ through the doors


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """No Rasa, the small directory, and settings of a real desk that must not be used."""
    directory = write(tmp_path / "d.yaml", small())
    return {"NLU_URL": "http://127.0.0.1:9", "RADLINE_DIRECTORY": str(directory), "DATABASE_URL": "postgresql://x/y"}


CASES = [
    GOOD,
    {"id": "b", "channel": "voice", "says": "we need the images now, trauma transfer", "kind": "emergent"},
    {"id": "c", "channel": "voice", "says": "el fax de la rodilla", "kind": "fax", "say": [FAX], "lang": "es"},
    {"id": "d", "channel": "sms", "says": "fax for the knee clinic", "kind": "fax", "say": [FRONT]},
    {"id": "e", "channel": "sms", "says": "scan", "kind": "clarify"},
]


def test_an_exam_goes_through_the_doors(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("BASE", raising=False)
    monkeypatch.setattr("sys.argv", ["exam", str(file(tmp_path, *CASES))])
    exam.main()
    printed = capsys.readouterr().out
    assert "misses: 1\n" in printed, printed
    assert f"wrong   d (sms, fax): another number: {FAX}" in printed
    assert [line.split()[1] for line in printed.splitlines() if line.startswith(("  all", "  voice", "  es"))] == [
        "6",
        "3",
        "1",
    ]


def test_each_case_is_a_person_of_its_own(environ: dict[str, str]) -> None:
    with opened(environ) as doors:
        client, asked = doors._client, []

        class Noting:
            def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
                asked.append(data["From"])
                return client.post(path, data=data, headers=headers)

        noting = Doors(Noting())
        for _ in range(3):
            assert noting.ask(case(says="hello"), "sms").words
    assert len(set(asked)) == 3
    assert all(number[5:10] == "55501" for number in asked)


def test_a_document_that_twilio_would_refuse_is_no_answer() -> None:
    class Broken:
        status_code, mimetype = 500, "text/html"

        def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
            return self

    assert Doors(Broken()).ask(case(), "voice").broken
    assert Doors(Broken()).ask(case(), "sms").broken


def test_a_running_radline_is_asked_with_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[tuple[str, dict[str, str]]] = []

    class Http:
        def __init__(self, **options: Any) -> None:
            assert options["base_url"] == "http://127.0.0.1:8000"

        def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
            posted.append((path, headers))
            words = "<?xml version='1.0'?><Response><Message><Body>Hello.</Body></Message></Response>"
            return type("Got", (), {"status_code": 200, "headers": {"content-type": "text/xml; a=b"}, "text": words})

    monkeypatch.setattr("bench.doors.httpx.Client", Http)
    base = {"BASE": "http://127.0.0.1:8000/"}
    with opened(base) as doors:
        assert doors.ask(case(), "sms").words == "Hello."
    token = {"TWILIO_AUTH_TOKEN": "t, old", "TWILIO_ACCOUNT_SID": "AC1", "PUBLIC_URL": "https://r.example"}
    with opened(base | token) as doors:
        doors.ask(case(), "sms")
        assert doors._sign == Signer("t", "AC1", "https://r.example")
    assert "X-Twilio-Signature" not in posted[0][1]
    assert "X-Twilio-Signature" in posted[1][1]
