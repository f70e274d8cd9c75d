"""The teacher exchange of a plan: every rule, every term, every claim (docs/exchange.md)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...models.finding import Finding, Level
from ...models.objective import Tier
from ...models.plan import Plan
from ...models.row_rule import RowRule
from ...models.words import Term
from .case import Case
from .exchange_claims import false_alliance_values, false_estimates
from .exchange_duties import false_duties
from .exchange_events import broken_events
from .exchange_layout import ExchangeLayout, lay_out_exchange
from .exchange_receiving import broken_receiving, uncovered
from .exchange_rotations import broken_rotations
from .exchange_rows import broken_rows
from .exchange_staff import Staff, read_staff
from .exchange_stays import broken_pairs, broken_stays
from .exchange_teaching import broken_teaching
from .exchange_terms import count_moves, county_values, optimistic
from .exchange_visits import broken_visits
from .exchange_weeks import read_weeks
from .layout import Layout
from .verdict import BrokenRule, Doubt


@dataclass(frozen=True)
class ExchangeFindings:
    """Broken rules and false claims of an exchange, doubts, and the value of its terms in base units.

    ``values`` is empty for a county without teachers. ``optimistic`` is what ``uncovered_lessons`` is where a
    plan of the grouping alone calls it an estimate.
    """

    broken: tuple[BrokenRule, ...]
    warnings: tuple[Finding, ...]
    values: Mapping[Term, int]
    optimistic: Mapping[Term, int]


def check_exchange(case: Case, plan: Plan, layout: Layout, tiers: Sequence[Tier]) -> ExchangeFindings:
    """Check the exchange of a plan against the tables.

    Parameters
    ----------
    case, plan, layout
        The county, the plan and its grouping laid out.
    tiers
        Tiers that the plan's tiers stand for.
    """
    exchange = plan.exchange
    if case.county.teachers is None:
        rows = any(getattr(exchange, table) for table in type(exchange).model_fields)
        broken = [*false_estimates(plan, staffed=False)]
        broken += [BrokenRule(RowRule.NO_TEACHERS, (), {})] if rows else []
        return ExchangeFindings(tuple(broken), (), {}, {})
    staff = read_staff(case)
    laid = lay_out_exchange(staff, plan)
    moves = count_moves(staff, laid)
    weeks = read_weeks(staff, laid, plan)
    broken = [
        *false_estimates(plan, staffed=True),
        *broken_rows(staff, exchange),
        *broken_teaching(staff, laid),
        *broken_visits(staff, laid),
        *broken_rotations(staff, laid, exchange),
        *broken_receiving(staff, laid),
        *broken_stays(weeks, exchange),
        *broken_pairs(weeks, exchange),
        *broken_events(weeks, plan),
        *false_duties(weeks, plan),
        *false_alliance_values(staff, laid, moves, plan, tiers),
    ]
    return ExchangeFindings(
        broken=tuple(broken),
        warnings=tuple(_idle(staff, laid)) if exchange.teaching else (),
        values=county_values(staff, laid, moves, plan, layout.unplaced),
        optimistic={Term.UNCOVERED_LESSONS: optimistic(staff, plan, layout.unplaced)}
        if any(tier.estimate for tier in plan.tiers)
        else {},
    )


def _idle(staff: Staff, layout: ExchangeLayout) -> Iterator[Finding]:
    """34: schools outside alliances whose own staff could teach more than the plan says."""
    moving = {away.school for away in layout.rotations}
    moving |= {staff.home[away.teacher.school_id] for away in layout.rotations}
    idle = [
        row[0]
        for row in sorted(staff.need)
        if row not in layout.alliance_of
        and row[0] not in moving
        and any(
            uncovered(staff, layout, row, semester) > staff.alone[row, semester]
            for semester in staff.semesters
        )
    ]
    if idle:
        figures: dict[str, Any] = {"schools": ", ".join(idle[:5]), "count": len(idle)}
        yield Finding(level=Level.WARNING, code=Doubt.OWN_STAFF_IDLE.value, figures=figures)
