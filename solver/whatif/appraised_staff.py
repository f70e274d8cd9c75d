"""Appraisal of staff: posts and teachers against the standard, lessons of each subject against own staff.

Sources: the staffing standard 1:19, 1:13.5, 1:12.5 (R9), the county's need of lessons (X1).
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from ...models.appraisal import AppraisalSource, Criterion, Figure, Judgement
from ...models.county import County
from ...models.policy import Policy, StudentSettings
from ...models.words import Role, Stage
from ..exchange.prepare import prepare_exchange
from ..exchange.staff_view import subject_needs
from ..scale import exact, milli
from ..scenario.pupils import stage_students
from .limits import held_against

USUAL = StudentSettings()


class Lessons(NamedTuple):
    """Weekly lessons of a subject at one school: not covered by own staff, and to spare."""

    short: float
    spare: float


def ratios(settings: StudentSettings) -> dict[Stage, float]:
    """Students per post by stage; kindergartens have no figure here."""
    return {
        Stage.PRIMARY: settings.students_per_post_primary,
        Stage.JUNIOR: settings.students_per_post_junior,
        Stage.SENIOR: settings.students_per_post_senior,
    }


def post_figures(before: County, after: County, policy: Policy, school_id: str) -> list[Figure]:
    """Approved posts, and teachers, of a school with its points against posts by the standard.

    Students give posts by stage; a school or point with fewer students than funding counts is staffed by
    classes too, where the county sets ``posts_per_class``, and not known where it does not.
    """
    settings = policy.students
    limit, missing = standard_posts(after, policy, school_id)
    local = ratios(settings) != ratios(USUAL) or settings.posts_per_class is not None
    figures = []
    for criterion, then, now, table in (
        (
            Criterion.POSTS,
            _posts(before, school_id),
            _posts(after, school_id),
            "schools.csv posts",
        ),
        (Criterion.STAFF, _teachers(before, school_id), _teachers(after, school_id), "teachers.csv"),
    ):
        lacking = (*missing, *(() if now is not None else (table,)))
        figures.append(
            Figure(
                criterion=criterion,
                judgement=Judgement.UNKNOWN if lacking else held_against(now, limit, at_least=True),
                source=AppraisalSource.POSTS,
                school=school_id,
                before=then,
                after=now,
                limit=limit,
                local=local,
                missing=lacking,
            )
        )
    return figures


def standard_posts(county: County, policy: Policy, school_id: str) -> tuple[float | None, tuple[str, ...]]:
    """Give posts by the standard (school and points, rounded up), and what the data lacks for them."""
    settings, ratio = policy.students, ratios(policy.students)
    total, missing = Fraction(0), []
    for site in _sites(county, school_id):
        school = county.by_id[site]
        posts, students = Fraction(0), 0.0
        for stage in school.stages:
            there = stage_students(county, policy, school, stage)
            if there is None:
                return None, ("schools.csv students",)
            students += there
            posts += exact(there) / exact(ratio[stage]) if stage in ratio else 0
        if 0 < students < settings.funded_students_min:
            if settings.posts_per_class is None:
                missing.append("county.toml students.posts_per_class")
            elif school.classes is None:
                missing.append("schools.csv classes")
            else:
                posts = max(posts, school.classes * exact(settings.posts_per_class))
        total += posts
    return float(ceil(total)), tuple(dict.fromkeys(missing))


def _sites(county: County, school_id: str) -> list[str]:
    """Give the school and its points, those of points too."""
    sites = [school_id] if school_id in county.by_id else []
    for site in sites:
        sites += sorted(
            one.school_id for one in county.schools if one.parent_id == site and one.school_id not in sites
        )
    return sites


def _posts(county: County, school_id: str) -> float | None:
    posts = [county.by_id[site].posts for site in _sites(county, school_id)]
    known = [one for one in posts if one is not None]
    if not posts or posts[0] is None:
        return None
    return sum(known)


def _teachers(county: County, school_id: str) -> float | None:
    if county.teachers is None or school_id not in county.by_id:
        return None
    sites = set(_sites(county, school_id))
    return float(sum(one.school_id in sites for one in county.teachers))


def subject_figures(
    before: County, after: County, policy: Policy, school_id: str, merged: Sequence[str]
) -> list[Figure]:
    """Per subject the lessons that own staff leaves uncovered, and those it could give beyond the need.

    ``before`` adds up the school and the ``merged`` ones, each with its own staff alone.
    """
    then = _lessons(before, policy, [school_id, *merged])
    now = _lessons(after, policy, [school_id])
    if now is None:
        return [
            Figure(
                criterion=Criterion.SUBJECT_SHORT,
                judgement=Judgement.UNKNOWN,
                source=AppraisalSource.COUNTY,
                school=school_id,
                missing=("teachers.csv", "needs.csv"),
            )
        ]
    figures = []
    none = Lessons(0.0, 0.0)
    for stage, subject in sorted({*now, *(then or {})}, key=lambda key: (key[0].rank, key[1])):
        was = (then or {}).get((stage, subject), none)
        here = now.get((stage, subject), none)
        for criterion, old, new in (
            (Criterion.SUBJECT_SHORT, was.short, here.short),
            (Criterion.SUBJECT_SPARE, was.spare, here.spare),
        ):
            if not old and not new:
                continue
            short = criterion is Criterion.SUBJECT_SHORT
            figures.append(
                Figure(
                    criterion=criterion,
                    judgement=held_against(new, 0.0) if short else Judgement.FIGURE,
                    source=AppraisalSource.COUNTY,
                    school=school_id,
                    stage=stage,
                    subject=subject,
                    before=None if then is None else old,
                    after=new,
                    limit=0.0 if short else None,
                )
            )
    return figures


def _lessons(
    county: County, policy: Policy, schools: Sequence[str]
) -> dict[tuple[Stage, str], Lessons] | None:
    """Add up schools (with their points) by stage and subject; None where nothing tells need or staff."""
    there = [one for one in schools if one in county.by_id]
    if not there:
        return {}
    if county.teachers is None:
        return None if county.needs is None else _supplied(county, there)
    return _staffed(county, policy, there)


def _supplied(county: County, schools: Sequence[str]) -> dict[tuple[Stage, str], Lessons]:
    """Need against supply as needs.csv has them."""
    school_of = {site: school for school in schools for site in _sites(county, school)}
    gap: dict[tuple[str, Stage, str], int] = defaultdict(int)
    for row in county.needs or ():
        if row.school_id in school_of:
            gap[school_of[row.school_id], row.stage, row.subject] += milli(row.need) - milli(row.supply)
    found: dict[tuple[Stage, str], Lessons] = {}
    for (_, stage, subject), short in sorted(gap.items()):
        was = found.get((stage, subject), Lessons(0.0, 0.0))
        found[stage, subject] = Lessons(was.short + max(0, short) / 1000, was.spare + max(0, -short) / 1000)
    return found


def _staffed(county: County, policy: Policy, schools: Sequence[str]) -> dict[tuple[Stage, str], Lessons]:
    """Need against own staff, staffed so that the fewest lessons stay uncovered.

    To spare: what the teachers of a main subject could give at most, beyond its need.
    """
    roots = list(dict.fromkeys(_root(county, one) for one in schools))
    sites = {site for root in roots for site in _sites(county, root)}
    small = county.model_copy(
        update={
            "schools": tuple(
                one.model_copy(update={"role": Role.MEMBER if one.parent_id is None else one.role})
                for one in county.schools
                if one.school_id in sites
            ),
            "teachers": tuple(one for one in county.teachers or () if one.school_id in sites),
            **dict.fromkeys(("blocked", "vehicles", "exchanges", "alliances", "pins"), ()),
        }
    )
    staffing = prepare_exchange(small, policy)
    found: dict[tuple[Stage, str], Lessons] = {}
    for place in staffing.schools:
        ready = staffing.ready[place]
        most: dict[str, int] = defaultdict(int)
        for person in ready.people:
            most[person.subjects[0]] += 1000 * person.lessons_max
        short = {one.subject: one.short for one in subject_needs(place, ready)}
        for subject in sorted({*most, *short}):
            was = found.get((place[1], subject), Lessons(0.0, 0.0))
            spare = max(0, most[subject] - ready.school.need.get(subject, 0))
            found[place[1], subject] = Lessons(
                was.short + short.get(subject, 0) / 1000, was.spare + spare / 1000
            )
    return found


def _root(county: County, school_id: str) -> str:
    """Give the school that a point counts with."""
    school = county.by_id[school_id]
    while school.parent_id is not None:
        school = county.by_id[school.parent_id]
    return school.school_id
