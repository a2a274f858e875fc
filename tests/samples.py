"""Makes the sample pictures in `reports/sample/` from a real run of `mappings/messy.csv` in the sandbox.

`python tests/samples.py` writes all three anew: `terminal.svg`, `report.html`, and `page.png`, a screenshot of the top
of the page, for which it needs Debian's chromium and the package playwright.

Time passes only on a clock of the run's own, rows are sent one after the other, and fixed values replace the name of
the run and the port of the sandbox. So the same program makes the same bytes. Only the screenshot depends on the
browser as well: it holds the digest of the page that it shows.
"""

import hashlib
import io
import os
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from itertools import count, groupby
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from browser import CHROMIUM, FLAGS
from program import PROJECT, last_run
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text
from worlds import FakeClock

from batch.cli import main
from batch.cloudhealth.transport import HttpTransport
from batch.submit import submit

FOLDER = PROJECT / "reports/sample"
PAGE, PICTURE, TERMINAL = "report.html", "page.png", "terminal.svg"
COMMAND = "python tests/samples.py"
"""What makes the pictures anew."""

_TYPED = "govlink apply mappings/messy.csv --sandbox --yes"
_LATENCY = 0.4
"""Seconds of the run's clock that each answer takes."""

_FIXED = [
    (re.compile(r"\b\d{8}T\d{6}Z-apply-[0-9a-f]{6}\b"), "20261123T000000Z-apply-5a3e17"),
    (re.compile(r"\b127\.0\.0\.1:\d+\b"), "127.0.0.1:8765"),
]

_COLUMNS = 127
_ROWS_SHOWN = 4
_CAUSES_SHOWN = {"V104", "L101", "S103"}
_PLANNED, _CAUSE, _DETAIL = "  create ", re.compile(r"  \d+ rows? .*\(([A-Z]\d+)\)$"), " " * 6
"""What such lines have or begin with."""
_LEFT_OUT = "  …"
_WIDTH, _HEIGHT = 1280, 1306
"""Pixels of the screenshot: it ends below the first root cause."""
_SHOWS = b"Source\0"
"""What the digest has before it, in a chunk of text of the picture."""

_THEME = TerminalTheme(
    (13, 17, 23),
    (201, 209, 217),
    [
        *((72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65)),
        *((121, 192, 255), (210, 168, 255), (86, 212, 221), (177, 186, 196)),
    ],
)
_SVG = """\
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
  font: {char_height}px/{line_height}px ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
}}
.{unique_id}-title {{ font: 600 17px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; opacity: .75; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""Rich's own template loads a font from the network."""


class Sample(NamedTuple):
    """What the run printed, with the escape codes of a terminal's colors, and its page."""

    printed: str
    page: str


class _Screen(io.StringIO):
    """Standard output that calls itself a terminal, so that it is colored as one."""

    def isatty(self) -> bool:
        return True


def run(folder: Path) -> Sample:
    """Run the example in `folder`."""
    clock = FakeClock()
    sent = HttpTransport.send

    def send(transport: HttpTransport, *args: Any) -> Any:
        clock.pass_by(_LATENCY)
        return sent(transport, *args)

    def one_by_one(*args: Any, **options: Any) -> None:
        submit(*args, **{**options, "concurrency": 1})

    shutil.copytree(PROJECT / "mappings", folder / "mappings")
    is_option = re.compile("GOVLINK_|NO_COLOR").match
    environment = {name: value for name, value in os.environ.items() if not is_option(name)}
    with (
        chdir(folder),
        patch.dict(os.environ, environment, clear=True),
        patch("batch.runs.stages.SystemClock", lambda _: clock),
        patch("batch.runs.plan_and_apply.submit", one_by_one),
        patch.object(HttpTransport, "send", send),
        redirect_stdout(_Screen()) as screen,
        redirect_stderr(io.StringIO()) as complaints,
    ):
        main(_TYPED.split()[1:])
    assert not complaints.getvalue(), "the picture would lack what is printed on standard error"
    page = (last_run(folder / "reports") / PAGE).read_text(encoding="utf-8")
    return Sample(_fixed(screen.getvalue()), _fixed(page))


def _fixed(text: str) -> str:
    for pattern, value in _FIXED:
        text = pattern.sub(value, text)
    return text


def terminal(printed: str) -> str:
    """The picture of a terminal, as SVG that loads nothing."""
    console = Console(record=True, file=io.StringIO(), width=_COLUMNS, force_terminal=True, color_system="standard")
    typed = Text.assemble(("$ ", "bold green"), (_TYPED, "bold"))
    for line in [typed, *map(Text.from_ansi, _excerpt(printed)), Text("$ ", "bold green")]:
        line.truncate(_COLUMNS, overflow="ellipsis")
        console.print(line, highlight=False, soft_wrap=True)
    return console.export_svg(title="govlink", theme=_THEME, code_format=_SVG, unique_id="t", font_aspect_ratio=0.6)


def _excerpt(printed: str) -> Iterator[str]:
    """The lines that the picture has room for; one … in the place of others."""
    paragraphs = [_shortened(paragraph.splitlines()) for paragraph in printed.split("\n\n")]
    for paragraph, _ in groupby(paragraphs):
        yield from [*paragraph, ""]


def _shortened(lines: Sequence[str]) -> list[str]:
    """The first rows of a plan, and the causes that are shown, each with its details."""
    codes = {cause[1] for line in lines if (cause := _CAUSE.match(line))}
    if codes and not codes & _CAUSES_SHOWN:
        return [_LEFT_OUT]
    rows = count(1)
    is_shown = True
    kept = []
    for line in lines:
        if _PLANNED in line:
            is_shown = next(rows) <= _ROWS_SHOWN
        elif cause := _CAUSE.match(line):
            is_shown = cause[1] in _CAUSES_SHOWN
        elif not line.startswith(_DETAIL):
            is_shown = True
        kept.append(line if is_shown else _LEFT_OUT)
    return [line for line, _ in groupby(kept)]


def shown(svg: str) -> list[str]:
    """The lines of text in a picture of a terminal."""
    pieces = re.findall(r'<text [^>]* y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    return ["".join(text for _, text in line) for _, line in groupby(pieces, lambda piece: piece[0])]


def digest(page: str) -> str:
    """What identifies a page, its styles included."""
    return hashlib.sha256(page.encode()).hexdigest()


def pictured(png: bytes) -> str:
    """The digest of the page that a screenshot shows."""
    return dict(_chunks(png))[b"tEXt"].removeprefix(_SHOWS).decode()


def _screenshot(page: Path) -> bytes:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only who makes the picture needs a browser

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page(viewport={"width": _WIDTH, "height": _HEIGHT}, color_scheme="light")
        opened.goto(page.as_uri())
        png = opened.screenshot()
        browser.close()
    return bytes(png)


def _signed(png: bytes, page: str) -> bytes:
    """The screenshot with the page's digest in it."""
    chunks = list(_chunks(png))
    chunks.insert(1, (b"tEXt", _SHOWS + digest(page).encode()))
    return png[:8] + b"".join(
        len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4) for kind, data in chunks
    )


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _make() -> None:
    with tempfile.TemporaryDirectory() as folder:
        sample = run(Path(folder))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / TERMINAL).write_text(terminal(sample.printed), encoding="utf-8")
    (FOLDER / PAGE).write_text(sample.page, encoding="utf-8")
    (FOLDER / PICTURE).write_bytes(_signed(_screenshot(FOLDER / PAGE), sample.page))


if __name__ == "__main__":
    _make()
