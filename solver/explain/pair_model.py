"""Demands and limits as one model of leads and pairs for CP-SAT: the rules of docs/grouping.md, 8 to 14."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from ...models.clash import ElementKind
from ..grouping.clock import Clock
from ..grouping.problem import Ints
from .loosest import Asked, Figures, Flags, Loosest

NEAREST = 8
"""Cores of a place, and members of a lead, that are among the nearest."""
SECONDS_LEAST = 0.05


class Grouping(NamedTuple):
    """A plan that was found: the leads in use, and the pairs (numbers of `Loosest.pairs`)."""

    leads: Ints
    pairs: Ints


class Decision(NamedTuple):
    """What was decided.

    Attributes
    ----------
    exists
        Whether a plan exists; None: not decided in time.
    grouping
        One, where it was found.
    given_up
        What was given up of what may be, in this plan.
    fewest
        Whether it is proven that no plan gives up less.
    """

    exists: bool | None
    grouping: Grouping | None = None
    given_up: tuple[Asked, ...] = ()
    fewest: bool = False


UNDECIDED = Decision(None)


class PairModel:
    """Demands and limits as rows over leads and pairs; a variable exists only where no limit forbids it."""

    def __init__(
        self,
        loosest: Loosest,
        asked: Figures,
        soft: frozenset[Asked],
        only: Ints | None = None,
        *,
        raised: int = 0,
    ) -> None:
        self.loosest, self.asked, self.soft, self.raised = loosest, asked, soft, raised
        self.problem = loosest.problem
        pairs = loosest.pairs
        open_leads = self._open_leads()
        self.leads = np.flatnonzero(open_leads)
        allowed = self._allowed() & open_leads[pairs.lead]
        wanted = np.zeros(len(self.problem.places), dtype=bool)
        wanted[[one.place for one in asked if one.kind.is_demand and one.place >= 0]] = True
        self.leads = self._relevant(np.flatnonzero(allowed), wanted)
        kept = np.zeros(len(open_leads), dtype=bool)
        kept[self.leads] = True
        wanted_there = wanted[pairs.place] | self._wants_company()[pairs.lead]
        self.pairs = np.flatnonzero(allowed & kept[pairs.lead] & wanted_there)
        if only is not None:
            self.pairs = np.intersect1d(self.pairs, only)

    def _mode_limit(self, kind: ElementKind, nothing: int) -> Ints:
        """Figure of a kind of limit for each lead, by its mode."""
        by_mode = {one.mode: value for one, value in self.asked.items() if one.kind is kind}
        return np.array([by_mode.get(lead.mode, nothing) for lead in self.problem.leads], dtype=np.int64)

    def _open_leads(self) -> Flags:
        found = np.ones(len(self.problem.leads), dtype=bool)
        for one, barred in self.loosest.barred_leads.items():
            if one in self.asked and one not in self.soft:
                found &= ~barred
        return found

    def _allowed(self) -> Flags:
        pairs, most = self.loosest.pairs, np.iinfo(np.int64).max
        allowed: Flags = pairs.metres <= self._mode_limit(ElementKind.MAX_KM, most)[pairs.lead]
        allowed &= pairs.seconds <= self._mode_limit(ElementKind.MAX_MINUTES, most)[pairs.lead]
        for one, barred in self.loosest.barred.items():
            if one in self.asked and one not in self.soft:
                allowed &= ~barred
        return allowed

    def _wants_company(self) -> Flags:
        """Leads whose alliance may need members that nobody demands."""
        modes = {
            one.mode for one in self.asked if one.kind in (ElementKind.MIN_MEMBERS, ElementKind.ENTRUSTED)
        }
        return np.array([lead.mode in modes for lead in self.problem.leads], dtype=bool)

    def _relevant(self, pairs: Ints, wanted: Flags) -> Ints:
        """Leads that a demand can speak of; without a demand a school need not lead."""
        problem, table = self.problem, self.loosest.pairs
        keys = {one.key for one in self.asked if one.kind is ElementKind.LEADS}
        counted = {(one.mode, one.stage) for one in self.asked if one.kind is ElementKind.LEAST}
        reached = np.zeros(len(problem.leads), dtype=bool)
        reached[table.lead[pairs[wanted[table.place[pairs]]]]] = True
        for index in self.leads.tolist():
            lead = problem.leads[index]
            covers = lead.covers >= 0 and bool(wanted[lead.covers])
            reached[index] |= covers or lead.key in keys or (lead.mode, lead.stage) in counted
        return self.leads[reached[self.leads]]

    def nearest(self) -> Ints:
        """Pairs that are among the nearest of their place or of their lead."""
        table = self.loosest.pairs
        order = self.pairs[np.argsort(table.metres[self.pairs], kind="stable")]
        of_place: dict[int, int] = defaultdict(int)
        of_lead: dict[int, int] = defaultdict(int)
        found = []
        for pair in order.tolist():
            place, lead = int(table.place[pair]), int(table.lead[pair])
            if of_place[place] < NEAREST or of_lead[lead] < NEAREST:
                of_place[place] += 1
                of_lead[lead] += 1
                found.append(pair)
        return np.array(sorted(found), dtype=np.int64)

    def solve(self, seconds: float, clock: Clock) -> Decision:
        """Build the model and ask CP-SAT."""
        if clock.left <= 0 or seconds <= 0:
            return UNDECIDED
        self._build()
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(SECONDS_LEAST, seconds)
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = 0
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return Decision(exists=False)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            clock.cut = True
            return UNDECIDED
        leads = [lead for lead, used in self.used.items() if solver.value(used)]
        pairs = [pair for pair, taken in self.taken.items() if solver.value(taken)]
        given_up = tuple(one for one in self.asked if one in self.slack and solver.value(self.slack[one]))
        grouping = Grouping(np.array(leads, dtype=np.int64), np.array(pairs, dtype=np.int64))
        return Decision(True, grouping, given_up, status == cp_model.OPTIMAL)

    def _build(self) -> None:
        self.model = cp_model.CpModel()
        table = self.loosest.pairs
        self.used = {lead: self.model.new_bool_var(f"lead{lead}") for lead in self.leads.tolist()}
        self.taken = {pair: self.model.new_bool_var(f"pair{pair}") for pair in self.pairs.tolist()}
        self.of_lead: dict[int, list[int]] = defaultdict(list)
        self.of_place: dict[int, list[int]] = defaultdict(list)
        for pair, taken in self.taken.items():
            self.of_lead[int(table.lead[pair])].append(pair)
            self.of_place[int(table.place[pair])].append(pair)
            self.model.add_implication(taken, self.used[int(table.lead[pair])])
        self._slacks()
        self._places()
        self._leading()
        self._sizes()
        self._capacities()
        self._soft_limits()
        self._changed()

    def _slacks(self) -> None:
        """Make a variable for each that may be given up; demands of one place share theirs."""
        self.slack: dict[Asked, cp_model.IntVar] = {}
        of_place: dict[int, cp_model.IntVar] = {}
        for one in self.asked:
            if one not in self.soft:
                continue
            shared = one.kind in (ElementKind.PLACE_ALL, ElementKind.MUST)
            if not shared or one.place not in of_place:
                variable = self.model.new_bool_var(f"without_{len(self.slack)}")
                of_place[one.place if shared else -2 - len(self.slack)] = variable
                self.slack[one] = variable
            else:
                self.slack[one] = of_place[one.place]
        if of_place:
            self.model.minimize(sum(of_place.values()))

    def _places(self) -> None:
        """Place everybody at most once, those demanded exactly once; a must pin names who takes the place."""
        problem, table = self.problem, self.loosest.pairs
        covering: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for lead, used in self.used.items():
            if problem.leads[lead].covers >= 0:
                covering[problem.leads[lead].covers].append(used)
        demanded = {one.place: one for one in self.asked if one.kind is ElementKind.PLACE_ALL}
        for place in sorted({*self.of_place, *covering, *demanded}):
            settled = [*(self.taken[pair] for pair in self.of_place[place]), *covering[place]]
            self.model.add_at_most_one(settled)
            one = demanded.get(place)
            if one is not None:
                self.model.add_bool_or([*settled, *self._instead(one)])
        for one in self.asked:
            if one.kind is ElementKind.MUST and one.pin is not None:
                there = [(pair, problem.leads[int(table.lead[pair])]) for pair in self.of_place[one.place]]
                promised = [
                    self.taken[pair] for pair, lead in there if one.pin.speaks_of(lead.core, lead.stage)
                ]
                self.model.add_bool_or([*promised, *self._instead(one)])

    def _instead(self, one: Asked) -> Sequence[cp_model.IntVar]:
        return [self.slack[one]] if one in self.slack else []

    def _leading(self) -> None:
        """Let a key lead once; cores that must lead; numbers of alliances."""
        problem = self.problem
        of_key: dict[int, list[int]] = defaultdict(list)
        counted: dict[tuple[int, object], list[cp_model.IntVar]] = defaultdict(list)
        for lead, used in self.used.items():
            of_key[problem.leads[lead].key].append(lead)
            counted[problem.leads[lead].mode, problem.leads[lead].stage].append(used)
        for leads in of_key.values():
            self.model.add_at_most_one(self.used[lead] for lead in leads)
        for one, value in self.asked.items():
            if one.kind is ElementKind.LEADS:
                stages = self.loosest.asked_stages[one.key]
                able = [self.used[at] for at in of_key[one.key] if problem.leads[at].stage in stages]
                self.model.add_bool_or([*able, *self._instead(one)])
            elif one.kind is ElementKind.LEAST:
                here = counted[one.mode, one.stage]
                self.model.add(sum(here) + value * sum(self._instead(one)) >= value)
            elif one.kind is ElementKind.MOST:
                self.model.add(sum(counted[one.mode, one.stage]) <= value)

    def _sizes(self) -> None:
        """Members of an alliance, and the entrusted among them."""
        problem, table = self.problem, self.loosest.pairs
        fewest = self._mode_limit(ElementKind.MIN_MEMBERS, 0)
        largest = self._mode_limit(ElementKind.MAX_MEMBERS, -1)
        entrusted = {one.mode: one for one in self.asked if one.kind is ElementKind.ENTRUSTED}
        for lead, used in self.used.items():
            members = [self.taken[pair] for pair in self.of_lead[lead]]
            if fewest[lead] > 0:
                self.model.add(sum(members) >= int(fewest[lead]) * used)
            if 0 <= largest[lead] < len(members):
                self.model.add(sum(members) <= int(largest[lead]) * used)
            one = entrusted.get(problem.leads[lead].mode)
            if one is None:
                continue
            bounds = self.loosest.policy.mode[one.mode].entrusted
            if bounds is None:
                continue
            kinds = {pair: int(problem.kind[table.place[pair]]) for pair in self.of_lead[lead]}
            marked = [self.taken[pair] for pair, kind in kinds.items() if kind > 0]
            willing = [self.taken[pair] for pair, kind in kinds.items() if kind >= 0]
            instead = sum(self._instead(one))
            if bounds.max is not None:
                self.model.add(sum(marked) <= bounds.max * used + len(marked) * instead)
            if bounds.min:
                self.model.add(sum(willing) + bounds.min * instead >= bounds.min * used)

    def _capacities(self) -> None:
        """Bound the load of a core's members in one alliance."""
        problem, table = self.problem, self.loosest.pairs
        capacity = {one.core: one for one in self.asked if one.kind is ElementKind.CAPACITY}
        for lead in self.used:
            one = capacity.get(problem.leads[lead].core)
            if one is None:
                continue
            load = {pair: int(problem.load[table.place[pair]]) for pair in self.of_lead[lead]}
            over = sum(load.values()) - self.asked[one]
            if over > 0:
                carried = sum(self.taken[pair] * own for pair, own in load.items())
                more = min(over, self.raised)
                self.model.add(carried <= self.asked[one] + more * sum(self._instead(one)))

    def _soft_limits(self) -> None:
        """Open pairs and leads that only a filter or never pin forbids which may be given up."""
        for one, variable in self.slack.items():
            if one in self.loosest.barred:
                barred = self.loosest.barred[one]
                for pair, taken in self.taken.items():
                    if barred[pair]:
                        self.model.add_implication(taken, variable)
            if one in self.loosest.barred_leads:
                barred = self.loosest.barred_leads[one]
                for lead, used in self.used.items():
                    if barred[lead]:
                        self.model.add_implication(used, variable)

    def _changed(self) -> None:
        """At most so many placed schools have another core than in alliances.csv."""
        for one, value in self.asked.items():
            if one.kind is ElementKind.CHANGED_AT_MOST:
                changed = self.loosest.pairs.changed
                self.model.add(sum(taken for pair, taken in self.taken.items() if changed[pair]) <= value)
