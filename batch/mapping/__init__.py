"""Read mapping files as records: CSV, YAML, and workbooks, with exact lines and all problems reported at once."""

from collections.abc import Iterator

from batch.mapping.arguments import find_sources
from batch.mapping.options import ReadOptions
from batch.mapping.record import Item
from batch.mapping.rows import KEYS, Row
from batch.mapping.sources import Format, Source

__all__ = ["KEYS", "ReadOptions", "Row", "Source", "find_sources", "read"]


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read a source record by record, in any format."""
    if source.format is Format.YAML:
        from batch.mapping.yaml.reader import read_yaml  # noqa: PLC0415 - a check of CSV need not load YAML

        return read_yaml(source, options)
    if source.format is Format.XLSX:
        from batch.mapping.workbook.reader import read_workbook  # noqa: PLC0415 - nor openpyxl

        return read_workbook(source, options)
    from batch.mapping.csv.reader import read_csv  # noqa: PLC0415 - and the other way around

    return read_csv(source, options)
