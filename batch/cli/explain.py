"""`govlink explain`: what a problem's code means, and what to do about it."""

import difflib
import json
from collections.abc import Iterator

import click

from batch.cli.parameters import SectionedCommand, option
from batch.diagnostics import Example, Rule, printable, shown
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
        click.echo(json.dumps([_as_json(code) for code in asked or CODES.values()], indent=2))
    else:
        click.echo("\n\n".join(map(_explained, asked)) if asked else "\n".join(_list()))
    return 0


def _known(asked: str) -> Rule:
    if found := CODES.get(asked.upper()) or _BY_NAME.get(asked.lower()):
        return found
    near = difflib.get_close_matches(asked.lower(), _BY_NAME, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no code {shown(asked)}; {guess}`govlink explain` lists them all")


def _explained(rule: Rule) -> str:
    paragraphs = (rule.meaning, f"What to do: {rule.remedy}")
    texts = (click.wrap_text(text, width=100, initial_indent="  ", subsequent_indent="  ") for text in paragraphs)
    examples = (_shown("Wrong", rule.wrong), _shown("Right", rule.right))
    return "\n\n".join((f"{click.style(rule.id, bold=True)} {rule.name} ({rule.severity})", *texts, *examples))


def _shown(title: str, example: Example) -> str:
    """An example as a person reads it: the command, the files that it names, and what CloudHealth has."""
    text = example.text if isinstance(example.text, str) else example.text.decode("latin-1")
    files = [
        ("", text),
        *((f"{name}:", beside) for name, beside in example.beside),
        ("CloudHealth:", example.cloudhealth),
    ]
    shown = [f"$ {example.command}" + (f"   # {example.where}" if example.where else "")]
    for name, content in files:
        if content:
            shown += [name] if name else []
            shown += [printable(line) for line in content.splitlines()]
    return "\n".join((f"  {title}:", *(f"    {line}".rstrip() for line in shown)))


def _as_json(rule: Rule) -> dict[str, str]:
    parts = {part: str(getattr(rule, part)) for part in ("id", "name", "severity", "meaning", "remedy")}
    return {**parts, "wrong": _shown("Wrong", rule.wrong), "right": _shown("Right", rule.right)}


def _list() -> Iterator[str]:
    for letter, family in FAMILIES.items():
        yield click.style(family, bold=True)
        yield from (
            f"  {code.id}  {code.severity:8} {code.name}" for code in CODES.values() if code.id.startswith(letter)
        )
        yield ""
    yield "`govlink explain CODE` says what a code means and what to do about it."
