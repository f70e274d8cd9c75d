"""Small counties with teachers in a line or two, for tests of what is worked out before the exchange."""

from typing import Any

from lianxiao.models.county import County, ListedTravel, Need
from lianxiao.models.mode import Mode
from lianxiao.models.policy import ExchangeSettings, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.teacher import Sex, Teacher
from lianxiao.models.words import Role, Stage

PRIMARY, JUNIOR = Stage.PRIMARY, Stage.JUNIOR


def school(school_id: str, role: Role = Role.MEMBER, **columns: Any) -> School:
    return School(
        **{"school_id": school_id, "name": school_id, "role": role, "stages": (PRIMARY,), **columns}
    )


def teacher(teacher_id: str, school_id: str, subject: str = "maths", **columns: Any) -> Teacher:
    """A man of 40, ten years at the school, who may give ten lessons; ``columns`` overrides."""
    given = {
        "stage": PRIMARY,
        "lessons_max": 10,
        "sex": Sex.MALE,
        "birth": "1986-09",
        "tenure_from": "2016-09",
        **columns,
    }
    return Teacher(teacher_id=teacher_id, school_id=school_id, subject=subject, **given)


def need(school_id: str, stage: Stage = PRIMARY, **lessons: float) -> list[Need]:
    return [
        Need(school_id=school_id, stage=stage, subject=subject, need=one) for subject, one in lessons.items()
    ]


def minutes(**pairs: float) -> dict[tuple[str, str], ListedTravel]:
    """``minutes(Aj=30)``: half an hour from A to j."""
    return {(pair[0], pair[1]): ListedTravel(km=1.0, minutes=float(one)) for pair, one in pairs.items()}


def county(*schools: School, **tables: Any) -> County:
    given = {"needs": (), "teachers": (), **tables}
    return County(schools=schools, **given)


def policy(*, grades: dict[Stage, int] | None = None, **exchange: Any) -> Policy:
    """Settings for autumn 2026 of one mode; travel from the table; ``exchange`` is [exchange]."""
    given: dict[str, Any] = {} if grades is None else {"grades": grades}
    return Policy(
        school_year=2026,
        travel=TravelSettings(source="table"),
        mode=(mode(),),
        exchange=ExchangeSettings(**exchange),
        **given,
    )


def mode(key: str = "joint_alliance", **given: Any) -> Mode:
    return Mode(**{"key": key, "stages": (PRIMARY,), "min_members": 1, "max_members": 3, **given})
