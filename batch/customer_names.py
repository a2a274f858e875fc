"""Names of customers as people compare them: what nobody sees in them makes no difference; pure."""

import unicodedata


def folded_name(name: str) -> str:
    """The name without case, in one form of Unicode (NFKC), without invisible characters, each gap one space."""
    if name.isascii():
        return " ".join(name.lower().split())  # the same, and most names are
    visible = "".join(char for char in name if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold()).split())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a person."""
    return folded_name(one) == folded_name(other)
