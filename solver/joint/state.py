"""Where the joint solve of a county stands: the grouping, the exchanges solved so far, and their values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

from ...models.words import Term
from ..grouping.candidates import NOBODY, Candidates
from ..grouping.clock import Clock
from ..grouping.goal import Goal
from ..grouping.master import places_left, tier_value
from ..grouping.problem import Problem
from ..grouping.prospects import EXCHANGE_MAXIMA, AllianceKey, Place, Values, telling_sets
from ..grouping.tiers import PartTier, State, TierOutcome, certified_budgets, known_floor
from ..scale import UNIT, Counted, TierScale
from .values import Exchanges

SETS_LEARNED = 12
"""Most sets of subjects per stage that one round adds to the promises."""
Report = Callable[[int | None, int, bool], None]
"""Best value (None before there is a plan), bound, and whether the tier is done."""
Plans = Sequence[Candidates]


def keys_of(problem: Problem, plan: Candidates) -> tuple[AllianceKey, ...]:
    """Name the alliances of a plan of one part."""
    keys = []
    for index, members in zip(plan.lead.tolist(), plan.members.tolist(), strict=True):
        lead = problem.leads[index]
        places = tuple(sorted(problem.places[place] for place in members if place != NOBODY))
        keys.append(AllianceKey(lead.mode, lead.stage, lead.core, places))
    return tuple(keys)


@dataclass(frozen=True)
class JointTier:
    """One finished tier: best value found, bound valid for the joint optimum (units of the tier), proof."""

    best: int
    bound: int
    proven: bool


def kept_limit(state: State, term: Term, *, proven: bool) -> TierOutcome:
    """Write that nobody exceeds the limit on a maximum of the exchange as the outcome of a tier."""
    exceeding = TierScale(UNIT[term], {term: 1})
    nobody = tuple(
        PartTier(part, Goal(exceeding, certified_budgets(state, at)), 0, 0, None, "open", 0)
        for at, part in enumerate(state.parts)
    )
    return TierOutcome(exceeding, 0, 0, proven, nobody)


@dataclass
class Joint:
    """Where the joint solve of a county stands.

    Attributes
    ----------
    state
        The grouping. Of a tier that is a maximum of the exchange its outcome counts alliances beyond the
        limit; every other outcome has the tier's own value.
    scales
        The plan's tiers.
    owed
        Teachers owed by a school that exchanges with nobody, by (school, stage).
    tiers
        Finished tiers.
    limits
        Limits that maxima of the exchange keep from their tier on.
    running
        Bound of the tier in progress.
    sets
        Further sets of subjects for the promises, learned from alliances that promised too much.
    apart
        Teachers owed by schools that no alliance can hold; the grouping does not see them.
    """

    state: State
    scales: tuple[TierScale, ...]
    owed: Mapping[Place, int]
    exchanges: Exchanges
    clock: Clock
    seed: int
    tiers: list[JointTier] = field(default_factory=list)
    limits: dict[Term, int] = field(default_factory=dict)
    running: int = 0
    sets: list[frozenset[str]] = field(default_factory=list)
    apart: int = 0

    def view(self) -> "Joint":
        """Copy what stands now; what a copy names is never changed."""
        return replace(
            self,
            state=self.state.snapshot(),
            exchanges=self.exchanges.view(),
            tiers=list(self.tiers),
            limits=dict(self.limits),
        )

    def with_values(self, problem: Problem, *, high: bool, limits: dict[Term, int]) -> Problem:
        """Let a part's candidates carry the values of solved exchanges."""
        if problem.prospects is None:
            raise ValueError("a joint solve needs prospects of the exchange")
        solved = self.exchanges.solved
        known = {key: one.high for key, one in solved.items()} if high else self._lows()
        sets = tuple(dict.fromkeys((*problem.prospects.sets, *self.sets)))
        prospects = problem.prospects._replace(
            sets=sets, known=MappingProxyType(known), limits=MappingProxyType(dict(limits))
        )
        return replace(problem, prospects=prospects)

    def _lows(self) -> dict[AllianceKey, Values]:
        """Collect what no schedule goes below, of every alliance that was looked at."""
        lows = dict(self.exchanges.bounded)
        for key, value in self.exchanges.solved.items():
            before = lows.get(key, {})
            terms = sorted({*before, *value.low})
            lows[key] = {term: max(before.get(term, 0), value.low.get(term, 0)) for term in terms}
        return lows

    def keys(self, plans: Plans) -> tuple[AllianceKey, ...]:
        """Name the alliances of the county under some plans of its parts."""
        return tuple(
            key for part, plan in zip(self.state.parts, plans, strict=True) for key in keys_of(part, plan)
        )

    def missing(self, plans: Plans) -> tuple[AllianceKey, ...]:
        """Name the alliances whose exchange is not solved."""
        return tuple(key for key in self.keys(plans) if key not in self.exchanges.solved)

    def complete(self, plans: Plans, until: float) -> None:
        """Solve the exchange of every alliance of some plans."""
        self.exchanges.solve(self.missing(plans), until)

    def value(self, scale: TierScale, plans: Plans) -> int:
        """Compute a tier's value of plans whose exchange is solved, in units of the tier."""
        return sum(self.term_value(term, plans) * factor for term, factor in scale.factor.items())

    def term_value(self, term: Counted, plans: Plans) -> int:
        """Compute one term's value of plans whose exchange is solved, in units of the term."""
        keys = self.keys(plans)
        if term is Term.QUOTA_MISSED:
            return self._owed(keys)
        if isinstance(term, Term) and term in EXCHANGE_MAXIMA:
            figures = [self.exchanges.solved[key].high.get(term, 0) for key in keys]
            if term is Term.WORST_UNCOVERED:
                figures += [
                    part.prospects.of(part.places[place]).alone_worst
                    for part, plan in zip(self.state.parts, plans, strict=True)
                    for place in places_left(part, plan)
                    if part.prospects is not None and not part.is_idle(place)
                ]
            return max(figures, default=0)
        alone = TierScale(UNIT[term], {term: 1})
        parts = [self.with_values(part, high=True, limits={}) for part in self.state.parts]
        values = [tier_value(part, alone, plan) for part, plan in zip(parts, plans, strict=True)]
        return max(values, default=0) if alone.worst_alone or term is Term.QUALITY_SPREAD else sum(values)

    def _owed(self, keys: Sequence[AllianceKey]) -> int:
        """Teachers owed: by alliances as solved, by every school in none all that its quotas ask for."""
        inside = {(key.core, key.stage) for key in keys}
        inside |= {(school, key.stage) for key in keys for school, _ in key.members}
        outside = sum(owed for place, owed in self.owed.items() if place not in inside)
        return outside + sum(self.exchanges.solved[key].high.get(Term.QUOTA_MISSED, 0) for key in keys)

    def keeps(self, plans: Plans) -> bool:
        """Whether plans whose exchange is solved are no worse in any finished tier than it allows."""
        for tier, (done, scale) in enumerate(zip(self.tiers, self.scales, strict=False)):
            most = int(done.best * (1 + self.state.tolerances[tier]) // 1)
            if self.value(scale, plans) > most:
                return False
        return True

    def trial(self, plans: Plans, limits: dict[Term, int], held: Term | None = None) -> State:
        """Copy the grouping with what is known of every alliance; floors speak of whole tiers, not of it.

        ``held``: a maximum that no earlier tier bounds; its limit then stands as a tier of its own.
        """
        trial = self.state.snapshot()
        trial.parts = [self.with_values(part, high=False, limits=limits) for part in trial.parts]
        trial.plans = list(plans)
        trial.floors = ()
        if held is not None:
            here = len(trial.outcomes)
            trial.outcomes.append(kept_limit(trial, held, proven=True))
            trial.tolerances = (*trial.tolerances[:here], Fraction(0), *trial.tolerances[here:])
        return trial

    def floor(self, scale: TierScale) -> int:
        """Bound of the next tier as a whole that is known beforehand, as of a grouping's state."""
        before = [(tier.best, earlier) for tier, earlier in zip(self.tiers, self.scales, strict=False)]
        return known_floor(self.state.floors, before, scale) if len(self.state.parts) <= 1 else 0

    def unproven(self, plans: Plans, scale: TierScale) -> tuple[AllianceKey, ...]:
        """Name the alliances whose part in a tier is known as an interval only."""
        solved = self.exchanges.solved
        return tuple(
            key
            for key in self.keys(plans)
            if any(solved[key].low.get(term, 0) < solved[key].high.get(term, 0) for term in scale.terms)
        )

    def deepen(self, keys: Sequence[AllianceKey], until: float) -> bool:
        """Solve alliances again with more time; finished tiers take over what that gains.

        What an earlier tier gains may cost a later one; so may a maximum that falls in an alliance which is
        not the county's worst. The later one's best value is then the plan's, and tiers after it lose their
        bounds, which spoke of plans that keep the old one; returns whether that happened.
        """
        if not keys or self.clock.over(until):
            return False
        self.exchanges.deepen(keys, until)
        gained = loosened = False
        for number, (tier, scale) in enumerate(zip(self.tiers, self.scales, strict=False)):
            value = self.value(scale, self.state.plans)
            bound = 0 if loosened else tier.bound
            lost = value > int(tier.best * (1 + self.state.tolerances[number]) // 1)
            best = max(bound, value if gained or lost else min(tier.best, value))
            proven = all(one.proven for one in self.tiers[:number]) and best == bound
            self.tiers[number] = replace(tier, best=best, bound=bound, proven=proven)
            if best != tier.best or loosened:
                self._budget(number, best, proven=proven, bounded=not loosened)
            gained, loosened = gained or value < tier.best, loosened or best > tier.best
        if loosened:
            self.state.alive = [None] * len(self.state.parts)
        return loosened

    def _budget(self, number: int, best: int, *, proven: bool, bounded: bool) -> None:
        """Let later tiers keep a tier's new best value. ``bounded``: its parts' bounds still hold."""
        outcome, scale = self.state.outcomes[number], self.scales[number]
        maxima = [term for term in scale.terms if term in EXCHANGE_MAXIMA]
        if maxima and len(scale.factor) == 1:
            worst = best // scale.factor[maxima[0]]
            self.limits[maxima[0]] = int(worst * (1 + self.state.tolerances[number]) // 1)
            return
        highs = [self.with_values(part, high=True, limits={}) for part in self.state.parts]
        parts = tuple(
            replace(part, best=tier_value(high, outcome.scale, plan), bound=part.bound if bounded else 0)
            for part, high, plan in zip(outcome.parts, highs, self.state.plans, strict=True)
        )
        self.state.outcomes[number] = replace(outcome, best=best, proven=proven, parts=parts)

    def learn(self, keys: Sequence[AllianceKey]) -> None:
        """Keep the sets of subjects that would have told how much some alliances leave uncovered."""
        prospects = self.state.parts[0].prospects if self.state.parts else None
        if prospects is not None:
            groups = [[(key.core, key.stage), *((s, key.stage) for s, _ in key.members)] for key in keys]
            told = telling_sets(prospects.schools, groups, SETS_LEARNED)
            self.sets += [one for one in told if one not in self.sets]
