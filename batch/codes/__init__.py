"""Every kind of problem that govlink knows, in one registry: what it means and what to do about it.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts, L linkages
(found by comparing with CloudHealth); D drift (found by an audit); S sending (found while submitting). A code is never
reused for another meaning.
"""

from batch.codes import accounts, between, drift, files, headers, linkages, records, sending, values
from batch.diagnostics import Code, Severity

_MODULES = (files, headers, records, values, between, accounts, linkages, drift, sending)

CODES: dict[str, Code] = {
    code.id: code for module in _MODULES for code in vars(module).values() if isinstance(code, Code)
}
"""By id, in the order in which they are documented."""


def severity(code: str) -> Severity:
    """How much problems of the code weigh; `code` is an id such as `V103`."""
    return CODES[code].severity
