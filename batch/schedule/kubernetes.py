"""A job as a Kubernetes CronJob with a volume for its reports, and the commands that create the rest."""

import posixpath
import re
import shlex
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from batch.errors import UsageError
from batch.schedule.job import Job, When, comment, refuse_unwritable

_FOLDER = "/govlink"
_SECRET, _SECRET_KEY = "cloudhealth-api-key", "api-key"
_NOT_IN_A_KEY = re.compile(r"[^-._A-Za-z0-9]")
_NOBODY = 65534


class Pod(NamedTuple):
    """Where the job runs, and its image; `files` (to read) and `reports` are paths as in the job's words."""

    name: str
    image: str
    files: Sequence[str]
    reports: str
    namespace: str = ""


class _Text(str):
    """The user's text, always quoted, because YAML readers disagree about which words are numbers."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


_Dumper.add_representer(_Text, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def cron_job(job: Job, when: When, pod: Pod) -> str:
    """The documents and their comments; raises UsageError for what a pod can't have."""
    refuse_unwritable((pod.image, pod.reports, job.key_file, *pod.files))
    files = _keys(pod.files)
    documents = [_claim(pod), _cron_job(job, when, pod, files)]
    text = yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return "\n".join([*_comments(job, when, pod, files), text])


def _comments(job: Job, when: When, pod: Pod, files: dict[str, str]) -> list[str]:
    kubectl = "kubectl" + (f" --namespace {pod.namespace}" if pod.namespace else "")
    key_file = shlex.quote(job.key_file) if job.key_file else "KEY-FILE"
    secret = f"  {kubectl} create secret generic {_SECRET} --from-file={_SECRET_KEY}={key_file}"
    sources = shlex.join(f"--from-file={key}={path}" for path, key in files.items())
    config = f"  {kubectl} create configmap {pod.name} {sources} --dry-run=client -o yaml | {kubectl} apply -f -"
    extra = "" if job.needs_key else "[sandbox]"
    return comment(
        f"govlink {job.command}, {when}, {when.zone}. Run `{kubectl} apply -f FILE`; needs Kubernetes 1.27 or newer.",
        *(["Create the secret once, from a file that holds only the API key:", secret] if job.needs_key else []),
        *(["Run this now, and after every change to these files (at most 1 MiB in total):", config] if files else []),
        "There is no published image. Build one in a clone of govlink's repository, and push it to your registry:",
        rf"  printf 'FROM python:3.13-slim\nCOPY . /src\nRUN pip install --no-cache-dir /src{extra}\n' | "
        f"docker build -f - -t {shlex.quote(pod.image)} .",
        "A failed run leaves a failed Job. To be notified, add --notify URL, or monitor your Jobs.",
        "Pods don't see each other's locks; leave time between jobs that use the same key.",
        *job.advice,
    )


def _claim(pod: Pod) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": _metadata(pod),
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
    }


def _cron_job(job: Job, when: When, pod: Pod, files: dict[str, str]) -> dict[str, Any]:
    template = {
        "restartPolicy": "Never",
        "terminationGracePeriodSeconds": job.stop_seconds,
        "automountServiceAccountToken": False,
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": _NOBODY,
            "runAsGroup": _NOBODY,
            "fsGroup": _NOBODY,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [_container(job, pod, files)],
        "volumes": [
            {"name": "reports", "persistentVolumeClaim": {"claimName": _Text(pod.name)}},
            {"name": "tmp", "emptyDir": {}},
            *([{"name": "files", "configMap": {"name": _Text(pod.name)}}] if files else []),
        ],
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": _metadata(pod),
        "spec": {
            "schedule": _Text(when.as_cron()),
            "timeZone": _Text(when.zone),
            "concurrencyPolicy": "Forbid",
            "jobTemplate": {"spec": {"backoffLimit": 0, "template": {"spec": template}}},
        },
    }


def _container(job: Job, pod: Pod, files: dict[str, str]) -> dict[str, Any]:
    key = {"name": "CLOUDHEALTH_API_KEY", "valueFrom": {"secretKeyRef": {"name": _SECRET, "key": _SECRET_KEY}}}
    return {
        "name": "govlink",
        "image": _Text(pod.image),
        "command": ["govlink"],
        # Kubernetes expands $(NAME) in words; $$ is its escape for $.
        "args": [_Text(word.replace("$", "$$")) for word in job.words()],
        "workingDir": _FOLDER,
        **({"env": [key]} if job.needs_key else {}),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "reports", "mountPath": _Text(_place(pod.reports))},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - the pod's own
            *(
                {"name": "files", "mountPath": _Text(_place(path)), "subPath": _Text(key), "readOnly": True}
                for path, key in files.items()
            ),
        ],
    }


def _metadata(pod: Pod) -> dict[str, Any]:
    return {"name": _Text(pod.name), **({"namespace": _Text(pod.namespace)} if pod.namespace else {})}


def _place(path: str) -> str:
    """The path in the pod, in which every file has the name that the job's words use."""
    return posixpath.normpath(posixpath.join(_FOLDER, path))


def _keys(paths: Sequence[str]) -> dict[str, str]:
    """A valid ConfigMap key for each file; raises UsageError for a path that no pod can have."""
    keys: dict[str, str] = {}
    for number, path in enumerate(dict.fromkeys(paths), start=1):
        if {":", "="} & set(path):
            raise UsageError(f"{path}: a path for Kubernetes can't have a colon or an equals sign; rename it")
        key = _NOT_IN_A_KEY.sub("-", posixpath.basename(path))
        keys[path] = f"{number}-{key}" if key.startswith("..") or key in keys.values() else key
    return keys
