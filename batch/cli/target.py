"""Which CloudHealth a command speaks to: the real one, a sandbox of its own, or what an earlier run saw of it."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from batch.archive.snapshot import Snapshot, load_snapshot
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.pacing import Rate
from batch.cloudhealth.proxies import proxy_for
from batch.errors import UsageError
from batch.mapping import Row
from batch.redaction import keep_secret
from batch.runs.api_key import api_key
from batch.runs.rehearsal import scenario_for
from batch.runs.settings import DEFAULT_BASE_URL, DEFAULT_RATE, DEFAULT_SETTLE_TIME, checked_base_url, checked_rates

_SANDBOX_SETTLE_TIME = 0.1


@dataclass(frozen=True, slots=True)
class Target:
    """What the options say; `base_url` is "" where a sandbox is yet to be started."""

    base_url: str
    key: str = field(repr=False)
    rates: tuple[Rate, ...]
    world: str
    """The same for every run that speaks to the same CloudHealth, see `batch.events.RunStarted`."""
    snapshot: Snapshot | None = None


def chosen(given: Mapping[str, Any], key_from: Callable[[Path | None], str] = api_key) -> Target:
    """What the options of a command say; raises `UsageError`. `key_from` gives the key, of its file if one is named."""
    if (given["sandbox_state"] or given["sandbox_scenario"]) and not given["sandbox"]:
        raise UsageError("--sandbox-state and --sandbox-scenario go with --sandbox")
    if given.get("snapshot"):
        if given["sandbox"]:
            raise UsageError(
                "--snapshot and --sandbox can't be used together: a snapshot stands in for CloudHealth already"
            )
        snapshot = load_snapshot(given["snapshot"])
        started = snapshot.run.started
        return Target(started["base_url"], "", (), started.get("world") or started["base_url"], snapshot)
    if given["sandbox"]:
        # Random, so that redacting it never touches a word of a message.
        key = f"sandbox-{secrets.token_hex(16)}"
        return Target("", key, checked_rates(given["rate"], default=()), _sandbox_world(given))
    key = key_from(given["api_key_file"])
    keep_secret(key, "API key")
    base_url = checked_base_url(given["base_url"] or DEFAULT_BASE_URL)
    return Target(base_url, key, checked_rates(given["rate"] or DEFAULT_RATE, default=()), base_url)


def _sandbox_world(given: Mapping[str, Any]) -> str:
    """What an embedded sandbox is made of: its address differs each time, its world doesn't."""
    if state := given["sandbox_state"]:
        return f"sandbox with state {state.resolve()}"
    if scenario := given["sandbox_scenario"]:
        return f"sandbox of scenario {scenario}"
    return f"sandbox made from {' '.join(str(Path(name).resolve()) for name in given['mapping'])}"


def _settle_time(given: Mapping[str, Any]) -> float:
    """What was asked for; a rehearsal, whose stand-in is never late, should not make its user wait."""
    told: float | None = given["settle_time"]
    if told is None:
        return _SANDBOX_SETTLE_TIME if given["sandbox"] else DEFAULT_SETTLE_TIME
    return told


@contextmanager
def connected(target: Target, rows: Sequence[Row], given: Mapping[str, Any]) -> Iterator[Connection]:
    """The connection, for as long as the block lasts; `rows` are what a sandbox is made from.

    Raises `UsageError`, also where the environment names a proxy that can't be used.
    """
    with _address(target, rows, given) as address:
        proxy = None if target.snapshot else proxy_for(address)
        if proxy:
            keep_secret(proxy.password, "proxy password")
        yield Connection(
            base_url=address,
            key=target.key,
            rates=target.rates,
            burst=given["burst"],
            rate_scope=given["rate_scope"],
            concurrency=given["concurrency"],
            timeout=given["timeout"],
            max_attempts=given["max_attempts"],
            settle_time=_settle_time(given),
            ca_bundle=given["ca_bundle"],
            proxy=proxy,
            lock_timeout=given["lock_timeout"],
            is_sandbox=target.snapshot.run.is_rehearsal if target.snapshot else bool(given["sandbox"]),
        )


@contextmanager
def _address(target: Target, rows: Sequence[Row], given: Mapping[str, Any]) -> Iterator[str]:
    if target.base_url:
        yield target.base_url
        return
    from batch.sandbox import SandboxError, Scenario, load_scenario, serve

    try:
        name: str | None = given["sandbox_scenario"]
        scenario = load_scenario(name) if name else None
        if scenario is None or (scenario.made_up and rows):
            made = Scenario.from_dict(scenario_for(rows))
            scenario = replace(scenario or made, customers=made.customers, own=made.own, faults=made.faults)
        with serve(scenario, state=given["sandbox_state"]) as sandbox:
            yield sandbox.base_url
    except SandboxError as error:
        raise UsageError(str(error)) from error
