"""What the examples of rules ask for in words, such as a signal, and how a test really brings it about."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from program import Govlink

from batch.sandbox.ledger import Ledger, Linkage
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


def linked_twice(asking: Asking) -> None:
    """The sandbox has each account in one linkage at most, so it only shows another one."""
    linkages, second = Ledger.linkages, Linkage(2, 4001, 103, 102, reversed=False, created_at=0, updated_at=0)
    asking.monkeypatch.setattr(Ledger, "linkages", lambda *args: [*linkages(*args), second])
    asking.called(*asking.arguments)


CIRCUMSTANCES: dict[str, Callable[[Asking], None]] = {
    "": nothing_else,
    "a second linkage joins 102 with 103": linked_twice,
}

OFFLINE: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "": lambda _patch: None,
    "PyYAML was built without libyaml": lambda patch: patch.delattr("yaml.CBaseLoader"),
}
"""The same for commands that ask nobody."""
