"""The look of statuses and findings in `report.xlsx`, in addition to their words."""

from collections.abc import Mapping

from batch.audit import Finding
from batch.sheets.styles import Style
from batch.statuses import Status

STYLES: Mapping[str, Style] = {
    Status.CREATED: Style.GOOD,
    Status.UPDATED: Style.GOOD,
    Status.IN_SYNC: Style.QUIET,
    Status.DUPLICATE: Style.QUIET,
    Status.PLANNED: Style.PENDING,
    Status.INVALID: Style.BAD,
    Status.CONFLICT: Style.BAD,
    Status.REJECTED: Style.BAD,
    Status.FAILED: Style.BAD,
    Status.UNKNOWN: Style.CARE,
    Status.NOT_ATTEMPTED: Style.CARE,
    Finding.MISSING: Style.PENDING,
    Finding.UNMANAGED: Style.CARE,
    Finding.UNLINKED: Style.CARE,
    Finding.GONE: Style.BAD,
    Finding.UNREADABLE: Style.CARE,
}
"""Some statuses and findings have the same name."""
