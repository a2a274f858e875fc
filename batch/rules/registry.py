"""All codes of all families by their ids, for whoever reads ids from a file."""

from batch.diagnostics import Rule
from batch.rules import accounts, between, drift, files, headers, linkages, records, sending, values

FAMILIES = {
    "F": "Files (an error refuses the whole file)",
    "H": "Headers (an error refuses the whole file)",
    "R": "Rows",
    "V": "Values",
    "X": "Between rows",
    "A": "Accounts, as CloudHealth knows them",
    "L": "Linkages that exist",
    "D": "Drift, as an audit finds it",
    "S": "Sending",
}
"""What the letter stands for with which a code begins."""

_MODULES = (files, headers, records, values, between, accounts, linkages, drift, sending)

CODES: dict[str, Rule] = {
    code.id: code for module in _MODULES for code in vars(module).values() if isinstance(code, Rule)
}
"""By id, in the order in which they are documented."""
