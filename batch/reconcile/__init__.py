"""Mapping, accounts and existing linkages meet; the branches of an outer join become the plan's actions; pure."""

from batch.inventory import Direction
from batch.reconcile.plan import Plan, reconcile

__all__ = ["Direction", "Plan", "reconcile"]
