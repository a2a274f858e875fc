"""The results of the last runs as a Prometheus textfile, which has separate lines for each command."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from batch.errors import Exit
from batch.output_file import update

_OF_RUN = ("command", "target")
_SUCCESS = "govlink_last_success_timestamp_seconds"

_GAUGES = {
    "govlink_last_run_timestamp_seconds": ("When the last run ended.", ()),
    _SUCCESS: ("When the last run that left nothing needing attention ended.", ()),
    "govlink_last_run_exit_code": ("The last run's exit code.", ()),
    "govlink_last_run_duration_seconds": ("How long the last run took.", ()),
    "govlink_last_run_requests": ("Requests that the last run sent.", ()),
    "govlink_last_run_throttled_requests": ("Requests of the last run that were answered 429.", ()),
    "govlink_last_run_rows": ("Rows of the last run by status.", ("status",)),
    "govlink_last_run_findings": ("Findings of the last audit.", ("finding", "accepted")),
}
"""Every metric with its meaning, and its labels in addition to the run's own."""

_LINE = re.compile(rb"(# (HELP|TYPE) )?govlink_last_(run|success)_")

_WELL = frozenset({Exit.OK, Exit.CHANGES_PENDING})

_Sample = tuple[str, Mapping[str, str], float]


@dataclass(frozen=True, slots=True)
class LastRun:
    """How a run ended: `at` in seconds since the epoch; `summary` is the content of `summary.json`, or None.

    `target` is the base URL, or `sandbox` for any sandbox, so that a rehearsal is never mistaken for a real run.
    """

    command: str
    target: str
    code: int
    at: float
    seconds: float
    summary: Mapping[str, Any] | None = None


def write_metrics(path: Path, end: LastRun) -> None:
    """Replace the whole file, keeping the lines of other commands and targets; raises `NotWrittenError`."""
    update(path, lambda before: metrics(end, before.decode("utf-8", "replace")), _is_ours)


def _is_ours(content: bytes) -> bool:
    """Whether every line belongs to one of our metrics, so that replacing the file loses nothing of others."""
    return all(_LINE.match(line) for line in content.splitlines() if line.strip())


def metrics(end: LastRun, before: str) -> bytes:
    """The textfile after this run; `before` is its previous content, which is ignored if it can't be read.

    The time of the last success changes only on success.
    """
    registry = CollectorRegistry()
    gauges = {
        name: Gauge(name, words, (*_OF_RUN, *labels), registry=registry) for name, (words, labels) in _GAUGES.items()
    }
    for name, labels, value in (*_kept(end, before), *_of(end)):
        gauges[name].labels(**labels).set(value)
    return generate_latest(registry)


def _kept(end: LastRun, before: str) -> Iterator[_Sample]:
    """Yield what is kept of the old file: other commands and targets, and this one's last success."""
    try:
        samples = [sample for family in text_string_to_metric_families(before) for sample in family.samples]
    except (ValueError, KeyError, IndexError):
        return
    for sample in samples:
        if sample.name not in _GAUGES or set(sample.labels) != {*_OF_RUN, *_GAUGES[sample.name][1]}:
            continue
        is_own = (sample.labels["command"], sample.labels["target"]) == (end.command, end.target)
        if not is_own or sample.name == _SUCCESS:
            yield sample.name, sample.labels, sample.value


def _of(end: LastRun) -> Iterator[_Sample]:
    own = {"command": end.command, "target": end.target}
    yield "govlink_last_run_timestamp_seconds", own, end.at
    yield "govlink_last_run_exit_code", own, end.code
    yield "govlink_last_run_duration_seconds", own, end.seconds
    if end.code in _WELL:
        yield _SUCCESS, own, end.at
    if end.summary is None:
        return
    yield "govlink_last_run_requests", own, end.summary["requests"]["sent"]
    yield "govlink_last_run_throttled_requests", own, end.summary["requests"]["throttled"]
    for status, count in end.summary["counts"].items():
        yield "govlink_last_run_rows", {**own, "status": status}, count
    if audit := end.summary["audit"]:
        for finding, count in audit["findings"].items():
            accepted = audit["accepted"][finding]
            labels = {**own, "finding": finding}
            yield "govlink_last_run_findings", {**labels, "accepted": "true"}, accepted
            yield "govlink_last_run_findings", {**labels, "accepted": "false"}, count - accepted
