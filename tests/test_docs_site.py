"""The docs as a site: built without a warning, whole by itself, and guarded against what a reader would trip over."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("docs site")  # so that the site is built once
ROOT = Path(__file__).resolve().parent.parent
# What a browser fetches by itself; a link that a reader may click is no such thing.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["'](?:https?:)?//|@import\s+url\(["']?https?:"""
)


def build(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    """As `make docs` does it."""
    recipe = re.search(r"^docs:.*\n\t@\$\(PY\) (-m sphinx .*) -d \S+ docs var/docs$", text("Makefile"), re.MULTILINE)
    assert recipe
    command = [sys.executable, *recipe[1].split(), "-d", str(target / "cache"), str(source), str(target / "site")]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages."""
    target = tmp_path_factory.mktemp("docs")
    done = build(ROOT / "docs", target)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return target / "site"


def test_every_page_is_there(site: Path) -> None:
    wanted = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in (ROOT / "docs").rglob("*.md")}
    assert wanted <= {page.relative_to(site) for page in site.rglob("*.html")}


def test_the_pages_fetch_nothing_from_elsewhere(site: Path) -> None:
    for page in [*site.rglob("*.html"), *site.rglob("*.css")]:
        assert not FETCHED.search(page.read_text(encoding="utf-8")), page


@pytest.mark.parametrize(
    "fault", ["", "[gone](nowhere.md)", "[gone](other.md#gone)", "![gone](pictures/none.webp)", "[gone](#none)"]
)
def test_a_dead_link_stops_the_build(fault: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(ROOT / "docs/conf.py", source)
    (source / "other.md").write_text("# Other\n\n## There\n\nWords.\n", encoding="utf-8")
    index = "# Radline\n\n{}\n\n```{{toctree}}\nother\n```\n"
    (source / "index.md").write_text(index.format(fault or "[There](other.md#there)."), encoding="utf-8")
    assert (build(source, tmp_path / "built").returncode == 0) == (not fault)
