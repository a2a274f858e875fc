"""Without libyaml, PyYAML is slow, but reading finds the same."""

from pathlib import Path

import pytest
import yaml
from reading import codes, read

_TRAPS = sorted((Path(__file__).parent / "traps").glob("*.yaml"))


@pytest.mark.parametrize("trap", _TRAPS, ids=lambda path: path.name)
def test_without_libyaml_the_same_is_found(trap: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read(tmp_path, "m.yaml", trap.read_bytes())
    monkeypatch.delattr(yaml, "CBaseLoader")
    slow = read(tmp_path, "m.yaml", trap.read_bytes())
    assert (1, "F202") in codes(slow)
    assert slow.unreadable == quick.unreadable
    assert [row.line for row in slow.rows] == [row.line for row in quick.rows]
    assert [reported for reported in codes(slow) if reported != (1, "F202")] == codes(quick)
