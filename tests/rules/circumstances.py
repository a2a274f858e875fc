"""What the examples of rules ask for in words, such as a signal, and how a test really brings it about."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from program import Govlink

from batch.sandbox.server import RunningSandbox


@dataclass(frozen=True)
class Asking:
    """A command of an example that is about to be run, and the CloudHealth that it will ask."""

    words: list[str]
    sandbox: RunningSandbox
    called: Govlink
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def arguments(self) -> list[str]:
        """What the command is run with, without pauses that a test would wait for."""
        return [*self.words, "--base-url", self.sandbox.base_url, "--rate", "1000/s", "--settle-time", "0.05"]


def nothing_else(asking: Asking) -> None:
    asking.called(*asking.arguments)


CIRCUMSTANCES: dict[str, Callable[[Asking], None]] = {
    "": nothing_else,
}
