"""Every plan of a tiny county, one by one: the best value of each tier without any solver.

Written from ``docs/grouping.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers, tolerance_of
from lianxiao.models.plan import Alliance
from lianxiao.models.policy import Policy
from lianxiao.models.words import MemberKind, ModeKey, PinRule, Role, Stage, Term
from lianxiao.tests.oracle_alliances import GRAINS, Group, Place, PossibleAlliances, exact

WEIGHT_GRAINS = 1_000_000  # weights have at most 6 decimals
WORST = (Term.WORST_KM, Term.WORST_MINUTES)


class Grouping(NamedTuple):
    """One plan: its alliances and the places in scope that are neither placed nor lead."""

    groups: tuple[Group, ...]
    unplaced: frozenset[Place]


class Duty(NamedTuple):
    """A rule about the whole plan: a figure of its alliances adds up to something within bounds."""

    figures: Mapping[int, int]  # by id() of the group
    least: int
    most: int | None

    def within_most(self, groups: Sequence[Group]) -> bool:
        return self.most is None or sum([self.figures[id(group)] for group in groups]) <= self.most

    def kept_by(self, groups: Sequence[Group]) -> bool:
        total = sum([self.figures[id(group)] for group in groups])
        return self.least <= total and (self.most is None or total <= self.most)


@dataclass(frozen=True)
class OracleResult:
    """Best (weighted) value of each tier, and the terms and alliances of one plan that is best in all.

    ``plans`` counts the plans that keep every rule; plans that differ only in modes whose alliances nobody
    counts are one.
    """

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
        self._groups = [group for slot in self.possible.slots for group in slot]
        self._free = {
            mode.id for mode in policy.mode if mode.alliances.least == 0 and mode.alliances.most is None
        }
        self._duties = list(self._all_duties())

    # plans [4, 5, 7, 11, 12, 14]

    def groupings(self) -> Iterator[Grouping]:
        """Every plan that keeps every rule."""
        yield from map(self.grouping, self._plans(self.possible.slots))

    def grouping(self, groups: tuple[Group, ...]) -> Grouping:
        return Grouping(groups, self.possible.scope.difference(*(group.takes for group in groups)))

    def allows(self, grouping: Grouping) -> bool:
        """Whether the rules about the whole plan hold; those about one alliance are in its making."""
        return all(duty.kept_by(grouping.groups) for duty in self._duties)

    def plans_that_differ(self) -> list[tuple[Group, ...]]:
        """Every plan; of equal alliances under modes of any number [11] only the first is tried."""
        slots: list[list[Group]] = []
        for slot in self.possible.slots:
            kept: list[Group] = []
            seen: set[tuple[Stage, str, tuple[str, ...]]] = set()
            for group in slot:
                key = (group.stage, group.core, group.members)
                if group.mode in self._free:
                    if key in seen:
                        continue
                    seen.add(key)
                kept.append(group)
            slots.append(kept)
        return self._plans(slots)

    def _plans(self, slots: Sequence[Sequence[Group]]) -> list[tuple[Group, ...]]:
        """Per core and stage one alliance or none, no place taken twice, every duty kept."""
        things = sorted({thing for slot in slots for group in slot for thing in group.takes})
        bits = {thing: 1 << at for at, thing in enumerate(things)}
        masked = [
            [(sum(bits[thing] for thing in group.takes), group) for group in slot] for slot in slots if slot
        ]
        bounded = [duty for duty in self._duties if duty.most is not None]
        plans: list[tuple[int, tuple[Group, ...]]] = [(0, ())]
        for slot in masked:
            more = [
                (taken | mask, (*chosen, group))
                for taken, chosen in plans
                for mask, group in slot
                if not taken & mask
            ]
            for duty in bounded:  # figures are never negative: what is too much stays too much
                more = [plan for plan in more if duty.within_most(plan[1])]
            plans += more
        for duty in self._duties:
            plans = [plan for plan in plans if duty.kept_by(plan[1])]
        return [chosen for _, chosen in plans]

    def _all_duties(self) -> Iterator[Duty]:
        """Rules about the whole plan [7, 11, 12, 14]."""

        def duty(figure: Mapping[int, int], least: int, most: int | None = None) -> Duty:
            return Duty({id(group): figure.get(at, 0) for at, group in enumerate(self._groups)}, least, most)

        groups = list(enumerate(self._groups))
        for mode in self.policy.mode:
            for stage in mode.stages if mode.id not in self._free else ():
                counted = {at: 1 for at, g in groups if (g.mode, g.stage) == (mode.id, stage)}
                yield duty(counted, mode.alliances.least, mode.alliances.most)
        if self.policy.place_all:
            scope = self.possible.scope
            yield duty({at: len(g.takes & scope) for at, g in groups}, len(scope))
        for pin in sorted(self.possible.pins[PinRule.MUST]):
            yield duty(
                {
                    at: 1
                    for at, g in groups
                    if g.core == pin.core and g.stage in pin.stages and pin.place in g.places
                },
                1,
            )
        for leads in self.asked_to_lead():
            yield duty({at: 1 for at, g in groups if (g.core, g.stage) in leads}, 1)

        most = self.policy.keep.changed_at_most
        if most is not None:  # answers.md [5]
            yield duty({at: g.adds[Term.CHANGED] // GRAINS for at, g in groups}, 0, most)

    def asked_to_lead(self) -> Iterator[set[Place]]:
        """[7] ``use_every_core``: one of each of these must lead."""
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
            if self.possible.takes_part_once(school):
                yield from [asked] if asked else []
            else:
                yield from ({one} for one in sorted(asked))

    # terms

    def measure(self, term: Term, grouping: Grouping) -> int:
        """Value of one term, in grains."""
        if term in WORST:
            return max((group.adds[term] for group in grouping.groups), default=0)
        if term is Term.QUALITY_SPREAD:
            return spread(grouping.groups)
        placed = sum(group.adds.get(term, 0) for group in grouping.groups)
        if term is Term.PREFERENCES:
            return placed + GRAINS * len(self.possible.pins[PinRule.PREFER])
        return placed + sum(self.possible.adds_unplaced[place].get(term, 0) for place in grouping.unplaced)

    def terms(self, grouping: Grouping) -> dict[Term, Fraction]:
        """Every term of the grouping."""
        return {
            term: Fraction(self.measure(term, grouping), GRAINS) for term in Term if not term.needs_exchange
        }

    def judge(self, alliances: Sequence[Alliance]) -> dict[Term, Fraction] | None:
        """Terms of a plan somebody else made, None where it is not among the groupings."""
        known = {(group.mode, group.stage, group.core, group.members): group for group in self._groups}
        groups: list[Group] = []
        for alliance in alliances:
            members = tuple(sorted(member.school for member in alliance.members))
            group = known.get((alliance.mode, alliance.stage, alliance.core, members))
            if group is None or any(not group.takes.isdisjoint(other.takes) for other in groups):
                return None
            if not self._kinds_fit(alliance):
                return None
            groups.append(group)
        grouping = self.grouping(tuple(groups))
        return self.terms(grouping) if self.allows(grouping) else None

    def _kinds_fit(self, alliance: Alliance) -> bool:
        """[10a] What the plan calls its members agrees with their column, and keeps the bounds."""
        mode = next(mode for mode in self.policy.mode if mode.id == alliance.mode)
        if mode.key is not ModeKey.CORE_GROUP or mode.entrusted is None:
            return True
        kinds: list[MemberKind | None] = []
        for member in alliance.members:
            column = self.county.by_id[member.school].kind
            if column is not None and member.kind not in (None, column):
                return False
            kinds.append(column or member.kind)
        entrusted = kinds.count(MemberKind.ENTRUSTED)
        most = mode.entrusted.max
        return (most is None or entrusted <= most) and entrusted + kinds.count(None) >= mode.entrusted.min

    def weighted(self, plans: Sequence[tuple[Group, ...]], tier: Mapping[Term, float]) -> list[int]:
        """Value of a tier for each plan: what all unplaced would cost, and what each alliance changes."""
        weights = {term: math.floor(exact(weight) * WEIGHT_GRAINS) for term, weight in tier.items()}
        added_up = [term for term in weights if term not in WORST and term is not Term.QUALITY_SPREAD]
        nobody = self.grouping(())
        unplaced = {
            place: sum(weights[term] * adds.get(term, 0) for term in added_up)
            for place, adds in self.possible.adds_unplaced.items()
        }
        base = sum(weights[term] * self.measure(term, nobody) for term in added_up)
        changes = {
            id(group): sum(weights[term] * group.adds.get(term, 0) for term in added_up)
            - sum(unplaced.get(place, 0) for place in group.takes)
            for group in self._groups
        }
        values = [base + sum([changes[id(group)] for group in plan]) for plan in plans]
        for term in WORST:
            if term in weights:
                worst = {id(group): weights[term] * group.adds[term] for group in self._groups}
                values = [
                    value + max([worst[id(group)] for group in plan], default=0)
                    for value, plan in zip(values, plans, strict=True)
                ]
        if (weight := weights.get(Term.QUALITY_SPREAD)) is not None:
            values = [value + weight * spread(plan) for value, plan in zip(values, plans, strict=True)]
        return values


def spread(groups: Sequence[Group]) -> int:
    """[20] Largest less smallest quality of the alliances that have one."""
    known = [group.quality for group in groups if group.quality is not None]
    return max(known) - min(known) if known else 0


def best_plan(county: County, policy: Policy) -> OracleResult | None:
    """Best value of every tier over all plans, None where no plan exists.

    Tiers are strict: a later tier looks only at plans that are no worse than best × (1 + tolerance) in every
    earlier one [21].
    """
    tiny = TinyCounty(county, policy)
    plans = tiny.plans_that_differ()
    if not plans:
        return None
    found = len(plans)
    best: list[Fraction] = []
    optimum = plans[0]
    for index, tier in enumerate(grouping_tiers(county, policy)):
        values = tiny.weighted(plans, tier)
        least = min(values)
        budget = math.floor(least * (1 + exact(tolerance_of(policy, index))))
        optimum = plans[values.index(least)]
        plans = [plan for plan, value in zip(plans, values, strict=True) if value <= budget]
        best.append(Fraction(least, WEIGHT_GRAINS * GRAINS))
    return OracleResult(tuple(best), tiny.terms(tiny.grouping(optimum)), optimum, found)


def terms_of(county: County, policy: Policy, alliances: Sequence[Alliance]) -> dict[Term, Fraction] | None:
    """Terms of a plan somebody else made, None where it breaks a rule."""
    return TinyCounty(county, policy).judge(alliances)
