"""The Prometheus textfile."""

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from program import Govlink
from prometheus_client.parser import text_string_to_metric_families

from batch.monitoring.metrics import LastRun, metrics, write_metrics
from batch.output_file import NotWrittenError

SUMMARY: dict[str, Any] = {
    "requests": {"sent": 7, "throttled": 2},
    "counts": {"created": 3, "failed": 1},
    "audit": None,
}
SUCCESS = "govlink_last_success_timestamp_seconds"


def _end(code: int = 0, at: float = 1000.0, command: str = "apply", target: str = "https://c", **more: Any) -> LastRun:
    return LastRun(command, target, code, at, 2.5, **{"summary": SUMMARY, **more})


def _samples(text: bytes | str) -> dict[tuple[str, str, str, str], float]:
    """Values by name, command, target, and the sample's other labels."""
    told = text if isinstance(text, str) else text.decode("utf-8")
    samples = [sample for family in text_string_to_metric_families(told) for sample in family.samples]
    own = ("command", "target")
    return {
        (
            sample.name,
            sample.labels["command"],
            sample.labels["target"],
            " ".join(f"{name}={value}" for name, value in sorted(sample.labels.items()) if name not in own),
        ): sample.value
        for sample in samples
    }


def test_the_metrics_of_a_run_have_its_counts_duration_requests_and_throttles() -> None:
    assert _samples(metrics(_end(), "")) == {
        ("govlink_last_run_timestamp_seconds", "apply", "https://c", ""): 1000.0,
        (SUCCESS, "apply", "https://c", ""): 1000.0,
        ("govlink_last_run_exit_code", "apply", "https://c", ""): 0.0,
        ("govlink_last_run_duration_seconds", "apply", "https://c", ""): 2.5,
        ("govlink_last_run_requests", "apply", "https://c", ""): 7.0,
        ("govlink_last_run_throttled_requests", "apply", "https://c", ""): 2.0,
        ("govlink_last_run_rows", "apply", "https://c", "status=created"): 3.0,
        ("govlink_last_run_rows", "apply", "https://c", "status=failed"): 1.0,
    }


@pytest.mark.parametrize(("code", "success"), [(0, 2000.0), (5, 2000.0), (1, 1000.0), (3, 1000.0), (130, 1000.0)])
def test_the_time_of_success_moves_only_on_success(code: int, success: float) -> None:
    before = metrics(_end(), "").decode()
    samples = _samples(metrics(_end(code, at=2000.0), before))
    assert samples[SUCCESS, "apply", "https://c", ""] == success
    assert samples["govlink_last_run_timestamp_seconds", "apply", "https://c", ""] == 2000.0


def test_a_run_that_never_succeeded_has_no_time_of_success() -> None:
    assert SUCCESS not in {name for name, *_ in _samples(metrics(_end(1), ""))}


def test_commands_and_targets_share_a_file_without_treading_on_each_other() -> None:
    text = metrics(_end(), "").decode()
    text = metrics(_end(1, at=2000.0, command="audit"), text).decode()
    text = metrics(_end(1, at=3000.0, target="sandbox"), text).decode()
    samples = _samples(text)
    assert samples[SUCCESS, "apply", "https://c", ""] == 1000.0
    assert samples["govlink_last_run_exit_code", "audit", "https://c", ""] == 1.0
    assert (SUCCESS, "apply", "sandbox", "") not in samples
    assert _samples(metrics(_end(), text)) == samples


def test_the_metrics_of_findings_distinguish_accepted_ones() -> None:
    audit = {"findings": {"missing": 5}, "accepted": {"missing": 2}}
    samples = _samples(metrics(_end(command="audit", summary={**SUMMARY, "audit": audit}), ""))
    name = "govlink_last_run_findings"
    assert samples[name, "audit", "https://c", "accepted=false finding=missing"] == 3.0
    assert samples[name, "audit", "https://c", "accepted=true finding=missing"] == 2.0


@pytest.mark.parametrize(
    "before", ["nonsense {{{", "up 1\n", 'govlink_last_run_rows{command="x"} 1\n', f"{SUCCESS} 1\n", "\x00"]
)
def test_content_that_is_not_ours_is_ignored(before: str) -> None:
    assert _samples(metrics(_end(), before)) == _samples(metrics(_end(), ""))


def test_a_run_without_a_summary_still_shows_that_it_ended() -> None:
    samples = _samples(metrics(_end(2, summary=None), metrics(_end(), "").decode()))
    assert samples["govlink_last_run_exit_code", "apply", "https://c", ""] == 2.0
    assert samples[SUCCESS, "apply", "https://c", ""] == 1000.0
    assert len(samples) == 4


def test_the_file_is_replaced_whole_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "node" / "govlink.prom"
    write_metrics(path, _end())
    write_metrics(path, _end(at=2000.0))
    assert _samples(path.read_text(encoding="utf-8"))[SUCCESS, "apply", "https://c", ""] == 2000.0
    assert [entry.name for entry in path.parent.iterdir()] == ["govlink.prom"]


def test_a_settings_file_is_not_mistaken_for_our_textfile(tmp_path: Path) -> None:
    path = tmp_path / "settings"
    path.write_text("govlink_base_url=https://c\n", encoding="utf-8")
    with pytest.raises(NotWrittenError, match="other content"):
        write_metrics(path, _end())


def test_every_command_writes_metrics_however_it_ends(called: Govlink, tmp_path: Path) -> None:
    mapping, path = tmp_path / "pairs.csv", tmp_path / "govlink.prom"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    for command in (["plan"], ["apply", "--yes"], ["audit"]):
        called(*command, mapping, "--sandbox", "--metrics-file", path)
    called("apply", tmp_path / "absent.csv", "--yes", "--sandbox", "--metrics-file", path)
    samples = _samples(path.read_text(encoding="utf-8"))
    codes = {
        command: samples["govlink_last_run_exit_code", command, "sandbox", ""] for command in ("plan", "apply", "audit")
    }
    assert codes == {"plan": 0.0, "apply": 2.0, "audit": 1.0}
    assert (
        samples[SUCCESS, "apply", "sandbox", ""] < samples["govlink_last_run_timestamp_seconds", "apply", "sandbox", ""]
    )
    assert samples["govlink_last_run_rows", "plan", "sandbox", "status=planned"] == 1.0


def test_a_file_that_cannot_be_written_is_a_warning(called: Govlink, tmp_path: Path) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    ran = called("plan", mapping, "--sandbox", "--metrics-file", mapping / "x.prom")
    assert ran.code == 0
    assert "--metrics-file" in ran.err
    assert "can't be written" in ran.err


@pytest.mark.slow
@pytest.mark.skipif(which("promtool") is None, reason="needs promtool, from the package prometheus")
def test_promtool_accepts_the_file() -> None:
    audit = {"findings": {"missing": 5}, "accepted": {"missing": 2}}
    text = metrics(_end(command="audit", summary={**SUMMARY, "audit": audit}), metrics(_end(), "").decode())
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
