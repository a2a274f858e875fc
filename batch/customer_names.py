"""Names of customers as people compare them: what nobody sees in them makes no difference; pure."""

import unicodedata


def folded_name(name: str) -> str:
    """The name without case, in one form of Unicode (NFKC), without invisible characters, each gap one space."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to a person."""
    return folded_name(one) == folded_name(other)
