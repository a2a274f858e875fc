"""The statuses a row can end with, and what each asks of a person."""

from enum import StrEnum


class Status(StrEnum):
    """Every row of the mapping ends in exactly one of these; in the order in which people want to read them."""

    CREATED = "created"
    UPDATED = "updated"
    IN_SYNC = "in_sync"
    DUPLICATE = "duplicate"
    PLANNED = "planned"
    INVALID = "invalid"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_ATTEMPTED = "not_attempted"


class Action(StrEnum):
    """What a row asks CloudHealth to do."""

    CREATE = "create"
    UPDATE = "update"
    NONE = "none"


SENT = frozenset({Status.CREATED, Status.UPDATED})
RETRY = frozenset({Status.FAILED, Status.UNKNOWN, Status.NOT_ATTEMPTED})
"""Rows to run again as they are."""
FIX = frozenset({Status.INVALID, Status.CONFLICT, Status.REJECTED})
"""Rows that need an edit, or a decision, first."""
