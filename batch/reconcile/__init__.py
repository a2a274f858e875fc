"""Mapping, accounts and existing linkages meet: an outer join whose branches are the plan's actions; pure."""

from batch.reconcile.direction import Direction
from batch.reconcile.plan import Plan, reconcile

__all__ = ["Direction", "Plan", "reconcile"]
