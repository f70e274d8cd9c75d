"""Every plan of a tiny county, one by one: the best value of each tier without any solver.

Written from ``docs/grouping.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers, tolerance_of
from lianxiao.models.plan import Alliance
from lianxiao.models.policy import Policy
from lianxiao.models.words import PinRule, Role, Term
from lianxiao.tests.oracle_alliances import GRAINS, Group, Pair, Place, PossibleAlliances, exact

WEIGHT_GRAINS = 1_000_000  # weights have at most 6 decimals


@dataclass(frozen=True)
class Grouping:
    """One plan: its alliances and the places in scope that are neither placed nor lead."""

    groups: tuple[Group, ...]
    unplaced: frozenset[Place]

    @property
    def pairs(self) -> set[Pair]:
        return {(member, group.core, group.stage) for group in self.groups for member in group.members}


@dataclass(frozen=True)
class OracleResult:
    """Best (weighted) value of each tier, and the terms and alliances of one plan that is best in all."""

    best: tuple[Fraction, ...]
    terms: Mapping[Term, Fraction]
    groups: tuple[Group, ...]
    plans: int


class TinyCounty:
    """A county with all its plans."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.possible = PossibleAlliances(county, policy)

    # plans [4, 5, 7, 11, 12, 14]

    def groupings(self) -> Iterator[Grouping]:
        """Every plan that keeps every rule."""
        for groups in _choices([slot for slot in self.possible.slots if slot]):
            grouping = self.grouping(groups)
            if self.allows(grouping):
                yield grouping

    def grouping(self, groups: tuple[Group, ...]) -> Grouping:
        return Grouping(groups, self.possible.scope.difference(*(group.takes for group in groups)))

    def allows(self, grouping: Grouping) -> bool:
        """Whether the rules about the whole plan hold; those about one alliance are in its making."""
        counts = Counter((group.mode, group.stage) for group in grouping.groups)
        return (
            all(
                mode.alliances.least <= counts[mode.id, stage]
                and (mode.alliances.most is None or counts[mode.id, stage] <= mode.alliances.most)
                for mode in self.policy.mode
                for stage in mode.stages
            )
            and not (self.policy.place_all and grouping.unplaced)
            and self.possible.pins[PinRule.MUST] <= grouping.pairs
            and self._every_core_leads(grouping)
        )

    def _every_core_leads(self, grouping: Grouping) -> bool:
        """[7] ``use_every_core``."""
        leads = {(group.core, group.stage) for group in grouping.groups}
        for school in self.county.schools:
            if school.role is not Role.CORE:
                continue
            asked = {
                (school.school_id, stage)
                for mode in self.policy.mode
                if mode.use_every_core
                for stage in school.stages
                if self.possible.may_lead(school, mode, stage)
            }
            enough = bool(asked & leads) if self.possible.takes_part_once(school) else asked <= leads
            if asked and not enough:
                return False
        return True

    # terms

    def measure(self, term: Term, grouping: Grouping) -> int:
        """Value of one term, in grains."""
        if term in (Term.WORST_KM, Term.WORST_MINUTES):
            return max((group.adds[term] for group in grouping.groups), default=0)
        if term is Term.QUALITY_SPREAD:
            known = [group.quality for group in grouping.groups if group.quality is not None]
            return max(known) - min(known) if known else 0
        if term is Term.PREFERENCES:
            unmet = self.possible.pins[PinRule.PREFER] - grouping.pairs
            used = self.possible.pins[PinRule.AVOID] & grouping.pairs
            return GRAINS * (len(unmet) + len(used))
        placed = sum(group.adds.get(term, 0) for group in grouping.groups)
        return placed + sum(self.possible.adds_unplaced[place].get(term, 0) for place in grouping.unplaced)

    def terms(self, grouping: Grouping) -> dict[Term, Fraction]:
        """Every term of the grouping."""
        return {
            term: Fraction(self.measure(term, grouping), GRAINS) for term in Term if not term.needs_exchange
        }

    def judge(self, alliances: Sequence[Alliance]) -> dict[Term, Fraction] | None:
        """Terms of a plan somebody else made, None where it is not among the groupings."""
        known = {
            (group.mode, group.stage, group.core, group.members): group
            for slot in self.possible.slots
            for group in slot
        }
        groups: list[Group] = []
        for alliance in alliances:
            members = tuple(sorted(member.school for member in alliance.members))
            group = known.get((alliance.mode, alliance.stage, alliance.core, members))
            if group is None or any(not group.takes.isdisjoint(other.takes) for other in groups):
                return None
            groups.append(group)
        grouping = self.grouping(tuple(groups))
        return self.terms(grouping) if self.allows(grouping) else None


def _choices(slots: Sequence[Sequence[Group]]) -> Iterator[tuple[Group, ...]]:
    """Per core and stage one alliance or none, no place taken twice."""

    def extend(slot: int, chosen: tuple[Group, ...], taken: frozenset[Place]) -> Iterator[tuple[Group, ...]]:
        if slot == len(slots):
            yield chosen
            return
        yield from extend(slot + 1, chosen, taken)
        for group in slots[slot]:
            if taken.isdisjoint(group.takes):
                yield from extend(slot + 1, (*chosen, group), taken | group.takes)

    return extend(0, (), frozenset())


def best_plan(county: County, policy: Policy) -> OracleResult | None:
    """Best value of every tier over all plans, None where no plan exists.

    Tiers are strict: a later tier looks only at plans that are no worse than best × (1 + tolerance) in every
    earlier one [21].
    """
    tiny = TinyCounty(county, policy)
    plans = list(tiny.groupings())
    if not plans:
        return None
    found = len(plans)
    best: list[Fraction] = []
    for index, tier in enumerate(grouping_tiers(county, policy)):
        weights = [(term, math.floor(exact(weight) * WEIGHT_GRAINS)) for term, weight in tier.items()]
        values = [sum(weight * tiny.measure(term, plan) for term, weight in weights) for plan in plans]
        least = min(values)
        budget = math.floor(least * (1 + exact(tolerance_of(policy, index))))
        optimum = plans[values.index(least)]
        plans = [plan for plan, value in zip(plans, values, strict=True) if value <= budget]
        best.append(Fraction(least, WEIGHT_GRAINS * GRAINS))
    return OracleResult(tuple(best), tiny.terms(optimum), optimum.groups, found)


def terms_of(county: County, policy: Policy, alliances: Sequence[Alliance]) -> dict[Term, Fraction] | None:
    """Terms of a plan somebody else made, None where it breaks a rule."""
    return TinyCounty(county, policy).judge(alliances)
