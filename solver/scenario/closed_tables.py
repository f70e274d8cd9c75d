"""What a closure leaves in the tables: the rest of the school, homes, teachers, rows that speak of it.

Source: docs/scenarios.md, 7.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from ...models.county import County, NewCode
from ...models.policy import Policy
from ...models.school import School
from ...models.settlement import Settlement
from ...models.words import Stage
from ..scale import exact
from .merged_tables import added_homes, spread_classes
from .nearest_schools import Move
from .pupils import stage_students


def school_without_stage(county: County, policy: Policy, school: School, stage: Stage) -> School:
    """Give the school that is left of one stage less; its students and classes where they are known."""
    gone = stage_students(county, policy, school, stage)
    students = None
    if school.students is not None and gone is not None:
        students = max(0, school.students - round(gone))
    rows = [row.classes for row in county.classes if (row.school_id, row.stage) == (school.school_id, stage)]
    counted = [one for one in rows if one is not None] or [
        row.classes or 0.0 for row in spread_classes(school, [stage], policy)
    ]
    classes = None
    if school.classes is not None:
        closing = sum((exact(one) for one in counted), Fraction(0))
        classes = max(0, round(school.classes - closing))
    left = tuple(one for one in school.stages if one is not stage)
    return school.model_copy(update={"stages": left, "students": students, "classes": classes})


def homes_after(
    county: County, school: School, stages: Sequence[Stage], moves: Sequence[Move]
) -> tuple[Settlement, ...]:
    """Rows of settlements.csv with the schools the pupils go to from now on."""
    to: dict[Settlement, list[Move]] = defaultdict(list)
    for move in moves:
        if move.group.home is not None:
            to[move.group.home].append(move)
    homes: list[Settlement] = []
    for home in county.settlements:
        went = to.get(home, [])
        if home.school_id != school.school_id or home.stage not in stages:
            homes.append(home)
        elif len({move.to_school for move in went}) == 1:
            homes.append(home.model_copy(update={"school_id": went[0].to_school}))
        else:
            homes += [
                home.model_copy(
                    update={
                        "school_id": move.to_school,
                        "grade": move.group.grade,
                        "students": int(move.group.students or 0),
                    }
                )
                for move in went
            ]
    return added_homes(homes)


def teachers_sent(county: County, leaving: set[str], to: str | None) -> County:
    """Send teachers to another school, or to the county pool: then nothing of theirs stays in the tables."""
    if county.teachers is None or not leaving:
        return county
    if to is not None:
        teachers = tuple(
            one.model_copy(update={"school_id": to}) if one.teacher_id in leaving else one
            for one in county.teachers
        )
        return county.model_copy(update={"teachers": teachers})
    return county.model_copy(
        update={
            "teachers": tuple(one for one in county.teachers if one.teacher_id not in leaving),
            "blocked": tuple(row for row in county.blocked if row.id not in leaving),
            "exchanges": tuple(
                row for row in county.exchanges if row.teacher not in leaving and row.mentee not in leaving
            ),
        }
    )


def without_school(county: County, school: str) -> County:
    """Take out the rows of tables that can only speak of a school that is there."""
    return county.model_copy(
        update={
            "travel": {pair: way for pair, way in county.travel.items() if school not in pair},
            "blocked": tuple(row for row in county.blocked if row.id != school),
            "vehicles": tuple(row for row in county.vehicles if school not in (row.from_id, row.to_id)),
            "exchanges": tuple(
                row.model_copy(update={"from_id": ""}) if row.from_id == school else row
                for row in county.exchanges
                if row.to_id != school
            ),
            "codes": _codes_without(county, school),
        }
    )


def _codes_without(county: County, school: str) -> tuple[NewCode, ...]:
    """Rows of codes.csv whose chain does not end at the closed school."""
    next_id = {code.old_id: code.new_id for code in county.codes}

    def ends_there(one: str) -> bool:
        chain = [one]
        while (after := next_id.get(chain[-1])) is not None and after not in chain:
            chain.append(after)
        return chain[-1] == school

    return tuple(code for code in county.codes if not ends_there(code.new_id))
