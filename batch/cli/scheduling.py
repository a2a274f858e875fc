"""The `apply` or `audit` to schedule: parsed by that command itself, and refused if it can't run unattended."""

import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from batch.aws.arguments import parse
from batch.cli.settings import WAY_TO_CLOUDHEALTH, refuse_unused, settings
from batch.cloudhealth.connection import is_loopback
from batch.errors import UsageError
from batch.runs.options import RunOptions
from batch.schedule.job import Here, Job

_ENDING_SECONDS = 60
"""For the reports and notices of a stopped run, in addition to the request in flight."""

_OF_THE_SHELL = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "REQUESTS_CA_BUNDLE")
"""Variables that the connection to CloudHealth depends on; a job does not inherit them."""

KeyFrom = Callable[[Path | None], str]


class ScheduledRun(NamedTuple):
    """A job, the files that it reads, and its options as `apply` or `audit` parses them."""

    job: Job
    files: tuple[str, ...]
    options: RunOptions


def scheduled(words: Sequence[str], key_from: KeyFrom = lambda _file: "") -> ScheduledRun:
    """Parse the words with the command that they begin with; raises `UsageError` and what click raises.

    `key_from` reads the API key from its file if the job will find it as this process does; the key is not passed on.
    """
    from batch.cli.running import examined

    root = click.get_current_context().find_root()
    name = words[0]
    command = root.command.get_command(root, name) if isinstance(root.command, click.Group) else None
    if name not in {"apply", "audit"} or command is None:
        raise click.UsageError(f"only apply and audit can be scheduled, not {name!r}.")
    with command.make_context(name, list(words[1:]), parent=root) as context:
        refuse_unused()
        options = settings(RunOptions, context.params)
        _refuse_what_needs_a_person(context, options)
        mappings = examined(name, options, key_from)
        given = command.make_parser(context).parse_args(list(words[1:]))[0]
        unused = WAY_TO_CLOUDHEALTH if options.sandbox.sandbox else ()
        given_options = tuple(_as_words(context, given, without={"mapping", "api_key_file", *unused}))
    job = Job(
        command=name,
        options=given_options,
        mappings=options.mapping,
        needs_key=not options.sandbox.sandbox,
        key_file=str(options.connection.api_key_file or ""),
        stop_seconds=round(options.connection.timeout) + _ENDING_SECONDS,
        has_code_for_changes=options.output.code_for_changes,
        advice=tuple(_advice(name, options)),
    )
    return ScheduledRun(job, (*mappings, *_other_files(options)), options)


def here() -> Here:
    """Return how this process was started, so that the job is started in the same way."""
    from batch.runs.lock.users import user_name

    # Not resolved: a link such as pipx creates outlives the version that it points to.
    script = Path(sys.argv[0]).absolute()
    program = (sys.executable, "-m", "batch") if script.name == "__main__.py" else (str(script),)
    return Here(program, str(Path.cwd()), user_name())


def _refuse_what_needs_a_person(context: click.Context, options: RunOptions) -> None:
    if options.reviewed:
        raise UsageError("a reviewed plan is applied once, by hand; schedule the mapping, without --plan")
    if options.snapshot:
        raise UsageError("--snapshot has nothing to schedule: what an earlier run saw does not change; leave it out")
    if context.info_name == "apply" and not options.safety.yes:
        raise UsageError(
            "nobody is there to ask when the job runs; add --yes, and limit what it may do with --max-creates N"
        )
    if "-" in (*options.mapping, *(parse(argument).path for argument in options.verify_against)):
        raise UsageError("a job has no standard input; name a file instead of -")
    if context.get_parameter_source("notify") is ParameterSource.ENVIRONMENT:
        raise UsageError(
            "the job does not see GOVLINK_NOTIFY, and its address is not printed, because anyone who has it can use "
            'it; give --notify "$GOVLINK_NOTIFY", or unset the variable'
        )


def _as_words(context: click.Context, given: Mapping[str, Any], without: Collection[str]) -> Iterator[str]:
    """Yield the options with their values as the user spelled them, including those from variables."""
    for param in context.command.params:
        name = param.name or ""
        source = context.get_parameter_source(name)
        if name in without or source not in {ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT}:
            continue
        if context.params[name] is None:
            continue  # a variable that applies to other commands
        option = next(word for word in param.opts if word.startswith("--"))
        if isinstance(param, click.Option) and param.is_flag:
            yield from [option] if context.params[name] else []
            continue
        value = given[name] if source is ParameterSource.COMMANDLINE else param.value_from_envvar(context)
        for one in [value] if isinstance(value, str) else value or ():
            yield from (option, one)


def _other_files(options: RunOptions) -> Iterator[str]:
    """Yield the files that a run with these options reads in addition to the mapping."""
    yield from (parse(argument).path for argument in options.verify_against)
    named = (options.accepted, options.connection.ca_bundle, options.sandbox.sandbox_scenario)
    yield from (str(file) for file in named if file and Path(file).is_file())


def _advice(command: str, options: RunOptions) -> Iterator[str]:
    safety, address = options.safety, options.connection.base_url
    if command == "apply" and safety.max_creates is None:
        yield "Nothing limits what one run may create: add --max-creates N to refuse a larger plan."
    if command == "apply" and safety.allow_update and safety.max_updates is None:
        yield "Nothing limits what one run may repoint: add --max-updates N to refuse a larger plan."
    if address and is_loopback(address):
        yield f"The job's CloudHealth is {address} on this machine, probably a sandbox: leave out --base-url."
    if missing := [name for name in _OF_THE_SHELL if os.environ.get(name)]:
        yield f"The job does not see this shell's {', '.join(missing)}: set what it needs in the job as well."
