"""How the user wants mapping files to be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from batch.errors import UsageError
from batch.mapping.rows import KEYS


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the command line says about reading; raises UsageError where it contradicts itself."""

    client_api_id: str | None = None
    """The customer of rows that name none, neither themselves nor by their group or file."""
    direct_customer: bool = False
    """The key belongs to a customer without tenants: no row may name a customer."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Key to the CSV header that holds it, where the header is not the key's own name."""
    input_format: str | None = None
    """`csv` or `yaml`, for standard input."""

    def __post_init__(self) -> None:
        if self.direct_customer and self.client_api_id:
            raise UsageError(
                "--direct-customer and --client-api-id exclude each other: a direct customer has no tenants"
            )
        if self.client_api_id is not None and not (self.client_api_id.isascii() and self.client_api_id.isdecimal()):
            raise UsageError(f"--client-api-id takes a customer's number, not {self.client_api_id!r}")
        for key in self.columns:
            if key not in KEYS:
                raise UsageError(f"--column {key}=...: there is no key {key!r}; the keys are {', '.join(KEYS)}")
