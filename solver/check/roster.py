"""Who may be a member under one mode in one stage, with every figure that bounds ask for, as arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...models.mode import Mode
from ...models.words import MemberKind, Stage
from .case import Case, Row, entrusted_bounds, passes_as_member
from .numbers import Whole, milli, whole


@dataclass(frozen=True)
class Roster:
    """Schools that fit one mode in one stage as members; whole numbers in their base units.

    ``places`` are the places they take; ``entrusted`` marks those that the tables call so, ``able`` those not
    called ordinary, both 0 in a mode without kinds. ``students`` is -1 where unknown. ``weighing`` is the
    students that count for quality, ``graded`` quality (0.001) × these. ``demand`` is subjects × schools.
    """

    mode: Mode
    stage: Stage
    schools: tuple[str, ...]
    places: tuple[Row, ...]
    position: Mapping[str, int]
    position_of_place: Mapping[Row, int]
    loads: Whole
    entrusted: NDArray[np.int64]
    able: NDArray[np.int64]
    students: Whole
    weighing: Whole
    graded: Whole
    subjects: tuple[str, ...]
    demand: tuple[Whole, ...]


def read_roster(case: Case, mode: Mode, stage: Stage) -> Roster:
    """Look up who may be a member under ``mode`` in ``stage``."""
    found = []
    for row in sorted(case.rows):
        school = case.schools[row[0]]
        if stage in case.rows[row] and stage in school.stages and passes_as_member(mode, school):
            place = case.place_under(row[0], stage, mode)
            found += [(row[0], place)] if place == row else []
    own = [case.schools[school] for school, _ in found]
    knows_kinds = entrusted_bounds(mode) is not None
    quality = [graded(case, school) for school, _ in found]
    tables = [case.demand.get((school, stage), {}) for school, _ in found]
    subjects = sorted({subject for table in tables for subject, lessons in table.items() if lessons})
    return Roster(
        mode=mode,
        stage=stage,
        schools=tuple(school for school, _ in found),
        places=tuple(place for _, place in found),
        position={school: at for at, (school, _) in enumerate(found)},
        position_of_place={place: at for at, (_, place) in enumerate(found)},
        loads=whole([milli(school.load) for school in own]),
        entrusted=np.array([knows_kinds and s.kind is MemberKind.ENTRUSTED for s in own], dtype=np.int64),
        able=np.array([knows_kinds and s.kind is not MemberKind.ORDINARY for s in own], dtype=np.int64),
        students=whole([-1 if school.students is None else school.students for school in own]),
        weighing=whole([students for _, students in quality]),
        graded=whole([weighted for weighted, _ in quality]),
        subjects=tuple(subjects),
        demand=tuple(whole([table.get(subject, 0) for table in tables]) for subject in subjects),
    )


def graded(case: Case, school_id: str) -> tuple[int, int]:
    """Quality (0.001) × students, and students, of a school that has both."""
    school = case.schools[school_id]
    if school.quality is None or not school.students:
        return 0, 0
    return milli(school.quality) * school.students, school.students
