"""Which members can belong to a candidate whose reduced cost stays below a threshold: exact pruning.

The only figure of a candidate that does not add up over its members is ``uncovered_lessons``, and that is at
least any share of the plain sums: Σ_s max(0, P_s) ≥ Σ_s λ_s P_s for 0 ≤ λ_s ≤ 1. With λ the reduced cost is
bounded below by a sum over members, so a member that exceeds the threshold with the best company it could
have is in no candidate below it. (Maxima only add to a reduced cost and are left out of the bound.)
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Term
from .candidates import most_members
from .duals import Duals
from .master import Master
from .problem import Ints, Problem

Floats = NDArray[np.float64]
SHARES_TRIED = 12


class Weights(NamedTuple):
    """The reduced cost of a candidate as a sum: its lead's weight + its members' + ``group`` × lessons short.

    Attributes
    ----------
    lead
        int64 (leads,).
    pair
        int64 (leads, places + 1).
    group
        Whole number ≥ 0 per 0.001 lesson uncovered.
    """

    lead: Ints
    pair: Ints
    group: int


def weights_of(master: Master, duals: Duals) -> Weights:
    """Take the reduced costs apart; ceilings are left out (they never lower a reduced cost)."""
    problem, rows = master.problem, master.rows
    places = len(problem.places)
    lead = -duals.structural[rows.of_lead].sum(axis=1) if len(problem.leads) else np.zeros(0, dtype=np.int64)
    pair = np.zeros((len(problem.leads), places + 1), dtype=np.int64)
    pair[:, :places] = -duals.structural[:places]
    group = 0
    prices = [*([duals.scale] if master.goal.scale else []), *(-dual for dual in duals.budgets)]
    for price, (scale, of_pairs, of_leads) in zip(prices, master.sums, strict=True):
        if price:
            lead = lead + price * of_leads
            pair += price * of_pairs
            group += price * scale.factor.get(Term.UNCOVERED_LESSONS, 0)
    return Weights(lead, pair, group)


def members_below(master: Master, weights: Weights, index: int, threshold: int) -> Ints:
    """Positions in the lead's members that can be in a candidate with reduced cost ≤ ``threshold``."""
    problem = master.problem
    lead = problem.leads[index]
    largest = most_members(problem, lead)
    own = weights.pair[index, lead.members].astype(np.float64)
    lacks = problem.lacks_for(index)[lead.members].astype(np.float64) * weights.group
    core = problem.core_lacks[index].astype(np.float64) * weights.group
    kept = np.ones(len(own), dtype=bool)
    room = float(threshold) - float(weights.lead[index])
    size = np.abs(own) + np.abs(lacks).sum(axis=1)
    room += 1e-9 * (abs(room) + float(size.max(initial=0.0)) * largest + float(np.abs(core).sum()) + 1.0)
    share = (core + lacks.mean(axis=0) * largest > 0).astype(np.float64) if len(own) else core
    for step in range(SHARES_TRIED if weights.group else 1):
        if not kept.any():
            break
        member = own + lacks @ share
        least = _least_with_each(member, kept, largest) + float(core @ share)
        kept &= least <= room
        company = np.argsort(np.where(kept, member, np.inf), kind="stable")[:largest]
        company = company[(member[company] < 0) & kept[company]]
        slope = core + lacks[company].sum(axis=0)
        steepest = float(np.abs(slope).max(initial=0.0))
        if steepest == 0.0:
            break
        share = np.clip(share + slope / steepest / (1.0 + 0.5 * step), 0.0, 1.0)
    return np.flatnonzero(kept)


def _least_with_each(member: Floats, kept: NDArray[np.bool_], largest: int) -> Floats:
    """Compute, per member, the least sum of at most ``largest`` kept members that holds it."""
    helpful = np.sort(member[kept & (member < 0)])[:largest]
    with_all = float(helpful[: largest - 1].sum()) if largest > 1 else 0.0
    least = member + with_all
    if largest > 1 and len(helpful):
        # A member among the best others counts once: the next best takes its place there.
        among = kept & (member <= helpful[min(largest - 1, len(helpful)) - 1])
        following = float(helpful[largest - 1]) if len(helpful) >= largest else 0.0
        least = np.where(among, with_all + following, least)
    return least


def narrowed(master: Master, problem: Problem, duals: Duals, thresholds: Ints) -> Problem:
    """Leave every lead only the members that can be in a candidate at or below the lead's threshold.

    ``problem`` is the master's; leads without members in it stay so.
    """
    weights = weights_of(master, duals)
    leads = []
    for index, lead in enumerate(problem.leads):
        if not len(lead.members):
            leads.append(lead)
            continue
        kept = members_below(master, weights, index, int(thresholds[index]))
        leads.append(
            lead._replace(members=lead.members[kept], metres=lead.metres[kept], seconds=lead.seconds[kept])
        )
    return replace(problem, leads=tuple(leads))
