"""The optional parts of govlink: whether they are installed, and how to install them."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from batch.errors import UsageError

EXCEL = "excel"
EXTRAS: Mapping[str, Sequence[str]] = {
    EXCEL: ("defusedxml", "openpyxl", "xlsxwriter"),
    "sandbox": ("cattrs", "fastjsonschema", "starlette", "uvicorn"),
}
"""Each extra with the packages that it installs."""


def has_extra(extra: str) -> bool:
    """Whether the whole extra is installed."""
    return not _missing(EXTRAS[extra])


def require(*packages: str, purpose: str) -> None:
    """Raise `UsageError` if a package of an extra is missing; `purpose` is what needs it, such as `reading a.xlsx`."""
    if missing := _missing(packages):
        extras = [extra for extra, comes_with in EXTRAS.items() if not {*missing}.isdisjoint(comes_with)]
        raise UsageError(f"{purpose} needs {' and '.join(missing)}: {installing(extras)}")


def installing(extras: Sequence[str]) -> str:
    """The command that installs these extras, and the one for a clone of the repository."""
    names = ",".join(extras)
    return f"pip install 'govlink[{names}]', or in a clone: pip install '.[{names}]'"


def _missing(packages: Sequence[str]) -> list[str]:
    return [package for package in packages if find_spec(package) is None]
