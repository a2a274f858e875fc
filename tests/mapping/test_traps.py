"""One file per trap in people's mappings, and next to it its expected problems, in `<file>.expected`.

After a change that is meant, `python tests/mapping/test_traps.py` writes them anew; read the difference.
"""

import io
from pathlib import Path

import pytest

from batch.checking import check, load
from batch.mapping import ReadOptions, find_sources

_SNAPSHOT = ".expected"
_TRAPS = sorted(path for path in Path(__file__).with_name("traps").iterdir() if path.suffix != _SNAPSHOT)


def outcome(path: Path) -> str:
    """Return what was read, and its problems."""
    options = ReadOptions()
    sources = find_sources([str(path)], options, io.BytesIO())
    checked = check(sources, options)
    rows = load(sources, options).rows
    lines = [f"rows on lines {', '.join(str(row.line) for row in rows) or '-'}"]
    if checked.unreadable:
        lines.append("refused")
    for problem in checked.problems:
        column = f":{problem.column}" if problem.column else ""
        message = problem.message.replace(f"{path}:", "").replace(str(path), "")
        lines.append(f"{problem.line}{column} {problem.rule.id} {problem.rule.name}: {message}")
        if problem.hint:
            lines.append(f"    {problem.hint}")
    return "\n".join(lines) + "\n"


def _snapshot(trap: Path) -> Path:
    return trap.with_name(trap.name + _SNAPSHOT)


@pytest.mark.parametrize("trap", _TRAPS, ids=lambda trap: trap.name)
def test_a_trap_has_the_problems_that_were_reviewed(trap: Path) -> None:
    assert outcome(trap) == _snapshot(trap).read_text(encoding="utf-8")


def test_every_snapshot_has_its_trap() -> None:
    assert sorted(_TRAPS[0].parent.glob(f"*{_SNAPSHOT}")) == [_snapshot(trap) for trap in _TRAPS]


if __name__ == "__main__":
    for trap in _TRAPS:
        _snapshot(trap).write_text(outcome(trap), encoding="utf-8")
