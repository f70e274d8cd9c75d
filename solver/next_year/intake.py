"""The pupils whom a stage takes in: projected from the school's own youngest grades, or by a factor.

Source: docs/next-year.md, 12 and 13. Every figure made here is a projection and is marked as one.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from ...models.county import ClassCount
from ...models.next_year import Basis
from ...models.words import Stage
from ..scale import exact

LEAST, MOST = Fraction(4, 5), Fraction(6, 5)
"""Bounds of a trend: one small year group says little."""
CLASS_SIZE = {Stage.PRIMARY: 45, Stage.JUNIOR: 50, Stage.SENIOR: 50}
"""Pupils of a class at most. Source: docs/scenarios.md, 7."""


class Intake(NamedTuple):
    """The next intake of one school and stage; None is unknown. ``ratio``: on this year's intake."""

    basis: Basis
    ratio: Fraction | None
    students: int | None
    classes: float | None


def intake_of(
    rows: Mapping[int, ClassCount], stage: Stage, *, known: float | None, factor: float | None
) -> Intake:
    """Project the intake.

    Parameters
    ----------
    rows
        The school's rows of the stage by grade, this year's; not empty. The lowest grade takes pupils in.
    known
        Pupils who are known to come: from the school's own last primary grade, from its points. The intake is
        never below it.
    factor
        Factor on this year's intake that the planner gave, instead of the trend.
    """
    first = min(rows)
    now = rows[first].students
    ratio = trend(rows) if factor is None else exact(factor)
    basis, students = Basis.UNKNOWN, None
    if ratio is not None and now is not None:
        basis = Basis.TREND if factor is None else Basis.FACTOR
        students = rounded(ratio * exact(now))
    if known is not None and rounded(exact(known)) > (students or 0):
        basis, ratio, students = Basis.KNOWN_PUPILS, None, rounded(exact(known))
    return Intake(basis, ratio, students, classes_for(students, rows[first], stage))


def trend(rows: Mapping[int, ClassCount]) -> Fraction | None:
    """Pupils of the two youngest grades ÷ those of the second and third, from 0.8 to 1.2.

    With two grades only: of the youngest ÷ of the second. None where a number is blank, or nobody is there to
    be compared with.
    """
    first = min(rows)
    grades = [rows[grade] for grade in range(first, first + 3) if grade in rows]
    students = [row.students for row in grades]
    known = [exact(one) for one in students if one is not None]
    if len(known) < len(students) or len(known) < 2 or first + 1 not in rows:
        return None
    later = sum(known[1:], Fraction(0))
    if not later:
        return None
    return min(MOST, max(LEAST, sum(known[:2], Fraction(0)) / later if len(known) > 2 else known[0] / later))


def classes_for(students: int | None, now: ClassCount, stage: Stage) -> float | None:
    """Classes of an intake: as many as this year's, fewer where fewer of its size do, more above 45 or 50.

    Unknown pupils leave this year's classes.
    """
    if now.classes is None or students is None or now.students is None:
        return now.classes
    if not students:
        return 0.0
    classes = exact(now.classes)
    size = Fraction(CLASS_SIZE[stage]) if stage in CLASS_SIZE else None
    if students <= now.students:
        fewer = Fraction(ceiling(students * classes / exact(now.students)))
        return float(min(classes, fewer))
    if size is None:
        size = exact(now.students) / classes if classes and now.students else Fraction(students)
    return float(classes) if students <= size * classes else float(ceiling(Fraction(students) / size))


def rounded(number: Fraction) -> int:
    """Round half up to a whole number."""
    return (2 * number.numerator + number.denominator) // (2 * number.denominator)


def ceiling(number: Fraction) -> int:
    """Round up to a whole number."""
    return -(-number.numerator // number.denominator)
