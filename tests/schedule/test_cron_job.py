"""A Kubernetes CronJob, as YAML and Kubernetes read it."""

import shlex
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from program import Govlink

from batch.errors import UsageError
from batch.schedule.job import Job, When
from batch.schedule.kubernetes import Pod, cron_job

WHEN = When(3, 17, (6,), "Etc/UTC")
JOB = Job("apply", ("--yes",), ("pairs.csv",))
POD = Pod("govlink-apply", "registry/govlink:1", ["pairs.csv"], "reports")
HARD = 'Müller & Söhne\'s "50%" $HOME $(HOME) \\n'

# The second kind has mostly special characters, so that they occur together.
texts = (
    st.text(st.characters(exclude_categories=["C", "Z"]))
    | st.text(st.sampled_from(" \\%$'\"()#:"))
    | st.sampled_from(["1e3", "0o17", "yes", "null", "12:30", "~", "- a", "# b"])
)


def loaded(text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    claim, cron_job = yaml.safe_load_all(text)
    return claim, cron_job


def template(text: str) -> dict[str, Any]:
    pod: dict[str, Any] = loaded(text)[1]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return pod


def container(text: str) -> dict[str, Any]:
    (only,) = template(text)["containers"]
    assert isinstance(only, dict)
    return only


def as_kubernetes_reads(word: str) -> str:
    """`$$` is `$`; `$(NAME)` would be a variable."""
    assert "$(" not in word.replace("$$", "")
    return word.replace("$$", "$")


@given(st.lists(texts, min_size=1))
def test_every_word_comes_back_as_text(words: list[str]) -> None:
    args = container(cron_job(JOB._replace(options=tuple(words)), WHEN, POD))["args"]
    assert [as_kubernetes_reads(word) for word in args] == ["apply", *words, "pairs.csv"]


def test_the_job_runs_once_at_its_time_and_is_not_tried_again() -> None:
    _, made = loaded(cron_job(JOB, WHEN, POD))
    spec = made["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == ("17 3 * * 0", "Etc/UTC", "Forbid")
    assert spec["jobTemplate"]["spec"]["backoffLimit"] == 0
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    assert (pod["restartPolicy"], pod["terminationGracePeriodSeconds"]) == ("Never", 120)


def test_the_pod_may_do_no_more_than_it_must() -> None:
    pod = template(cron_job(JOB, WHEN, POD))
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["containers"][0]["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_the_key_comes_from_a_secret_whose_command_is_shown() -> None:
    text = cron_job(JOB._replace(key_file="my key"), WHEN, POD._replace(namespace="finops"))
    assert (
        "#   kubectl --namespace finops create secret generic cloudhealth-api-key --from-file=api-key='my key'\n"
        in text
    )
    (variable,) = container(text)["env"]
    assert variable["valueFrom"]["secretKeyRef"] == {"name": "cloudhealth-api-key", "key": "api-key"}
    assert not [word for word in container(text)["args"] if "key" in word]
    assert "env" not in container(cron_job(JOB._replace(needs_key=False), WHEN, POD))


def test_every_file_is_mounted_where_the_job_reads_it() -> None:
    files = ["pairs.csv", "../pairs.csv", f"/abs/{HARD}.csv", "a/../b/pairs.csv", "..x"]
    text = cron_job(JOB, WHEN, POD._replace(files=files, reports="out/reports"))
    mounts = {mount["mountPath"]: mount.get("subPath") for mount in container(text)["volumeMounts"]}
    assert list(mounts) == [
        "/govlink/out/reports", "/tmp",
        "/govlink/pairs.csv", "/pairs.csv", f"/abs/{HARD}.csv", "/govlink/b/pairs.csv", "/govlink/..x",
    ]  # fmt: skip
    assert container(text)["workingDir"] == "/govlink"
    (command,) = [line for line in text.splitlines() if "create configmap" in line]
    words = shlex.split(command.removeprefix("#"))
    told = dict(word.removeprefix("--from-file=").split("=", 1) for word in words if word.startswith("--from-file="))
    assert list(told.values()) == files
    assert list(told) == [key for key in mounts.values() if key]


@pytest.mark.parametrize("path", ["a:b.csv", "a=b.csv"])
def test_a_path_that_no_pod_can_have_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="colon or an equals sign"):
        cron_job(JOB, WHEN, POD._replace(files=[path]))


def test_an_audit_of_all_customers_needs_no_file() -> None:
    text = cron_job(Job("audit", ("--all-customers",), ()), WHEN, POD._replace(files=[]))
    assert "configmap" not in text
    assert [volume["name"] for volume in template(text)["volumes"]] == ["reports", "tmp"]


def test_the_files_of_a_folder_and_of_every_option_come_along(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "a.csv").write_text("commercial_acct_id,govcloud_acct_id\n", encoding="utf-8")
    (tmp_path / "mappings" / "b.yaml").write_text("[]\n", encoding="utf-8")
    (tmp_path / "mappings" / "notes.txt").write_text("", encoding="utf-8")
    (tmp_path / "accepted.csv").write_text("finding,reason\n", encoding="utf-8")
    (tmp_path / "ca.pem").write_text("", encoding="utf-8")
    words = ("audit", "mappings", "--accepted", "accepted.csv", "--ca-bundle", "ca.pem", "--reports", "out")
    ran = called("schedule", "kubernetes", "--image", "i", "--on", "mon", *words)
    mounts = [mount["mountPath"].removeprefix("/govlink/") for mount in container(ran.out)["volumeMounts"]]
    assert mounts == ["out", "/tmp", "mappings/a.csv", "mappings/b.yaml", "accepted.csv", "ca.pem"]
    assert container(ran.out)["args"][-1] == "mappings"
    assert loaded(ran.out)[1]["spec"]["schedule"] == "47 5 * * 1"


@pytest.mark.parametrize("option", ["--metrics-file", "--sandbox-state"])
def test_what_a_pod_would_lose_is_refused(option: str, called: Govlink) -> None:
    words = ("audit", "--all-customers", "--sandbox", "--sandbox-scenario", "messy-migration", option, "file")
    ran = called("schedule", "kubernetes", "--image", "i", *words)
    assert (ran.code, ran.out) == (2, "")
    assert option in ran.err


@pytest.mark.parametrize("name", ["Govlink", "-a", "a_b", "a" * 53])
def test_a_name_that_kubernetes_would_refuse_is_refused(name: str, called: Govlink) -> None:
    ran = called("schedule", "kubernetes", "--image", "i", "--name", name, "audit", "--all-customers")
    assert ran.code == 2
    assert "at most 52 lower-case letters" in ran.err


def _hard() -> str:
    files = [f"{HARD}.csv", "1e3"]
    pod = Pod("1e3", "registry/govlink@sha256:00", files, "reports", namespace="123")
    return cron_job(JOB._replace(options=("--yes", "1e3", "0o17"), mappings=tuple(files)), WHEN, pod)


@pytest.mark.slow
def test_both_documents_are_what_the_schemas_of_kubernetes_ask_for() -> None:
    validate = pytest.importorskip(
        "kubernetes_validate", reason="needs kubernetes-validate, from the extra slow"
    ).validate
    for document in loaded(_hard()):
        validate(document, "1.27", strict=True)
        validate(document, "1.34", strict=True)


@pytest.mark.slow
@pytest.mark.skipif(which("kubectl") is None, reason="needs kubectl")
def test_kubernetes_own_reader_finds_the_same_in_them(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(_hard(), encoding="utf-8")
    # A command that reads and prints without asking a cluster.
    read = ["kubectl", "annotate", "--local", "-f", str(tmp_path / "job.yaml"), "a=b", "-o", "yaml"]
    printed = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    for theirs, ours in zip(yaml.safe_load_all(printed), loaded(_hard()), strict=True):
        del theirs["metadata"]["annotations"]
        theirs.pop("status", None)
        assert _without_defaults(theirs) == ours


def _without_defaults(value: Any) -> Any:
    """What a Go structure adds for missing fields: nulls and empty parts."""
    if isinstance(value, dict):
        kept = {
            key: _without_defaults(part) for key, part in value.items() if key not in {"creationTimestamp", "status"}
        }
        return {key: part for key, part in kept.items() if part not in (None, {}) or key == "emptyDir"}
    return [_without_defaults(part) for part in value] if isinstance(value, list) else value
