"""What other readers read an unquoted YAML scalar as, if that isn't its text."""

_INT = "tag:yaml.org,2002:int"
_KINDS = {
    _INT: "another number",
    "tag:yaml.org,2002:float": "a floating-point number",
    "tag:yaml.org,2002:bool": "yes or no",
    "tag:yaml.org,2002:timestamp": "a date",
}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""YAML's null values, if they are unquoted."""


def other_meaning(text: str) -> str | None:
    """Return what a plain scalar becomes in a reader of YAML 1.1 or 1.2, None if it stays its text."""
    if text.isdecimal() and text.isascii():
        # YAML 1.1 reads 0 and digits up to 7 as octal, 1.2 drops the zeros.
        return _KINDS[_INT] if text.startswith("0") and text != "0" else None
    import yaml  # noqa: PLC0415 - a check of CSV need not load it

    for tag, pattern in yaml.SafeLoader.yaml_implicit_resolvers.get(text[:1], ()):
        if tag in _KINDS and pattern.match(text):
            return _KINDS[tag]
    return None
