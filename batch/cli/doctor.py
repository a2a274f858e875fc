"""`govlink doctor`: check whether govlink can work here, and how this CloudHealth behaves."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batch.cli import options as shared
from batch.cli.parameters import Count, SectionedCommand, option, together
from batch.cli.settings import with_options
from batch.errors import UsageError
from batch.runs.options import DoctorOptions, Output
from batch.streams import allows_color

if TYPE_CHECKING:
    from batch.console.outlet import Outlet
    from batch.doctor import Diagnosis
    from batch.doctor.facts import Facts
    from batch.events import Event
    from batch.runs.target import Target

_asking = together(
    option("Doctor", "--client-api-id", variable=False, metavar="ID", help="Customer to check."),
    option(
        "Doctor",
        "--requests",
        type=Count(0, 1000),
        default=5,
        show_default=True,
        metavar="N",
        help="Send at most N requests. If N is above 6, more customers are checked.",
    ),
    option(
        "Doctor",
        "--record",
        variable=False,
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write what was learned about the service as a sandbox scenario, without any of your data.",
    ),
)

_output = together(
    shared.reports,
    option(
        "Output",
        "--json",
        "as_json",
        repeated=False,
        is_flag=True,
        help="Print the result as one JSON object on standard output.",
    ),
    shared.verbosity,
    shared.no_color,
)


@click.command("doctor", cls=SectionedCommand, short_help="Check whether govlink can work here, with a few reads.")
@_asking
@shared.connection
@shared.sandbox
@_output
@with_options(DoctorOptions)
def command(options: DoctorOptions) -> int:
    """Check whether govlink can work here, and how this CloudHealth behaves where its documentation is silent.

    Reads only: nothing in CloudHealth is changed. Each line is one check; a failed check is followed by what to do. The
    checks of this machine run even without a key or a network.
    """
    from batch.cli.connecting import connected, require_scenario
    from batch.console.outlet import Outlet
    from batch.doctor import diagnosis
    from batch.runs.doctor import asked, with_connection, with_earlier_runs
    from batch.runs.signals import handled
    from batch.stopping import Stopping

    require_scenario(options.sandbox)
    color = not options.output.no_color and allows_color()
    out, err = Outlet(color=color), Outlet(to_stderr=True, color=color)
    target, facts = _configured(options)
    stopping = Stopping()
    with handled(stopping):
        if target:
            with connected(target) as connection:
                facts = with_connection(facts, connection)
                note, emit = _shown_while_asking(options.output, err)
                facts = asked(facts, connection, options.requests, stopping, emit, note)
                facts = with_earlier_runs(facts, options.output.reports, connection.world)
        ended = diagnosis(facts)
    _show(ended, out, as_json=options.as_json)
    if out.fault:
        raise out.fault
    if options.record:
        _record(ended, options.record, _shown_while_asking(options.output, err)[0])
    return stopping.reason.exit_code if stopping.reason else ended.exit_code


def _configured(options: DoctorOptions) -> "tuple[Target | None, Facts]":
    """Return where to ask (None if the options or the environment are wrong) and the facts so far.

    Raises `UsageError` for what no check covers.
    """
    from batch.cloudhealth.proxies import proxy_for
    from batch.doctor.facts import Facts
    from batch.redaction import keep_secret
    from batch.runs.api_key import KEY_VARIABLE, api_key
    from batch.runs.doctor import this_machine
    from batch.runs.target import DEFAULT_BASE_URL, checked_base_url, chosen

    machine, wanted = this_machine(options.output.reports), options.client_api_id or ""
    if options.sandbox.sandbox:
        return chosen(options.connection, options.sandbox), Facts(machine, "", "the sandbox itself", wanted=wanted)
    refused: dict[str, str] = {}

    def attempted(check: str, find: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever `find` returns
        try:
            return find()
        except UsageError as error:
            refused[check] = str(error)
            return None

    base_url = options.connection.base_url or DEFAULT_BASE_URL
    file = options.connection.api_key_file
    # The file may be a pipe, which can be read only once.
    key = attempted("key", lambda: api_key(file)) or ""
    keep_secret(key, "API key")
    if attempted("address", lambda: checked_base_url(base_url)):
        attempted("proxy", lambda: proxy_for(base_url))
    key_from = f"--api-key-file {file}" if file else KEY_VARIABLE
    # An invalid address can contain a password.
    shown = "" if "address" in refused else base_url
    facts = Facts(machine, shown, key_from, refused=refused, wanted=wanted)
    if refused:
        return None, facts
    return chosen(options.connection, options.sandbox, key_from=lambda _: str(key)), facts


def _shown_while_asking(output: Output, err: "Outlet") -> "tuple[Callable[[str], None], Callable[[Event], None]]":
    """Return the functions that show notes and events while doctor asks."""
    from batch.clock import iso
    from batch.console.outlet import json_line
    from batch.events import as_json

    def note(words: str) -> None:
        if not output.quiet:
            err.line(f"govlink: {words}")

    def emit(event: "Event") -> None:
        if output.verbose:
            err.line(json_line(as_json(event, iso(datetime.now(UTC)))))

    return note, emit


def _record(ended: "Diagnosis", file: Path, note: "Callable[[str], None]") -> None:
    """Write the scenario, if anything was learned; raises `UsageError` if it can't be written."""
    from batch import __version__
    from batch.doctor.recording import HEAD, recording
    from batch.output_file import NotWrittenError, update

    if not ended.traits:
        note(f"--record {file} is not written: nothing was learned about the service")
        return
    content = recording(ended.traits, __version__).encode()
    try:
        update(file, lambda _: content, lambda old: old.startswith(HEAD.encode()))
    except NotWrittenError as error:
        raise UsageError(f"--record {file} can't be written: {error}") from error
    note(f"recorded in {file}; to use it: govlink doctor --sandbox --sandbox-scenario {file}")


def _show(ended: "Diagnosis", out: "Outlet", *, as_json: bool) -> None:
    from batch.doctor.words import lines
    from batch.redaction import struck_values

    if as_json:
        # JSON's escapes leave no character that a terminal would act on.
        for line in json.dumps(struck_values(ended.as_json()), indent=2).splitlines():
            out.line(line)
        return
    for line in lines(ended):
        out.line(line)
