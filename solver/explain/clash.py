"""The demands and limits that clash where no plan exists, shrunk until none can be spared (answers.md 11).

Every step holds a set that is proven to clash. What is left out one after the other is proven not to be
needed; what stays is proven to be needed, or said not to be decided.
"""

import threading
from collections.abc import Iterable, Sequence

import numpy as np

from ...models.clash import Clash, ElementKind
from ...models.county import County
from ...models.policy import Policy
from ..grouping.clock import Clock
from .clash_elements import elements_of
from .decide import Decision, decide
from .loosest import Asked, Figures, Loosest, loosest_of

FIRST_SHARE = 0.3
"""Share of the time for the first question, whether there is a clash at all."""
SHARE_EACH = 0.15
"""Share of the time left that one further question may take."""
RINGS = 3
"""Times that the surroundings of what is broken are widened before all demands are asked for."""


def clash_of(
    county: County,
    policy: Policy,
    *,
    seconds: float,
    stop: threading.Event | None = None,
    lang: str = "en",
) -> Clash | None:
    """Find demands and limits that no plan keeps together, and of which none can be spared.

    Parameters
    ----------
    seconds
        Wall seconds. Where they run out, what was not decided is said in the clash.

    Returns
    -------
    Clash or None
        None where a plan exists, or where it could not be proven in time that there is none.
    """
    return clash_in(loosest_of(county, policy), Clock(seconds, stop or threading.Event()), lang)


def clash_in(loosest: Loosest, clock: Clock, lang: str) -> Clash | None:
    """Find the clash of a county that is laid out already."""
    shrinking = _Shrinking(loosest, clock)
    if not shrinking.clashes(loosest.figures, FIRST_SHARE):
        return None
    limits = [one for one in loosest.figures if not one.kind.is_demand]
    demands = shrinking.first_demands(limits)
    demands = shrinking.shrink(demands, limits)
    limits = shrinking.shrink(_by_weight(limits), demands)
    kept = {one: figure for one, figure in loosest.figures.items() if one in {*demands, *limits}}
    needed = {one: shrinking.spared_without(kept, one) for one in kept}
    return elements_of(loosest, kept, needed, lang)


def _by_weight(limits: Sequence[Asked]) -> list[Asked]:
    """Limits in the order in which they are tried without: those of single schools first."""
    single = (ElementKind.CAPACITY, ElementKind.NEVER)
    return sorted(limits, key=lambda one: one.kind not in single)


class _Shrinking:
    """Asks whether sets clash; answers are kept."""

    def __init__(self, loosest: Loosest, clock: Clock) -> None:
        self.loosest = loosest
        self.clock = clock
        self.known: dict[frozenset[Asked], Decision] = {}

    def decision(self, wanted: Iterable[Asked], share: float = SHARE_EACH) -> Decision:
        """Decide about a set of demands and limits."""
        key = frozenset(wanted)
        if key not in self.known or self.known[key].exists is None:
            asked = {one: figure for one, figure in self.loosest.figures.items() if one in key}
            self.known[key] = decide(self.loosest, asked, self.clock, share * self.clock.left)
        return self.known[key]

    def clashes(self, wanted: Iterable[Asked], share: float = SHARE_EACH) -> bool:
        """Whether a set is proven to clash."""
        return self.decision(wanted, share).exists is False

    def spared_without(self, kept: Figures, one: Asked) -> bool | None:
        """Whether a plan exists without one of the clash: then it is needed."""
        return self.decision(other for other in kept if other != one).exists

    def first_demands(self, limits: Sequence[Asked]) -> list[Asked]:
        """Demands that clash with the limits, as few as can be seen at once.

        First each demand alone that an attempt gives up; then these with what lies around them, wider and
        wider; at last all.
        """
        figures = self.loosest.figures
        demands = [one for one in figures if one.kind.is_demand]
        attempt = decide(self.loosest, figures, self.clock, SHARE_EACH * self.clock.left, may_give_up=demands)
        broken = list(attempt.given_up)
        for one in broken:
            if self.clashes([one, *limits]):
                return [one]
        around = set(broken[:1])
        for _ in range(RINGS if broken else 0):
            around = self._with_neighbours(around, demands)
            if len(around) == len(demands):
                break
            if self.clashes([*around, *limits]):
                return [one for one in demands if one in around]
        return demands

    def _with_neighbours(self, around: set[Asked], demands: Sequence[Asked]) -> set[Asked]:
        """Add the demands that compete for the same leads."""
        problem, table = self.loosest.problem, self.loosest.pairs
        allowed = self._allowed()
        places = {one.place for one in around if one.place >= 0}
        keys = {one.key for one in around if one.key >= 0}
        counted = {(one.mode, one.stage) for one in around if one.kind is ElementKind.LEAST}
        by_place = np.isin(table.place, np.array(sorted(places), dtype=np.int64))
        leads = {int(lead) for lead in np.unique(table.lead[allowed & by_place])}
        leads |= {
            index
            for index, lead in enumerate(problem.leads)
            if lead.key in keys or lead.covers in places or (lead.mode, lead.stage) in counted
        }
        near = np.isin(table.lead, np.array(sorted(leads), dtype=np.int64))
        places |= {int(place) for place in np.unique(table.place[allowed & near])}
        places |= {problem.leads[lead].covers for lead in leads}
        keys |= {problem.leads[lead].key for lead in leads}
        counted |= {(problem.leads[lead].mode, problem.leads[lead].stage) for lead in leads}
        return {
            one
            for one in demands
            if one in around
            or one.place in places - {-1}
            or one.key in keys - {-1}
            or (one.kind is ElementKind.LEAST and (one.mode, one.stage) in counted)
        }

    def _allowed(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Pairs that no limit of ways, filter or never pin forbids."""
        problem, table = self.loosest.problem, self.loosest.pairs
        allowed = np.ones(len(table.lead), dtype=bool)
        mode_of = np.array([lead.mode for lead in problem.leads], dtype=np.int64)[table.lead]
        for one, figure in self.loosest.figures.items():
            if one.kind is ElementKind.MAX_KM:
                allowed &= (mode_of != one.mode) | (table.metres <= figure)
            elif one.kind is ElementKind.MAX_MINUTES:
                allowed &= (mode_of != one.mode) | (table.seconds <= figure)
        for barred in self.loosest.barred.values():
            allowed &= ~barred
        for barred in self.loosest.barred_leads.values():
            allowed &= ~barred[table.lead]
        return allowed

    def shrink(self, some: Sequence[Asked], others: Sequence[Asked]) -> list[Asked]:
        """Leave out what can be left out of ``some`` while the rest clashes with ``others``; halves first."""
        kept = list(some)
        waiting = [list(some)]
        while waiting:
            chunk = waiting.pop()
            rest = [one for one in kept if one not in set(chunk)]
            if self.clashes([*rest, *others]):
                kept = rest
            elif len(chunk) > 1:
                middle = len(chunk) // 2
                waiting += [chunk[middle:], chunk[:middle]]
        return kept
