"""The table "not run, because" that ends every test run, the list of what is not yet, and tests that hang."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUNS = "def test_runs(): pass\n"
SKIPS = "import pytest\n@pytest.mark.skip(reason='no moon')\ndef test_skips(): pass\n"
SKIPS_ITSELF = "import pytest\npytest.skip('no sun', allow_module_level=True)\n"
EXPECTED = "import pytest\n@pytest.mark.xfail(reason='known')\ndef test_fails(): assert False\n"


def ended(folder: Path, source: str, *more: str, ci: str = "true", other: str = RUNS) -> tuple[int, str, str]:
    """Exit code, output and written table of a test run over two files with these sources."""
    (folder / "test_one.py").write_text(source)
    (folder / "test_other.py").write_text(other)
    (folder / "pytest.ini").write_text("[pytest]\n")
    plugins = ("tests.not_run", "xdist", "pytest_timeout", "no:cacheprovider")
    command = [sys.executable, "-m", "pytest", *(part for name in plugins for part in ("-p", name)), *more]
    own = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # those of others take seconds
    environ = {**os.environ, "CI": ci, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'setup'}", **own}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, (folder / "var/not-run.txt").read_text()


@pytest.mark.parametrize("workers", [[], ["-n", "2"]])
def test_a_test_left_out_fails_a_run_in_ci(tmp_path: Path, workers: list[str]) -> None:
    code, output, table = ended(tmp_path, SKIPS + RUNS, *workers, other=SKIPS_ITSELF)
    assert code == 1
    assert "not run, because" in output
    assert [line.rpartition(": ")[2] for line in table.splitlines()] == ["no moon", "no sun"]
    assert table.strip() in output


def test_a_file_left_out_alone_fails_it_too(tmp_path: Path) -> None:
    code, _, table = ended(tmp_path, RUNS, other=SKIPS_ITSELF)
    assert (code, table.endswith(": no sun\n")) == (1, True)


def test_elsewhere_it_is_only_told(tmp_path: Path) -> None:
    code, output, table = ended(tmp_path, SKIPS, ci="")
    assert (code, table.strip()) == (0, "test_one.py::test_skips: no moon")
    assert "1 passed, 1 skipped" in output.splitlines()[-1]


def test_a_whole_run_has_an_empty_table(tmp_path: Path) -> None:
    code, output, table = ended(tmp_path, RUNS, other=EXPECTED)
    assert (code, table) == (0, "")
    assert "nothing: every test asked for has run" in output


def test_a_failure_stays_the_failure_it_is(tmp_path: Path) -> None:
    code, output, _ = ended(tmp_path, SKIPS + "def test_fails(): assert False\n")
    assert code == 1
    assert "1 failed" in output.splitlines()[-1]


GROUP = """
import os, pathlib, pytest
pytestmark = pytest.mark.xdist_group("one")
@pytest.mark.parametrize("n", range(8))
def test_where(n): pathlib.Path(f"at-{n}").write_text(os.environ["PYTEST_XDIST_WORKER"])
"""


def test_a_group_stays_with_one_worker(tmp_path: Path) -> None:
    """Else each worker opens its own desks and boxes, which takes minutes, and nothing says so."""
    code, output, _ = ended(tmp_path, GROUP, "-n", "2", "--dist", "loadgroup")
    assert code == 0, output
    assert len({path.read_text() for path in tmp_path.glob("at-*")}) == 1


HANGS = "import time\ndef test_hangs(): time.sleep(60)\n"


def test_a_test_that_hangs_fails(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    code, output, _ = ended(tmp_path, HANGS, "--timeout", "1")
    assert code == 1
    assert "Timeout" in output
    assert "1 failed, 1 passed" in output.splitlines()[-1]
    assert pytestconfig.getini("timeout") == "120"


@pytest.mark.parametrize(
    ("source", "code", "told"),
    [
        (RUNS, 1, "XPASS(strict)"),
        ("import pytest\n@pytest.mark.parametrize('x', [1])\ndef test_runs(x): pass\n", 1, "XPASS(strict)"),
        ("def test_runs(): assert False\n", 0, "1 xfailed"),
    ],
)
def test_what_is_listed_as_not_yet_must_fail(tmp_path: Path, source: str, code: int, told: str) -> None:
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "not_yet.yaml").write_text('"test_one.py::test_runs": "Not met yet."\n')
    found, output, _ = ended(tmp_path, source)
    assert found == code
    assert told in output
