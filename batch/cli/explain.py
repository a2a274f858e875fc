"""`govlink explain`: what a problem's code means, and what to do about it."""

import difflib
import json
from collections.abc import Iterator

import click

from batch.cli.parameters import SectionedCommand, option
from batch.diagnostics import Code, shown
from batch.errors import UsageError
from batch.rules.registry import CODES, FAMILIES

_BY_NAME = {code.name: code for code in CODES.values()}


@click.command("explain", cls=SectionedCommand, short_help="Say what a problem's code means and what to do.")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@option(
    "Output",
    "--format",
    "output_format",
    variable=False,
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for programs.",
)
def command(*, codes: tuple[str, ...], output_format: str) -> int:
    """Say what a problem's CODE (or its name) means and what to do about it; without CODE, list all of them."""
    asked = [_known(code) for code in codes]
    if output_format == "json":
        click.echo(json.dumps([code._asdict() for code in asked or CODES.values()], indent=2))
    else:
        click.echo("\n\n".join(map(_explained, asked)) if asked else "\n".join(_list()))
    return 0


def _known(asked: str) -> Code:
    if found := CODES.get(asked.upper()) or _BY_NAME.get(asked.lower()):
        return found
    near = difflib.get_close_matches(asked.lower(), _BY_NAME, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no code {shown(asked)}; {guess}`govlink explain` lists them all")


def _explained(code: Code) -> str:
    paragraphs = (code.meaning, f"What to do: {code.remedy}")
    texts = (click.wrap_text(text, width=100, initial_indent="  ", subsequent_indent="  ") for text in paragraphs)
    return "\n\n".join((f"{click.style(code.id, bold=True)} {code.name} ({code.severity})", *texts))


def _list() -> Iterator[str]:
    for letter, family in FAMILIES.items():
        yield click.style(family, bold=True)
        yield from (
            f"  {code.id}  {code.severity:8} {code.name}" for code in CODES.values() if code.id.startswith(letter)
        )
        yield ""
    yield "`govlink explain CODE` says what a code means and what to do about it."
