"""Tables that follow the pupils: schools.csv, needs.csv and settlements.csv one year later.

Source: docs/next-year.md, 14 to 16.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from ...models.county import ClassCount, Need
from ...models.next_year import GradeMoved, Projection
from ...models.school import School
from ...models.settlement import Settlement
from ...models.words import Stage
from ..scale import exact, milli
from ..scope import Place
from .intake import rounded
from .pupils import total


def schools_next_year(
    schools: Sequence[School], now: Sequence[ClassCount], later: Sequence[ClassCount]
) -> tuple[School, ...]:
    """Let students and classes of the whole school follow those of its grades, where all are known."""
    moved = {column: _differences(now, later, column) for column in ("students", "classes")}
    found = []
    for school in schools:
        update: dict[str, int] = {}
        for column, by_school in moved.items():
            before, more = getattr(school, column), by_school.get(school.school_id)
            if before is not None and more:
                update[column] = max(0, rounded(before + more))
        found.append(school.model_copy(update=update) if update else school)
    return tuple(found)


def _differences(now: Iterable[ClassCount], later: Iterable[ClassCount], column: str) -> dict[str, Fraction]:
    """By how much each school changes; schools with a blank number, now or later, are left out."""
    sums: dict[str, Fraction] = defaultdict(Fraction)
    unknown = set()
    for sign, rows in ((-1, now), (1, later)):
        for row in rows:
            number = getattr(row, column)
            if number is None:
                unknown.add(row.school_id)
            else:
                sums[row.school_id] += sign * exact(number)
    return {school: number for school, number in sums.items() if school not in unknown}


def needs_next_year(
    needs: Sequence[Need], now: Sequence[ClassCount], later: Sequence[ClassCount]
) -> tuple[tuple[Need, ...], tuple[Place, ...], tuple[Place, ...]]:
    """Scale the need of each school and stage with its classes, rounded half up to 0.001.

    Returns
    -------
    tuple
        Rows; the places whose need changed; those whose classes are blank, or were none, and whose need stays
        although that says nothing of the next year.
    """
    before, after = _classes(now), _classes(later)
    scaled, unknown, rows = set(), set(), []
    for row in needs:
        place = (row.school_id, row.stage)
        old, new = before.get(place), after.get(place)
        need = row.need
        if place in before and (old is None or new is None or (not old and new)):
            unknown.add(place)
        elif old and new is not None and new != old:
            scaled.add(place)
            need = rounded(milli(row.need) * exact(new) / exact(old)) / 1000
        rows.append(row.model_copy(update={"need": need}))
    return tuple(rows), _in_order(scaled), _in_order(unknown)


def _classes(rows: Iterable[ClassCount]) -> dict[Place, float | None]:
    found: dict[Place, list[float | None]] = defaultdict(list)
    for row in rows:
        found[row.school_id, row.stage].append(row.classes)
    return {place: total(numbers) for place, numbers in found.items()}


def _in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: (place[0], place[1].rank)))


def settlements_next_year(
    settlements: Sequence[Settlement],
    projections: Sequence[Projection],
    moved: Sequence[GradeMoved],
    last_grade: Mapping[Stage, int],
) -> tuple[Settlement, ...]:
    """Let homes go up with their grades; those of the intake are this year's, apportioned to the projection.

    Rows without a grade stay as they are. Of an intake that is unknown the numbers are this year's.
    """
    by_place = {(one.school, one.stage): one for one in projections}
    to_parent = {(one.school, one.stage, one.grade): one.to_school for one in moved}
    rows: list[Settlement] = []
    intake: dict[Place, list[Settlement]] = defaultdict(list)
    for row in settlements:
        if row.grade is None:
            rows.append(row)
            continue
        place = (row.school_id, row.stage)
        if place in by_place and row.grade == by_place[place].grade:
            intake[place].append(row)
        if row.grade < last_grade[row.stage]:
            school = to_parent.get((*place, row.grade + 1), row.school_id)
            rows.append(row.model_copy(update={"grade": row.grade + 1, "school_id": school}))
    for place, homes in intake.items():
        rows += _apportioned(homes, by_place[place].intake)
    return _joined(rows)


def _apportioned(homes: Sequence[Settlement], students: float | None) -> list[Settlement]:
    """Give this year's homes the pupils of the next intake, by largest remainder, ties in their order."""
    here = sum(home.students for home in homes)
    if students is None or not here:
        return list(homes)
    seats = rounded(exact(students))
    shares = [Fraction(seats * home.students, here) for home in homes]
    whole = [share.numerator // share.denominator for share in shares]
    order = sorted(range(len(homes)), key=lambda at: (whole[at] - shares[at], at))
    for at in order[: seats - sum(whole)]:
        whole[at] += 1
    return [home.model_copy(update={"students": count}) for home, count in zip(homes, whole, strict=True)]


def _joined(rows: Sequence[Settlement]) -> tuple[Settlement, ...]:
    """One row per settlement, school, stage and grade; a point's pupils join those of the parent."""
    found: dict[tuple[object, ...], Settlement] = {}
    for row in rows:
        key = (row.name, row.lat, row.lon, row.school_id, row.stage, row.grade)
        earlier = found.get(key)
        count = row.students + (earlier.students if earlier else 0)
        found[key] = row.model_copy(update={"students": count})
    return tuple(found.values())
