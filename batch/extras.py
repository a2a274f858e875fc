"""What govlink can do with its extras alone: whether one is installed, and what installs it."""

from importlib.util import find_spec

from batch.errors import UsageError

_EXTRA_OF = {"defusedxml": "excel", "openpyxl": "excel", "xlsxwriter": "excel"}


def is_installed(library: str) -> bool:
    """Whether the library of an extra is here."""
    return find_spec(library) is not None


def require(*libraries: str, purpose: str) -> None:
    """Raise `UsageError` where a library of an extra is missing; `purpose` is what needs it: `reading a.xlsx`, say."""
    missing = [library for library in libraries if not is_installed(library)]
    if missing:
        raise UsageError(f"{purpose} needs {' and '.join(missing)}: {installing(_EXTRA_OF[missing[0]])}")


def installing(*extras: str) -> str:
    """The command that installs these extras."""
    return f"pip install 'govlink[{','.join(extras)}]'"
