"""`govlink sandbox`: serve the stand-in for CloudHealth on a port until interrupted."""

from dataclasses import replace
from pathlib import Path

import click

from batch.cli.parameters import Count
from batch.cloudhealth.connection import is_loopback
from batch.errors import UsageError
from batch.runs.signals import blocked
from batch.sandbox import SandboxError, load_scenario, serve, shipped_scenarios
from batch.sandbox.switches import Direction

UNDIRECTED = (
    "the scenario's direction is swapped, and a customer without a linkage doesn't show it; add --direction swapped to "
    "`plan` and `apply`, or its rows are refused"
)


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
    help=f"How the stand-in behaves: a YAML file, or one of {', '.join(shipped_scenarios())}.",
)
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), help="File that keeps linkages between starts."
)
@click.option(
    "--direction",
    type=click.Choice([member.value for member in Direction]),
    help="Which account the govcloud_… field of a linkage holds. Default: the scenario's direction.",
)
def command(port: int, host: str, name_or_path: str, state: Path | None, direction: str | None) -> None:
    """Serve a stand-in for CloudHealth on this machine. It is not CloudHealth: nothing leaves this machine.

    The first line on standard output is its base URL. Any API key is accepted, unless the scenario lists keys. A
    scenario's switches decide what CloudHealth's documentation leaves open; they are described in the JSON Schema of
    scenarios, at /_sandbox/scenario.schema.json below the base URL.
    """
    try:
        scenario = load_scenario(name_or_path)
        if direction:
            scenario = replace(scenario, switches=replace(scenario.switches, direction=Direction(direction)))
        with blocked() as await_signal, serve(scenario, host=host, port=port, state=state) as sandbox:
            click.echo(sandbox.base_url)
            lasting = f"state in {state}" if state else "forgotten when it stops"
            click.echo(f"This is the govlink sandbox, not CloudHealth: scenario {scenario.name}, {lasting}.", err=True)
            click.echo(f"Watch it at {sandbox.base_url}/_sandbox/, and stop it with Ctrl-C.", err=True)
            if not scenario.tenants:
                click.echo(
                    "govlink: this scenario has no customers, so every key is refused; add customers, or use those of "
                    "a mapping (apply MAPPING --sandbox --sandbox-scenario FILE)",
                    err=True,
                )
            if sandbox.undirected:
                click.echo(f"govlink: {UNDIRECTED}", err=True)
            if not is_loopback(sandbox.base_url):
                click.echo(
                    f"govlink: --host {host} can be reached from other machines: anyone who reaches it can read and "
                    "change everything in this sandbox, and keys sent to it cross the network unencrypted",
                    err=True,
                )
            await_signal()
    except SandboxError as error:
        raise UsageError(str(error)) from error
