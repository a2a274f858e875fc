"""A mapping to start from as YAML: only comments, with the schema by which editors check the rows."""

from collections.abc import Iterator

from batch.template.schema import FILE
from batch.template.words import ABOUT, EXAMPLE, FURTHER, MEANINGS

_QUOTED = "_owner_id"


def write() -> bytes:
    """Return the file."""
    return "".join(f"# {line}".rstrip() + "\n" for line in _lines()).encode("ascii")


def _lines() -> Iterator[str]:
    yield f"yaml-language-server: $schema={FILE}"
    yield f"Editors use that schema to check and complete YAML. To write it, run: govlink init --schema {FILE}"
    yield ""
    yield f"A mapping for govlink. {ABOUT}"
    yield "Write a list of rows, then run: govlink check FILE"
    yield ""
    width = max(map(len, MEANINGS))
    yield from (f"  {key:<{width}}  {meaning}" for key, meaning in MEANINGS.items())
    yield ""
    yield from (words.replace("column", "key") for words in FURTHER)
    yield "Put account numbers in quotes: other YAML readers change a number that begins with a zero."
    yield ""
    yield "A list of rows:"
    yield ""
    pairs = [f'{key}: "{value}"' if key.endswith(_QUOTED) else f"{key}: {value}" for key, value in EXAMPLE.items()]
    yield f"- {pairs[0]}"
    yield from (f"  {pair}" for pair in pairs[1:])
    yield ""
    yield "Rows grouped by customer:"
    yield ""
    yield "customers:"
    yield f"  - {pairs[0]}"
    yield "    linkages:"
    yield f"      - {{{', '.join(pairs[1:])}}}"
