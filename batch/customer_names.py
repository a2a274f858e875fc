"""Compare customers' names as people do: differences that nobody sees don't count; pure."""

import unicodedata


def folded_name(name: str) -> str:
    """Return the name without case and invisible characters, in Unicode form NFKC, with single spaces."""
    if name.isascii():
        return " ".join(name.lower().split())  # a shortcut: most names are ASCII
    visible = "".join(char for char in name if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).split())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a person."""
    return folded_name(one) == folded_name(other)
