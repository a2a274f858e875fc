"""What a command that writes no run folder needs to ask CloudHealth: a connection, a view, and signal handling."""

from collections.abc import Iterator
from contextlib import contextmanager

from batch.cli.connecting import connected
from batch.cloudhealth.connection import Connection
from batch.console import View
from batch.console.views import open_view
from batch.runs.options import ConnectionOptions, Output, SandboxOptions
from batch.runs.signals import handled
from batch.runs.target import chosen
from batch.stopping import Stopping


@contextmanager
def asking(
    connection: ConnectionOptions, sandbox: SandboxOptions, output: Output
) -> Iterator[tuple[Connection, View, Stopping]]:
    """Yield the connection, the view, and the `Stopping` that has the reason if a signal or CloudHealth ends the work.

    Raises `UsageError`.
    """
    stopping = Stopping()
    with handled(stopping), connected(chosen(connection, sandbox)) as reached:
        view = open_view(
            as_events=False,
            quiet=output.quiet,
            verbose=output.verbose,
            no_color=False,
            base_url=reached.base_url,
            is_sandbox=reached.is_sandbox,
        )
        yield reached, view, stopping
