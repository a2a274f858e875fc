"""`govlink sandbox`: the stand-in for CloudHealth on a port, until it is interrupted."""

import signal
from collections.abc import Callable
from dataclasses import fields, replace
from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from typing import Any, get_type_hints

import click

from batch.cli.parameters import AT_LEAST_ONE, Count
from batch.cloudhealth.connection import is_loopback
from batch.errors import UsageError
from batch.runs.signals import heeded
from batch.sandbox import SandboxError, load_scenario, serve, shipped_scenarios
from batch.sandbox.switches import Switches

_MEANINGS = get_type_hints(Switches, include_extras=True)
_WITHOUT_FLAG = frozenset(
    {"lists", "objects", "text_ids", "per_page_at_most", "unreadable_account", "unreadable_linkage"}
)
"""Switches that only a scenario sets."""


def _flags_of_switches(command: Callable[..., None]) -> Callable[..., None]:
    for switch in reversed([each for each in fields(Switches) if each.name not in _WITHOUT_FLAG]):
        kind, meaning = _MEANINGS[switch.name].__origin__, _MEANINGS[switch.name].__metadata__[0]
        kwargs: dict[str, Any] = {"default": None, "help": f"{meaning[0].upper()}{meaning[1:]}."}
        if issubclass(kind, Enum):
            kwargs["type"] = click.Choice([str(member.value) for member in kind])
        elif kind is bool:
            kwargs["is_flag"] = True
        else:
            kwargs["type"] = AT_LEAST_ONE
        command = click.option(f"--{switch.name.replace('_', '-')}", switch.name, **kwargs)(command)
    return command


@click.command("sandbox", short_help="Serve a stand-in for CloudHealth on this machine.")
@click.option(
    "--port",
    default=0,
    type=Count(0, 65535),
    metavar="N",
    help="Port to listen on. 0 (the default) takes any free one.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--scenario",
    "name_or_path",
    default="first-steps",
    show_default=True,
    metavar="NAME|FILE",
    help=f"What it plays: a YAML file, or one of {', '.join(shipped_scenarios())}.",
)
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), help="File that keeps linkages between starts."
)
@_flags_of_switches
def command(port: int, host: str, name_or_path: str, state: Path | None, **switches: Any) -> None:  # noqa: ANN401 - click's
    """Serve a stand-in for CloudHealth on this machine. It is not CloudHealth: nothing leaves this machine.

    The first line on standard output is its base URL. Any API key is let in, unless the scenario names some. The other
    options settle what the documents leave open, and win over the scenario.
    """
    try:
        scenario = load_scenario(name_or_path)
        scenario = replace(scenario, switches=_overridden(scenario.switches, switches))
        with serve(scenario, host=host, port=port, state=state) as sandbox:
            # Of what threads wait for, this alone can be used by a handler that interrupts the wait itself.
            ended = SimpleQueue[int]()
            for number in heeded():
                signal.signal(number, lambda caught, _: ended.put(caught))
            click.echo(sandbox.base_url)
            lasting = f"state in {state}" if state else "forgotten when it stops"
            click.echo(f"This is the govlink sandbox, not CloudHealth: scenario {scenario.name}, {lasting}.", err=True)
            click.echo(f"See what it does at {sandbox.base_url}/_sandbox/ and stop it with Ctrl-C.", err=True)
            if not is_loopback(sandbox.base_url):
                click.echo(
                    f"govlink: --host {host} can be reached from other machines: whoever reaches it can read and "
                    "change everything in this sandbox, and a key that is sent to it crosses the network in the clear",
                    err=True,
                )
            ended.get()
    except SandboxError as error:
        raise UsageError(str(error)) from error


def _overridden(switches: Switches, flags: dict[str, Any]) -> Switches:
    given = {name: value for name, value in flags.items() if value is not None}
    for name, value in given.items():
        kind = _MEANINGS[name].__origin__
        if issubclass(kind, Enum):
            given[name] = next(member for member in kind if str(member.value) == value)
    return replace(switches, **given)
