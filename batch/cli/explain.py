"""`govlink explain`: what a code means, an example, and what to do about it."""

import difflib
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from itertools import chain
from textwrap import fill

import click

from batch.cli.parameters import SectionedCommand, option
from batch.diagnostics import Example, Rule, printable, shown
from batch.errors import UsageError
from batch.rules.registry import FAMILIES, RULES
from batch.statuses import Status

_BY_NAME = {rule.name: rule for rule in RULES.values()}


@click.command("explain", cls=SectionedCommand, short_help="Show what a code means and what to do about it.")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@option(
    "Output",
    "--format",
    "output_format",
    variable=False,
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, or JSON for programs.",
)
def command(*, codes: tuple[str, ...], output_format: str) -> int:
    """Show what each CODE (or its name) means and what to do about it, with examples. Without CODE, list all codes."""
    asked = [_known(code) for code in codes]
    if output_format == "json":
        click.echo(json.dumps([_as_json(rule) for rule in asked or RULES.values()], indent=2))
    else:
        click.echo("\n\n".join(map(_explained, asked)) if asked else "\n".join(_list()))
    return 0


def _known(asked: str) -> Rule:
    if found := RULES.get(asked.upper()) or _BY_NAME.get(asked.lower()):
        return found
    if asked.lower() in set(Status):
        raise UsageError(
            f"{asked.lower()} is a row's status, not a code; `govlink guide results` explains the statuses, and a "
            "row's codes are in the column codes of report.csv"
        )
    near = difflib.get_close_matches(asked.lower(), _BY_NAME, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no code {shown(asked)}; {guess}`govlink explain` lists them all")


def _explained(rule: Rule) -> str:
    paragraphs = (rule.meaning, f"What to do: {rule.remedy}")
    texts = (
        fill(text, 100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False) for text in paragraphs
    )
    blocks = (_indented([f"{title}:", *_indented(lines)]) for title, lines in examples(rule))
    return "\n\n".join(
        (f"{click.style(rule.id, bold=True)} {rule.name} ({rule.severity})", *texts, *map("\n".join, blocks))
    )


def examples(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """Yield both examples, the second without the parts that both have."""
    wrong, right = list(_parts(rule.wrong)), list(_parts(rule.right))
    yield "Wrong", list(chain.from_iterable(wrong))
    same = [part for part in right if part in wrong and len(part) > 1]
    shown = [line for part in right if part not in same for line in part]
    names = [part[0].removesuffix(":") for part in same]
    yield "Right" + (f" (with the same {' and '.join(names)})" if names else ""), shown


def _parts(example: Example) -> Iterator[list[str]]:
    """Yield the lines of an example part by part: each file below its name, what CloudHealth has, and the commands."""
    text = example.text if isinstance(example.text, str) else _decoded(example.text)
    name = next(word for word in example.command.split() if word.startswith("mapping."))
    for file, content in ((name, text), *example.other_files):
        yield [f"{file}:", *_indented(printable(line) for line in content.splitlines())]
    repeated = f"… is {example.repeated:,} more of the character before it" if example.repeated else ""
    remark = f"   # {words}" if (words := example.circumstance or repeated) else ""
    for number, (scenario, command) in enumerate(example.steps):
        if scenario:
            yield [f"CloudHealth{', later' if number else ''}:", *_indented(scenario.splitlines())]
        yield [f"$ {command}{remark}"]
        remark = ""


def _decoded(content: bytes) -> str:
    """Return the bytes as an editor would show them; a truncated character becomes U+FFFD."""
    return content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "latin-1", "replace")


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}".rstrip() for line in lines]


def _as_json(rule: Rule) -> dict[str, str]:
    parts = {part: str(getattr(rule, part)) for part in ("id", "name", "severity", "meaning", "remedy")}
    return {
        **parts,
        **{
            title: "\n".join(chain(*_parts(example)))
            for title, example in (("wrong", rule.wrong), ("right", rule.right))
        },
    }


def _list() -> Iterator[str]:
    for letter, family in FAMILIES.items():
        yield click.style(family, bold=True)
        yield from (
            f"  {rule.id}  {rule.severity:8} {rule.name}" for rule in RULES.values() if rule.id.startswith(letter)
        )
        yield ""
    yield "`govlink explain CODE` shows what a code means, an example, and what to do about it."
