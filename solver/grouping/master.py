"""The set-partitioning master of one part under one goal, as matrices for the LP and MIP solvers.

Columns, in this order: candidates, unplaced places, promises missed (goal of feasibility only: rows that
ask for a lead or an alliance, then budgets), ceilings. Rows: structural, budgets, ceilings per lead key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from ...models.words import Term
from ..scale import MAXIMA, WORST, TierScale
from .candidates import NOBODY, Candidates
from .goal import (
    QUALITY_TOP,
    Ceiling,
    Figures,
    Goal,
    ceilings_of,
    figures_of,
    unplaced_figures,
)
from .problem import Ints, Problem
from .rows import NO_ROW, Floats, Rows, rows_of
from .terms import ON_GROUP, cost_of_candidates, cost_of_leads, cost_of_pairs, cost_of_unplaced, maximum_of


@dataclass(frozen=True)
class Model:
    """Minimise cost·x with lower ≤ A·x ≤ upper, 0 ≤ x ≤ top; the first ``whole`` columns are integer."""

    cost: Floats
    matrix: sp.csr_matrix
    lower: Floats
    upper: Floats
    top: Floats
    whole: int


@dataclass(frozen=True)
class Master:
    """One part under one goal. Candidates come and go; rows and the other columns stay."""

    problem: Problem
    goal: Goal
    prohibitive: tuple[bool, ...] = ()
    """Per budget whether its dual is made so large that what was left out does not count (``dear_pairs``)."""

    @cached_property
    def rows(self) -> Rows:
        """Structural rows."""
        return rows_of(self.problem)

    @cached_property
    def ceilings(self) -> tuple[Ceiling, ...]:
        """Ceiling variables."""
        return ceilings_of(self.problem, self.goal)

    @cached_property
    def unplaced(self) -> tuple[Ints, tuple[Ints, ...]]:
        """Cost of each unplaced place, and what it spends of each budget."""
        return unplaced_figures(self.problem, self.goal)

    @cached_property
    def may(self) -> Ints:
        """Places whose unplaced column exists."""
        everybody = range(len(self.problem.places))
        may = [p for p in everybody if self.goal.feasibility or self.problem.may_stay_unplaced(p)]
        return np.array(may, dtype=np.int64)

    @cached_property
    def key_of_lead(self) -> Ints:
        """Lead key of each lead."""
        return np.array([lead.key for lead in self.problem.leads], dtype=np.int64)

    @cached_property
    def step(self) -> int:
        """A number of units that divides the tier's value of every plan; 1 for feasibility."""
        if self.goal.scale is None:
            return 1
        problem, scale = self.problem, self.goal.scale
        pairs = cost_of_pairs(problem, scale)
        lessons = scale.factor.get(Term.UNCOVERED_LESSONS, 0) * problem.lacks_of_all
        figures = [pairs, cost_of_leads(problem, scale), lessons, self.unplaced[0][self.may]]
        whole = [int(np.gcd.reduce(figure.ravel(), initial=0)) for figure in figures]
        if problem.prospects is not None:
            steps = {
                term: problem.prospects.step if term is Term.UNCOVERED_LESSONS else 1 for term in ON_GROUP
            }
            whole += [factor * steps[term] for term, factor in scale.factor.items() if term in steps]
        return max(1, gcd(*whole, *(ceiling.cost for ceiling in self.ceilings)))

    @cached_property
    def sums(self) -> tuple[tuple[TierScale, Ints, Ints], ...]:
        """Scales of the goal (if it has one) and of its budgets, with their costs of pairs and of leads."""
        scales = [*([self.goal.scale] if self.goal.scale else []), *(b.scale for b in self.goal.budgets)]
        return tuple(
            (scale, cost_of_pairs(self.problem, scale), cost_of_leads(self.problem, scale))
            for scale in scales
        )

    def figures(self, candidates: Candidates) -> Figures:
        """Compute the whole numbers of candidates under the goal."""
        return figures_of(self.problem, self.goal, self.ceilings, candidates)

    @cached_property
    def side_columns(self) -> tuple[sp.csr_matrix, Floats, Floats]:
        """Matrix (all rows × side columns), cost and top of the columns that are no candidates."""
        rows, budgets, keys = self.rows, len(self.goal.budgets), len(self.problem.keys)
        cost, spent = self.unplaced
        total_rows = rows.total + budgets + keys * len(self.ceilings)
        entries: list[tuple[int, int, float]] = []
        costs: list[float] = []
        tops: list[float] = []

        def column(price: float, top: float) -> int:
            costs.append(price)
            tops.append(top)
            return len(costs) - 1

        for place in self.may.tolist():
            at = column(float(cost[place]), 1.0)
            entries.append((place, at, 1.0))
            entries += [(rows.total + b, at, float(s[place])) for b, s in enumerate(spent) if s[place]]
        if self.goal.feasibility:
            for row in rows.asking:
                entries.append((row, column(1.0, np.inf), 1.0))
            for b in range(budgets):
                entries.append((rows.total + b, column(1.0, np.inf), -1.0))
        for c, ceiling in enumerate(self.ceilings):
            at = column(float(ceiling.cost), float(ceiling.top))
            first = rows.total + budgets + c * keys
            if ceiling.side == "low":  # L stands in its own rows, and with D in the high rows just before
                entries += [(first + key, at, 1.0) for key in range(keys)]
                first -= keys
            entries += [(first + key, at, -1.0) for key in range(keys)]
            entries += [(rows.total + b, at, float(each)) for b, each in ceiling.in_budget.items()]
        r, c_, v = (list(x) for x in zip(*entries, strict=True)) if entries else ([], [], [])
        matrix = sp.csr_matrix((v, (r, c_)), shape=(total_rows, len(costs)))
        return matrix, np.array(costs, dtype=np.float64), np.array(tops, dtype=np.float64)

    def _candidate_columns(self, candidates: Candidates, figures: Figures) -> sp.csr_matrix:
        rows, budgets, keys = self.rows, len(self.goal.budgets), len(self.problem.keys)
        count = len(candidates)
        number = np.arange(count)
        r: list[NDArray[np.int64]] = []
        c: list[NDArray[np.int64]] = []
        v: list[Floats] = []

        def enter(rows_: Ints, columns: Ints, values: Floats) -> None:
            r.append(rows_)
            c.append(columns)
            v.append(values)

        for column in candidates.members.T:
            there = column != NOBODY
            enter(column[there].astype(np.int64), number[there], np.ones(int(there.sum())))
        if count:
            for column in rows.of_lead[candidates.lead].T:
                there = column != NO_ROW
                enter(column[there], number[there], np.ones(int(there.sum())))
        for b, spent in enumerate(figures.spent):
            there = spent != 0
            enter(np.full(int(there.sum()), rows.total + b), number[there], spent[there].astype(np.float64))
        for at, (ceiling, height) in enumerate(zip(self.ceilings, figures.heights, strict=True)):
            coefficient = height if ceiling.side == "high" else QUALITY_TOP - height
            there = (height >= 0) & (coefficient != 0)
            row = rows.total + budgets + at * keys + self.key_of_lead[candidates.lead[there]]
            enter(row, number[there], coefficient[there].astype(np.float64))
        shape = (rows.total + budgets + keys * len(self.ceilings), count)
        if not r:
            return sp.csr_matrix(shape)
        return sp.csr_matrix((np.concatenate(v), (np.concatenate(r), np.concatenate(c))), shape=shape)

    def model(self, candidates: Candidates, figures: Figures) -> Model:
        """Write the master over some candidates (their figures given) as matrices."""
        side, side_cost, side_top = self.side_columns
        rows, budgets = self.rows, self.goal.budgets
        keys = len(self.problem.keys)
        upper = [*rows.upper, *(float(b.limit) for b in budgets)]
        for ceiling in self.ceilings:
            upper += [0.0 if ceiling.side == "high" else float(QUALITY_TOP)] * keys
        lower = [*rows.lower, *[-np.inf] * (len(upper) - rows.total)]
        return Model(
            np.concatenate([figures.cost.astype(np.float64), side_cost]),
            sp.hstack([self._candidate_columns(candidates, figures), side], format="csr"),
            np.array(lower),
            np.array(upper),
            np.concatenate([np.ones(len(candidates)), side_top]),
            len(candidates) + len(self.may),
        )

    def value(self, chosen: Candidates) -> int:
        """Compute the goal's exact value of a plan, in whole units; feasibility: promises missed."""
        if self.goal.scale:
            return tier_value(self.problem, self.goal.scale, chosen)
        rows = self.rows
        unplaced = places_left(self.problem, chosen)
        missed = sum(not self.problem.may_stay_unplaced(place) for place in unplaced)
        met = np.bincount(rows.of_lead[chosen.lead].ravel() + 1, minlength=rows.total + 1)[1:]
        missed += sum(max(0, int(rows.lower[row]) - int(met[row])) for row in rows.asking)
        missed += sum(
            max(0, tier_value(self.problem, budget.scale, chosen) - budget.limit)
            for budget in self.goal.budgets
        )
        return missed

    def keeps_budgets(self, chosen: Candidates) -> bool:
        """Whether a plan keeps every budget of the goal."""
        return all(tier_value(self.problem, b.scale, chosen) <= b.limit for b in self.goal.budgets)


def places_left(problem: Problem, chosen: Candidates) -> list[int]:
    """Places that a plan neither places nor settles by leading, sorted."""
    taken = set(chosen.members.ravel().tolist())
    taken.update(problem.leads[lead].covers for lead in chosen.lead.tolist())
    return [place for place in range(len(problem.places)) if place not in taken]


def tier_value(problem: Problem, scale: TierScale, chosen: Candidates) -> int:
    """Compute a tier's exact value of a plan, in units of the tier, from its alliances."""
    left = np.array(places_left(problem, chosen), dtype=np.int64)
    total = int(cost_of_candidates(problem, scale, chosen).sum()) + int(
        cost_of_unplaced(problem, scale)[left].sum()
    )
    for term in scale.terms:
        if term in MAXIMA:
            figures = maximum_of(problem, term, chosen)
            known: Sequence[int] = figures[figures >= 0].tolist()
            lowest = min(known, default=0) if term not in WORST else 0
            total += scale.factor[term] * (max(known, default=0) - lowest)
    return total
