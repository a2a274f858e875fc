"""Compare the mapping with accounts and linkages: an outer join whose branches are the plan's actions; pure."""

from batch.inventory import Direction
from batch.reconcile.plan import Plan, reconcile

__all__ = ["Direction", "Plan", "reconcile"]
