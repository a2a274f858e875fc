"""The problems of a mapping in formats for people, editors, code hosts, and programs.

Every format is a module with `render(checked, ...)`, which yields lines; it is loaded only if it is used.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import cast

from batch.checking import Checked

NAMES = ("text", "json", "jsonl", "github", "sarif", "csv")

Render = Callable[[Checked], Iterator[str]]


def renderer(name: str) -> Render:
    """Return the renderer of one of NAMES."""
    return cast("Render", importlib.import_module(f"{__name__}.as_{name}").render)
