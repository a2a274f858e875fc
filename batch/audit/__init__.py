"""How CloudHealth and the mapping stand to each other, what changed since, and what is meant to be so; pure."""

from batch.audit.acceptance import Acceptance, accept, read_acceptances
from batch.audit.changes import Before, Change, compare
from batch.audit.findings import Finding, find
from batch.audit.idle import Audited, advice
from batch.audit.verdict import attention, exit_code, tally

__all__ = [
    "Acceptance",
    "Audited",
    "Before",
    "Change",
    "Finding",
    "accept",
    "advice",
    "attention",
    "compare",
    "exit_code",
    "find",
    "read_acceptances",
    "tally",
]
