"""Every kind of problem that govlink knows, in one registry: what it means and what to do about it.

Families: F file, H header, R row, V value, X between rows (all found without the network); A accounts and L linkages
(found by comparing with CloudHealth); S sending (found while submitting). A code is never reused for another meaning.
"""

from batch.diagnostics import Code, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

_ALL: tuple[Code, ...] = ()

CODES: dict[str, Code] = {code.id: code for code in _ALL}
"""By id, in the order in which they are documented."""
