"""What was read of customers, as values, and the mapping that is made from it."""

import csv
import io

import yaml

from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import ReadOptions
from batch.mapping.sources import Format
from batch.runs.export import ExportEnd, ExportSettings, made_of

COMMERCIAL, GOVCLOUD, UNKNOWN = AccountKind.COMMERCIAL, AccountKind.GOVCLOUD, AccountKind.UNKNOWN


def number(acct_id: int) -> str:
    return f"{acct_id:012}"


def account(acct_id: int, kind: AccountKind, owner_id: str | None = None, name: str = "") -> Account:
    return Account(str(acct_id), number(acct_id) if owner_id is None else owner_id, name, kind)


def customer(
    client: str, accounts: list[Account], *linked: tuple[int, int], first_linkage: int = 1
) -> CustomerInventory:
    """A customer that was read completely, with (commercial, GovCloud) linkages."""
    linkages = tuple(
        Linkage(str(at), client, str(govcloud), str(commercial))
        for at, (commercial, govcloud) in enumerate(linked, start=first_linkage)
    )
    return CustomerInventory(client, ReadState.COMPLETE, tuple(accounts), linkages)


def exported(*inventories: CustomerInventory, written_as: Format = Format.CSV, direct: bool = False) -> ExportEnd:
    options = ReadOptions(direct_customer=direct)
    return made_of(
        inventories, ExportSettings((), all_customers=False, direction=None, written_as=written_as, options=options)
    )


def cells(ended: ExportEnd, written_as: Format = Format.CSV) -> list[dict[str, str]]:
    """The rows as any other reader sees them."""
    assert ended.content is not None
    text = ended.content.decode()
    if written_as is Format.YAML:
        rows: list[dict[str, str]] = yaml.safe_load(text)
        return rows
    return list(csv.DictReader(io.StringIO(text, newline="")))
