"""The LP of docs/certificate.md over the oracle's alliances: its duals, and the bound formula.

Nothing here comes from solver or checker: columns are the brute force's alliances, duals come from HiGHS.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from lianxiao.models.county import County
from lianxiao.models.objective import Tier
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import PinRule, Role, Stage, Term
from lianxiao.tests.oracle import Grouping, TinyCounty
from lianxiao.tests.oracle_alliances import GRAINS, Group, exact
from scipy.optimize import linprog

WORST = {Term.WORST_KM: 1000, Term.WORST_MINUTES: 60}
STEPS = {
    Term.UNPLACED: 1000,
    Term.UNCOVERED_LESSONS: 1000,
    Term.WORST_KM: 1000,
    Term.TOTAL_KM: 1000,
    Term.WORST_MINUTES: 60,
    Term.TOTAL_MINUTES: 60,
    Term.LOAD_KM: 1_000_000,
    Term.OPENING_COST: 100_000,
    Term.QUALITY_SPREAD: 1_000_000,
}
SCALE = 1000
TOP = 1_000_000

Name = tuple[Any, ...]


def unit_of(tier: Tier) -> Fraction:
    """Greatest common divisor of weight × unit over the terms."""
    sizes = [exact(weight) / STEPS.get(term, 1) for term, weight in tier.items()]
    bottom = math.lcm(*(size.denominator for size in sizes))
    return Fraction(reduce(math.gcd, (int(size * bottom) for size in sizes)), bottom)


def alone(tier: Tier) -> Term | None:
    """The maximum that a tier consists of."""
    return next(iter(tier)) if len(tier) == 1 and next(iter(tier)) in WORST else None


def mixed(tier: Tier) -> set[Term]:
    """Maxima that a tier holds among other terms."""
    return set() if alone(tier) else {*WORST, Term.QUALITY_SPREAD} & tier.keys()


@dataclass
class Lp:
    """Rows by name as (sense, right-hand side), columns as owner, cost and coefficients.

    The owner is the core's key of an alliance, ``()`` of an unplaced column, ``(upper bound,)`` of a maximum.
    ``groups`` are the alliances by their column.
    """

    rows: dict[Name, tuple[str, int]] = field(default_factory=dict)
    columns: list[tuple[Name, int, dict[Name, int]]] = field(default_factory=list)
    groups: dict[int, Group] = field(default_factory=dict)

    def bound(self, duals: dict[Name, int]) -> int:
        """Sum of the bound formula for whole duals, in units ÷ SCALE."""
        total = sum(duals.get(name, 0) * rhs for name, (_, rhs) in self.rows.items() if name != ("top",))
        smallest: dict[Name, int] = {}
        for owner, cost, coefficients in self.columns:
            own = {name: c for name, c in coefficients.items() if name != ("top",)}
            reduced = SCALE * cost - sum(duals.get(name, 0) * c for name, c in own.items())
            if len(owner) == 2:
                smallest[owner] = min(reduced, smallest.get(owner, 0))
            else:
                total += min(0, reduced) * (owner[0] if owner else 1)
        return total + sum(smallest.values())

    def duals(self, elastic: bool) -> dict[Name, float] | None:
        """Duals of the minimum; ``elastic`` minimises how far the rows are missed instead of the cost."""
        names = {name: at for at, name in enumerate(self.rows)}
        if not names or not self.columns:
            return None
        matrix = np.zeros((len(names), len(self.columns)))
        for at, (_, _, coefficients) in enumerate(self.columns):
            for name, coefficient in coefficients.items():
                matrix[names[name], at] += coefficient
        cost = np.array([0 if elastic else c for _, c, _ in self.columns], dtype=float)
        if elastic:
            matrix = np.hstack([matrix, np.eye(len(names)), -np.eye(len(names))])
            cost = np.concatenate([cost, np.ones(2 * len(names))])
        sense = [self.rows[name][0] for name in names]
        rhs = np.array([self.rows[name][1] for name in names], dtype=float)
        flip = np.array([-1.0 if s == ">=" else 1.0 for s in sense])
        equal = np.array([s == "=" for s in sense], dtype=bool)
        signed, limits = matrix * flip[:, None], rhs * flip
        found = linprog(
            cost,
            A_ub=signed[~equal] if (~equal).any() else None,
            b_ub=limits[~equal] if (~equal).any() else None,
            A_eq=signed[equal] if equal.any() else None,
            b_eq=limits[equal] if equal.any() else None,
            method="highs",
        )
        if found.status != 0:
            return None
        values = np.zeros(len(names))
        values[~equal] = found.ineqlin.marginals if (~equal).any() else 0
        values[equal] = found.eqlin.marginals if equal.any() else 0
        return {name: float(values[at] * flip[at]) for name, at in names.items()}


class Certifier:
    """LPs and certificates of one county, from the oracle's alliances."""

    def __init__(self, county: County, policy: Policy, tiers: Sequence[Tier]) -> None:
        self.county, self.policy, self.tiers = county, policy, tiers
        self.tiny = TinyCounty(county, policy)
        must = self.tiny.possible.pins[PinRule.MUST]
        self.groups = [
            group
            for slot in self.tiny.possible.slots
            for group in slot
            if not any(pin.place in group.takes - group.places for pin in must)
        ]
        self.scope = self.tiny.possible.scope
        self.prefer = self.tiny.possible.pins[PinRule.PREFER]
        self.avoid = self.tiny.possible.pins[PinRule.AVOID]

    def taking_part(self) -> set[str]:
        """Schools in scope or able to lead."""
        able = {
            school.school_id
            for school in self.county.schools
            for mode in self.policy.mode
            for stage in mode.stages
            if self.tiny.possible.may_lead(school, mode, stage)
        }
        return able | {school for school, _ in self.scope}

    def components(self) -> list[set[str]]:
        """Schools joined by alliances that could be; one set where anything ties them together."""
        everybody = self.taking_part()
        bounded = any(m.alliances.least or m.alliances.most is not None for m in self.policy.mode)
        if bounded or any(mixed(tier) for tier in self.tiers) or any(self.policy.objective.tolerance):
            return [everybody] if everybody else []
        parts = [{school} for school in sorted(everybody)]
        for group in self.groups:
            together = {group.core, *group.members}
            meeting = [part for part in parts if part & together]
            parts = [part for part in parts if not part & together] + [set().union(*meeting)]
        return parts

    def wishes(self, group: Group) -> int:
        met = {
            pin
            for pin in self.prefer | self.avoid
            if pin.core == group.core and group.stage in pin.stages and pin.place in group.places
        }
        missed = sum(pin.place in group.takes for pin in self.prefer - met)
        return missed + len(self.avoid & met)

    def cost(self, tier: Tier, grains: dict[Term, int]) -> int:
        """Units of the tier, maxima left out."""
        total = sum(
            exact(weight) * grains.get(term, 0)
            for term, weight in tier.items()
            if term not in WORST and term is not Term.QUALITY_SPREAD
        )
        units = Fraction(total, GRAINS) / unit_of(tier)
        assert units.denominator == 1
        return int(units)

    def in_group(self, tier: Tier, group: Group) -> int:
        return self.cost(tier, {**group.adds, Term.PREFERENCES: GRAINS * self.wishes(group)})

    def in_unplaced(self, tier: Tier, place: tuple[str, Stage]) -> int:
        wishes = sum(pin.place == place for pin in self.prefer)
        adds = dict(self.tiny.possible.adds_unplaced[place])
        return self.cost(tier, {**adds, Term.PREFERENCES: GRAINS * wishes})

    def value(self, tier: Tier, grouping: Grouping, part: set[str]) -> int:
        """Value of a tier in a part, in its units."""
        groups = tuple(group for group in grouping.groups if group.core in part)
        left = frozenset(place for place in grouping.unplaced if place[0] in part)
        own = Grouping(groups, left)
        total = self.in_part(tier, own)
        for term in tier.keys() & {*WORST, Term.QUALITY_SPREAD}:
            size = exact(tier[term]) / unit_of(tier)
            total += int(Fraction(self.tiny.measure(term, own), GRAINS) * size)
        return total

    def in_part(self, tier: Tier, own: Grouping) -> int:
        return sum(self.in_group(tier, group) for group in own.groups) + sum(
            self.in_unplaced(tier, place) for place in own.unplaced
        )

    def key(self, school_id: str, stage: Stage) -> tuple[str, Stage | None]:
        once = self.tiny.possible.takes_part_once(self.county.by_id[school_id])
        return (school_id, None if once else stage)

    def q(self, term: Term, group: Group) -> int | None:
        """The group's figure under a maximum, in m, s or 0.000001."""
        if term is Term.QUALITY_SPREAD:
            return None if group.quality is None else group.quality * TOP // GRAINS
        return group.adds[term] * WORST[term] // GRAINS

    def lp(self, at: int, part: set[str], limits: dict[Term, int], budgets: dict[int, int]) -> Lp:
        """LP of tier ``at`` on a part: travel within ``limits``, earlier tiers within ``budgets``."""
        lp = Lp()
        tier = self.tiers[at]
        groups = [
            group
            for group in self.groups
            if group.core in part and all((self.q(term, group) or 0) <= most for term, most in limits.items())
        ]
        for school, stage in sorted(self.scope):
            if school in part:
                lp.rows["member", school, stage] = ("=", 1)
        self._rows(lp, part, groups)
        for earlier, limit in budgets.items():
            lp.rows["budget", earlier] = ("<=", limit)
        held = sorted(set().union(*(mixed(self.tiers[i]) for i in (at, *budgets))))
        own = {} if alone(tier) else tier
        for group in groups:
            column: dict[Name, int] = {("budget", i): self.in_group(self.tiers[i], group) for i in budgets}
            column |= {("member", *place): 1 for place in group.takes if place in self.scope}
            key = self.key(group.core, group.stage)
            column |= {name: 1 for name in self._lead_rows(group, key) if name in lp.rows}
            for term in held:
                q = self.q(term, group)
                if q is None:
                    continue
                column["high", term, *key] = q
                if term is Term.QUALITY_SPREAD:
                    column["low", term, *key] = TOP - q
            lp.groups[len(lp.columns)] = group
            lp.columns.append((key, self.in_group(own, group) if own else 0, column))
            for name in column:
                lp.rows.setdefault(name, ("<=", TOP if name[0] == "low" else 0))
        for place in self._may_stay_out(part):
            column = {("budget", i): self.in_unplaced(self.tiers[i], place) for i in budgets}
            column["member", *place] = 1
            lp.columns.append(((), self.in_unplaced(own, place) if own else 0, column))
        for term in held:
            largest = max((self.q(term, group) or 0 for group in groups), default=0)
            self._maximum(lp, term, own, list(budgets), largest)
        return lp

    def _lead_rows(self, group: Group, key: tuple[str, Stage | None]) -> Iterator[Name]:
        yield ("lead", *key)
        if group.stage in self.asked(self.county.by_id[group.core]):
            yield ("must_lead", *key)
        yield ("least", group.mode, group.stage)
        yield ("most", group.mode, group.stage)

    def asked(self, school: School) -> set[Stage]:
        """Stages in which a core is asked to lead."""
        return {
            stage
            for mode in self.policy.mode
            for stage in mode.stages
            if mode.use_every_core
            and school.role is Role.CORE
            and self.tiny.possible.may_lead(school, mode, stage)
        }

    def _rows(self, lp: Lp, part: set[str], groups: Sequence[Group]) -> None:
        for group in groups:
            key = self.key(group.core, group.stage)
            stages = [stage for school, stage in self.scope if school == group.core]
            if not (stages if key[1] is None else group.stage in stages):
                lp.rows["lead", *key] = ("<=", 1)
        for school in self.county.schools:
            for stage in self.asked(school) if school.school_id in part else ():
                lp.rows["must_lead", *self.key(school.school_id, stage)] = (">=", 1)
        for mode in self.policy.mode:
            for stage in mode.stages:
                if any(g.mode == mode.id and g.stage is stage and g.core not in part for g in self.groups):
                    continue
                lp.rows["least", mode.id, stage] = (">=", mode.alliances.least)
                if mode.alliances.most is not None:
                    lp.rows["most", mode.id, stage] = ("<=", mode.alliances.most)

    def _may_stay_out(self, part: set[str]) -> list[tuple[str, Stage]]:
        if self.policy.place_all:
            return []
        bound = {pin.place for pin in self.tiny.possible.pins[PinRule.MUST]}
        return [place for place in sorted(self.scope) if place[0] in part and place not in bound]

    def _maximum(self, lp: Lp, term: Term, own: Tier, budgets: Sequence[int], largest: int) -> None:
        column: dict[Name, int] = {name: -1 for name in lp.rows if name[:2] == ("high", term)}
        for i in budgets:
            column["budget", i] = self._size(self.tiers[i], term)
        lp.columns.append(((largest,), self._size(own, term), column))
        if term is Term.QUALITY_SPREAD:
            lowest: dict[Name, int] = {
                name: 1 if name[0] == "low" else -1
                for name in lp.rows
                if name[0] in ("high", "low") and name[1] is term
            }
            lp.rows["top",] = ("<=", TOP)
            lp.columns.append(((TOP,), 0, {**lowest, ("top",): 1}))

    @staticmethod
    def _size(tier: Tier, term: Term) -> int:
        return int(exact(tier[term]) / STEPS[term] / unit_of(tier)) if term in tier else 0
