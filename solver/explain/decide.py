"""Whether a plan exists under some demands and limits: one model of pairs, decided exactly (CP-SAT).

Feasibility needs no candidate alliances: every hard rule is a sum over pairs of core and member. "No plan"
is what CP-SAT proves with whole numbers; it is trusted. Source: docs/answers.md, 11.
"""

from collections.abc import Collection

from ..grouping.clock import Clock
from .loosest import Asked, Figures, Loosest
from .pair_model import Decision, Grouping, PairModel

__all__ = ["Decision", "Grouping", "decide"]

FEW_PAIRS = 6_000
"""Pairs from which a plan is first looked for among the nearest ones."""


def decide(
    loosest: Loosest,
    asked: Figures,
    clock: Clock,
    seconds: float,
    *,
    may_give_up: Collection[Asked] = (),
    raised: int = 0,
) -> Decision:
    """Decide whether a plan keeps what is asked, and give up as little as possible of what may be given up.

    Parameters
    ----------
    asked
        Demands and limits with their figures.
    seconds
        Most wall seconds for this question.
    may_give_up
        Some of ``asked``: demands, never pins, filters and capacities. Demands of one place count once.
    raised
        What a capacity that is given up gets (0.001).
    """
    until = clock.seconds + min(seconds, clock.left)
    model = PairModel(loosest, asked, frozenset(may_give_up), raised=raised)
    if len(model.pairs) > FEW_PAIRS and not may_give_up:
        near = model.nearest()
        if len(near) < len(model.pairs):
            found = PairModel(loosest, asked, frozenset(), near).solve(until - clock.seconds, clock)
            if found.exists:
                return found
    return model.solve(until - clock.seconds, clock)
