"""`manifest.json`: the facts of a run and the digests of its files, so that its evidence can be trusted later."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from batch.archive.files import MEBIBYTE, digest, has_digest, in_words, parsed, read_file
from batch.errors import UsageError
from batch.events import SCHEMA_VERSION
from batch.report.commands import rebuilding
from batch.report.story import Story

MANIFEST_FILE = "manifest.json"
"""Who, where, when, which version, which options, and the SHA-256 of every file."""
_AT_MOST = 64 * MEBIBYTE
_FILE_NAME = re.compile(r"\w[\w.-]*", re.ASCII)

_STARTED = ("run", "command", "version", "base_url", "user", "host", "snapshot", "options", "inputs")


class Deviation(StrEnum):
    """How a file differs from what the run wrote."""

    MISSING = "missing"
    ALTERED = "altered"
    ADDED = "added"
    UNREADABLE = "can't be read"


@dataclass(frozen=True, slots=True)
class Deviant:
    """A file that is not what the run wrote, or that can't be read; then `reason` is why."""

    file: str
    deviation: Deviation
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.deviation}: {self.reason}" if self.reason else self.deviation


class NoManifestError(UsageError):
    """The folder has no manifest: it is not a run's folder, or its run was killed."""


def manifest(folder: Path, files: Sequence[str], story: Story) -> bytes:
    """The manifest of a run; `files` are the files that it wrote to its folder.

    `schema_version` · who (`user`), where (`host`), when (`started_at`, `finished_at`, null for a killed run), which
    `version`, with which `options`, none of them secret · `inputs` and `outputs` with SHA-256 and size; the outputs
    include the run's snapshot · `snapshot`: the earlier run whose snapshot was used in CloudHealth's place.
    """
    started, finished = story.started, story.finished
    content = {
        "schema_version": SCHEMA_VERSION,
        **{name: getattr(started, name) for name in _STARTED},
        "sandbox": story.is_rehearsal,
        "started_at": story.started_at,
        "finished_at": story.finished_at,
        "exit_code": finished.exit_code if finished else None,
        "outputs": [
            {"file": name, "sha256": digest(folder / name), "bytes": (folder / name).stat().st_size} for name in files
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def verify(folder: Path) -> list[Deviant]:
    """Every file that is not what the run wrote; raises `UsageError` if the folder has no manifest."""
    listed = _outputs(folder)
    try:
        present = {path.name for path in folder.iterdir()} - {MANIFEST_FILE}
    except OSError as error:
        raise UsageError(f"{folder} can't be read: {in_words(error)}") from error
    deviants = [Deviant(name, Deviation.MISSING) for name in listed if name not in present]
    for name in sorted(present):
        if name not in listed:
            deviants.append(Deviant(name, Deviation.ADDED))
        elif deviant := _compared(folder, listed[name]):
            deviants.append(deviant)
    return deviants


def manifest_digest(folder: Path) -> str:
    """The SHA-256 of the manifest itself; kept elsewhere, it proves that the folder was not altered."""
    return digest(folder / MANIFEST_FILE)


def _compared(folder: Path, output: "_Output") -> Deviant | None:
    try:
        if has_digest(folder / output.file, output.sha256, output.size):
            return None
    except OSError as error:
        return Deviant(output.file, Deviation.UNREADABLE, in_words(error))
    return Deviant(output.file, Deviation.ALTERED)


@dataclass(frozen=True, slots=True)
class _Output:
    """A file as the manifest lists it."""

    file: str
    sha256: str
    size: int


def _outputs(folder: Path) -> dict[str, _Output]:
    """The files of the run; raises `UsageError` if the manifest can't be read or names a file outside the folder."""
    path = folder / MANIFEST_FILE
    try:
        listed = [_output(entry) for entry in parsed(read_file(path, _AT_MOST))["outputs"]]
    except FileNotFoundError as error:
        raise NoManifestError(
            f"{folder} has no {MANIFEST_FILE}: it is not a run's folder, or its run was killed "
            f"(`{rebuilding(folder)}` makes its reports and manifest)"
        ) from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {in_words(error)}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} can't be read: it was altered, or is not a manifest") from error
    return {output.file: output for output in listed}


def _output(entry: Any) -> _Output:  # noqa: ANN401 - JSON is anything
    """Parse one output; raises `ValueError`, also for a name that leads out of the folder."""
    output = _Output(entry["file"], entry["sha256"], entry["bytes"])
    if not isinstance(output.file, str) or not _FILE_NAME.fullmatch(output.file):
        raise ValueError(f"{output.file!r} is not the name of a run's file")
    return output
