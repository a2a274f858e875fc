"""Connects a command to CloudHealth, or to a sandbox that is started for it."""

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
"""Seconds. In other services, a write answered with 202 or a gateway's 504 has shown up to 20 seconds later."""
_SANDBOX_SETTLE_TIME = 0.1
"""Seconds. The stand-in is never late, so a rehearsal need not wait."""


def require_scenario(sandbox: SandboxOptions) -> None:
    """Raise `UsageError` if a command without a mapping is to start a sandbox and has no scenario for it."""
    if sandbox.sandbox and not sandbox.sandbox_scenario:
        raise UsageError(
            "this command needs --sandbox-scenario with --sandbox: give a scenario file, or a shipped scenario such as "
            "first-steps"
        )


@contextmanager
def connected(
    target: Target, rows: Sequence[Row] = (), show: Callable[[str], None] = show_nothing
) -> Iterator[Connection]:
    """Yield the connection; a sandbox is seeded from `rows`.

    What the user must know about that sandbox is passed to `show`. Raises `UsageError`, also if the environment names
    a proxy that can't be used.
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
    """Yield the address and the world that answers there (see `Connection.world`)."""
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
            # A reviewed plan has rows without a mapping.
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
