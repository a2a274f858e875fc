"""`govlink guide`: show a page of the guide, in a pager on a terminal and as plain text elsewhere."""

import difflib
import shutil
import sys

import click

from batch.diagnostics import shown
from batch.errors import UsageError
from batch.guide import TOPICS, page, question
from batch.streams import allows_color

_WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""


@click.command("guide", short_help="Show a page of the guide.")
@click.argument("topic", required=False)
def command(topic: str | None) -> int:
    """Show the guide's page on TOPIC. Without TOPIC, list all topics.

    On a terminal, the page is shown in a pager: the one that the variable PAGER names, or less.
    """
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    if topic is None:
        click.echo(_list(width), nl=False)
        return 0
    text = page(_known(topic))
    from batch.guide.terminal import rendered

    if sys.stdout.isatty():
        click.echo_via_pager(rendered(text, width, is_plain=False, no_color=not allows_color()))
    else:
        click.echo(rendered(text, _WIDEST, is_plain=True), nl=False)
    return 0


def _known(asked: str) -> str:
    topic = asked.lower().removesuffix(".md")
    if topic in TOPICS:
        return topic
    near = difflib.get_close_matches(topic, TOPICS, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    raise UsageError(f"there is no topic {shown(asked)}; {guess}`govlink guide` lists them all")


def _list(width: int) -> str:
    formatter = click.HelpFormatter(width=width)
    formatter.write_dl([(topic, question(topic)) for topic in TOPICS])
    return f"{formatter.getvalue()}\n`govlink guide TOPIC` shows the page.\n"
