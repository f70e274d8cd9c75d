"""Synthetic alliances for the exchange: one core and three members, made from a seed.

Their staff is made like that of synthetic counties (``instances/staff.py``): the core has a surplus in
Chinese and maths, members are staffed by class and short of specialists, ``activities`` are second subjects.
"""

import math
from random import Random
from typing import NamedTuple

from lianxiao.instances.staff_figures import STUDENTS_PER_TEACHER, TEACHERS_PER_CLASS
from lianxiao.instances.staffed import staffed
from lianxiao.models.county import County, Pin
from lianxiao.models.half_day import HalfDay
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.school_year import Blocked, PastExchange
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Area, PinRule, Role, Seat, Stage

SCHOOL_YEAR = 2026
MEMBERS = 3
SIZES = {"small": (10, 40), "large": (40, 150)}
"""Teachers a school, from and to."""

KM = (3.0, 17.0)
"""Straight line core to member: by road 6 to 33 minutes; between members some ways are too long."""

STUDENTS_PER_CLASS = {Role.CORE: 40, Role.MEMBER: 27}
VISITED_LAST_YEAR = 0.5
"""How often a subject in which a member is short had a visitor of the core last year."""

BLOCKED_TEACHERS = 0.04
LAT, LON, KM_PER_DEGREE = 34.0, 108.0, 111.195
NOTICE = (
    "Synthetic alliance: every school, figure and person is made up. 合成数据：学校、数字与人员均为虚构。"
)


class ExchangeCase(NamedTuple):
    """A county that is one alliance, and how it was made."""

    county: County
    policy: Policy
    core: str
    members: tuple[str, ...]
    size: str
    rotation: bool
    seed: int

    @property
    def teachers(self) -> int:
        """Teachers of all four schools."""
        return len(self.county.teachers or ())


def exchange_case(size: str, seed: int, *, rotation: bool) -> ExchangeCase:
    """Make one alliance.

    Parameters
    ----------
    size
        A key of `SIZES`: how many teachers each school has.
    seed
        The same arguments give the same alliance; schools and staff do not depend on ``rotation``.
    rotation
        Whether teachers may rotate too, with the default quotas; else they only visit.
    """
    rng = Random(f"{size}|{seed}")
    fewest, most = SIZES[size]
    policy = Policy.model_validate(
        {
            "name": f"Alliance {size}-{seed}",
            "school_year": SCHOOL_YEAR,
            "notice": NOTICE,
            "mode": [
                {
                    "key": "joint_alliance",
                    "id": "joint",
                    "stages": ["primary"],
                    "min_members": MEMBERS,
                    "max_members": MEMBERS,
                    "place_all": True,
                }
            ],
            "exchange": {"forms": ["visit", "rotation"] if rotation else ["visit"]},
        }
    )
    core, *members = (
        _school(number, round(fewest + rng.random() * (most - fewest)), rng) for number in range(1 + MEMBERS)
    )
    pins = tuple(
        Pin(school_id=one.school_id, core_id=core.school_id, stage=Stage.PRIMARY, rule=PinRule.MUST)
        for one in members
    )
    county = staffed(County(schools=(core, *members), pins=pins), policy, seed)
    teachers = county.teachers or ()
    county = county.model_copy(
        update={
            "blocked": _blocked(county.schools, teachers, rng),
            "exchanges": _last_year(core, members, teachers, rng),
        }
    )
    return ExchangeCase(
        county, policy, core.school_id, tuple(one.school_id for one in members), size, rotation, seed
    )


def _school(number: int, teachers: int, rng: Random) -> School:
    """Give a school as many classes and students as that number of teachers is meant for."""
    role = Role.MEMBER if number else Role.CORE
    per_class = STUDENTS_PER_CLASS[role]
    by_class = TEACHERS_PER_CLASS[Stage.PRIMARY]
    by_students = per_class / STUDENTS_PER_TEACHER[Stage.PRIMARY]
    classes = max(1, round(teachers / max(by_class, by_students)))
    km = 0.0 if number == 0 else KM[0] + rng.random() * (KM[1] - KM[0])
    angle = rng.random() * math.tau
    return School(
        school_id=f"S{number}",
        name=f"第{number + 1}小学",
        lat=round(LAT + km * math.sin(angle) / KM_PER_DEGREE, 6),
        lon=round(LON + km * math.cos(angle) / (KM_PER_DEGREE * math.cos(math.radians(LAT))), 6),
        area=Area.RURAL if number else Area.TOWN,
        seat=Seat.VILLAGE if number else Seat.COUNTY_SEAT,
        stages=(Stage.PRIMARY,),
        role=role,
        students=classes * per_class,
        classes=classes,
    )


def _blocked(schools: tuple[School, ...], teachers: tuple[Teacher, ...], rng: Random) -> tuple[Blocked, ...]:
    """One half-day a week of each school for its own department meetings, and some teachers' own."""
    half_days = tuple(HalfDay)
    rows = [Blocked(id=one.school_id, half_day=half_days[int(rng.random() * 10)]) for one in schools]
    for teacher in teachers:
        is_one, which = rng.random(), rng.random()
        if is_one < BLOCKED_TEACHERS:
            rows.append(Blocked(id=teacher.teacher_id, half_day=half_days[int(which * 10)]))
    return tuple(rows)


def _last_year(
    core: School, members: list[School], teachers: tuple[Teacher, ...], rng: Random
) -> tuple[PastExchange, ...]:
    """Visits of last year from the core, in subjects that a member has few or no teachers of."""
    rows = []
    busy: set[str] = set()
    for member in members:
        for subject in ("music", "art", "it", "pe", "english", "science"):
            was = rng.random() < VISITED_LAST_YEAR
            own = sum(one.school_id == member.school_id and one.subject == subject for one in teachers)
            visitors = [
                one.teacher_id
                for one in teachers
                if one.school_id == core.school_id and one.subject == subject and one.teacher_id not in busy
            ]
            if was and visitors and own <= len(visitors):
                busy.add(visitors[0])
                rows.append(
                    PastExchange(
                        kind="visit",
                        teacher=visitors[0],
                        from_id=core.school_id,
                        to_id=member.school_id,
                        subject=subject,
                        stage=Stage.PRIMARY,
                        semester=f"{SCHOOL_YEAR - 1}-2",
                        half_days=(HalfDay.TUE_AM,),
                        lessons=2,
                    )
                )
    return tuple(rows)
