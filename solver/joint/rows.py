"""From schedules back to the words of a plan: teaching, visits, rotations, and what each alliance came to."""

from collections.abc import Mapping, Sequence

from ...models.half_day import HalfDay
from ...models.plan import (
    AllianceExchange,
    Exchange,
    ExchangeTier,
    Rotation,
    Teaching,
    Visit,
)
from ...models.words import Stage
from ..exchange.prepare import Staffing
from ..grouping.prospects import AllianceKey
from ..scale import UNIT, TierScale
from .alliance_value import Exchanged
from .promises import OF_EXCHANGE


def exchange_rows(
    staffing: Staffing, chosen: Mapping[AllianceKey, Exchanged], scales: Sequence[TierScale]
) -> Exchange:
    """Write down the exchange of a plan: its alliances as solved, every other school with its own staff.

    Parameters
    ----------
    chosen
        The plan's alliances.
    scales
        The plan's tiers.

    Returns
    -------
    Exchange
        Rows sorted by teacher, school, subject and semester. Source: docs/exchange.md, 33 to 35.
    """
    names = staffing.semesters
    teaching: list[Teaching] = []
    visits: list[Visit] = []
    rotations: list[Rotation] = []
    inside: set[tuple[str, Stage]] = set()
    for key, value in sorted(chosen.items()):
        inside |= {(school.school, key.stage) for school in value.case.schools}
        teaching += _teaching(value, names)
        visits += _visits(value, names)
        rotations += _rotations(value, names)
    for school, stage in staffing.schools:
        if (school, stage) not in inside:
            teaching += [
                Teaching(
                    teacher=teacher,
                    school=school,
                    stage=stage,
                    subject=subject,
                    semester=name,
                    lessons=lessons,
                )
                for semester, name in enumerate(names)
                for (teacher, subject), lessons in staffing.staff_alone(school, stage, semester).items()
                if lessons
            ]
    running = [row.model_copy(update={"semesters": names}) for row in staffing.running]
    return Exchange(
        teaching=tuple(
            sorted(teaching, key=lambda row: (row.teacher, row.semester, row.school, row.subject))
        ),
        visits=tuple(sorted(visits, key=lambda row: (row.teacher, row.semester, row.to, row.subject))),
        rotations=tuple(sorted((*rotations, *running), key=lambda row: row.teacher)),
        alliances=tuple(
            _result(key, value, scales)
            for key, value in sorted(chosen.items(), key=lambda one: (one[0].stage.rank, one[0].core))
        ),
    )


def _teaching(value: Exchanged, names: Sequence[str]) -> list[Teaching]:
    case, schedule = value.case, value.schedule
    given: dict[tuple[str, str, str, int], int] = {}

    def give(person: int, school: str, subject: str, semester: int, lessons: int) -> None:
        at = (case.people[person].teacher, school, subject, semester)
        given[at] = given.get(at, 0) + lessons

    for (person, semester), lessons in schedule.home.items():
        home = case.schools[case.people[person].school].school
        for subject, count in lessons.items():
            give(person, home, subject, semester, count)
    for visit in schedule.visits:
        for by_subject in visit.lessons.values():
            for subject, count in by_subject.items():
                give(visit.person, visit.site, subject, visit.semester, count)
    for rotation in schedule.rotations:
        for (semester, subject), count in rotation.lessons.items():
            give(rotation.person, case.schools[rotation.school].school, subject, semester, count)
    return [
        Teaching(
            teacher=teacher,
            school=school,
            stage=case.stage,
            subject=subject,
            semester=names[semester],
            lessons=lessons,
        )
        for (teacher, school, subject, semester), lessons in sorted(given.items())
        if lessons and semester < len(names)
    ]


def _visits(value: Exchanged, names: Sequence[str]) -> list[Visit]:
    case = value.case
    rows = []
    for visit in value.schedule.visits:
        if visit.semester >= len(names):  # an image of the only one that is planned
            continue
        person = case.people[visit.person]
        for subject in person.subjects:
            half_days = {
                half_day: visit.lessons[half_day][subject]
                for half_day in HalfDay
                if visit.lessons.get(half_day, {}).get(subject)
            }
            if half_days:
                rows.append(
                    Visit(
                        teacher=person.teacher,
                        from_=person.site,
                        to=visit.site,
                        subject=subject,
                        stage=case.stage,
                        semester=names[visit.semester],
                        half_days=half_days,
                        lessons=sum(half_days.values()),
                    )
                )
    return rows


def _rotations(value: Exchanged, names: Sequence[str]) -> list[Rotation]:
    case = value.case
    return [
        Rotation(
            teacher=case.people[one.person].teacher,
            from_=case.people[one.person].site,
            to=case.schools[one.school].school,
            subject=case.people[one.person].subjects[0],
            semesters=tuple(names[semester] for semester in one.semesters if semester < len(names)),
        )
        for one in value.schedule.rotations
    ]


def _result(key: AllianceKey, value: Exchanged, scales: Sequence[TierScale]) -> AllianceExchange:
    with_exchange = [scale for scale in scales if OF_EXCHANGE.intersection(scale.factor)]
    proven = True
    tiers = []
    for scale, tier in zip(with_exchange, value.schedule.tiers, strict=True):
        proven = proven and tier.value == tier.bound
        tiers.append(
            ExchangeTier(
                terms={term: float(UNIT[term] * units) for term, units in tier.terms.items()},
                value=scale.value(tier.value),
                bound=scale.value(tier.bound),
                proven=proven,
            )
        )
    return AllianceExchange(
        alliance=f"{key.stage.value}-{key.core}", tiers=tuple(tiers), seconds=value.seconds
    )
