"""All codes of all families by their ids, for whoever reads ids from a file."""

from batch.codes import accounts, between, drift, files, headers, linkages, records, sending, values
from batch.diagnostics import Code

_MODULES = (files, headers, records, values, between, accounts, linkages, drift, sending)

CODES: dict[str, Code] = {
    code.id: code for module in _MODULES for code in vars(module).values() if isinstance(code, Code)
}
"""By id, in the order in which they are documented."""
