"""Run folders with any content: each gets an error message soon, and nothing in them is acted on."""

import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.cli import main

MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id,note\n4001,2,1,a\n4001,4,3,=b\n4001,6,3,c\n4001,x,5,d\n"
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066\u200b\x00\x7f\r"


READ = {
    "report": ("plan.csv", "journal.jsonl", "manifest.json"),
    "verify": ("manifest.json", "report.csv"),
    "plan": ("plan.csv", "journal.jsonl", "manifest.json"),
    "snapshot": ("journal.jsonl", "manifest.json", "snapshot.jsonl"),
    "history": ("journal.jsonl", "manifest.json", "summary.json", "audit.csv"),
}
"""The files of a folder that each command reads; an audit reads earlier audits, and removes old ones."""


@dataclass(frozen=True)
class Left:
    """A mapping, and the folders of a plan, an apply, and an audit of it."""

    mapping: Path
    folders: dict[str, Path]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    home = tmp_path_factory.mktemp("left")
    mapping = home / "pairs.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    folders = {}
    for command in ("plan", "apply", "audit"):
        reports = home / command
        yes = ["--yes"] if command == "apply" else []
        _called(command, mapping, "--sandbox", "--reports", reports, *yes)
        folders[command] = (reports / f"latest-{command}").resolve()
    return Left(mapping, folders)


def _called(*words: object) -> tuple[int, str]:
    """The exit code, and everything that a terminal would get; raises for a traceback."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        code = main([str(word) for word in words])
    return code, shown.getvalue()


def _met(left: Left, command: str, folder: Path) -> None:
    """Give the folder to the command, which must end soon and print only what is safe for a terminal."""
    elsewhere = folder.parent / "reports"
    words: dict[str, tuple[object, ...]] = {
        "report": ("report", folder),
        "verify": ("report", "--verify", folder),
        "plan": ("apply", "--plan", folder, "--sandbox", "--yes", "--reports", elsewhere),
        "snapshot": ("plan", left.mapping, "--snapshot", folder, "--reports", elsewhere),
        "history": (
            *("audit", left.mapping, "--snapshot", left.folders["audit"], "--reports", folder.parent),
            *("--keep", 1),
        ),
    }
    code, shown = _called(*words[command])
    assert shown
    assert all(line.isprintable() for line in shown.split("\n")), shown
    # A replay can end like the first run, or lack a customer.
    assert code in ({0, 1, 2, 3} if command in {"snapshot", "history"} else {0, 1, 2}), shown


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=True)
    | st.sampled_from(["", HOSTILE, "../../etc/passwd", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00", "plan"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "file", "x"]), inner, max_size=2),
    max_leaves=4,
)


@st.composite
def altered_json(draw: st.DrawFn, content: bytes) -> bytes:
    """The value with one inner value replaced, at any depth."""
    lines = content.splitlines() if content.count(b"\n{") else [content]
    at = draw(st.integers(0, len(lines) - 1))
    value: Any = json.loads(lines[at])
    holder: Any = value
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if isinstance(holder[key], dict | list) and holder[key] and draw(st.booleans()):
            holder = holder[key]
            continue
        if isinstance(holder, dict) and draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw(json_values)
        break
    lines[at] = json.dumps(value).encode()
    return b"\n".join(lines) + b"\n"


@st.composite
def altered_lines(draw: st.DrawFn, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    first, second = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(["swap", "repeat", "drop", "split"])):
        case "swap":
            lines[first], lines[second] = lines[second], lines[first]
        case "repeat":
            lines.insert(first, lines[second])
        case "drop":
            del lines[first]
        case "split":
            lines[first] = lines[first][: len(lines[first]) // 2]
    return b"".join(lines)


@st.composite
def altered_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    at = draw(st.integers(0, len(content)))
    chunk = draw(
        st.binary(max_size=20)
        | st.sampled_from(
            [HOSTILE.encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 99, b'"', b",", b"\r\n", b"[" * 99_999]
        )
    )
    gone = draw(st.sampled_from([0, 0, 1, 7, len(content)]))
    return content[:at] + chunk + content[at + gone :]


@st.composite
def altered(draw: st.DrawFn, name: str, content: bytes) -> bytes:
    ways = [altered_bytes, altered_lines]
    if "json" in name:
        ways += [altered_json] * 3
    return draw(draw(st.sampled_from(ways))(content))


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    with TemporaryDirectory() as home:
        yield Path(shutil.copytree(folder, Path(home, folder.name)))


def _alter_and_meet(left: Left, command: str, data: st.DataObject) -> None:
    kind = {"plan": "plan", "history": "audit"}.get(command) or data.draw(st.sampled_from(sorted(left.folders)))
    with _copied(left.folders[kind]) as folder:
        names = sorted(path.name for path in folder.iterdir() if path.suffix != ".html")
        for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)):
            path = folder / name
            path.write_bytes(data.draw(altered(name, path.read_bytes())))
        if data.draw(st.booleans()):
            (folder / "manifest.json").unlink()
        _met(left, command, folder)


@pytest.mark.parametrize("command", READ)
@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_any_altered_file_gets_an_error_message(left: Left, command: str, data: st.DataObject) -> None:
    _alter_and_meet(left, command, data)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("command", READ)
@given(data=st.data())
@settings(max_examples=400, deadline=None)
def test_any_number_of_altered_files_gets_an_error_message(left: Left, command: str, data: st.DataObject) -> None:
    _alter_and_meet(left, command, data)


def _folder(path: Path) -> None:
    path.mkdir()


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 42)


@pytest.mark.parametrize("make", [os.mkfifo, _folder, _endless, _huge])
@pytest.mark.parametrize(("command", "name"), [(command, name) for command, names in READ.items() for name in names])
def test_anything_that_is_not_our_file_gets_an_error_message(
    left: Left, command: str, name: str, make: Callable[[Path], None]
) -> None:
    with _copied(left.folders[{"plan": "plan", "history": "audit"}.get(command, "apply")]) as folder:
        (folder / name).unlink()
        make(folder / name)
        _met(left, command, folder)


def test_what_a_terminal_would_act_on_is_spelled_out(left: Left) -> None:
    with _copied(left.folders["apply"]) as folder:
        (folder / "manifest.json").unlink()
        journal = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        started = json.loads(journal[0])
        started["base_url"] = started["settings"]["reports"] = f"https://{HOSTILE}"
        (folder / "journal.jsonl").write_text("\n".join([json.dumps(started), *journal[1:]]) + "\n", encoding="utf-8")
        _met(left, "report", folder)
        (folder / "\x1b]0;owned\x07\u202e.csv").touch()
        code, shown = _called("report", "--verify", folder)
        assert code == 1
        assert r"\x1b]0;owned\x07\u202e.csv: added" in shown


def test_nothing_outside_the_folder_is_read(left: Left, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s", encoding="utf-8")
    with _copied(left.folders["plan"]) as folder:
        path = folder / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        for name in (str(secret), os.path.relpath(secret, folder), "..", ""):
            manifest["outputs"][0]["file"] = name
            path.write_text(json.dumps(manifest), encoding="utf-8")
            for words, expected in ((("report", "--verify"), 1), (("apply", "--sandbox", "--yes", "--plan"), 2)):
                code, shown = _called(*words, folder)
                assert code == expected
                assert "manifest.json can't be read: it was altered, or is not a manifest" in shown


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [("run_started", "settings", {"reports": 7}), ("audited", "findings", {}), ("audited", "changes", {})],
)
def test_events_with_missing_content_get_an_error_message(left: Left, event: str, field: str, value: object) -> None:
    with _copied(left.folders["audit"]) as folder:
        (folder / "manifest.json").unlink()
        path = folder / "journal.jsonl"
        events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for told in events:
            if told["event"] == "audited":
                told["compared_with"] = ["another"]
            if told["event"] == event:
                told[field] = value
        path.write_text("\n".join(map(json.dumps, events)) + "\n", encoding="utf-8")
        _met(left, "report", folder)
