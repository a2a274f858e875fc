"""A file per trap that people's mappings hold, each with the diagnostics that it must get, reviewed in `expected.txt`.

After a change that is meant, `python tests/mapping/test_traps.py` writes them anew; read the difference.
"""

import io
from pathlib import Path

import pytest

from batch.checking import check, load
from batch.mapping import ReadOptions, find_sources

_HERE = Path(__file__).parent
_EXPECTED = _HERE / "expected.txt"
_TRAPS = sorted(path for path in (_HERE / "traps").iterdir())


def outcome(path: Path) -> str:
    """Says what was read and what is wrong with it."""
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
        lines.append(f"{problem.line}{column} {problem.code.id} {problem.code.name}: {message}")
        if problem.hint:
            lines.append(f"    {problem.hint}")
    return "\n".join(lines)


def _expected() -> dict[str, str]:
    sections = _EXPECTED.read_text(encoding="utf-8").split("\n\n")
    return {section.split("\n", 1)[0]: section.split("\n", 1)[1].rstrip() for section in sections}


@pytest.mark.parametrize("path", _TRAPS, ids=lambda path: path.name)
def test_a_trap_gets_the_diagnostics_that_were_reviewed(path: Path) -> None:
    assert outcome(path) == _expected()[path.name]


if __name__ == "__main__":
    _EXPECTED.write_text("\n\n".join(f"{path.name}\n{outcome(path)}" for path in _TRAPS) + "\n", encoding="utf-8")
