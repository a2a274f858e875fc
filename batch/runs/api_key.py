"""The API key: where it comes from, and what people put there in its stead; no word of it is ever shown."""

import codecs
import os
import re
from collections.abc import Mapping
from pathlib import Path

from batch.errors import UsageError
from batch.piped import content_of

KEY_VARIABLE = "CLOUDHEALTH_API_KEY"

_LONGEST = 1000
"""Characters: keys as they are known have 36."""
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLACEHOLDER_WORDS = (
    r"x[x-]{2,}|\?+|(?:your|insert|enter|paste|replace)[-_].*|(?:cloudhealth[-_]?)?api[-_]?key(?:[-_]?here)?|"
    r"change[-_]?me|replace[-_]?me|place[-_]?holder|to[-_]?do|tbd|none|null|undefined|redacted"
)
_NOT_A_KEY = {
    r"\{(?!\{)|\[": "it is JSON: the key is one of the values in it",
    r".*[\r\n]": "it has several lines",
    r"(?:export|set|setx)\s|[\w$:.-]*(?:key|token|cloudhealth)[\w-]*[\"']?\s*[=:]\s*[^=\s]": (
        "it has the name of a variable or a setting before the key"
    ),
    r"(?:authorization\s*:|(?:bearer|basic|token)\s)": "it has the name of a header or a scheme before the key",
    r"[\"'`\u2018-\u201f]|.*[\"'`\u2018-\u201f]$": "it has quotes around it, which are taken for a part of it",
    r".*(?:[<>{}*\u2026]|\.\.\.|\$[a-z_(]|%\w+%)": "it is a placeholder, or a variable without its value",
    rf"(?:{_PLACEHOLDER_WORDS})$": "it is a placeholder",
    r".*://": "it is an address",
    r"(?:~|\.\.?)?/[\w.-]+/": "it is the path of a file, which --api-key-file takes",
    r"eyJ[\w-]*\.[\w-]*": (
        "it is a token of a login (a JWT), which lives for minutes; an API key is made in CloudHealth's user settings"
    ),
    r".*(?:\s|[^ -~])": "it has a blank, an invisible character or a letter beyond ASCII in it",
    rf".{{{_LONGEST}}}": "it is far longer than a key",
}
"""Beginnings of what is no key, as patterns, and what to say of it."""


def api_key(key_file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """The API key from the file, else from the environment; raises `UsageError` with what to do."""
    if key_file is None:
        key, source = environment.get(KEY_VARIABLE, "").strip(), KEY_VARIABLE
        if not key:
            raise UsageError(
                f"no API key: set {KEY_VARIABLE}, name a file with --api-key-file, or try it with --sandbox"
            )
    else:
        key, source = _from_file(key_file), f"--api-key-file {key_file}"
    if wrong := _why_unusable(key):
        raise UsageError(f"{source}: that is no API key: {wrong}. {_WANTED}")
    return key


_WANTED = "Put the key there as CloudHealth shows it, one word, and nothing else"


def _why_unusable(key: str) -> str:
    """Give what is wrong with a key, "" where nothing is; no word of the key is part of it."""
    if not key:
        return "it is empty"
    found = (what for start, what in _NOT_A_KEY.items() if re.match(start, key, re.IGNORECASE | re.DOTALL))
    return next(found, "")


def _from_file(path: Path) -> str:
    try:
        content = content_of(str(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"--api-key-file {path}: can't be read: {reason}") from error
    if content.startswith(_BYTE_ORDER_MARKS):
        raise UsageError(f"--api-key-file {path}: it begins with a byte order mark: save it as plain text without one")
    try:
        return content.decode().strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"--api-key-file {path}: can't be read: it is not text") from error
