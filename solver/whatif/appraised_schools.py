"""Appraisal of a receiving school: its size, rooms, funding, boarders; reasons to keep a school.

Sources: R10 (funding of small schools), W2 (kept schools), and the documents that
`AppraisalSource` names.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ...models.appraisal import AppraisalSource, Criterion, Figure, Judgement
from ...models.county import County
from ...models.policy import Policy, StudentSettings
from ...models.school import School
from ...models.words import Stage
from ..scale import exact
from ..scenario.pupils import stage_students
from .limits import held_against

USUAL = StudentSettings()
COMPULSORY = frozenset({Stage.PRIMARY, Stage.JUNIOR})


def size_figure(before: County, after: County, policy: Policy, school_id: str) -> Figure:
    """Students of the whole school."""
    school, was = after.by_id[school_id], before.by_id.get(school_id)
    settings = policy.students
    if set(school.stages) >= COMPULSORY:
        limit, usual = settings.nine_year_students_max, USUAL.nine_year_students_max
    else:
        limit, usual = settings.school_students_max, USUAL.school_students_max
    return Figure(
        criterion=Criterion.SCHOOL_SIZE,
        judgement=held_against(school.students, limit),
        source=AppraisalSource.BALANCE,
        school=school_id,
        before=None if was is None else was.students,
        after=school.students,
        limit=limit,
        local=limit != usual,
        missing=() if school.students is not None else ("schools.csv students",),
    )


def boarders_figure(before: County, after: County, school_id: str) -> Figure:
    """Boarders of the receiving school as the tables say; who will have to board is not in them."""
    school, was = after.by_id[school_id], before.by_id.get(school_id)
    return Figure(
        criterion=Criterion.BOARDERS,
        judgement=Judgement.FIGURE if school.boarders is not None else Judgement.UNKNOWN,
        source=AppraisalSource.COUNTY,
        school=school_id,
        before=None if was is None else was.boarders,
        after=school.boarders,
        missing=() if school.boarders is not None else ("schools.csv boarders",),
    )


def area_figures(before: County, after: County, policy: Policy, school_id: str) -> list[Figure]:
    """Teaching rooms per student by stage: with the rooms of all former sites, and with the school's own."""
    school, was = after.by_id[school_id], before.by_id.get(school_id)
    settings = policy.students
    figures = []
    for stage, limit, usual in (
        (Stage.PRIMARY, settings.teaching_area_primary, USUAL.teaching_area_primary),
        (Stage.JUNIOR, settings.teaching_area_junior, USUAL.teaching_area_junior),
    ):
        if stage not in school.stages:
            continue
        then = None if was is None else _area(before, policy, was, stage, was.teaching_area)
        for criterion, area in (
            (Criterion.TEACHING_AREA, school.teaching_area),
            (Criterion.TEACHING_AREA_SITE, None if was is None else was.teaching_area),
        ):
            if criterion is Criterion.TEACHING_AREA_SITE and area == school.teaching_area:
                continue
            value = _area(after, policy, school, stage, area)
            missing = [
                name
                for name, lacks in (
                    ("schools.csv teaching_area", area is None),
                    ("classes.csv students", area is not None and value is None),
                )
                if lacks
            ]
            figures.append(
                Figure(
                    criterion=criterion,
                    judgement=held_against(value, limit, at_least=True),
                    source=AppraisalSource.BALANCE,
                    school=school_id,
                    stage=stage,
                    before=then,
                    after=value,
                    limit=limit,
                    local=limit != usual,
                    missing=tuple(missing),
                )
            )
    return figures


def _area(county: County, policy: Policy, school: School, stage: Stage, area: float | None) -> float | None:
    """m² per student of one stage; stages share a school's rooms 1 : 1.1 : 1.32, or 1 : 1.2, per student."""
    shares = {Stage.PRIMARY: Fraction(1), Stage.JUNIOR: Fraction(11, 10), Stage.SENIOR: Fraction(132, 100)}
    if Stage.PRIMARY not in school.stages:
        shares = {Stage.JUNIOR: Fraction(1), Stage.SENIOR: Fraction(12, 10)}
    weighted = Fraction(0)
    for one, share in shares.items():
        if one in school.stages:
            students = stage_students(county, policy, school, one)
            if students is None:
                return None
            weighted += share * exact(students)
    if area is None or not weighted:
        return None
    return round(float(exact(area) * shares[stage] / weighted), 2)


def funding_figure(before: County, after: County, policy: Policy, schools: Sequence[str]) -> Figure:
    """Students that funding counts, all schools of the change together: at least 100 of each school."""
    least = policy.students.funded_students_min
    then, now = _funded(before, schools, least), _funded(after, schools, least)
    known = then is not None and now is not None
    return Figure(
        criterion=Criterion.FUNDED,
        judgement=Judgement.FIGURE if known else Judgement.UNKNOWN,
        source=AppraisalSource.FUNDING,
        before=then,
        after=now,
        limit=least,
        local=least != USUAL.funded_students_min,
        missing=() if known else ("schools.csv students",),
    )


def _funded(county: County, schools: Iterable[str], least: int) -> float | None:
    """Σ over schools of the compulsory stages; a school without students is none."""
    total = 0
    for one in sorted(set(schools)):
        school = county.by_id.get(one)
        if school is None or not COMPULSORY.intersection(school.stages):
            continue
        if school.students is None:
            return None
        total += max(school.students, least) if school.students else 0
    return float(total)


def keep_figure(before: County, school_id: str) -> Figure:
    """Whether schools.csv named a reason to keep the school, before any change."""
    reason = before.by_id[school_id].keep
    return Figure(
        criterion=Criterion.KEEP,
        judgement=Judgement.WARNING if reason else Judgement.FIGURE,
        source=AppraisalSource.COUNTY,
        school=school_id,
        reason=reason,
    )
