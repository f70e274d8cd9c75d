"""Answers about a tiny county by trying every plan: prices, what else moves, curves, several plans.

Written from ``docs/answers.md`` (numbers in brackets are its sentences) on the brute force of ``oracle.py``;
it shares nothing with the solver but the models.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import NamedTuple

import numpy as np
from lianxiao.models.county import County
from lianxiao.models.objective import Tier, grouping_tiers, tolerance_of
from lianxiao.models.plan import Alliance
from lianxiao.models.policy import Policy
from lianxiao.models.words import Stage, Term
from lianxiao.tests.oracle import WEIGHT_GRAINS, TinyCounty
from lianxiao.tests.oracle_alliances import GRAINS, Group, Place, exact
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Pair = tuple[Place, str]
PER_UNIT = WEIGHT_GRAINS * GRAINS


class Best(NamedTuple):
    """Best value of each tier among some plans, and which plans are left after the last one."""

    values: tuple[Fraction, ...]
    plans: Mask


@dataclass(frozen=True)
class Answer:
    """Price of a question, tier by tier, and the fewest other places that move."""

    values: tuple[Fraction, ...]
    price: tuple[Fraction, ...]
    moved: int


class EveryPlan:
    """All plans of a tiny county: what each place has in each of them, and what each tier costs.

    What a place has is a core, the school itself where it leads, or None where it is unplaced.
    """

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.tiny = TinyCounty(county, policy)
        self.plans: Sequence[tuple[Group, ...]] = self.tiny.plans_that_differ()
        self.places = sorted(self.tiny.possible.scope)
        self.tiers = grouping_tiers(county, policy)
        self._values: dict[tuple[tuple[Term, float], ...], NDArray[np.int64]] = {}

    @property
    def every(self) -> Mask:
        """All plans."""
        return np.ones(len(self.plans), dtype=np.bool_)

    @cached_property
    def _has(self) -> NDArray[np.int64]:
        """Plans × places: the core's number among the schools, -1 where the place is unplaced."""
        number = {school.school_id: at for at, school in enumerate(self.county.schools)}
        column = {place: at for at, place in enumerate(self.places)}
        has = np.full((len(self.plans), len(self.places)), -1, dtype=np.int64)
        for row, plan in enumerate(self.plans):
            for group in plan:
                for place in group.takes & self.tiny.possible.scope:
                    has[row, column[place]] = number[group.core]
        return has

    def has(self, place: Place, core: str | None) -> Mask:
        """Plans in which the place has this core: None unplaced, the own school that it leads."""
        code = -1 if core is None else [s.school_id for s in self.county.schools].index(core)
        mask: Mask = self._has[:, self.places.index(place)] == code
        return mask

    def leading(self, school: str, stage: Stage) -> Mask:
        """Plans in which the school leads an alliance in the stage."""
        return np.array(
            [any((group.core, group.stage) == (school, stage) for group in plan) for plan in self.plans],
            dtype=np.bool_,
        )

    def together(self, member: str, core: str, stage: Stage) -> Mask:
        """Plans in which the school is a member of the core's alliance in the stage."""
        return np.array(
            [
                any((group.core, group.stage) == (core, stage) and member in group.members for group in plan)
                for plan in self.plans
            ],
            dtype=np.bool_,
        )

    def members_of(self, core: str, stage: Stage) -> list[frozenset[str]]:
        """Members of the core's alliance in the stage, plan by plan; nobody where it leads none."""
        found = []
        for plan in self.plans:
            led = [group for group in plan if (group.core, group.stage) == (core, stage)]
            found.append(frozenset(led[0].members) if led else frozenset())
        return found

    def core_of(self, plan: int) -> dict[Place, str | None]:
        """What each place has in one plan."""
        ids = [school.school_id for school in self.county.schools]
        return {
            place: None if code < 0 else ids[code]
            for place, code in zip(self.places, self._has[plan].tolist(), strict=True)
        }

    # values

    def costs(self, tier: Mapping[Term, float]) -> NDArray[np.int64]:
        """Weighted value of a tier in each plan, exact, in 1 / PER_UNIT."""
        key = tuple(tier.items())
        if key not in self._values:
            self._values[key] = np.array(self.tiny.weighted(self.plans, tier), dtype=np.int64)
        return self._values[key]

    def within(self, tier: Mapping[Term, float], limit: Fraction) -> Mask:
        """Plans that keep a cap on a tier."""
        mask: Mask = self.costs(tier) <= math.floor(limit * PER_UNIT)
        return mask

    def best(
        self, among: Mask, tiers: Sequence[Tier] | None = None, tolerance: Sequence[float] | None = None
    ) -> Best | None:
        """Best value of each tier in strict order, with the tolerances of the county; None: no plan."""
        tiers = self.tiers if tiers is None else tiers
        if tolerance is None:
            tolerance = [tolerance_of(self.policy, at) for at in range(len(tiers))]
        left = among
        if not left.any():
            return None
        values: list[Fraction] = []
        for tier, gives_back in zip(tiers, tolerance, strict=True):
            costs = self.costs(tier)
            least = int(costs[left].min())
            left = left & (costs <= math.floor(least * (1 + exact(gives_back))))
            values.append(Fraction(least, PER_UNIT))
        return Best(tuple(values), left)

    # distance

    def moved(self, before: Mapping[Place, str | None], without: Place | None = None) -> NDArray[np.int64]:
        """Count, per plan, the places that have something else than before [9]."""
        ids = {school.school_id: at for at, school in enumerate(self.county.schools)}
        moved = np.zeros(len(self.plans), dtype=np.int64)
        for at, place in enumerate(self.places):
            if place == without or place not in before:
                continue
            core = before[place]
            # a core that is gone: whatever the place has, it has moved
            code = -1 if core is None else ids.get(core, -2)
            moved += self._has[:, at] != code
        return moved

    def in_common(self, earlier: Sequence[Mapping[Place, str | None]]) -> NDArray[np.int64]:
        """Count, per plan, the (place, core) pairs of earlier plans that it has too, summed [14]."""
        ids = {school.school_id: at for at, school in enumerate(self.county.schools)}
        common = np.zeros(len(self.plans), dtype=np.int64)
        for plan in earlier:
            for place, core in sorted(plan.items()):
                if core is not None and core != place[0]:
                    common += self._has[:, self.places.index(place)] == ids[core]
        return common

    # prices [8, 9]

    def answer(
        self, asked: Mask, before: Mapping[Place, str | None], values: Sequence[Fraction], without: Place
    ) -> Answer | None:
        """Price of a question and the fewest other places that move; None: no plan fulfils it."""
        best = self.best(asked)
        if best is None:
            return None
        price = tuple(new - old for new, old in zip(best.values, values, strict=True))
        return Answer(best.values, price, int(self.moved(before, without)[best.plans].min()))

    # near the plan in force [5-7]

    @cached_property
    def changed(self) -> NDArray[np.int64]:
        """Number of changes of each plan."""
        changed: NDArray[np.int64] = self.costs({Term.CHANGED: 1.0}) // PER_UNIT
        return changed

    def curve(self, among: Mask | None = None) -> list[tuple[Fraction, ...] | None]:
        """Values at most 0, 1, 2 … changes, up to the first number that is as good as all free [7].

        None: no plan has so few. The tier ``changed`` alone is left out.
        """
        kept = [at for at, tier in enumerate(self.tiers) if set(tier) != {Term.CHANGED}]
        tiers = [self.tiers[at] for at in kept]
        tolerance = [tolerance_of(self.policy, at) for at in kept]
        among = self.every if among is None else among
        free = self.best(among, tiers, tolerance)
        if free is None:
            return []
        points: list[tuple[Fraction, ...] | None] = []
        for most in count():
            best = self.best(among & (self.changed <= most), tiers, tolerance)
            points.append(best and best.values)
            if points[-1] == free.values:
                return points
        raise AssertionError

    # several plans [14, 15]

    def nearly_best(self, equal_tiers: int, slack: float) -> Mask:
        """Plans as good as the best in the first tiers; later tiers may give back at least the slack."""
        tolerance = [
            0.0 if at < equal_tiers else max(slack, tolerance_of(self.policy, at))
            for at in range(len(self.tiers))
        ]
        best = self.best(self.every, tolerance=tolerance)
        assert best is not None
        return best.plans

    def trade_off(self, one: Term, other: Term) -> list[tuple[Fraction, Fraction]]:
        """Value pairs that no other plan beats in both, from the least of the first term on."""
        first = next((at for at, tier in enumerate(self.tiers) if {one, other} & set(tier)), len(self.tiers))
        before = self.best(
            self.every, self.tiers[:first], [tolerance_of(self.policy, at) for at in range(first)]
        )
        assert before is not None
        ones, others = self.costs({one: 1.0})[before.plans], self.costs({other: 1.0})[before.plans]
        pairs = sorted(set(zip(ones.tolist(), others.tolist(), strict=True)))
        points: list[tuple[Fraction, Fraction]] = []
        for a, b in pairs:
            value = (Fraction(a, PER_UNIT), Fraction(b, PER_UNIT))
            if not points or value[1] < points[-1][1]:
                points.append(value)
        return points


def held_in(alliances: Sequence[Alliance], every: EveryPlan) -> dict[Place, str | None]:
    """What each place has in a plan somebody made: by its alliances, also in primary instead of its stage."""
    possible = every.tiny.possible
    led = {(alliance.core, alliance.stage): alliance.core for alliance in alliances}
    core = {(m.school, a.stage): a.core for a in alliances for m in a.members}
    held: dict[Place, str | None] = {}
    for place in every.places:
        school = possible.schools[place[0]]
        stages: frozenset[Stage] = possible.stages_of_place[place]
        taken = [core[place[0], stage] for stage in sorted(stages) if (place[0], stage) in core]
        once = possible.takes_part_once(school)
        leads = any((place[0], stage) in led for stage in (school.stages if once else (place[1],)))
        held[place] = taken[0] if taken else place[0] if leads else None
    return held
