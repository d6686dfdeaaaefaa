"""The scorecard: its page and plots from given figures, how they are counted, and who is asked."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bench import exam, held_out_figures, measure, page, plots, runs, scorecard, urgent_figures
from bench.doors import own_desk
from bench.exam import Outcome, Share
from bench.figures import Figures, tally
from bench.held_out_figures import Tried
from bench.judge import Answer, Case
from bench.patient import Gone, Patient
from bot import understanding
from bot.emergency import Urgency
from bot.nlu_client import NluDown
from tests.score_figures import figures
from tests.small_directory import small, write

ROOT = Path(__file__).resolve().parent.parent
CELL = re.compile(r"\d+\.\d % \(\d+\.\d–\d+\.\d\), \d+")
FLOORS = "tolerances: {t: 0.1}\nquick: {}\nscorecard:\n  test.all.right: {least: 0.900, tolerance: t}\n"
PAGE = (
    "# T\n\n<!-- generated: alone -->\nof before\n<!-- end -->\n\nWords.\n\n<!-- generated: doors -->\n<!-- end -->\n"
)


def case(**fields: Any) -> Case:
    return Case.model_validate({"id": "t", "channel": "sms", "says": "hello", "kind": "line", **fields})


def outcome(verdict: str = "right", why: str = "", route: str = "", **fields: Any) -> Outcome:
    made = case(**fields)
    return Outcome(made, made.channels[0], Answer(), verdict, why, route)  # type: ignore[arg-type]


# ------------------------------------------------------------------ the page


def test_the_same_figures_make_the_same_page_and_plots(tmp_path: Path) -> None:
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        plots.draw(figures(), folder)
        made.append([page.scorecard(figures()), *(path.read_bytes() for path in sorted(folder.glob("*.svg")))])
    assert made[0] == made[1]
    assert len(made[0]) == 1 + len(plots.PLOTS)


def test_plots_are_drawn_and_tell_no_date(tmp_path: Path) -> None:
    plots.draw(figures(), tmp_path)
    for path in tmp_path.glob("*.svg"):
        drawn = path.read_text("utf-8")
        assert drawn.startswith("<?xml")
        assert "dc:date" not in drawn
        assert "image/png" not in drawn
    assert ">billing</text>" in (tmp_path / "confusion.svg").read_text("utf-8")


def test_every_share_comes_with_its_interval_and_cases() -> None:
    written = page.scorecard(figures())
    rows = [row for row in written.splitlines() if " % " in row and row.startswith("|")]
    assert len(rows) > 25
    for row in rows:
        for cell in row.strip("|").split("|")[1:]:
            assert CELL.fullmatch(cell.strip()) or cell.strip() == "none", row


def test_the_page_names_the_model_and_links_every_plot() -> None:
    written = page.scorecard(figures())
    assert "f" * 12 in written
    assert all(f"(scorecard/{name}.svg)" in written for name in plots.PLOTS)
    assert "behind `NLU_URL`" in page.scorecard(figures(model=""))


def test_the_tables_of_the_thresholds_are_filled_and_the_rest_stays() -> None:
    filled = page.thresholds(PAGE, figures())
    assert "of before" not in filled
    assert "| 0.30 | 88.0 % (80.2–93.0), 100 | 7.0 % (3.4–13.7), 100 | 5.0 % (2.2–11.2), 100 |" in filled
    assert "| 0.30 | 91.0 %" in filled
    assert page.thresholds(filled, figures()) == filled
    assert "Words." in filled


def test_the_real_page_of_the_thresholds_has_both_tables() -> None:
    text = (ROOT / "docs/decisions/thresholds.md").read_text("utf-8")
    assert {found[2] for found in page.GENERATED.finditer(text)} == {"alone", "doors"}


def test_figures_are_kept_and_read_again(tmp_path: Path) -> None:
    figures().write(tmp_path / "var/kept.json")
    assert Figures.read(tmp_path / "var/kept.json") == figures()


def test_the_command_writes_the_page_and_fails_where_a_figure_fell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / "decisions/thresholds.md").write_text(PAGE)
    (tmp_path / "floors.yaml").write_text(FLOORS)
    monkeypatch.setattr(scorecard, "DOCS", tmp_path)
    monkeypatch.setattr(scorecard.floors, "PATH", tmp_path / "floors.yaml")
    for bad in (False, True):
        shares = figures().shares | ({"test.all.right": Share(1, 100)} if bad else {})
        figures(shares=shares).write(tmp_path / "kept.json")
        monkeypatch.setattr(sys, "argv", ["scorecard", "--figures", str(tmp_path / "kept.json")])
        if bad:
            with pytest.raises(SystemExit, match=r"test\.all\.right: 1 of 100"):
                scorecard.main()
        else:
            scorecard.main()
        assert "# Scorecard" in (tmp_path / "scorecard.md").read_text()


# ------------------------------------------------------------------ counting


def test_a_run_is_counted_by_verdict_part_and_promise() -> None:
    found = tally(
        "t",
        [
            outcome(kind="emergent", channel="voice"),
            outcome("wrong", route="missed", kind="medical_emergency"),
            outcome("wrong", "another number: 1", lang="es"),
            outcome("asked", route="false alarm"),
            outcome(kind="out_of_scope"),
        ],
    )
    assert found["t.all.right"] == Share(2, 5)
    assert found["t.all.wrong"] == Share(2, 5)
    assert found["t.language.es.wrong"] == Share(1, 1)
    assert found["t.channel.voice.right"] == Share(1, 1)
    assert found["t.urgent_recall"] == Share(1, 2)
    assert found["t.false_alarms"] == Share(1, 3)
    assert found["t.out_of_scope_handled"] == Share(1, 1)
    assert found["t.wrong_numbers"] == Share(1, 5)


TRIED = [Tried("ada", "fax", "fax", 0.95), Tried("ada", "fax", "bill", 0.35), Tried("bo", "bill", "bill", 1.0)]


def test_what_was_held_out_is_counted() -> None:
    assert held_out_figures.shares(TRIED) == {
        "held_out.all.right": Share(2, 3),
        "held_out.writer.ada.right": Share(1, 2),
        "held_out.writer.bo.right": Share(1, 1),
    }
    points = {point.threshold: (point.right, point.asked, point.wrong) for point in held_out_figures.curve(TRIED)}
    assert points[0.0] == (2, 0, 1)
    assert points[0.4] == (2, 1, 0)
    assert [(one.cases, one.right) for one in held_out_figures.bins(TRIED)] == [(1, 0), (2, 2)]
    assert held_out_figures.confused(TRIED)[-1] == ("fax", "fax", 1)


def test_the_emergency_rule_is_counted(tmp_path: Path) -> None:
    wants = ["images", "suicide", "after_procedure", "none", "none"]
    (tmp_path / "u.yaml").write_text(yaml.safe_dump([{"says": w, "lang": "en", "want": w} for w in wants]))
    answers = iter(
        [
            urgent_figures.ways(Urgency("danger", also_images=True)),
            urgent_figures.ways(Urgency("danger")),
            urgent_figures.ways(Urgency("images")),
            urgent_figures.ways(Urgency("none")),
            urgent_figures.ways(Urgency("scanner")),
        ]
    )
    found = urgent_figures.tally("u", urgent_figures.read([tmp_path / "u.yaml"]), lambda sentence: next(answers))
    assert found == {
        "u.images": Share(1, 1),
        "u.danger": Share(1, 1),
        "u.after_procedure": Share(0, 1),
        "u.any": Share(3, 3),
        "u.false_alarms": Share(1, 2),
    }


@pytest.mark.parametrize(
    ("says", "found"),
    [("I don't need a ride", True), ("no fax", True), ("i dont want it", True), ("sin prisa", True), ("noted", False)],
)
def test_a_case_with_a_not_is_known(says: str, found: bool) -> None:
    assert measure.negated(case(says=says)) is found


# ------------------------------------------------------------------ who is asked


class Box:
    """A model that always says fax, and who asked it."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        return httpx.Response(200, json={"intent_ranking": [{"name": "fax", "confidence": 0.9}]})


def test_the_patient_client_asks_the_same_words_once() -> None:
    box, patient = Box(), Patient("http://box.example")
    patient._client = httpx.Client(transport=httpx.MockTransport(box))
    assert [patient.ranking("a"), patient.ranking("a"), patient.ranking("b")] == [(("fax", 0.9),)] * 3
    assert box.asked == ["/model/parse"] * 2
    patient.close()


def test_the_patient_client_does_not_hide_that_nobody_answers() -> None:
    patient = Patient("http://127.0.0.1:9")
    with pytest.raises(httpx.HTTPError):
        patient.ranking("a")
    patient.close()


def test_a_model_that_is_gone_says_so() -> None:
    gone = Gone()
    with pytest.raises(NluDown):
        gone.ranking("a")
    gone.close()


def known_as_sure() -> set[float]:
    """The threshold in every module of the talk that has it."""
    return {
        vars(module)["SURE"] for name, module in sys.modules.items() if name[:4] == "bot." and "SURE" in vars(module)
    }


def test_a_threshold_is_another_one_for_a_while() -> None:
    before = understanding.SURE
    with runs.threshold(0.77):
        assert known_as_sure() == {0.77}
    with runs.threshold(None):
        assert known_as_sure() == {before}


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"RADLINE_DIRECTORY": str(write(tmp_path / "d.yaml", small()))}


def test_a_run_goes_through_the_doors_of_a_desk_of_its_own(environ: dict[str, str]) -> None:
    asked = [case(id=str(place), says="fax for the knee clinic", kind="fax", say=["3125550165"]) for place in range(2)]
    for _ in range(2):
        assert [one.verdict for one in runs.Runs(environ).play("t", asked, Gone())] == ["right", "right"]


def test_a_run_whose_doors_fail_ends(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.runs.Doors.ask", lambda *_: Answer(broken="no valid answer"))
    with pytest.raises(SystemExit, match="1 of 1 got no valid answer"):
        runs.Runs(environ).play("t", [case()], Gone())


def test_the_clock_of_a_run_stands_still(environ: dict[str, str]) -> None:
    assert runs.Runs(environ).clock == runs.TUESDAY
    with own_desk(environ | {"CLOCK": runs.TUESDAY}, runs.NOWHERE) as desk:
        assert desk.now().isoformat() == runs.TUESDAY


def test_voice_cases_are_heard_wrongly_and_texts_are_left_out() -> None:
    said = [case(id="v", channel="both", says="the fax for my knee clinic please and thank you"), case(id="s")]
    heard, rate = runs.heard_wrong(said, 0.5)
    assert [one.channel for one in heard] == ["voice"]
    assert heard[0].says != said[0].says
    assert 0.3 <= rate <= 0.7


def test_all_case_files_are_there_and_sound() -> None:
    assert len(runs.cases("negation.yaml")) == 50
    assert len(runs.cases("dev*.yaml")) >= 600
    with pytest.raises(SystemExit, match="There is no"):
        runs.files("nothing*.yaml")


def test_no_case_is_counted_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "CASES", tmp_path)
    for name in ("test1.yaml", "test2.yaml"):
        (tmp_path / name).write_text(yaml.safe_dump([case(says=name).model_dump(mode="json")]))
    assert len(runs.cases("test1.yaml")) == 1
    with pytest.raises(SystemExit, match="two files have t"):
        runs.cases("test*.yaml")


def test_without_a_model_nothing_is_measured() -> None:
    with pytest.raises(SystemExit, match="No model"), measure.model_box({"NLU_URL": "http://127.0.0.1:9"}):
        pass
    assert measure.fingerprint({"NLU_URL": "http://127.0.0.1:9"}) == ""


def test_an_exam_tells_the_same_promises() -> None:
    printed = exam.report([outcome("asked", route="false alarm"), outcome(kind="emergent")])
    assert re.search(r"urgent recall +1 +100\.0% \(21%-100%\) of 1", printed)
    assert re.search(r"false alarms +1 +100\.0% .* of 1", printed)
    assert "asked" in printed.splitlines()[0]
