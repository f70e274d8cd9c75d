"""The independent checker: recomputes every rule, value and LP bound of a plan from the tables alone."""

from .check import check_plan
from .verdict import AnyRule, BrokenRule, Claim, Doubt, TierFigures, TrustedStep, Verdict

__all__ = ["AnyRule", "BrokenRule", "Claim", "Doubt", "TierFigures", "TrustedStep", "Verdict", "check_plan"]
