"""What the candidates of one core add to every term: the figures that the bound formula sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...models.words import PinRule, Stage, Term
from .case import Case, Key, Row
from .numbers import BASE_UNITS, SAFE, Whole, in_units, product, whole
from .prices import QUALITY_TOP, Prices
from .roster import Roster, graded
from .universe import Led


@dataclass(frozen=True)
class CoreFigures:
    """One core's candidates with the figures that any tier may ask for.

    ``own`` is its place in scope, if it has one, ``asked`` whether it must lead here. ``alone`` is what
    leading itself adds per term, ``each`` what every member adds. ``demand`` is members' lessons (0.001) by
    subject; ``graded`` is quality (0.001) × students. All in base units.
    """

    led: Led
    key: Key
    own: Row | None
    asked: bool
    alone: Mapping[Term, int]
    each: Mapping[Term, Whole]
    demand: Mapping[str, Whole]
    demand_alone: Mapping[str, int]
    weighing: Whole
    weighing_alone: int
    graded: Whole
    graded_alone: int

    @classmethod
    def read(cls, case: Case, led: Led) -> "CoreFigures":
        """Look the figures up in the tables."""
        stage, core, roster = led.stage, led.core, led.roster
        own, key = case.covered_by_leading(core, stage), case.key(core, stage)
        alone = case.demand.get((core, stage), {})
        subjects = sorted({*roster.subjects, *(subject for subject, lessons in alone.items() if lessons)})
        nobody = np.zeros(len(led.at), dtype=np.int64)
        demand = {
            subject: table[led.at] for subject, table in zip(roster.subjects, roster.demand, strict=True)
        }
        asks = [subject for subject in subjects if alone.get(subject) or demand.get(subject, nobody).any()]
        weighted, students = graded(case, core)
        return cls(
            led=led,
            key=key,
            own=own,
            asked=stage in case.asked.get(key, ()),
            alone={
                Term.OPENING_COST: in_units(case.schools[core].opening_cost, BASE_UNITS[Term.OPENING_COST]),
                Term.ALLIANCES: 1,
                Term.PREFERENCES: len(case.pins[PinRule.PREFER].get(own, ())) if own else 0,
                Term.DROPPED: int(own is not None and own[1] is stage and own in case.standing),
            },
            each={
                Term.TOTAL_KM: led.metres,
                Term.TOTAL_MINUTES: led.seconds,
                Term.LOAD_KM: product(led.loads, led.metres),
                Term.CHANGED: _changed(case, roster, core)[led.at],
                Term.PREFERENCES: _wishes(case, roster, core, stage)[led.at],
            },
            demand={subject: demand.get(subject, nobody) for subject in asks},
            demand_alone={subject: alone.get(subject, 0) for subject in asks},
            weighing=roster.weighing[led.at],
            weighing_alone=students,
            graded=roster.graded[led.at],
            graded_alone=weighted,
        )

    def fixed(self, entry: Prices) -> int:
        """Return the part of the reduced cost that every candidate of this core has."""
        cost = sum(entry.weights.get(term, 0) * figure for term, figure in self.alone.items())
        cost -= entry.member.get(self.own, 0) if self.own else 0
        cost -= entry.lead.get(self.key, 0) + entry.count.get((self.led.mode.id, self.led.stage), 0)
        return cost - (entry.must_lead.get(self.key, 0) if self.asked else 0)

    def single(self, entry: Prices, wide: bool) -> Whole:
        """Return what each member adds to the reduced cost by itself; ``wide`` in Python's own integers."""
        kind = np.dtype(object) if wide else np.dtype(np.int64)
        costs: Whole = -entry.dual_of(self.led.roster)[self.led.at].astype(kind)
        for term, figures in self.each.items():
            if weight := entry.weights.get(term, 0):
                costs = costs + weight * figures.astype(kind)
        return costs

    @cached_property
    def lessons(self) -> int:
        """Σ of all sizes of lessons, of the core and every member."""
        return sum(map(abs, self.demand_alone.values())) + sum(map(_size, self.demand.values()))

    @cached_property
    def _sizes(self) -> Mapping[Term, int]:
        return {term: _size(figures) for term, figures in self.each.items()}

    @cached_property
    def _other_sizes(self) -> int:
        quality = 2000 * (self.graded_alone + _size(self.graded)) + self.weighing_alone + _size(self.weighing)
        return quality + _size(self.led.loads) + (self.led.capacity or 0)

    def magnitude(self, entry: Prices) -> int:
        """Return a bound on every number that arises when this entry is priced."""
        led = self.led
        pieces = [
            abs(self.fixed(entry)),
            sum(map(abs, entry.weights.values())),
            _size(entry.dual_of(led.roster)[led.at]),
            sum(abs(entry.weights.get(term, 0)) * size for term, size in self._sizes.items()),
            entry.weights.get(Term.UNCOVERED_LESSONS, 0) * self.lessons,
            -entry.low.get(self.key, 0) * QUALITY_TOP,
            -entry.high.get((Term.QUALITY_SPREAD, self.key), 0) * QUALITY_TOP,
            -entry.high.get((Term.WORST_KM, self.key), 0) * int(led.metres.max(initial=1)),
            -entry.high.get((Term.WORST_MINUTES, self.key), 0) * int(led.seconds.max(initial=1)),
        ]
        return sum(pieces) + self.lessons + self._other_sizes

    def narrow(self, entry: Prices) -> bool:
        """Whether 64 bits hold every number that arises when this entry is priced."""
        return self.magnitude(entry) < SAFE


def _size(figures: Whole) -> int:
    """Σ of absolute values; an array in 64 bits was made so that this fits."""
    return int(np.abs(figures).sum())


def _changed(case: Case, roster: Roster, core: str) -> Whole:
    """1 for schools that stand with another core only."""
    found = [0] * len(roster.schools)
    for (school, stage), cores in case.standing.items():
        at = roster.position.get(school)
        if stage is roster.stage and at is not None:
            found[at] = int(core not in cores)
    return whole(found)


def _wishes(case: Case, roster: Roster, core: str, stage: Stage) -> Whole:
    """Prefer pins of each place that this core does not meet, and avoid pins that it uses."""
    found = [0] * len(roster.schools)
    for place, wishes in case.pins[PinRule.PREFER].items():
        at = roster.position_of_place.get(place)
        if at is not None:
            found[at] += len(wishes) - case.pinned(PinRule.PREFER, place, core, stage)
    for place in case.pins[PinRule.AVOID]:
        at = roster.position_of_place.get(place)
        if at is not None:
            found[at] += case.pinned(PinRule.AVOID, place, core, stage)
    return whole(found)
