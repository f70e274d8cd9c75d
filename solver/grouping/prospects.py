"""What the exchange promises the grouping before it is solved, and what it kept where it was solved.

Of every candidate alliance the grouping needs a value of each exchange term that never promises less than
the exchange can reach: lessons as if the alliance were one school, nothing of the other terms. Alliances
whose exchange was solved carry their own values. Source: docs/joint.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Stage, Term
from ..exchange.alone import Hand, staff_alone

Ints = NDArray[np.int64]
Place = tuple[str, Stage]
ALL_SUBSETS_UP_TO = 14
"""Subjects up to which every set of subjects is looked at for the pooled bound."""
EXCHANGE_MAXIMA = (Term.WORST_UNCOVERED, Term.WORST_TEACHER_MINUTES)
"""Maxima of the exchange: the grouping asks whether an alliance exceeds a limit."""


class SchoolProspect(NamedTuple):
    """A school (with its points) in one stage.

    Attributes
    ----------
    need
        Weekly lessons by subject, in thousandths.
    staff
        Weekly lessons that its teachers can give at most, by the set of subjects each teaches, whole lessons.
    alone, alone_worst
        Uncovered by its own staff alone: thousandths of a lesson, and 0.0001 of its need.
    owed_alone, owed_least
        Teachers owed to the quotas where nobody rotates, and where as many rotate as the caps allow.
    """

    need: Mapping[str, int]
    staff: Mapping[frozenset[str], int]
    alone: int
    alone_worst: int
    owed_alone: int
    owed_least: int

    @property
    def fraction(self) -> int:
        """Lessons (thousandths) that no whole lesson can cover."""
        return sum(need % 1000 for need in self.need.values())


NOTHING = SchoolProspect({}, {}, 0, 0, 0, 0)


class AllianceKey(NamedTuple):
    """A candidate in words: mode index, stage, core, and the places of its members, sorted."""

    mode: int
    stage: Stage
    core: str
    members: tuple[Place, ...]


Values = Mapping[Term, int]
"""Value of each exchange term of one alliance, in units of the term."""


class Prospects(NamedTuple):
    """What is known of the exchange before and during the grouping.

    Attributes
    ----------
    schools
        By (school, stage).
    sets
        Sets of subjects for the pooled bound.
    idle
        Cores that owe teachers to a quota unless they lead: (school, stage), sorted. Each has its own row.
    known
        Alliances whose exchange was solved.
    limits
        Limits that maxima of the exchange have to keep; without one a maximum costs nothing.
    """

    schools: Mapping[Place, SchoolProspect]
    sets: tuple[frozenset[str], ...]
    idle: tuple[Place, ...] = ()
    known: Mapping[AllianceKey, Values] = MappingProxyType({})
    limits: Mapping[Term, int] = MappingProxyType({})

    def of(self, place: Place) -> SchoolProspect:
        """Prospect of one school in one stage."""
        return self.schools.get(place, NOTHING)

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every subject that is needed somewhere, sorted."""
        return tuple(sorted({subject for school in self.schools.values() for subject in school.need}))

    @property
    def step(self) -> int:
        """A number of thousandths that divides the uncovered lessons of every plan."""
        fractions = [school.fraction for school in self.schools.values()]
        return int(np.gcd.reduce([500, *fractions]))


def lacks_of(prospects: Prospects, wanted: Sequence[Place]) -> Ints:
    """Need − lessons of everybody who teaches the subject at all, int64 (wanted, subjects), thousandths.

    Who teaches two subjects counts fully in both, so that this never promises too little.
    """
    subjects = prospects.subjects
    lacks = np.zeros((len(wanted), len(subjects)), dtype=np.int64)
    for row, place in enumerate(wanted):
        school = prospects.of(place)
        for column, subject in enumerate(subjects):
            given = sum(cap for taught, cap in school.staff.items() if subject in taught)
            lacks[row, column] = school.need.get(subject, 0) - 1000 * given
    return lacks


def short_table(schools: Sequence[SchoolProspect], sets: Sequence[frozenset[str]]) -> Ints:
    """Whole lessons needed in each set of subjects beyond what teachers of any of them can give.

    int64 (schools, sets), negative where there are lessons to spare.
    """
    subjects = sorted({subject for school in schools for subject in school.need})
    taught = sorted({known for school in schools for known in school.staff}, key=sorted)

    def table(rows: Sequence[Sequence[int]], columns: int) -> Ints:
        return np.array(rows, dtype=np.int64).reshape(len(rows), columns)

    inside = table([[subject in chosen for subject in subjects] for chosen in sets], len(subjects))
    touched = table([[bool(known & chosen) for known in taught] for chosen in sets], len(taught))
    whole = table(
        [[one.need.get(subject, 0) // 1000 for subject in subjects] for one in schools], len(subjects)
    )
    given = table([[one.staff.get(known, 0) for known in taught] for one in schools], len(taught))
    short: Ints = whole @ inside.T - given @ touched.T
    return short


def all_sets(subjects: Sequence[str]) -> list[frozenset[str]]:
    """List every non-empty set of subjects, or those of up to three and the whole where they are too many."""
    count = len(subjects)
    sizes = range(1, count + 1) if count <= ALL_SUBSETS_UP_TO else (1, 2, 3, count)
    return [frozenset(chosen) for size in sizes for chosen in combinations(subjects, size)]


def telling_sets(
    schools: Mapping[Place, SchoolProspect], groups: Sequence[Sequence[Place]], most: int
) -> tuple[frozenset[str], ...]:
    """Choose the sets of subjects that bound the lessons short of some groups best, most often first.

    By max-flow min-cut, lessons short of a pool of teachers are the largest, over all sets of subjects, of
    need in the set minus the lessons of everybody who teaches any of it. Any family of sets gives a bound.
    """
    kept: list[frozenset[str]] = []
    for stage in Stage:
        here = [group for group in groups if group and group[0][1] is stage]
        places = sorted({place for group in here for place in group})
        known = [schools.get(place, NOTHING) for place in places]
        family = all_sets(sorted({subject for school in known for subject in school.need}))
        if not family:
            continue
        row = {place: at for at, place in enumerate(places)}
        short = short_table(known, family)
        best = [int(np.argmax(short[[row[place] for place in group]].sum(axis=0))) for group in here]
        counts = np.bincount(best, minlength=len(family))
        order = np.argsort(-counts, kind="stable")[:most]
        kept += [family[at] for at in order.tolist() if counts[at]]
    return tuple(kept)


def pooled_uncovered(schools: Sequence[SchoolProspect]) -> int:
    """Lessons (thousandths) short if the schools were one: docs/exchange.md, 32."""
    needed: Counter[str] = Counter()
    hands = []
    for at, school in enumerate(schools):
        needed.update({subject: need // 1000 for subject, need in school.need.items()})
        for taught, cap in school.staff.items():
            hands.append(Hand(f"{at} {'+'.join(sorted(taught))}", tuple(sorted(taught)), cap))
    short = needed.total() - sum(staff_alone(hands, needed).values())
    return 1000 * short + sum(school.fraction for school in schools)
