"""The codes of all families together."""

from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

import batch.rules
from batch.diagnostics import Rule
from batch.rules.registry import RULES

DECLARED = [
    code
    for module in iter_modules(batch.rules.__path__)
    if module.name != "registry"
    for code in vars(import_module(f"batch.rules.{module.name}")).values()
    if isinstance(code, Rule)
]


def test_no_two_codes_share_an_id_or_a_name() -> None:
    reported = Counter(word for code in DECLARED for word in (code.id, code.name))
    assert [word for word, times in reported.items() if times > 1] == []


def test_every_code_that_a_family_declares_is_in_the_registry() -> None:
    assert set(RULES.values()) == set(DECLARED)
