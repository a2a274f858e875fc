"""What is wrong with a mapping, written for a reader: people, editors, code hosts, programs.

Every member is a module with `render(checked, ...)`, an iterator of lines; it is loaded only when it is asked for.
"""

import importlib
from collections.abc import Callable, Iterator
from typing import cast

from batch.checking import Checked

NAMES = ("text", "json", "jsonl", "github", "sarif", "csv")

Render = Callable[[Checked], Iterator[str]]


def renderer(name: str) -> Render:
    """Give the renderer of one of NAMES."""
    return cast("Render", importlib.import_module(f"{__name__}.as_{name}").render)
