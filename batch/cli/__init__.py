"""The command line: arguments to settings, one call, an exit code; nothing else.

Each command has its own module, which imports what it needs only when it is called, so that `--help` and `--version`
start without pandas and requests.
"""

import importlib
import sys
import traceback
from collections.abc import Sequence

import click

from batch import __version__
from batch.errors import Exit, GovlinkError
from batch.redaction import secrets_forgotten, struck
from batch.streams import OutputError, silence

_COMMANDS = {
    "check": "batch.cli.check",
    "plan": "batch.cli.plan",
    "apply": "batch.cli.apply",
    "audit": "batch.cli.audit",
    "export": "batch.cli.export",
    "customers": "batch.cli.customers",
    "fix": "batch.cli.fix",
    "doctor": "batch.cli.doctor",
    "report": "batch.cli.report",
    "explain": "batch.cli.explain",
    "guide": "batch.cli.guide",
    "import-aws": "batch.cli.import_aws",
    "init": "batch.cli.init",
    "schedule": "batch.cli.schedule",
    "sandbox": "batch.cli.sandbox",
}
"""Each module has a click command named `command`."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in _COMMANDS:
            return None
        command = importlib.import_module(_COMMANDS[cmd_name]).command
        if not isinstance(command, click.Command):  # pragma: no cover - an error of ours
            raise TypeError(cmd_name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="govlink")
def root() -> None:
    """Link AWS GovCloud accounts in CloudHealth, in bulk, to the commercial accounts that they are billed through."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` names (default: the process's arguments), and return the exit code."""
    with secrets_forgotten():
        try:
            return _called(argv)
        except Exception:  # noqa: BLE001 - the interpreter would print the same, but with any key in it
            print(struck(traceback.format_exc()), end="", file=sys.stderr)
            return Exit.STOPPED


def _called(argv: Sequence[str] | None) -> int:
    try:
        code = root.main(args=argv, prog_name="govlink", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except OutputError as error:
        silence()
        if not error.has_no_reader:
            _show_error(str(error))
        return error.exit_code
    except GovlinkError as error:
        _show_error(str(error))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED
    except (MemoryError, RuntimeError) as error:
        from batch.exhaustion import exhausted

        if not (reason := exhausted(error)):
            raise
        _show_error(reason.words)
        return reason.exit_code
    return int(code or 0)


def _show_error(words: str) -> None:
    from batch.diagnostics import printable

    # The text may contain file names and parts of CloudHealth's answers.
    print(struck("govlink: " + "\n".join(map(printable, words.split("\n")))), file=sys.stderr)
