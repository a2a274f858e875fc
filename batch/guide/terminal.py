"""A page of the guide as text for a terminal."""

import io
import re

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown, TableElement
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\((?:([a-z]+)\.md)?(?:#[^)]*)?\)")
"""To a page of the guide, or to a place in the same page."""

_THEME = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold",
        "markdown.h3": "bold italic",
        "markdown.code": "cyan",
        "markdown.table.border": "none",
        "markdown.table.header": "bold",
        "markdown.block_quote": "italic",
    }
)
"""Readable on dark and on light terminals."""


def rendered(text: str, width: int, *, is_plain: bool, no_color: bool = False) -> str:
    """Markdown as lines of `width` columns; those of code blocks keep their length, to be copied."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=not is_plain,
        color_system=None if is_plain else "standard",
        no_color=no_color,
        theme=_THEME,
    )
    console.print(_Page(_LINK.sub(_named, _COMMENT.sub("", text)), hyperlinks=False), crop=False)
    lines = "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def _named(link: re.Match[str]) -> str:
    return f"{link[1]} (`govlink guide {link[2]}`)" if link[2] else link[1]


class _Heading(Heading):
    """On the left, where readers look for it."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        self.text.justify = "left"
        yield self.text


class _CodeBlock(CodeBlock):
    """Indented, without a background, and no line of it broken."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        lines = (f"  {line}" for line in str(self.text).splitlines())
        yield Text("\n".join(lines), style="markdown.code", no_wrap=True, overflow="ignore")


class _Table(TableElement):
    """Nothing in its cells is cut: a long word continues on the next line."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in super().__rich_console__(console, options):
            if isinstance(table, Table):
                for column in table.columns:
                    column.overflow = "fold"
            yield table


class _Page(Markdown):
    elements = Markdown.elements | {
        "heading_open": _Heading,
        "table_open": _Table,
        "fence": _CodeBlock,
        "code_block": _CodeBlock,
    }
