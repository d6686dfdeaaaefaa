"""What is looked at before a commit and from time to time: pre-commit, the list of what is inside, the audit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import audit

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
SAYS = "import sys; sys.stdout.write({!r}); sys.stderr.write({!r}); sys.exit({})"


def hooks() -> list[dict[str, object]]:
    raw = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    return [hook for repo in raw["repos"] for hook in repo["hooks"]]


def test_pre_commit_takes_its_file() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config"], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout


def test_what_pre_commit_asks_is_what_make_check_asks() -> None:
    (check,) = re.findall(r"^check:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    for hook in hooks():
        words = str(hook["entry"]).replace(".venv/bin/python", "$(PY)").replace(" --force-exclude", "")
        words = words.replace("make types", "$(MAKE) --no-print-directory types")
        assert words in check, hook["id"]
    assert len(hooks()) == len(check.splitlines()), "make check looks at something more"


def test_the_list_of_what_is_inside_names_every_pinned_package_with_its_hashes(tmp_path: Path) -> None:
    pinned = ROOT / "setup/requirements-uv.txt"
    recipe = re.search(r"-m cyclonedx_py (requirements) \$\$file\.txt (.*?) -o ", MAKEFILE)
    assert recipe
    command = ["-m", "cyclonedx_py", recipe[1], str(pinned), *recipe[2].split(), "-o", str(tmp_path / "sbom.json")]
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
    sbom = json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8"))
    assert sbom["bomFormat"] == "CycloneDX"
    listed = {(one["name"], one["version"]): one for one in sbom["components"]}
    words = pinned.read_text(encoding="utf-8")
    assert set(listed) == set(PIN.findall(words))
    hashes = {one["content"] for c in listed.values() for ref in c["externalReferences"] for one in ref["hashes"]}
    assert hashes == set(re.findall(r"sha256:([0-9a-f]{64})", words))


def test_every_pinned_file_is_audited_and_listed() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("requirements*.txt"), *ROOT.glob("setup/*.txt"))}
    assert files == set(audit.PINNED)
    (listed,) = re.findall(r"for file in ([\w -]+); do", MAKEFILE)
    assert {f"{name}.txt" for name in listed.split()} == {path.name for path in ROOT.glob("requirements*.txt")}


WELL = {"name": "flask", "version": "3.1.3", "vulns": []}
ILL = {"name": "rasa", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.0"]}]}


@pytest.mark.parametrize(
    ("printed", "error", "ended", "code", "words"),
    [
        ([WELL], "", 0, 0, "1 examined, none known"),
        ([WELL, ILL], "Found 1", 1, 1, "rasa 1.0: PYSEC-1 (mended in 2.0)"),
        (
            None,
            "Traceback\nNameResolutionError: nobody\n",
            1,
            2,
            "NOT REACHED, so this says nothing of what is in it: Name",
        ),
        (None, "", 1, 2, "exit code 1"),
        ([], "", 0, 2, "not examined: anything"),
        ([WELL, {"name": "gone", "skip_reason": "not found"}], "", 0, 2, "not examined: gone"),
        ([WELL], "", 3, 2, "exit code 3"),
        ([ILL, {"name": "gone", "skip_reason": "not found"}], "", 1, 1, "1 known to be vulnerable at least"),
    ],
)
def test_an_audit_that_examined_nothing_is_not_green(
    printed: list[object] | None, error: str, ended: int, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "" if printed is None else json.dumps({"dependencies": printed})
    one = audit.examined("pinned.txt", [sys.executable, "-c", SAYS.format(said, error, ended)])
    assert audit.told({"pinned.txt": one}) == code
    printed_words = capsys.readouterr().out
    assert words in printed_words
    assert ("none known" in printed_words) == (code == 0), "nothing examined is not nothing found"
