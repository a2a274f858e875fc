"""How the user wants mapping files to be read."""

import re
from collections.abc import Mapping

from batch.errors import UsageError
from batch.ids import ACCOUNT_ID
from batch.mapping.rows import COLUMNS


class VariableColumns(dict[str, str]):
    """Columns from an environment variable. It is set for all files, so some of them may have the keys' own names."""


class ReadOptions:
    """The command line's options for reading; raises UsageError if they contradict each other.

    `client_api_id` is the customer of rows for which neither the row nor its group or file names one.
    `direct_customer` means that the API key belongs to a customer without tenants, so no row may name a customer.
    `columns` maps a key to its header if that is not the key's own name. `input_format` is `csv` or `yaml`, for
    standard input. `sheet` is the sheet to read of each workbook.
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
                f"--client-api-id {self.client_api_id!r} is not a customer's id; give a number without leading zeros"
            )
        for key in self.columns:
            if key not in COLUMNS:
                raise UsageError(f"--column {key}=...: there is no key {key!r}; the keys are {', '.join(COLUMNS)}")
