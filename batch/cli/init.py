"""`govlink init`: a commented mapping to start from, and the JSON Schema of the YAML form."""

from pathlib import Path

import click

from batch.cli.parameters import SectionedCommand, option
from batch.errors import UsageError


@click.command("init", cls=SectionedCommand, short_help="Write a commented mapping to start from.")
@click.argument("file", required=False, metavar="[FILE]")
@option(
    "Output",
    "--schema",
    variable=False,
    is_flag=True,
    help="Write the JSON Schema of YAML mappings instead, which editors use to check and complete them.",
)
def command(*, file: str | None, schema: bool) -> int:
    """Write a commented mapping to start from.

    FILE must be new and end in .csv, .tsv, .yaml, .yml, or .xlsx (which needs the extra `excel`). Without FILE, CSV
    goes to standard output. The mapping has no rows yet: its examples are comments.
    """
    from batch.cli.destination import write_new
    from batch.cli.printing import print_file, refuse_closed_output, remark
    from batch.template import template
    from batch.template.schema import FILE, text

    if schema and file and Path(file).suffix.lower() != ".json":
        raise UsageError(f"{file}: the schema is JSON; name a file that ends in .json, such as {FILE}")
    content = text().encode() if schema else template(file or "mapping.csv")
    if file is None:
        refuse_closed_output()
        print_file(content)
        return 0
    write_new(Path(file), content, file)
    remark(f"{file} was written" + ("" if schema else f"; add your rows, then run: govlink check {file}"))
    return 0
