"""The API key kept out of what is kept: every form in which a service could echo it is struck out; pure."""

import json
import re
from urllib.parse import quote, quote_plus

STRUCK_OUT = b"[API key]"

_SURELY_NO_WORD = 8
"""A key of so many characters is struck out wherever it stands, a shorter one (`any`) only as a word of its own."""


class Redactor:
    """Strikes a key out of what came in, before anybody reads it."""

    def __init__(self, key: str) -> None:
        forms = {key, quote(key, safe=""), quote_plus(key), json.dumps(key)[1:-1], key.replace("/", "\\/")}
        pattern = b"|".join(re.escape(form.encode()) for form in sorted(forms, key=len, reverse=True))
        if len(key) < _SURELY_NO_WORD:
            pattern = rb"(?<![A-Za-z0-9_])(?:" + pattern + rb")(?![A-Za-z0-9_])"
        self._pattern = re.compile(pattern, re.IGNORECASE)

    def strike_out(self, content: bytes) -> bytes:
        """The content without the key."""
        return self._pattern.sub(STRUCK_OUT, content)
