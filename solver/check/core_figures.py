"""What the candidates of one core add to every term: the figures that the bound formula sums."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...models.words import PinRule, Term
from .case import Case, Key
from .numbers import BASE_UNITS, in_units, milli
from .prices import QUALITY_TOP, Prices
from .universe import Led


@dataclass(frozen=True)
class CoreFigures:
    """One core's candidates with the figures that any tier may ask for.

    ``alone`` is what leading itself adds per term, ``each`` what every member adds. ``demand`` is subjects ×
    members in 0.001 lessons; ``graded`` is quality (0.001) × students. All in base units.
    """

    led: Led
    key: Key
    alone: Mapping[Term, int]
    each: Mapping[Term, tuple[int, ...]]
    demand: tuple[tuple[int, ...], ...]
    demand_alone: tuple[int, ...]
    students: tuple[int, ...]
    students_alone: int
    graded: tuple[int, ...]
    graded_alone: int

    @classmethod
    def read(cls, case: Case, led: Led) -> "CoreFigures":
        """Look the figures up in the tables."""
        stage, core = led.stage, led.core
        own = case.covered_by_leading(core, stage)
        prefer, avoid = case.pins[PinRule.PREFER], case.pins[PinRule.AVOID]
        rows = [(school, stage) for school in led.members]
        tables = [case.demand.get(row, {}) for row in ((core, stage), *rows)]
        subjects = sorted({subject for table in tables for subject, lessons in table.items() if lessons})
        quality = [_graded(case, school) for school in (core, *led.members)]
        return cls(
            led=led,
            key=case.key(core, stage),
            alone={
                Term.OPENING_COST: in_units(case.schools[core].opening_cost, BASE_UNITS[Term.OPENING_COST]),
                Term.ALLIANCES: 1,
                Term.PREFERENCES: len(prefer.get(own, ())) if own else 0,
                Term.DROPPED: int(own is not None and own[1] is stage and own in case.standing),
            },
            each={
                Term.TOTAL_KM: led.metres,
                Term.TOTAL_MINUTES: led.seconds,
                Term.LOAD_KM: tuple(
                    milli(case.schools[school].load) * metre
                    for school, metre in zip(led.members, led.metres, strict=True)
                ),
                Term.CHANGED: tuple(
                    int(row in case.standing and core not in case.standing[row]) for row in rows
                ),
                Term.PREFERENCES: tuple(
                    len(prefer.get(row, frozenset()) - {core}) + (core in avoid.get(row, ())) for row in rows
                ),
            },
            demand=tuple(tuple(table.get(subject, 0) for table in tables[1:]) for subject in subjects),
            demand_alone=tuple(tables[0].get(subject, 0) for subject in subjects),
            students=tuple(students for _, students in quality[1:]),
            students_alone=quality[0][1],
            graded=tuple(graded for graded, _ in quality[1:]),
            graded_alone=quality[0][0],
        )

    def fixed(self, case: Case, entry: Prices) -> int:
        """Return the part of the reduced cost that every candidate of this core has."""
        stage = self.led.stage
        own = case.covered_by_leading(self.led.core, stage)
        cost = sum(entry.weights.get(term, 0) * figure for term, figure in self.alone.items())
        cost -= entry.member.get(own, 0) if own else 0
        cost -= entry.lead.get(self.key, 0) + entry.count.get((self.led.mode.id, stage), 0)
        if stage in case.asked.get(self.key, ()):
            cost -= entry.must_lead.get(self.key, 0)
        return cost

    def single(self, entry: Prices) -> list[int]:
        """Return what each member adds to the reduced cost by itself."""
        costs = [-entry.member.get((school, self.led.stage), 0) for school in self.led.members]
        for term, figures in self.each.items():
            if weight := entry.weights.get(term, 0):
                costs = [cost + weight * figure for cost, figure in zip(costs, figures, strict=True)]
        return costs

    def magnitude(self, case: Case, entry: Prices) -> int:
        """Return a bound on every number that arises when this entry is priced."""
        lessons = sum(map(abs, self.demand_alone)) + sum(abs(d) for row in self.demand for d in row)
        graded = 2000 * (self.graded_alone + sum(self.graded)) + self.students_alone + sum(self.students)
        pieces = [
            abs(self.fixed(case, entry)),
            sum(map(abs, self.single(entry))),
            entry.weights.get(Term.UNCOVERED_LESSONS, 0) * lessons,
            -entry.low.get(self.key, 0) * QUALITY_TOP,
            -entry.high.get((Term.QUALITY_SPREAD, self.key), 0) * QUALITY_TOP,
            -entry.high.get((Term.WORST_KM, self.key), 0) * max(self.led.metres, default=0),
            -entry.high.get((Term.WORST_MINUTES, self.key), 0) * max(self.led.seconds, default=0),
        ]
        return sum(pieces) + lessons + graded + sum(self.led.loads) + (self.led.capacity or 0)


def _graded(case: Case, school_id: str) -> tuple[int, int]:
    """Quality (0.001) × students, and students, of a school that has both."""
    school = case.schools[school_id]
    if school.quality is None or not school.students:
        return 0, 0
    return milli(school.quality) * school.students, school.students
