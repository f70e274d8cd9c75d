"""The best plan of a tiny county with teachers: every grouping, each alliance with its own best exchange.

Written from ``docs/exchange.md`` (32 to 34) and ``docs/grouping.md`` alone. Numbers in brackets are the
sentences of the first. A tier that mixes one of the exchange's maxima with other terms of the exchange is not
tried: an alliance's own best may then be several, of which the plan's maximum depends.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from lianxiao.models.county import County
from lianxiao.models.objective import grouping_tiers, tolerance_of
from lianxiao.models.policy import Policy
from lianxiao.models.words import MemberKind, ModeKey, Stage, Term
from lianxiao.tests.oracle import WEIGHT_GRAINS, Grouping, TinyCounty
from lianxiao.tests.oracle_alliances import Group
from lianxiao.tests.oracle_exchange import TinyExchange
from lianxiao.tests.oracle_exchange_terms import GREATEST, OF_EXCHANGE, Terms, share_left, weighted
from lianxiao.tests.oracle_scope import GRAINS, exact
from lianxiao.tests.oracle_staff import TinyStaff
from lianxiao.tests.oracle_weeks import TinyAlliance


@dataclass(frozen=True)
class JointResult:
    """Best value of each tier; terms, alliances and number of plans as in `oracle.OracleResult`."""

    best: tuple[Fraction, ...]
    terms: Mapping[Term, Fraction]
    groups: tuple[Group, ...]
    plans: int


class TinyPlans:
    """A county with teachers and all its plans."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county = county
        self.policy = policy
        self.staff = TinyStaff(county, policy)
        self.tiers = grouping_tiers(county, policy)
        self.wanted = frozenset(term for tier in self.tiers for term in tier)
        for tier in self.tiers:
            mixed = set(tier) & set(OF_EXCHANGE)
            assert len(mixed) == 1 or not mixed & set(GREATEST), "a maximum beside terms of the exchange"
        self.groupings = TinyCounty(county, policy)
        self._found: dict[tuple[str, Stage, str, tuple[str, ...]], Terms] = {}

    @cached_property
    def exchange_tiers(self) -> list[dict[Term, float]]:
        """[33] What each tier has of the exchange, where it has anything."""
        of_exchange = [{t: w for t, w in tier.items() if t in OF_EXCHANGE} for tier in self.tiers]
        return [tier for tier in of_exchange if tier]

    def exchange_of(self, group: Group) -> Terms:
        """[33] Terms of the alliance's own best exchange."""
        key = (group.mode, group.stage, group.core, group.members)
        if key not in self._found:
            self._found[key] = (
                TinyExchange(self.alliance_of(group), self.wanted).best(self.exchange_tiers).terms
            )
        return self._found[key]

    def alliance_of(self, group: Group) -> TinyAlliance:
        """Alliance as the exchange sees it; ``kind`` of the schools says who is entrusted."""
        mode = next(mode for mode in self.policy.mode if mode.id == group.mode)
        by_id = self.county.by_id
        entrusted = frozenset(
            m
            for m in group.members
            if mode.key is ModeKey.CORE_GROUP and by_id[m].kind is MemberKind.ENTRUSTED
        )
        return TinyAlliance(self.staff, mode, group.stage, group.core, group.members, entrusted)

    def terms(self, grouping: Grouping) -> dict[Term, int]:
        """Every wanted term of a plan, in grains."""
        found = {
            term: self.groupings.measure(term, grouping) for term in self.wanted if term not in OF_EXCHANGE
        }
        if not self.exchange_tiers:
            return found
        inside = [self.exchange_of(group) for group in grouping.groups]
        for term in self.wanted & set(OF_EXCHANGE):
            values = [terms[term] for terms in inside]
            found[term] = max(values, default=0) if term in GREATEST else sum(values)
        taking_part = {
            (school, group.stage) for group in grouping.groups for school in (group.core, *group.members)
        }
        for place in grouping.unplaced:  # [28, 29, 34]
            alone = [self.staff.alone(*place, semester) for semester in self.staff.planned]
            need = sum(self.staff.school_need(*place).values())
            if Term.UNCOVERED_LESSONS in found:
                found[Term.UNCOVERED_LESSONS] += sum(alone) // len(alone)
            if Term.WORST_UNCOVERED in found:
                found[Term.WORST_UNCOVERED] = max(found[Term.WORST_UNCOVERED], share_left(max(alone), need))
        if Term.QUOTA_MISSED in found:  # [27] also outside alliances
            found[Term.QUOTA_MISSED] += GRAINS * sum(
                self.staff.owed(*place) for place in self.staff.quotas if place not in taking_part
            )
        return found


def best_plan_with_teachers(county: County, policy: Policy) -> JointResult | None:
    """Best value of every tier over all plans, None where no plan exists."""
    tiny = TinyPlans(county, policy)
    plans = [(grouping, tiny.terms(grouping)) for grouping in tiny.groupings.groupings()]
    if not plans:
        return None
    count = len(plans)
    best: list[Fraction] = []
    optimum = plans[0]
    for index, tier in enumerate(tiny.tiers):
        values = [weighted(tier, terms) for _, terms in plans]
        least = min(values)
        optimum = plans[values.index(least)]
        budget = math.floor(least * (1 + exact(tolerance_of(policy, index))))
        plans = [plan for plan, value in zip(plans, values, strict=True) if value <= budget]
        best.append(Fraction(least, WEIGHT_GRAINS * GRAINS))
    terms = {term: Fraction(value, GRAINS) for term, value in optimum[1].items()}
    return JointResult(tuple(best), terms, optimum[0].groups, count)
