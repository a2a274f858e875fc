"""A reviewed plan is applied as the run wrote it, or not at all."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import KEY, Govlink, Ran, Served

from batch.sandbox.server import RunningSandbox

MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id,note\n4001,4,3,007\n4001,6,5,b\n"


@pytest.fixture
def sandbox(served: Served) -> RunningSandbox:
    return served()


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def _run(called: Govlink, sandbox: RunningSandbox, *words: object) -> Ran:
    return called(*words, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)


@pytest.fixture
def plan(called: Govlink, sandbox: RunningSandbox, mapping: Path) -> Path:
    return _run(called, sandbox, "plan", mapping).folder


@pytest.fixture
def apply(called: Govlink, sandbox: RunningSandbox) -> Callable[[object], Ran]:
    return lambda run: _run(called, sandbox, "apply", "--plan", run, "--yes")


def _refused(ran: Ran, sandbox: RunningSandbox, words: str) -> None:
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1
    assert all(entry.method == "GET" for entry in sandbox.requests)


def _swapped(content: bytes) -> bytes:
    return (
        content.replace(b"4,000000000004,two", b"@")
        .replace(b"6,000000000006,three", b"4,000000000004,two")
        .replace(b"@", b"6,000000000006,three")
    )


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(_swapped, id="two accounts swapped"),
        pytest.param(lambda content: b"\xef\xbb\xbf" + content, id="a byte order mark"),
        pytest.param(lambda content: content.replace(b",", b";"), id="semicolons"),
        pytest.param(lambda content: content.replace(b",", b"\t"), id="tabs"),
        pytest.param(lambda content: content.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(lambda content: content + b",,,\r\n", id="a blank row"),
        pytest.param(lambda content: content.replace(b"\r\n", b"\n"), id="line ends"),
        pytest.param(lambda content: content.replace(b"00000000000", b""), id="lost zeros"),
        pytest.param(lambda content: content.replace(b"planned", b"in_sync", 1), id="a status"),
        pytest.param(lambda content: content + content.splitlines(keepends=True)[-1], id="a row twice"),
        pytest.param(lambda _: b"", id="nothing"),
        pytest.param(lambda _: b"\xff\xfe\x00", id="no text"),
    ],
)
def test_an_altered_plan_is_refused_with_the_reason_and_nothing_is_sent(
    plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox, saved: Callable[[bytes], bytes]
) -> None:
    path = plan / "plan.csv"
    before = path.read_bytes()
    path.write_bytes(saved(before))
    assert path.read_bytes() != before
    _refused(apply(plan), sandbox, "plan.csv is not what the run wrote")
    assert not (plan.parent / "latest-apply").exists()


def test_a_rebuilt_manifest_does_not_make_an_altered_plan_valid(
    called: Govlink, plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox
) -> None:
    path = plan / "plan.csv"
    path.write_bytes(_swapped(path.read_bytes()))
    (plan / "manifest.json").unlink()
    rebuilt = called("report", plan)
    assert "plan.csv is not what the run wrote" in rebuilt.err
    assert not (plan / "manifest.json").exists()
    _refused(apply(plan), sandbox, "plan.csv is not what the run wrote")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.csv", None, "has no plan.csv"),
        ("journal.jsonl", None, "has no journal.jsonl"),
        ("journal.jsonl", b"", "doesn't begin with a run"),
        ("manifest.json", None, "has no manifest.json"),
        ("manifest.json", b"", "manifest.json can't be read"),
        ("manifest.json", b'{"outputs": [{"file": "../plan.csv", "sha256": "", "bytes": 0}]}', "can't be read"),
        ("manifest.json", b'{"outputs": []}', "plan.csv and journal.jsonl are not what the run wrote"),
    ],
)
def test_an_incomplete_plan_is_refused(
    plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox, name: str, content: bytes | None, words: str
) -> None:
    (plan / name).unlink()
    if content is not None:
        (plan / name).write_bytes(content)
    _refused(apply(plan), sandbox, words)


def test_a_journal_with_another_address_is_refused(
    plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox
) -> None:
    path = plan / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"127.0.0.1", b"localhost"))
    _refused(apply(plan), sandbox, "journal.jsonl is not what the run wrote")


@pytest.mark.parametrize("name", ["plan.csv", "journal.jsonl", "manifest.json"])
def test_a_link_to_another_folders_file_is_not_followed(
    plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox, name: str, tmp_path: Path
) -> None:
    (plan / name).rename(tmp_path / name)
    (plan / name).symlink_to(tmp_path / name)
    _refused(apply(plan), sandbox, f"{name} can't be read: it is a link")


@pytest.mark.parametrize("command", ["apply", "audit"])
def test_the_folder_of_another_command_is_not_a_plan(
    called: Govlink, mapping: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox, command: str
) -> None:
    other = called(command, mapping, "--sandbox", *(["--yes"] if command == "apply" else [])).folder
    _refused(apply(other), sandbox, f"this is a run of `{command}`")


def test_a_killed_runs_plan_is_refused_even_after_its_reports_were_rebuilt(
    called: Govlink, plan: Path, apply: Callable[[object], Ran], sandbox: RunningSandbox
) -> None:
    journal = plan / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    (plan / "manifest.json").unlink()
    assert called("report", plan).code == 0
    _refused(apply(plan), sandbox, "the run was killed")


def test_a_plan_that_was_copied_and_renamed_is_applied(
    plan: Path, apply: Callable[[object], Ran], tmp_path: Path
) -> None:
    archive = shutil.make_archive(str(tmp_path / "plan"), "zip", plan)
    shutil.unpack_archive(archive, tmp_path / "reviewed")
    shutil.rmtree(plan)
    assert apply(tmp_path / "reviewed").statuses == ["created", "created"]


def test_altered_files_that_apply_does_not_read_are_reported(plan: Path, apply: Callable[[object], Ran]) -> None:
    (plan / "report.html").write_text("nothing to see", encoding="utf-8")
    (plan / "summary.json").unlink()
    (plan / "approved.txt").write_text("by me", encoding="utf-8")
    ran = apply(plan)
    assert ran.statuses == ["created", "created"]
    assert "report.html is not what the run wrote" in ran.err
    assert "summary.json" not in ran.err
    assert "approved.txt" not in ran.err


def test_the_reviewed_run_is_named_with_the_digest_of_its_manifest(
    called: Govlink, sandbox: RunningSandbox, plan: Path, apply: Callable[[object], Ran], tmp_path: Path
) -> None:
    verified = called("report", "--verify", plan)
    sha256 = hashlib.sha256((plan / "manifest.json").read_bytes()).hexdigest()
    assert sha256 in verified.out
    copy = tmp_path / "copied"
    shutil.copytree(plan, copy)
    ran = apply(copy)
    assert ran.err.startswith(f"govlink: --plan {copy} is run {plan.name}; ")
    assert sha256 in ran.err
    assert _run(called, sandbox, "apply", "--plan", copy, "--yes", "--quiet").err == ""


def test_a_pointer_is_recorded_as_the_run_that_it_points_to(plan: Path, apply: Callable[[object], Ran]) -> None:
    ran = apply(plan.parent / "latest-plan")
    summary = json.loads((ran.folder / "summary.json").read_text(encoding="utf-8"))
    manifest = json.loads((ran.folder / "manifest.json").read_text(encoding="utf-8"))
    assert summary["inputs"][0]["path"] == str(plan / "plan.csv")
    assert manifest["options"]["plan"] == str(plan)
