"""Appraisal of ways: how far pupils go to school after a closure or merger (W2, W3)."""

from collections import defaultdict
from collections.abc import Sequence

from ...models.appraisal import AppraisalSource, Criterion, Figure, Judgement, PupilsWay
from ...models.changed import PupilsMoved
from ...models.policy import Policy, StudentSettings
from ...models.words import Stage

LOWER_GRADES = (1, 2, 3)


def ways_of(pupils: Sequence[PupilsMoved], policy: Policy) -> tuple[PupilsWay, ...]:
    """Ways by home, school, stage and whether the pupils are in grades 1 to 3; the longest first."""
    together: dict[tuple[str, str, Stage, str, bool | None], list[PupilsMoved]] = defaultdict(list)
    for one in pupils:
        key = (one.from_school, one.to_school, one.stage, one.settlement, _lower(one))
        together[key].append(one)
    ways = [_way(groups, policy.students) for groups in together.values()]
    return tuple(sorted(ways, key=lambda way: (-_minutes(way), way.from_school, way.settlement)))


def way_figures(ways: Sequence[PupilsWay], policy: Policy) -> list[Figure]:
    """Pupils who move, and how many of them have a way longer than the limit for grades 1 to 3."""
    limit = policy.students.lower_grades_minutes
    local = limit != StudentSettings().lower_grades_minutes
    figures = [
        Figure(
            criterion=Criterion.PUPILS,
            judgement=Judgement.FIGURE if _number(ways) is not None else Judgement.UNKNOWN,
            source=AppraisalSource.COUNTY,
            after=_number(ways),
            missing=() if _number(ways) is not None else ("classes.csv students",),
        )
    ]
    for criterion in (Criterion.WAY_LOWER, Criterion.WAY_UPPER):
        ours = [way for way in ways if _concerns(way, criterion)]
        if not ours:
            continue
        beyond = [way for way in ours if way.minutes is not None and way.minutes > limit]
        missing = tuple(_missing(ours, criterion))
        lower = criterion is Criterion.WAY_LOWER
        if beyond:
            judgement = Judgement.WARNING if lower else Judgement.FIGURE
        elif any(way.minutes is None for way in ours):
            judgement = Judgement.UNKNOWN
        else:
            judgement = Judgement.WITHIN if lower else Judgement.FIGURE
        exactly = all(way.lower is not None or not way.students for way in beyond)
        figures.append(
            Figure(
                criterion=criterion,
                judgement=judgement,
                source=AppraisalSource.RURAL_SCHOOLS,
                after=_number(beyond) if exactly else None,
                limit=limit,
                local=local,
                missing=missing,
            )
        )
    return figures


def _lower(one: PupilsMoved) -> bool | None:
    """Whether the pupils are in grades 1 to 3 of primary; None where grades are not known."""
    if one.stage is not Stage.PRIMARY:
        return False
    return None if one.grade is None else one.grade in LOWER_GRADES


def _concerns(way: PupilsWay, criterion: Criterion) -> bool:
    """Whether there are, or may be, pupils of the criterion's grades among them."""
    return way.lower is not False if criterion is Criterion.WAY_LOWER else way.lower is not True


def _way(groups: Sequence[PupilsMoved], settings: StudentSettings) -> PupilsWay:
    first, limit = groups[0], settings.lower_grades_minutes
    lower = _lower(first)
    judgement = Judgement.FIGURE
    if lower is not False:
        if first.minutes is None:
            judgement = Judgement.UNKNOWN
        else:
            judgement = Judgement.WARNING if first.minutes > limit else Judgement.WITHIN
    known = [one.students for one in groups if one.students is not None]
    return PupilsWay(
        from_school=first.from_school,
        to_school=first.to_school,
        stage=first.stage,
        settlement=first.settlement,
        lower=lower,
        students=sum(known) if len(known) == len(groups) else None,
        km_before=first.km_before,
        minutes_before=first.minutes_before,
        km=first.km,
        minutes=first.minutes,
        limit=None if lower is False else limit,
        approximate=first.approximate,
        judgement=judgement,
    )


def _minutes(way: PupilsWay) -> float:
    """Minutes to sort by: unknown ways come first."""
    return float("inf") if way.minutes is None else way.minutes


def _number(ways: Sequence[PupilsWay]) -> float | None:
    known = [way.students for way in ways if way.students is not None]
    return sum(known) if len(known) == len(ways) else None


def _missing(ways: Sequence[PupilsWay], criterion: Criterion) -> list[str]:
    missing = []
    if any(way.minutes is None for way in ways):
        missing.append("travel.csv minutes")
    if any(way.lower is None for way in ways) and criterion is Criterion.WAY_LOWER:
        missing.append("classes.csv grade")
    if any(way.students is None for way in ways):
        missing.append("classes.csv students")
    return missing
