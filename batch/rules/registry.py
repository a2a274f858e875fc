"""All rules of all families by code, for commands that look up a code."""

from batch.diagnostics import Rule
from batch.rules import accounts, between, drift, files, headers, linkages, records, sending, values

FAMILIES = {
    "F": "Files (an error refuses the whole file)",
    "H": "Headers (an error refuses the whole file)",
    "R": "Rows",
    "V": "Values",
    "X": "Between rows, and between a row and AWS's own list",
    "A": "Accounts in CloudHealth",
    "L": "Existing linkages",
    "D": "Drift that an audit finds",
    "S": "Sending",
}
"""The family of each first letter of a code."""

_MODULES = (files, headers, records, values, between, accounts, linkages, drift, sending)

RULES: dict[str, Rule] = {
    rule.id: rule
    for module in _MODULES
    for rule in sorted(part for part in vars(module).values() if isinstance(part, Rule))
}
"""By id, ordered by family and then by id."""
