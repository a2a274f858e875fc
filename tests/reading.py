"""Writes mappings and reads them as every command does."""

import io
from pathlib import Path
from typing import Any

from batch.checking import Checked, load
from batch.mapping import ReadOptions, find_sources


def read(folder: Path, name: str, text: str | bytes, **options: Any) -> Checked:
    """Write a file, and read it with these options."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    used = ReadOptions(**options)
    return load(find_sources([str(path)], used, io.BytesIO()), used)


def read_all(folder: Path, **files: str) -> Checked:
    """Write CSV files, and read them as one run, in this order."""
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    return load(find_sources(paths, ReadOptions(), io.BytesIO()), ReadOptions())


def codes(checked: Checked) -> list[tuple[int, str]]:
    """Return the line and code of each problem."""
    return [(problem.line, problem.rule.id) for problem in checked.problems]
