"""The workflows for pull requests on the guide's page on automation: what they run does what the page claims."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from program import PROJECT, WORLD, Govlink

pytestmark = pytest.mark.slow

Pipeline = Callable[[str, str], int]

PAGE = (PROJECT / "batch/guide/automation.md").read_text(encoding="utf-8")
_HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id\n"
IN_SYNC = f"{_HEADER}4001,000000000002,000000000001\n"
WITH_CHANGES = f"{IN_SYNC}4001,000000000004,000000000003\n"
WITH_A_LOST_ZERO = f"{IN_SYNC}4001,00000000004,000000000003\n"
WITH_AN_UNKNOWN_ACCOUNT = f"{IN_SYNC}4001,000000000004,000000000099\n"


def _workflow(section: str) -> dict[str, Any]:
    """The YAML below a heading of the page."""
    found = re.search(rf"### {section}\n\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    workflow: dict[str, Any] = yaml.safe_load(found[1])
    return workflow


def _commands(service: str) -> list[str]:
    if service == "GitLab":
        commands = _workflow(service)["govlink"]["script"]
    else:
        commands = [step["run"] for step in _workflow(service)["jobs"]["govlink"]["steps"] if "run" in step]
    return [command for command in commands if not command.startswith("pip ")]


@pytest.fixture
def pipeline(called: Govlink, served: Any, tmp_path: Path) -> Pipeline:
    """Runs a service's commands in a checkout with this mapping, without a key; gives the exit code of the last one."""
    audit = called(
        "audit", "--all-customers", "--base-url", served().base_url, "--rate", "1000/s", key=WORLD["keys"][0]
    )
    checkout, programs = tmp_path / "checkout", tmp_path / "bin"
    for folder in (checkout / "mappings", checkout / "seen", programs):
        folder.mkdir(parents=True)
    for name in ("journal.jsonl", "snapshot.jsonl", "manifest.json"):
        shutil.copy(audit.folder / name, checkout / "seen")
    (programs / "govlink").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m batch "$@"\n', encoding="utf-8")
    (programs / "govlink").chmod(0o755)

    def run(service: str, mapping: str) -> int:
        (checkout / "mappings/acme.csv").write_text(mapping, encoding="utf-8")
        script = "\n".join(["set -e", *_commands(service)])
        environment = {"PATH": f"{programs}:{os.environ['PATH']}"}
        return subprocess.run(["sh", "-c", script], cwd=checkout, env=environment, check=False).returncode

    return run


@pytest.mark.parametrize("service", ["GitHub", "GitLab"])
def test_a_mapping_that_is_in_sync_passes(pipeline: Pipeline, service: str) -> None:
    assert pipeline(service, IN_SYNC) == 0


def test_a_mapping_with_changes_passes_on_github_and_fails_on_gitlab_in_the_way_that_is_allowed(
    pipeline: Pipeline,
) -> None:
    assert pipeline("GitHub", WITH_CHANGES) == 0
    assert [pipeline("GitLab", WITH_CHANGES)] == _workflow("GitLab")["govlink"]["allow_failure"]["exit_codes"]


@pytest.mark.parametrize(("service", "mapping"), [("GitHub", WITH_A_LOST_ZERO), ("GitLab", WITH_AN_UNKNOWN_ACCOUNT)])
def test_a_mapping_that_is_wrong_fails(pipeline: Pipeline, service: str, mapping: str) -> None:
    assert pipeline(service, mapping) == 1
