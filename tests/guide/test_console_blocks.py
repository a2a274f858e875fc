"""The runner of console blocks: what it lets pass, what it reports, and what it writes anew."""

from pathlib import Path

import pytest
from console_blocks import failures, fresh

PLAN = "$ govlink plan mappings/example.csv --sandbox"


def _page(*lines: str) -> str:
    return "\n".join(["```console", *lines, "```", ""])


def test_an_output_that_is_still_true_stays_as_it_is() -> None:
    page = _page("$ echo 2020-01-01 10:00; echo took 3 min 2 s", "2026-11-30 09:15", "took 12.5 s")
    assert fresh(page) == page


def test_only_a_stale_output_is_rewritten() -> None:
    page = f"# Title\n\n{_page('$ echo one', 'two', '$ echo three', 'three')}"
    assert fresh(page) == page.replace("two", "one")


def test_an_ellipsis_matches_lines_and_parts_of_lines() -> None:
    page = _page("$ seq 9", "1", "…", "8", "9", "$ echo a long tale", "a … tale")
    assert fresh(page) == page


def test_what_was_left_out_is_left_out_again() -> None:
    page = _page("$ seq 9; echo end of it", "0", "…", "8", "9", "… of all")
    assert fresh(page) == _page("$ seq 9; echo end of it", "1", "…", "8", "9", "end of it")


def test_both_streams_and_the_exit_code_are_seen() -> None:
    page = _page("$ govlink explain V999; echo $?", "govlink: there is no code V999; …", "2")
    assert fresh(page) == page


def test_a_run_folder_in_a_command_is_the_one_that_is_shown_above() -> None:
    shown = "20260101T000000Z-plan-abcdef"
    page = _page(PLAN, "…", f"Reports: reports/{shown}/ …", f"$ ls reports/{shown}/plan.csv")
    assert fresh(page) == page.replace("plan.csv\n```", f"plan.csv\nreports/{shown}/plan.csv\n```")


def test_a_run_folder_that_is_not_shown_above_is_replaced_by_one_that_is() -> None:
    page = _page(PLAN, "…", "Reports: …-plan-… …", "$ ls -d reports/20250101T000000Z-plan-abcdef", "…")
    assert "20250101" not in fresh(page)


def test_files_that_a_page_shows_are_written() -> None:
    block = _page("$ cat a.csv; ls", "x,y", "a.csv", "mappings")
    page = f"```csv a.csv\nx,y\n```\n{block}"
    assert fresh(page) == page


def test_a_world_stands_in_for_cloudhealth() -> None:
    page = f"<!-- cloudhealth: partner -->\n{_page('$ govlink customers', '…', '…Globex…', '…')}"
    assert fresh(page) == page


def test_a_stale_page_is_reported_as_a_diff(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(_page("$ echo one", "two"), encoding="utf-8")
    assert [line for line in failures(file) if line.startswith(("-two", "+one"))] == ["-two", "+one"]


def test_a_block_that_does_not_begin_with_a_command_is_an_error() -> None:
    with pytest.raises(ValueError, match="begins with a command, not with 'one'"):
        fresh(_page("one", "$ echo two"))
