"""The tiers of a county with teachers: grouping on promises, exchange of what it chose, grouping again.

So it goes on until every alliance that is chosen carries its own values. Promises never lie above what the
exchange can reach, so each round's bound holds for the joint optimum; where every chosen alliance carries
proven values, the plan is that optimum. Source: docs/joint.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from ...models.progress import Progress
from ...models.words import Term
from ..grouping.candidates import NOBODY, Candidates
from ..grouping.clock import Clock
from ..grouping.goal import Goal
from ..grouping.master import places_left, tier_value
from ..grouping.parts import within
from ..grouping.problem import Problem
from ..grouping.prospects import EXCHANGE_MAXIMA, AllianceKey, Place, Values, telling_sets
from ..grouping.solve import TIER_SHARE
from ..grouping.tiers import (
    PartTier,
    State,
    TierOutcome,
    add_sum_tier,
    allowance,
    certified_budgets,
)
from ..grouping.worst import add_worst_tier
from ..scale import UNIT, TierScale
from .promises import OF_EXCHANGE
from .values import Exchanges

LOOKING_SHARE = 0.35
"""Share of a tier's time in which promises are looked at closely before any exchange is solved."""
FIRST_SHARE = 0.2
ROUND_SHARE = 0.4
"""Shares of the time left that one round's grouping may take, before and after there is a plan."""
SETS_LEARNED = 12
"""Most sets of subjects per stage that one round adds to the promises."""
Report = Callable[[int | None, int, bool], None]
"""Best value (None before there is a plan), bound, and whether the tier is done."""
Watch = Callable[[Progress], None]
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
    """One finished tier: value of the best plan found, valid bound for the joint optimum, proof.

    In units of the tier. ``rounds`` is how often the grouping was solved, ``exchanges`` how many alliances
    had to be solved for it.
    """

    best: int
    bound: int
    proven: bool
    rounds: int
    exchanges: int


@dataclass
class _Rounds:
    """The rounds of one tier: best plan so far, what was tried last, and the bound of every round.

    ``searched`` is the tier without maxima of the exchange that stand beside other terms; ``blurred``: its
    alliances have been solved again because their intervals were too wide.
    """

    searched: TierScale
    until: float
    report: Report
    plans: Plans = ()
    best: int = 0
    bound: int = 0
    rounds: int = 0
    exchanges: int = 0
    trial: State | None = None
    tried: Plans = ()
    blurred: bool = False


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

    def view(self) -> "Joint":
        """Copy what stands now; what a copy names is never changed, but for exchanges that are added."""
        return replace(self, state=self.state.snapshot(), tiers=list(self.tiers), limits=dict(self.limits))

    def solve_tiers(self, watch: Watch, changed: Callable[[], None]) -> None:
        """Solve the tiers in strict order; ``changed`` is called at moments when a `view` is consistent."""
        clock = self.clock
        for number, scale in enumerate(self.scales):
            left = len(self.scales) - number
            until = clock.seconds + clock.left * (1.0 if left == 1 else TIER_SHARE)

            def report(
                best: int | None, bound: int, done: bool, number: int = number, scale: TierScale = scale
            ) -> None:
                changed()
                watch(
                    Progress(
                        tier=number,
                        tiers=len(self.scales),
                        terms=tuple(scale.factor),
                        best=None if best is None else scale.value(best),
                        bound=scale.value(bound),
                        proven=done and self.tiers[-1].proven,
                        done=done,
                        seconds=clock.seconds,
                        seconds_left=clock.left,
                        exchanges=len(self.exchanges.solved),
                    )
                )

            if clock.left <= 0:
                return
            report(None, 0, False)
            self._add_tier(number, scale, until, report)
            self.running = 0
            report(self.tiers[-1].best, self.tiers[-1].bound, True)
        self._deepen(self.keys(self.state.plans), clock.limit)
        changed()

    def _add_tier(self, number: int, scale: TierScale, until: float, report: Report) -> None:
        if not any(term in OF_EXCHANGE for one in self.scales[: number + 1] for term in one.factor):
            self._add_plain(scale, until, report)
            return
        maxima = [term for term in scale.factor if term in EXCHANGE_MAXIMA]
        if maxima and len(scale.factor) == 1:
            self._add_limit(scale, maxima[0], until, report)
        else:
            self._add_sum(scale, until, report)

    def _add_plain(self, scale: TierScale, until: float, report: Report) -> None:
        """Solve a tier to which, and before which, the exchange adds nothing."""
        add = add_worst_tier if scale.worst_alone else add_sum_tier
        add(self.state, scale, self.clock, until, self.seed, report)
        outcome = self.state.outcomes[-1]
        self.tiers.append(JointTier(outcome.best, outcome.bound, outcome.proven, 1, 0))

    # ------------------------------------------------------------------ values

    def _with(self, problem: Problem, *, high: bool, limits: dict[Term, int]) -> Problem:
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

    def complete(self, plans: Plans, until: float) -> int:
        """Solve the exchange of every alliance of some plans; count those that were new."""
        missing = self.missing(plans)
        self.exchanges.solve(missing, until)
        return len(missing)

    def value(self, scale: TierScale, plans: Plans) -> int:
        """Compute a tier's value of plans whose exchange is solved, in units of the tier."""
        return sum(self.term_value(term, plans) * factor for term, factor in scale.factor.items())

    def term_value(self, term: Term, plans: Plans) -> int:
        """Compute one term's value of plans whose exchange is solved, in units of the term."""
        keys = self.keys(plans)
        if term is Term.QUOTA_MISSED:
            return self._owed(keys)
        if term in EXCHANGE_MAXIMA:
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
        parts = [self._with(part, high=True, limits={}) for part in self.state.parts]
        values = [tier_value(part, alone, plan) for part, plan in zip(parts, plans, strict=True)]
        return max(values, default=0) if alone.worst_alone or term is Term.QUALITY_SPREAD else sum(values)

    def _owed(self, keys: Sequence[AllianceKey]) -> int:
        """Teachers owed: by alliances as solved, by every school in none all that its quotas ask for."""
        inside = {(key.core, key.stage) for key in keys}
        inside |= {(school, key.stage) for key in keys for school, _ in key.members}
        outside = sum(owed for place, owed in self.owed.items() if place not in inside)
        return outside + sum(self.exchanges.solved[key].high.get(Term.QUOTA_MISSED, 0) for key in keys)

    def _keeps(self, plans: Plans) -> bool:
        """Whether plans whose exchange is solved are no worse in any finished tier than it allows."""
        for tier, (done, scale) in enumerate(zip(self.tiers, self.scales, strict=False)):
            most = int(done.best * (1 + self.state.tolerances[tier]) // 1)
            if self.value(scale, plans) > most:
                return False
        return True

    # ------------------------------------------------------------------ tiers

    def _trial(self, plans: Plans, limits: dict[Term, int]) -> State:
        trial = self.state.snapshot()
        trial.parts = [self._with(part, high=False, limits=limits) for part in trial.parts]
        trial.plans = list(plans)
        return trial

    def _add_sum(self, scale: TierScale, until: float, report: Report) -> None:
        """Solve a tier round by round: grouping on what is known, then the exchange of what it chose."""
        searched = scale._replace(
            factor={term: f for term, f in scale.factor.items() if term not in EXCHANGE_MAXIMA}
        )
        run = _Rounds(searched, until, report)
        if self.missing(self.state.plans):
            self._first_plan(run)
        run.plans = list(self.state.plans)
        run.best = self.value(scale, run.plans)
        report(run.best, min(run.bound, run.best), False)
        share = ROUND_SHARE
        while searched.factor and run.bound < run.best and not self.clock.over(until):
            self._search(run, run.plans, share)
            looked = self._look_closer(run)
            if looked:
                continue
            missing = self.missing(run.tried)
            if not self.exchanges.fit(missing, until):
                self.clock.cut = True
                break
            run.exchanges += self.complete(run.tried, until)
            if self._keeps(run.tried) and self.value(scale, run.tried) < run.best:
                run.plans = list(run.tried)
                self.state.plans = list(run.plans)
                run.best = self.value(scale, run.plans)
            report(run.best, min(run.bound, run.best), False)
            if self._blurred(run):
                run.blurred = True
                self._deepen(self._unproven(run.plans, searched), until)
                run.best = self.value(scale, run.plans)
                report(run.best, min(run.bound, run.best), False)
                continue
            if not missing:
                trial = run.trial
                if trial is None or trial.outcomes[-1].best <= trial.outcomes[-1].bound or share == 1.0:
                    break
                share = 1.0  # the grouping itself was cut short: once more, with all the time there is
        self._finish(scale, run)

    def _first_plan(self, run: "_Rounds") -> None:
        """Find the first grouping whose exchange is solved: promises are looked at closely for some time."""
        looking = self.clock.seconds + LOOKING_SHARE * max(0.0, run.until - self.clock.seconds)
        run.tried = list(self.state.plans)
        while run.searched.factor:
            self._search(run, run.tried, FIRST_SHARE)
            if self.clock.seconds >= looking or not self._look_closer(run):
                break
        run.exchanges += self.complete(run.tried, run.until)
        self.state.plans = list(run.tried)

    def _search(self, run: "_Rounds", start: Plans, share: float) -> None:
        """Solve the tier on what is known of every alliance."""
        run.rounds += 1
        run.trial = self._trial(start, self.limits)
        until = self.clock.seconds + share * max(0.0, run.until - self.clock.seconds)
        add = add_worst_tier if run.searched.worst_alone else add_sum_tier
        add(run.trial, run.searched, self.clock, until, self.seed, lambda *_: None)
        run.bound = max(run.bound, run.trial.outcomes[-1].bound)
        run.tried = list(run.trial.plans)
        self.running = run.bound
        if run.plans:
            run.report(run.best, min(run.bound, run.best), False)
        else:
            run.report(None, run.bound, False)

    def _look_closer(self, run: "_Rounds") -> bool:
        """Bound the alliances of a plan that only carry promises; whether there were any, and time for it."""
        promised = [key for key in self.missing(run.tried) if key not in self.exchanges.bounded]
        self._learn(promised)
        if not promised or self.clock.over(run.until):
            return False
        self.exchanges.bound(promised, run.until)
        return all(key in self.exchanges.bounded for key in promised)

    def _unproven(self, plans: Plans, scale: TierScale) -> tuple[AllianceKey, ...]:
        """Name the alliances whose part in a tier is known as an interval only."""
        solved = self.exchanges.solved
        return tuple(
            key
            for key in self.keys(plans)
            if any(solved[key].low.get(term, 0) < solved[key].high.get(term, 0) for term in scale.factor)
        )

    def _blurred(self, run: "_Rounds") -> bool:
        """Whether intervals of the plan's alliances, more than the grouping, keep value and bound apart."""
        solved = self.exchanges.solved
        width = sum(
            factor * max(0, solved[key].high.get(term, 0) - solved[key].low.get(term, 0))
            for key in self.keys(run.plans)
            for term, factor in run.searched.factor.items()
            if term in OF_EXCHANGE
        )
        return not run.blurred and width > 0 and 2 * width >= run.best - run.bound

    def _deepen(self, keys: Sequence[AllianceKey], until: float) -> None:
        """Solve alliances again with more time; finished tiers take over what that gains."""
        if not keys or self.clock.over(until):
            return
        self.exchanges.deepen(keys, until)
        for number, (tier, scale) in enumerate(zip(self.tiers, self.scales, strict=False)):
            best = min(tier.best, self.value(scale, self.state.plans))
            proven = all(one.proven for one in self.tiers[:number]) and best <= tier.bound
            self.tiers[number] = replace(tier, best=max(best, tier.bound), proven=proven)

    def _learn(self, keys: Sequence[AllianceKey]) -> None:
        """Keep the sets of subjects that would have told how much some alliances leave uncovered."""
        prospects = self.state.parts[0].prospects if self.state.parts else None
        if prospects is not None:
            groups = [[(key.core, key.stage), *((s, key.stage) for s, _ in key.members)] for key in keys]
            told = telling_sets(prospects.schools, groups, SETS_LEARNED)
            self.sets += [one for one in told if one not in self.sets]

    def _finish(self, scale: TierScale, run: "_Rounds") -> None:
        """Note a tier's outcome, as the grouping's budgets of later tiers need it."""
        state, searched, trial, best = self.state, run.searched, run.trial, run.best
        bound = min(run.bound, best)
        proven = all(tier.proven for tier in self.tiers) and best == bound
        highs = [self._with(part, high=True, limits=self.limits) for part in state.parts]
        results = []
        for part, plan in enumerate(state.plans):
            value = tier_value(highs[part], searched, plan) if searched.factor else 0
            goal = Goal(searched, certified_budgets(state, part))
            of_part = trial.outcomes[-1].parts[part].bound if trial is not None else 0
            results.append(PartTier(state.parts[part], goal, value, min(value, of_part), None, "open", 0))
        outcome = TierOutcome(searched, best, bound, proven, tuple(results))
        exact = trial is not None and trial.outcomes[-1].best == best
        state.outcomes.append(outcome)
        self.tiers.append(JointTier(best, bound, proven, run.rounds, run.exchanges))
        term = searched.worst_alone
        if term is not None:
            limit = allowance(outcome, state.tolerances[len(state.outcomes) - 1])
            state.parts = [within(part, term, limit) for part in state.parts]
        state.alive = list(trial.alive) if exact and trial is not None else [None] * len(state.parts)

    def _add_limit(self, scale: TierScale, term: Term, until: float, report: Report) -> None:
        """Solve a tier that is one maximum of the exchange: the smallest limit that no alliance exceeds."""
        (factor,) = scale.factor.values()
        rounds, solved = 1, self.complete(self.state.plans, until)
        plans: Plans = list(self.state.plans)
        most = self.term_value(term, plans)
        least = 0
        while least < most and not self.clock.over(until):
            limit = (least + most) // 2
            tried = self._within_limit(term, limit, plans, until)
            rounds, solved = rounds + tried.rounds, solved + tried.exchanges
            if tried.excluded:
                least = limit + 1
            elif tried.plans is not None:
                plans = tried.plans
                self.state.plans = list(plans)
                most = self.term_value(term, plans)
            else:
                break
            self.running = least * factor
            report(most * factor, least * factor, False)
        self._finish_limit(term, factor, plans, most, least, rounds, solved)

    def _within_limit(self, term: Term, limit: int, start: Plans, until: float) -> "_Tried":
        """Look for a plan within a limit on a maximum, or prove that there is none."""
        exceeding = TierScale(UNIT[term], {term: 1})
        rounds = solved = 0
        plans: Plans = start
        while True:
            rounds += 1
            trial = self._trial(plans, {**self.limits, term: limit})
            share = self.clock.seconds + 0.5 * max(0.0, until - self.clock.seconds)
            add_sum_tier(trial, exceeding, self.clock, share, self.seed, lambda *_: None)
            outcome = trial.outcomes[-1]
            if outcome.bound > 0:
                return _Tried(None, True, rounds, solved)
            if outcome.best > 0:
                return _Tried(None, False, rounds, solved)
            new = len(self.missing(trial.plans))
            if not self.exchanges.fit(self.missing(trial.plans), until):
                self.clock.cut = True
                return _Tried(None, False, rounds, solved)
            solved += self.complete(trial.plans, until)
            if self._keeps(trial.plans) and self.term_value(term, trial.plans) <= limit:
                return _Tried(trial.plans, False, rounds, solved)
            if not new or self.clock.over(until):
                return _Tried(None, False, rounds, solved)

    def _finish_limit(
        self, term: Term, factor: int, plans: Plans, most: int, least: int, rounds: int, solved: int
    ) -> None:
        """Note the limit that later tiers have to keep: no alliance and no unplaced school beyond it."""
        state = self.state
        state.plans = list(plans)
        proven = all(tier.proven for tier in self.tiers) and most == least
        tolerance = state.tolerances[len(state.outcomes)]
        self.limits[term] = int(most * (1 + tolerance) // 1)
        exceeding = TierScale(UNIT[term], {term: 1})
        nobody = tuple(
            PartTier(part, Goal(exceeding, certified_budgets(state, at)), 0, 0, None, "open", 0)
            for at, part in enumerate(state.parts)
        )
        state.outcomes.append(TierOutcome(exceeding, 0, 0, proven, nobody))
        state.alive = [None] * len(state.parts)
        self.tiers.append(JointTier(most * factor, least * factor, proven, rounds, solved))


class _Tried(NamedTuple):
    """A try of a limit: plans within it, or that there are none; neither where it stays unknown."""

    plans: Plans | None
    excluded: bool
    rounds: int
    exchanges: int
