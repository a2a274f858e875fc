"""retry.csv and fix.csv of real runs, run again."""

import json
from pathlib import Path

from program import Govlink

PAIRS = [(f"{at:012}", f"{at + 500:012}") for at in range(101, 106)]


def _mappings(folder: Path) -> list[Path]:
    """Three files with their own columns: with a byte order mark, with line breaks in cells, and in YAML."""
    first, second, third, fourth, fifth = PAIRS
    bom = folder / "bom.csv"
    bom.write_bytes(
        "client_api_id,commercial_owner_id,govcloud_owner_id,Owner,status\r\n"
        f"4001,{first[0]},{first[1]},Zoë,ours\r\n4001,{second[0]},{second[1][1:]},'tis,=1+1\r\n".encode("utf-8-sig")
    )
    breaks = folder / "breaks.csv"
    breaks.write_text(
        "GovCloud Owner ID;Note;owner;Commercial Owner ID;client\u00a0api id\n"
        f'{third[1]};"two\n#lines";Ada;{third[0]};4002\n{fourth[1]};;Grace;{fourth[0]};4002\n',
        encoding="utf-8",
    )
    listed = folder / "listed.yaml"
    told = {"commercial_owner_id": fifth[0], "govcloud_owner_id": fifth[1], "Note": "a\tb\nc", "line": "7", "=x": "@y"}
    listed.write_text(f"client_api_id: 4003\nlinkages:\n  - {json.dumps(told)}\n", encoding="utf-8")
    return [bom, breaks, listed]


def test_rows_that_were_not_sent_run_again_unchanged(called: Govlink, tmp_path: Path) -> None:
    held = called("apply", *_mappings(tmp_path), "--sandbox", "--yes", "--max-creates", 0)
    assert held.code == 3, held.err
    before = held.table("retry.csv")
    assert [row["govlink_status"] for row in before] == ["not_attempted"] * 4
    own = ["Owner", "status", "Note", "input_owner", "line", "=x"]
    assert list(before[0])[6:-4] == [own[0], own[1], own[2], own[3], own[4], "'=x"]

    again = called("apply", held.folder / "retry.csv", "--sandbox", "--yes")
    assert again.code == 0, again.out + again.err
    after = again.rows
    assert [row["status"] for row in after] == ["created"] * 4
    assert [(row["commercial_owner_id"], row["govcloud_owner_id"]) for row in after] == [
        PAIRS[at] for at in (0, 2, 3, 4)
    ]
    told = [(row["Owner"], row["input_status"], row["Note"], row["input_owner"], row["input_line"]) for row in after]
    assert told == [
        ("Zoë", "ours", "", "", ""),
        ("", "", "two\n#lines", "Ada", ""),
        ("", "", "", "Grace", ""),
        ("", "", "a\tb\nc", "", "7"),
    ]
    assert after[3]["'=x"] == "'@y"


def test_a_row_that_was_edited_in_fix_csv_is_taken_without_what_was_wrong_with_it(
    called: Govlink, tmp_path: Path
) -> None:
    ran = called("apply", *_mappings(tmp_path), "--sandbox", "--yes")
    assert ran.code == 1, ran.out + ran.err
    [wrong] = ran.table("fix.csv")
    assert (wrong["govlink_status"], wrong["Owner"], wrong["status"]) == ("invalid", "''tis", "'=1+1")

    fix = ran.folder / "fix.csv"
    fix.write_text(
        fix.read_text(encoding="utf-8").replace(f",{PAIRS[1][1][1:]},", f",{PAIRS[1][1]},"), encoding="utf-8"
    )
    again = called("apply", fix, "--sandbox", "--yes")
    assert again.code == 0, again.out + again.err
    [row] = again.rows
    assert (row["status"], row["Owner"], row["input_status"], row["message"]) == ("created", "''tis", "'=1+1", "")
    assert not [name for name in row if "govlink" in name]


_DOUBTFUL_CSV = """client_api_id,commercial_owner_id,govcloud_owner_id,note
3947,123456789000,000987654321,Smith, Bob
3947,123456789001,000987654322,"19" rack
3947,123456789002,000987654323,a,b
"""
_DOUBTFUL_YAML = """client_api_id: 3947
linkages:
  - {commercial_owner_id: "123456789003", govcloud_owner_id: "000987654324", govcloud_owner_id: "000987654325"}
  - {commercial_owner_id: "123456789004", govcloud_owner_id: "000987654326", note: [x, y]}
  - {commercial_acct_id: 7, commercial_owner_idd: "123456789005", govcloud_owner_id: "000987654327"}
  - just text
"""


def test_a_row_that_was_not_read_reliably_comes_back_whole_and_fails_again_until_it_is_edited(
    called: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(_DOUBTFUL_CSV, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(_DOUBTFUL_YAML, encoding="utf-8")
    ran = called("apply", tmp_path / "a.csv", tmp_path / "b.yaml", "--sandbox", "--yes")
    assert set(ran.statuses) == {"invalid"}
    fix = ran.folder / "fix.csv"
    rows = ran.table("fix.csv")
    assert [row["client_api_id"] for row in rows] == ["?3947"] * 7
    assert [row["note"] for row in rows[:2]] == ["Smith, Bob", '"19" rack']
    assert rows[5]["commercial_owner_idd"] == "123456789005"
    for at, lost in {3: "000987654325", 4: "x, y", 6: "just text"}.items():
        assert lost in rows[at]["govlink_message"]

    again = called("apply", fix, "--sandbox", "--yes")
    assert (again.code, set(again.statuses)) == (1, {"invalid"})
    assert all("V118" in row["codes"] for row in again.rows)

    fix.write_text(fix.read_text(encoding="utf-8").replace("?3947,", "3947,"), encoding="utf-8")
    assert called("apply", fix, "--sandbox", "--yes").statuses[:3] == ["created"] * 3
