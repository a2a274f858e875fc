"""A mapping to start from as YAML: comments alone, which editors hold to the schema beside the file."""

from collections.abc import Iterator

from batch.template.schema import FILE
from batch.template.words import ABOUT, EXAMPLE, FURTHER, MEANINGS

_QUOTED = "_owner_id"


def write() -> bytes:
    """The file."""
    return "".join(f"# {line}".rstrip() + "\n" for line in _lines()).encode("ascii")


def _lines() -> Iterator[str]:
    yield f"yaml-language-server: $schema={FILE}"
    yield f"An editor for YAML checks and completes by that schema: govlink init --schema {FILE}"
    yield ""
    yield f"A mapping for govlink. {ABOUT}"
    yield "Write a list of rows, then run: govlink check FILE"
    yield ""
    width = max(map(len, MEANINGS))
    yield from (f"  {key:<{width}}  {meaning}" for key, meaning in MEANINGS.items())
    yield ""
    yield from (words.replace("column", "key") for words in FURTHER)
    yield "Put account numbers in quotes: other readers of YAML change one that begins with a zero."
    yield ""
    yield "A list of rows looks so:"
    yield ""
    pairs = [f'{key}: "{value}"' if key.endswith(_QUOTED) else f"{key}: {value}" for key, value in EXAMPLE.items()]
    yield f"- {pairs[0]}"
    yield from (f"  {pair}" for pair in pairs[1:])
    yield ""
    yield "And so do rows that are grouped by their customer:"
    yield ""
    yield "customers:"
    yield f"  - {pairs[0]}"
    yield "    linkages:"
    yield f"      - {{{', '.join(pairs[1:])}}}"
