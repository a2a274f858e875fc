"""How CloudHealth and the mapping compare, what changed since, and which findings are accepted; pure."""

from batch.audit.acceptance import Acceptance, accept, read_acceptances
from batch.audit.attention import needs_attention, tally
from batch.audit.changes import Before, Change, with_changes
from batch.audit.findings import Finding, find
from batch.audit.idle import AuditBasis, advice

__all__ = [
    "Acceptance",
    "AuditBasis",
    "Before",
    "Change",
    "Finding",
    "accept",
    "advice",
    "find",
    "needs_attention",
    "read_acceptances",
    "tally",
    "with_changes",
]
