"""`manifest.json`: what a run was, and the digest of everything that it left, so that evidence can be trusted later."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from batch.errors import UsageError
from batch.events import SCHEMA_VERSION, JournalLine, RunFinished, RunStarted, is_rehearsal
from batch.report.commands import rebuilding

MANIFEST_FILE = "manifest.json"

_STARTED = ("run", "command", "version", "base_url", "user", "host", "snapshot", "options", "inputs")


class Deviation(StrEnum):
    """How a file differs from what the run wrote."""

    MISSING = "missing"
    ALTERED = "altered"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Deviant:
    """A file that is not what the run wrote."""

    file: str
    deviation: Deviation


def manifest(folder: Path, files: Sequence[str], events: Sequence[JournalLine]) -> bytes:
    """The manifest of a run: `files` are those of its folder that it wrote.

    `schema_version` · who (`user`), where (`host`), when (`started_at`, `finished_at`, null for a killed run), which
    `version`, with which `options`, none of them secret · `inputs` and `outputs` with SHA-256 and size; the outputs
    hold the snapshot that was decided on · `snapshot`: the earlier run whose snapshot was used in CloudHealth's place.
    """
    started: JournalLine = {}
    finished: JournalLine = {}
    for event in events:
        if event["event"] == RunStarted.name:
            started = event
        elif event["event"] == RunFinished.name:
            finished = event
    content = {
        "schema_version": SCHEMA_VERSION,
        **{name: started.get(name) for name in _STARTED},
        "sandbox": is_rehearsal(events),
        "started_at": started.get("at"),
        "finished_at": finished.get("at"),
        "exit_code": finished.get("exit_code"),
        "outputs": [
            {"file": name, "sha256": _digest(folder / name), "bytes": (folder / name).stat().st_size} for name in files
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def verify(folder: Path) -> list[Deviant]:
    """Every file that is not what the run wrote; raises `UsageError` where the folder has no manifest to tell."""
    listed = listed_digests(folder)
    present = {path.name: path for path in folder.iterdir() if path.name != MANIFEST_FILE}
    deviants = [Deviant(name, Deviation.MISSING) for name in listed if name not in present]
    for name, path in sorted(present.items()):
        if name not in listed:
            deviants.append(Deviant(name, Deviation.ADDED))
        elif path.is_symlink() or not path.is_file() or _digest(path) != listed[name]:
            deviants.append(Deviant(name, Deviation.ALTERED))
    return deviants


def manifest_digest(folder: Path) -> str:
    """The SHA-256 of the manifest itself: noted down elsewhere, it shows that the folder tells the truth."""
    return _digest(folder / MANIFEST_FILE)


def listed_digests(folder: Path) -> dict[str, str]:
    """Each file of the run with its SHA-256, as the manifest has them; raises `UsageError` where it can't be read."""
    try:
        content = json.loads((folder / MANIFEST_FILE).read_bytes())
        return {output["file"]: output["sha256"] for output in content["outputs"]}
    except FileNotFoundError as error:
        raise UsageError(
            f"{folder} has no {MANIFEST_FILE}: it is no run's folder, or its run was killed (`{rebuilding(folder)}` "
            "makes the reports and the manifest of what is left)"
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder / MANIFEST_FILE} can't be read: it was altered, or is no manifest") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
