"""The way to the CloudHealth that a command speaks to; where that is a sandbox of its own, it is started here."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from batch.cli.printing import show_nothing
from batch.cli.sandbox import UNDIRECTED
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.proxies import proxy_for
from batch.errors import UsageError
from batch.mapping import Row
from batch.redaction import keep_secret
from batch.runs.options import SandboxOptions
from batch.runs.rehearsal import scenario_for
from batch.runs.target import Target

_SETTLE_TIME = 60.0
"""Seconds. A gateway's 504 or a 202 whose linkage shows up to 20 seconds later is seen in other services."""
_SANDBOX_SETTLE_TIME = 0.1
"""A rehearsal, whose stand-in is never late, should not make its user wait."""


def require_scenario(sandbox: SandboxOptions) -> None:
    """Raise `UsageError` where a sandbox has nothing to be made from, for a command without a mapping."""
    if sandbox.sandbox and not sandbox.sandbox_scenario:
        raise UsageError(
            "--sandbox needs --sandbox-scenario with this command: a scenario file, or one that ships with govlink, "
            "such as first-steps"
        )


@contextmanager
def connected(
    target: Target, rows: Sequence[Row] = (), show: Callable[[str], None] = show_nothing
) -> Iterator[Connection]:
    """The connection, for as long as the block lasts; `rows` are what a sandbox is made from.

    What its user needs to know of that sandbox is given to `show`. Raises `UsageError`, also where the environment
    names a proxy that can't be used.
    """
    asked, is_sandbox = target.connection, target.sandbox.sandbox
    settle_time = _SANDBOX_SETTLE_TIME if is_sandbox else _SETTLE_TIME
    with _reached(target, rows, show) as (address, world):
        proxy = None if target.snapshot else proxy_for(address)
        if proxy:
            keep_secret(proxy.password, "proxy password")
        yield Connection(
            base_url=address,
            world=world,
            key=target.key,
            rates=target.rates,
            burst=asked.burst,
            rate_scope=asked.rate_scope,
            concurrency=asked.concurrency,
            timeout=asked.timeout,
            max_attempts=asked.max_attempts,
            settle_time=settle_time if asked.settle_time is None else asked.settle_time,
            ca_bundle=asked.ca_bundle,
            proxy=proxy,
            lock_timeout=asked.lock_timeout,
            is_sandbox=target.snapshot.run.is_rehearsal if target.snapshot else is_sandbox,
        )


@contextmanager
def _reached(target: Target, rows: Sequence[Row], show: Callable[[str], None]) -> Iterator[tuple[str, str]]:
    """The address, and which world answers there, see `Connection.world`."""
    if target.base_url:
        yield target.base_url, (target.snapshot and target.snapshot.run.world) or target.base_url
        return
    from batch.sandbox import SandboxError, Scenario, load_scenario, serve, shipped_scenarios

    name, state = target.sandbox.sandbox_scenario, target.sandbox.sandbox_state
    try:
        scenario = load_scenario(name) if name else Scenario("rehearsal", "Made from a mapping.")
        world = "sandbox"
        if name:
            world += f" of scenario {name if name in shipped_scenarios() else Path(name).resolve()}"
        if rows and not scenario.keeps_its_tenants:
            scenario = scenario.rehearsing(Scenario.from_dict(scenario_for(rows)))
            # A reviewed plan brings rows without a mapping.
            files = target.mapping or dict.fromkeys(row.source for row in rows)
            world += f" made from {' '.join(str(Path(file).resolve()) for file in files)}"
        if state:
            world = f"sandbox with state {state.resolve()}"
        with serve(scenario, state=state) as sandbox:
            if not sandbox.undirected.isdisjoint(row.client_api_id for row in rows):
                show(UNDIRECTED)
            yield sandbox.base_url, world
    except SandboxError as error:
        raise UsageError(str(error)) from error
