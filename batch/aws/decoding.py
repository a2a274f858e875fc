"""The bytes of AWS's own list to text, in the encodings that shells give them."""

import codecs

from batch.errors import UsageError

_GZIP = b"\x1f\x8b"
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Windows PowerShell writes what is redirected with `>` as UTF-16 with a mark."""


def decoded(name: str, content: bytes) -> str:
    """Give the text; raises UsageError where it is neither UTF-8 nor UTF-16 with a byte order mark."""
    if content.startswith(_GZIP):
        raise UsageError(f"{name}: is packed with gzip; unpack it with gunzip first")
    encoding = "utf-16" if content.startswith(_UTF16) and not content.startswith(_UTF32) else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{name}:{line}: is not {encoding.upper()}, which AWS's tools print; save it as UTF-8, or print it again"
        ) from error
    if "\0" in text:
        raise UsageError(
            f"{name}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: has a NUL byte; if it is UTF-16 without a byte "
            "order mark, save it as UTF-8"
        )
    return text
