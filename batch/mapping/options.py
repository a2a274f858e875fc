"""How the user wants mapping files to be read."""

import re
from collections.abc import Mapping

from batch.errors import UsageError
from batch.ids import ACCOUNT_ID
from batch.mapping.rows import COLUMNS


class StandingColumns(dict[str, str]):
    """Columns that a variable names: it is there for all files, so some may have the keys' own names."""


class ReadOptions:
    """The command line's options for reading; raises UsageError where it contradicts itself.

    `client_api_id` is the customer of rows that name none, neither themselves nor by their group or file.
    `direct_customer`: the key belongs to a customer without tenants, so no row may name a customer. `columns` gives per
    key the header that holds it, where the header is not the key's own name. `input_format` is `csv` or `yaml`, for
    standard input. `sheet` is the one that is read of each workbook.
    """

    def __init__(
        self,
        client_api_id: str | None = None,
        *,
        direct_customer: bool = False,
        columns: Mapping[str, str] | None = None,
        input_format: str | None = None,
        sheet: str | None = None,
    ) -> None:
        self.client_api_id = client_api_id
        self.direct_customer = direct_customer
        self.columns = columns or {}
        self.input_format = input_format
        self.sheet = sheet
        if self.direct_customer and self.client_api_id:
            raise UsageError(
                "--direct-customer and --client-api-id can't be used together: a direct customer has no tenants"
            )
        if self.client_api_id is not None and not re.fullmatch(ACCOUNT_ID, self.client_api_id):
            raise UsageError(
                f"--client-api-id takes a customer's number, without leading zeros, not {self.client_api_id!r}"
            )
        for key in self.columns:
            if key not in COLUMNS:
                raise UsageError(f"--column {key}=...: there is no key {key!r}; the keys are {', '.join(COLUMNS)}")
