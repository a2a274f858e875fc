"""Runs the console blocks of Markdown pages, so that no output that a page shows can go stale.

`python tests/console_blocks.py FILE.md…` writes the outputs that differ anew. A page is made of

- ```` ```console ````: a line that begins with `$ ` is a command (a backslash at its end continues it), and the lines
  below it are its output. A line `…` matches any lines, and `…` within a line any text. Times, durations, ports,
  request ids, digests, and names of run folders are compared by their shape.
- ```` ```csv accounts.csv ````: writes this file. The language may be another one.
- `<!-- cloudhealth: NAME -->`: the commands that follow reach a sandbox of this scenario (shipped, or in
  `tests/guide/worlds/`) as if it were CloudHealth.

A page's blocks run in order, in a folder that has a copy of `mappings/`. Each command is a shell of its own.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from program import KEY, PROJECT

from batch.sandbox import load_scenario, serve, shipped_scenarios

WORLDS = PROJECT / "tests/guide/worlds"

_OPENING = re.compile(r"```(\w+)(?: (\S+))?")
_WORLD = re.compile(r"<!-- cloudhealth: (\S+) -->")
_RUN = re.compile(r"\d{8}T\d{6}Z-([a-z]+)-[0-9a-f]{6}")
_ANY = "…"
_PACE = {"GOVLINK_RATE": "1000/s", "GOVLINK_SETTLE_TIME": "0.1"}
"""Nobody waits for a sandbox. Commands that a run prints repeat these, which is taken out of them again."""

_SHAPES = [
    (_RUN, r"<\1 run>"),
    (re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00| UTC)?)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?( UTC)?\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<digest>"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), "<address>"),
    (re.compile(r"\b\d+(\.\d+)? (ms|s|min|h)\b( \d+(\.\d+)? (ms|s|min|h)\b)*"), "<duration>"),
    (re.compile(r'("seconds": ?)[\d.]+'), r"\1<duration>"),
    (re.compile(r"(?<=\S) {2,}"), "  "),  # what is aligned moves with the values
]


def failures(path: Path) -> list[str]:
    """What the page shows otherwise than the program, as lines of a diff with the page's line numbers."""
    text = path.read_text(encoding="utf-8")
    return list(difflib.unified_diff(text.splitlines(), fresh(text).splitlines(), path.name, "now", lineterm="", n=2))


def fresh(text: str) -> str:
    """The page with new outputs in the place of those that differ."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        return "".join(f"{line}\n" for line in _Page(Path(folder), stack).lines(text.splitlines()))


class _Page:
    """The folder and the service that the blocks of one page share."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = folder / "here"
        shutil.copytree(PROJECT / "mappings", self._folder / "mappings")
        program = folder / "bin" / "govlink"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m batch "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GOVLINK_", "CLOUDHEALTH_")) and not name.lower().endswith("_proxy")
        }
        self._environment |= {"PATH": f"{program.parent}:{os.environ['PATH']}", "COLUMNS": "100", "TZ": "UTC"}
        self._environment["PYTHONUNBUFFERED"] = "1"  # both streams in the order in which they are written
        self._added = re.compile("(?!)")
        self._runs: dict[str, str] = {}
        """The real run folder by the name that the page shows."""

    def lines(self, lines: Sequence[str]) -> Iterator[str]:
        """The page's lines, console blocks with what they print now."""
        at = 0
        while at < len(lines):
            yield lines[at]
            world, opening = _WORLD.fullmatch(lines[at]), _OPENING.fullmatch(lines[at])
            at += 1
            if world:
                self._reach(world[1])
            elif opening:
                end = lines.index("```", at)
                block, at = lines[at:end], end
                if opening[1] == "console":
                    block = list(self._console(block))
                elif opening[2]:
                    (self._folder / opening[2]).write_text("".join(f"{line}\n" for line in block), encoding="utf-8")
                yield from block
                yield lines[at]
                at += 1

    def _reach(self, name: str) -> None:
        """Let the commands that follow reach a sandbox of this scenario."""
        scenario = load_scenario(name if name in shipped_scenarios() else WORLDS / f"{name}.yaml")
        service = self._stack.enter_context(serve(scenario))
        added = {"GOVLINK_BASE_URL": service.base_url, **_PACE}
        self._environment |= {"CLOUDHEALTH_API_KEY": KEY, **added}
        options = (
            f" --{name.removeprefix('GOVLINK_').replace('_', '-').lower()} {value}" for name, value in added.items()
        )
        self._added = re.compile("|".join(map(re.escape, options)))

    def _console(self, block: Sequence[str]) -> Iterator[str]:
        for command, shown in _commands(block):
            named = [_RUN.sub(self._latest_shown, line) for line in command]
            yield from named
            typed = "\n".join([named[0].removeprefix("$ "), *named[1:]])
            yield from self._output(_RUN.sub(lambda run: self._runs.get(run[0], run[0]), typed), shown)

    def _latest_shown(self, run: re.Match[str]) -> str:
        """A run folder's name in a command: one that is shown above, else the latest one of such a run."""
        same = [name for name in self._runs if f"-{run[1]}-" in name]
        return run[0] if run[0] in same or not same else same[-1]

    def _output(self, typed: str, shown: list[str]) -> list[str]:
        done = subprocess.run(
            ["sh", "-c", typed],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        printed = [line.rstrip() for line in self._added.sub("", done.stdout).splitlines()]
        names = {run[0]: self._name(run[0], shown) for run in _RUN.finditer("\n".join(printed))}
        now = [_RUN.sub(lambda run: names[run[0]], line) for line in printed]
        return shown if _matches(shown, now) else _merged(shown, now)

    def _name(self, folder: str, shown: Sequence[str]) -> str:
        """What the page calls a run folder: as in this output, where it shows one that is new, else its own name."""
        for name, known in self._runs.items():
            if known == folder:
                return name
        of_output = (run[0] for run in _RUN.finditer("\n".join(shown)) if run[1] == _RUN.sub(r"\1", folder))
        name = next((name for name in of_output if name not in self._runs), folder)
        self._runs[name] = folder
        return name


def _commands(block: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Each command of a block, line by line, with the output that is shown below it; raises `ValueError`."""
    if block and not block[0].startswith("$ "):
        raise ValueError(f"a console block begins with a command, not with {block[0]!r}")
    at = 0
    while at < len(block):
        end = at
        while block[end].endswith("\\"):
            end += 1
        after = next((later for later in range(end + 1, len(block)) if block[later].startswith("$ ")), len(block))
        yield list(block[at : end + 1]), list(block[end + 1 : after])
        at = after


def _shape(line: str) -> str:
    for pattern, shape in _SHAPES:
        line = pattern.sub(shape, line)
    return line


def _pattern(shown: str) -> str:
    return ".*".join(map(re.escape, _shape(shown).split(_ANY)))


def _matches(shown: Sequence[str], now: Sequence[str]) -> bool:
    pattern = "".join("(?:.*\n)*" if line == _ANY else f"{_pattern(line)}\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{_shape(line)}\n" for line in now)) is not None


def _merged(shown: Sequence[str], now: Sequence[str]) -> list[str]:
    """The lines of now; lines of the same shape stay as they are shown, and what was left out is left out again."""
    lines = [line for line in shown if line != _ANY]
    same = [next((line for line in lines if re.fullmatch(_pattern(line), _shape(each))), each) for each in now]
    merged: list[str] = []
    for _, start, end, first, last in difflib.SequenceMatcher(None, shown, same, autojunk=False).get_opcodes():
        old, new = shown[start:end], same[first:last]
        if _ANY in old:
            before, after = old.index(_ANY), len(old) - 1 - old.index(_ANY)
            new = [*new[:before], _ANY, *new[max(before, len(new) - after) :]]
        merged += new
    return merged


if __name__ == "__main__":
    for name in sys.argv[1:]:
        page = Path(name)
        page.write_text(fresh(page.read_text(encoding="utf-8")), encoding="utf-8")
