"""The sample pictures that the README shows, compared with what the program prints and writes now."""

import re
import shutil
from pathlib import Path

from program import PROJECT, Govlink
from samples import COMMAND, FOLDER, PAGE, PICTURE, TERMINAL, digest, pictured, run, shown, terminal

ANEW = f"`{COMMAND}` makes the samples anew"


def test_the_samples_are_what_the_example_produces_now(tmp_path: Path) -> None:
    sample = run(tmp_path)
    assert shown(terminal(sample.printed)) == shown((FOLDER / TERMINAL).read_text(encoding="utf-8")), ANEW
    assert sample.page.splitlines() == (FOLDER / PAGE).read_text(encoding="utf-8").splitlines(), ANEW


def test_the_picture_of_the_page_is_a_screenshot_of_the_sample_page() -> None:
    png = (FOLDER / PICTURE).read_bytes()
    assert pictured(png) == digest((FOLDER / PAGE).read_text(encoding="utf-8")), ANEW
    assert len(png) < 250_000


def test_the_picture_of_a_terminal_loads_nothing() -> None:
    svg = (FOLDER / TERMINAL).read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"href|@import|@font-face|<script|<image|url\((?!#)", svg)


def test_runs_next_to_the_samples_ignore_them(called: Govlink, tmp_path: Path) -> None:
    samples = shutil.copytree(FOLDER, tmp_path / "reports" / FOLDER.name)
    for _ in range(2):
        ran = called("audit", PROJECT / "mappings/example.csv", "--sandbox", "--keep", 1)
        assert (ran.code, ran.err) == (1, "")
    assert "since the last audit" in ran.out
    runs = [path for path in samples.parent.iterdir() if path.is_dir() and not path.is_symlink()]
    assert len(runs) == 2
    assert sorted(path.name for path in samples.iterdir()) == sorted([PAGE, PICTURE, TERMINAL])
