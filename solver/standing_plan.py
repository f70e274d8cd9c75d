"""The plan that alliances.csv stands for, so that a new plan can be laid beside it."""

from collections.abc import Sequence

from ..models.county import County, StandingAlliance
from ..models.objective import grouping_tiers
from ..models.plan import Alliance, PlacedMember, Plan, TierResult, Unplaced
from ..models.policy import Policy
from ..models.words import Stage, Term
from .check.case import Case, read_case
from .check.layout import lay_out
from .check.terms import term_values, tier_figures


def standing_plan(county: County, policy: Policy) -> Plan | None:
    """Read alliances.csv as a plan; None where it has no rows.

    Members whose row names no mode of the county take the first mode of their stage. Aims have the values
    that follow from the tables; those that need the exchange are left out, and nothing is proven. It may
    break rules of today: it is what is in force.
    """
    if not county.alliances:
        return None
    grouped: dict[tuple[Stage, str], list[StandingAlliance]] = {}
    for row in sorted(county.alliances, key=lambda one: (one.stage.rank, one.core_id, one.member_id)):
        grouped.setdefault((row.stage, row.core_id), []).append(row)
    case = read_case(county, policy)
    alliances = tuple(
        Alliance(
            id=f"{stage.value}-{core}",
            name=next((row.name for row in rows if row.name), ""),
            mode=_mode_of(rows, stage, policy),
            stage=stage,
            core=core,
            members=tuple(_member(case, row) for row in rows),
        )
        for (stage, core), rows in grouped.items()
    )
    left = [place for place in lay_out(case, alliances).unplaced if place in case.rows]
    return Plan(
        county=policy.name,
        notice=policy.notice,
        alliances=alliances,
        unplaced=tuple(Unplaced(school=school, stage=stage) for school, stage in left),
        tiers=_tiers(case, alliances),
    )


def _mode_of(rows: Sequence[StandingAlliance], stage: Stage, policy: Policy) -> str:
    modes = [mode.id for mode in policy.mode]
    serving = [mode.id for mode in policy.mode if stage in mode.stages]
    named = [row.mode for row in rows if row.mode in modes]
    return next(iter([*named, *serving, *modes]))


def _member(case: Case, row: StandingAlliance) -> PlacedMember:
    way = case.ways.pair(row.core_id, row.member_id)
    return PlacedMember(
        school=row.member_id,
        km=None if way is None else way[0] / 1000,
        minutes=None if way is None else round(way[1] / 60, 3),
        since=row.since,
        until=row.until,
        batch=row.batch,
    )


def _tiers(case: Case, alliances: Sequence[Alliance]) -> tuple[TierResult, ...]:
    values = term_values(case, alliances, case.rows)
    found = []
    for at, tier in enumerate(grouping_tiers(case.county, case.policy)):
        staffed = case.county.teachers is not None and Term.UNCOVERED_LESSONS in tier
        figures = tier_figures(at, tier, values)
        if figures.value is not None and not staffed:
            found.append(TierResult(terms=figures.terms, value=figures.value))
    return tuple(found)
