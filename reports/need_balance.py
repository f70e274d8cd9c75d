"""Need against supply of weekly lessons, points counted with the schools that run them."""

from collections import defaultdict
from typing import NamedTuple

from ..models.county import County
from ..models.words import Stage


class SubjectBalance(NamedTuple):
    """Weekly lessons of one subject in one stage; ``short`` is Σ over schools of max(0, need − supply)."""

    stage: Stage
    subject: str
    need: float
    supply: float
    short: float
    schools_short: int


class SchoolShortage(NamedTuple):
    """Weekly lessons a school (points included) lacks in one stage, over all subjects, and its worst one."""

    school: str
    stage: Stage
    need: float
    short: float
    subject: str


def home_of(county: County, school_id: str) -> str:
    """Find the school with which a point counts: its topmost parent; without parent the school itself."""
    seen = {school_id}
    school = county.by_id[school_id]
    while school.parent_id is not None and school.parent_id not in seen:
        seen.add(school.parent_id)
        school = county.by_id[school.parent_id]
    return school.school_id


def _by_home(county: County) -> dict[tuple[str, Stage, str], tuple[float, float]]:
    sums: dict[tuple[str, Stage, str], tuple[float, float]] = {}
    for row in county.needs or ():
        key = (home_of(county, row.school_id), row.stage, row.subject)
        need, supply = sums.get(key, (0.0, 0.0))
        sums[key] = (need + row.need, supply + row.supply)
    return sums


def subject_balance(county: County) -> tuple[SubjectBalance, ...]:
    """Need and supply per stage and subject, points counted with their parents."""
    rows: dict[tuple[Stage, str], list[tuple[float, float]]] = defaultdict(list)
    for (_, stage, subject), figures in _by_home(county).items():
        rows[stage, subject].append(figures)
    return tuple(
        SubjectBalance(
            stage,
            subject,
            need=round(sum(need for need, _ in figures), 3),
            supply=round(sum(supply for _, supply in figures), 3),
            short=round(sum(max(0.0, need - supply) for need, supply in figures), 3),
            schools_short=sum(need - supply > 0.0005 for need, supply in figures),
        )
        for (stage, subject), figures in sorted(rows.items(), key=lambda item: (item[0][0].rank, item[0][1]))
    )


def school_shortages(county: County) -> tuple[SchoolShortage, ...]:
    """Every (school, stage) that lacks lessons, the largest shortage first."""
    lacks: dict[tuple[str, Stage], list[tuple[float, float, str]]] = defaultdict(list)
    for (school, stage, subject), (need, supply) in sorted(_by_home(county).items()):
        lacks[school, stage].append((max(0.0, need - supply), need, subject))
    shortages = [
        SchoolShortage(
            school,
            stage,
            need=round(sum(need for _, need, _ in figures), 3),
            short=round(sum(short for short, _, _ in figures), 3),
            subject=max(figures, key=lambda figure: figure[0])[2],
        )
        for (school, stage), figures in lacks.items()
    ]
    return tuple(
        sorted(
            (shortage for shortage in shortages if shortage.short > 0),
            key=lambda shortage: (-shortage.short, shortage.school, shortage.stage.rank),
        )
    )
