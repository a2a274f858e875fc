"""The API key: where it comes from, and what people put in its place by mistake. No part of it is ever shown."""

import codecs
import os
import re
from collections.abc import Mapping
from pathlib import Path

from batch.errors import UsageError
from batch.piped import content_of

KEY_VARIABLE = "CLOUDHEALTH_API_KEY"

_LONGEST = 1000
"""Characters; known keys have 36."""
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLACEHOLDER_WORDS = (
    r"x[x-]{2,}|\?+|(?:your|insert|enter|paste|replace)[-_].*|(?:cloudhealth[-_]?)?api[-_]?key(?:[-_]?here)?|"
    r"change[-_]?me|replace[-_]?me|place[-_]?holder|to[-_]?do|tbd|none|null|undefined|redacted"
)
_NOT_A_KEY = {
    r"\{(?!\{)|\[": "it is JSON; the key is one of its values",
    r".*[\r\n]": "it has several lines",
    r"(?:export|set|setx)\s|[\w$:.-]*(?:key|token|cloudhealth)[\w-]*[\"']?\s*[=:]\s*[^=\s]": (
        "it begins with the name of a variable or setting"
    ),
    r"(?:authorization\s*:|(?:bearer|basic|token)\s)": "it begins with the name of a header or scheme",
    r"[\"'`\u2018-\u201f]|.*[\"'`\u2018-\u201f]$": "it has quotes, which would be part of the key",
    r".*(?:[<>{}*\u2026]|\.\.\.|\$[a-z_(]|%\w+%)": "it is a placeholder, or a variable without its value",
    rf"(?:{_PLACEHOLDER_WORDS})$": "it is a placeholder",
    r".*://": "it is an address",
    r"(?:~|\.\.?)?/[\w.-]+/": "it is the path of a file, which --api-key-file takes",
    r"eyJ[\w-]*\.[\w-]*": (
        "it is a login token (JWT), which expires within minutes; create an API key in CloudHealth's user settings"
    ),
    r".*(?:\s|[^ -~])": "it contains whitespace, an invisible character, or a character outside ASCII",
    rf".{{{_LONGEST}}}": "it is far longer than a key",
}
"""Patterns for the beginnings of texts that are not keys, each with the reason."""


def api_key(key_file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the API key from the file, or without one from the environment; raises `UsageError` with what to do."""
    if key_file is None:
        key, source = environment.get(KEY_VARIABLE, "").strip(), KEY_VARIABLE
        if not key:
            raise UsageError(
                f"no API key: set {KEY_VARIABLE}, name a file with --api-key-file, or try it with --sandbox"
            )
    else:
        key, source = _from_file(key_file), f"--api-key-file {key_file}"
    if wrong := _why_unusable(key):
        raise UsageError(f"{source}: this is not an API key: {wrong}. {_WANTED}")
    return key


_WANTED = "Put only the key there, one word, as CloudHealth shows it."


def _why_unusable(key: str) -> str:
    """Return what is wrong with a key, or ""; no part of the key is in it."""
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
        raise UsageError(f"--api-key-file {path}: it begins with a byte order mark; save it as plain text without one")
    try:
        return content.decode().strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"--api-key-file {path}: can't be read: it is not text") from error
