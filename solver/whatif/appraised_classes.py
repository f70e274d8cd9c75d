"""Appraisal of classes: their size by grade, large classes, how few would do (W4, A14)."""

from fractions import Fraction
from math import ceil

from ...models.appraisal import AppraisalSource, Criterion, Figure, Judgement
from ...models.county import ClassCount, County
from ...models.policy import Policy, StudentSettings
from ...models.school import School
from ...models.words import Stage
from ..exchange.demand import grades_of
from ..scale import exact
from ..scenario.receiving import class_size
from .limits import held_against

USUAL = StudentSettings()
Group = tuple[Stage | None, int | None]


def class_figures(before: County, after: County, policy: Policy, school_id: str) -> list[Figure]:
    """Students of the largest class by stage and grade; where they exceed it, also large and very large."""
    school = after.by_id[school_id]
    then, now = class_sizes(before, school_id), class_sizes(after, school_id)
    settings = policy.students
    figures: list[Figure] = []
    for stage, grade in sorted(now, key=lambda key: ("" if key[0] is None else key[0].rank, key[1] or 0)):
        size, limit, local = now[stage, grade], *_class_limit(after, policy, school, stage)
        about = {"school": school_id, "stage": stage, "grade": grade, "before": then.get((stage, grade))}
        figures.append(
            Figure.model_validate(
                {
                    **about,
                    "criterion": Criterion.CLASS_SIZE,
                    "judgement": held_against(size, limit),
                    "source": AppraisalSource.DESIGN_CODE,
                    "after": size,
                    "limit": limit,
                    "local": local,
                    "missing": () if size is not None else ("classes.csv classes", "classes.csv students"),
                }
            )
        )
        for criterion, large, usual in (
            (Criterion.CLASS_LARGE, settings.large_class, USUAL.large_class),
            (Criterion.CLASS_VERY_LARGE, settings.very_large_class, USUAL.very_large_class),
        ):
            if size is not None and size >= large and stage is not Stage.KINDERGARTEN:
                figures.append(
                    Figure.model_validate(
                        {
                            **about,
                            "criterion": criterion,
                            "judgement": Judgement.WARNING,
                            "source": AppraisalSource.LARGE_CLASSES,
                            "after": size,
                            "limit": large,
                            "local": large != usual,
                        }
                    )
                )
    return figures


def classes_figure(before: County, after: County, policy: Policy, school_id: str) -> Figure:
    """Classes of the school, and how few would keep the class size of every grade."""
    school, was = after.by_id[school_id], before.by_id.get(school_id)
    rows = [row for row in after.classes if row.school_id == school_id and (row.classes or row.students)]
    fewest = [_fewest(row, _class_limit(after, policy, school, row.stage)[0]) for row in rows]
    known = [one for one in fewest if one is not None]
    now = _classes(after, school)
    return Figure(
        criterion=Criterion.CLASSES,
        judgement=Judgement.FIGURE if now is not None else Judgement.UNKNOWN,
        source=AppraisalSource.DESIGN_CODE,
        school=school_id,
        before=None if was is None else _classes(before, was),
        after=now,
        enough=sum(known) if rows and len(known) == len(rows) else None,
        missing=() if now is not None else ("schools.csv classes",),
    )


def _fewest(row: ClassCount, limit: int | None) -> int | None:
    if row.students is None or limit is None:
        return None
    return ceil(exact(float(row.students)) / limit)


def _classes(county: County, school: School) -> float | None:
    """Classes by classes.csv, where it has rows of the school, else by schools.csv."""
    rows = [row.classes for row in county.classes if row.school_id == school.school_id]
    if not rows:
        return None if school.classes is None else float(school.classes)
    known = [exact(one) for one in rows if one is not None]
    return float(sum(known, Fraction(0))) if len(known) == len(rows) else None


def class_sizes(county: County, school_id: str) -> dict[Group, float | None]:
    """Students of the largest class per stage and grade, the whole school where classes.csv has no rows.

    Students are spread evenly: 91 in 2 classes are 46 in the larger one. None where either is not known.
    """
    school = county.by_id.get(school_id)
    if school is None:
        return {}
    found: dict[Group, float | None] = {}
    for row in county.classes:
        if row.school_id == school_id and (row.classes or row.students):
            found[row.stage, row.grade] = _largest(row.students, row.classes)
    if not found:
        stage = school.stages[0] if len(school.stages) == 1 else None
        found[stage, None] = _largest(school.students, school.classes)
    return found


def _largest(students: float | None, classes: float | None) -> float | None:
    if students is None or not classes:
        return None
    size = exact(float(students)) / exact(float(classes))
    return float(ceil(size)) if float(classes).is_integer() else round(float(size), 1)


def _class_limit(
    county: County, policy: Policy, school: School, stage: Stage | None
) -> tuple[int | None, bool]:
    """Give the limit of a class, and whether it is the county's own."""
    settings = policy.students
    if stage is None:  # the whole school: the strictest of its stages
        limits = [one for one in (class_size(policy, each) for each in school.stages) if one is not None]
        usual = [one for each in school.stages if (one := _usual_size(each)) is not None]
        return (min(limits), min(limits) != min(usual)) if limits else (None, False)
    if stage is Stage.PRIMARY and lacks_grades(county, policy, school):
        return settings.class_size_incomplete, settings.class_size_incomplete != USUAL.class_size_incomplete
    limit = class_size(policy, stage)
    return limit, limit != _usual_size(stage)


def _usual_size(stage: Stage) -> int | None:
    return {
        Stage.PRIMARY: USUAL.class_size_primary,
        Stage.JUNIOR: USUAL.class_size_junior,
        Stage.SENIOR: USUAL.class_size_senior,
    }.get(stage)


def lacks_grades(county: County, policy: Policy, school: School) -> bool:
    """Whether classes.csv says that the school is an incomplete primary school (非完全小学)."""
    there = {
        row.grade
        for row in county.classes
        if row.school_id == school.school_id and row.stage is Stage.PRIMARY and (row.classes or row.students)
    }
    return bool(there) and not set(grades_of(Stage.PRIMARY, policy)) <= there
