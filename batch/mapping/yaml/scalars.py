"""What other readers take an unquoted YAML scalar for, where that is not the text that stands there."""

import re
from collections.abc import Sequence

import yaml

_INT = "tag:yaml.org,2002:int"
_KINDS = {
    _INT: "another number",
    "tag:yaml.org,2002:float": "a floating-point number",
    "tag:yaml.org,2002:bool": "yes or no",
    "tag:yaml.org,2002:timestamp": "a date",
}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_UNMISTAKABLE = re.compile(r"(?:[1-9][0-9]*+\n)*+")


def are_unmistakable(texts: Sequence[str]) -> bool:
    """Tell whether every reader takes each of these for the same, quoted or not: for most columns of ids, quickly."""
    return _UNMISTAKABLE.fullmatch("\n".join(texts) + "\n") is not None


def is_null(scalar: yaml.ScalarEvent) -> bool:
    """Tell whether a scalar is YAML's word for nothing, or nothing."""
    return scalar.value in _NULLS and scalar.implicit[0]


def other_meaning(text: str) -> str | None:
    """Say what a plain scalar becomes in a reader of YAML 1.1 or 1.2, None where it stays what it is."""
    if text.isdecimal() and text.isascii():
        # YAML 1.1 reads 0 and digits up to 7 as octal, 1.2 drops the zeros.
        return _KINDS[_INT] if text.startswith("0") and text != "0" else None
    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], ()):
        if tag in _KINDS and pattern.match(text):
            return _KINDS[tag]
    return None
