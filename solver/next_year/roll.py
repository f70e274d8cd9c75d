"""A county rolled over to the next school year, with the plan of this year as the round in force.

Source: contract §3, ``next-year``; docs/next-year.md.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from ...models.county import County, StandingAlliance
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.next_year import NextYear, SmallSchool, TermOver
from ...models.objective import grouping_tiers
from ...models.pin_words import FROZEN, IN_TERM, LEFT
from ...models.plan import MentorPair, Plan, Posting, Shadowing, Teaching, Visit
from ...models.policy import Policy
from ...models.words import Stage
from ..carry_over import alliances_in_force, exchanges_of_plan, says_exchange
from ..exchange.demand import grades_of
from .by_hand import carried_as_it_is
from .figures import needs_next_year, schools_next_year, settlements_next_year
from .people import people_next_year
from .pupils import Pupils, pupils_next_year, total
from .settings import SETTINGS_FILE, settings_next_year
from .weeks import weeks_next_year

OF_ONE_YEAR = frozenset({IN_TERM, FROZEN, LEFT})
"""Reasons of pins that ``whatif`` set for one plan (docs/answers.md, 4; docs/scenarios.md, 9)."""
FUNDED_PUPILS = 100
"""Pupils whom a smaller school is funded for all the same; below it schools are listed, never judged."""


def next_year(county: County, policy: Policy, plan: Plan, *, intake_factor: float | None = None) -> NextYear:
    """Roll a county over to the next school year.

    Parameters
    ----------
    county, policy
        Of the year that ends.
    plan
        The plan that was carried out in it.
    intake_factor
        Factor on this year's intake of every school, from 0; None: each school's own trend.

    Raises
    ------
    InputError
        The county has no school year, or the plan's exchanges are of another one.
    """
    year = _year_of(policy, plan) + 1
    people = people_next_year(county, policy.exchange, plan, year)
    pupils = pupils_next_year(county, policy, intake_factor)
    settings = settings_next_year(policy, year)
    needs, scaled, unscaled = (
        (None, (), ())
        if county.needs is None
        else needs_next_year(county.needs, county.classes, pupils.classes)
    )
    gone = {one.teacher for one in people.retired}
    pins = tuple(pin for pin in county.pins if pin.reason not in OF_ONE_YEAR)
    staffed = county.model_copy(update={"teachers": people.teachers})
    alliances = alliances_in_force(plan, county, policy)
    later = staffed.model_copy(
        update={
            "alliances": alliances,
            "exchanges": exchanges_of_plan(plan, staffed),
            "pins": pins,
            "schools": schools_next_year(county.schools, county.classes, pupils.classes),
            "classes": pupils.classes,
            "needs": needs,
            "calendar": weeks_next_year(county.calendar, year),
            "blocked": tuple(row for row in county.blocked if row.id not in gone),
            "settlements": settlements_next_year(
                county.settlements,
                pupils.projections,
                pupils.moved,
                {stage: grades_of(stage, policy)[-1] for stage in Stage},
            ),
        }
    )
    policy_later, cut = _with_fitting_tolerances(later, settings.policy)
    warnings = [*settings.warnings, *cut, *people.warnings]
    left = _members_without_row(plan, alliances)
    if left:
        warnings.append(_warning("next_year_members_left", "alliances.csv", schools=left))
    if county.teachers is not None and not says_exchange(plan):
        warnings.append(_warning("next_year_no_exchange", "exchanges.csv"))
    if len(pins) < len(county.pins):
        warnings.append(_warning("next_year_pins_out", "pins.csv", count=len(county.pins) - len(pins)))
    if people.undecided:
        warnings.append(_warning("next_year_retire_unknown", "teachers.csv", teachers=people.undecided))
    warnings += [
        _warning("next_year_need_unknown", "needs.csv", school=school, stage=stage)
        for school, stage in unscaled
    ]
    if scaled:
        warnings.append(_warning("next_year_needs_scaled", "needs.csv", count=len(scaled)))
    warnings += carried_as_it_is(county, later, pupils)
    return NextYear(
        county=later,
        policy=policy_later,
        retired=people.retired,
        undecided=people.undecided,
        moved=people.moved,
        rotated=people.rotated,
        exemptions_ended=people.exemptions_ended,
        returned=people.returned,
        projections=pupils.projections,
        grades_moved=pupils.moved,
        terms_over=tuple(_terms_over(alliances, year)),
        small=tuple(_small(later, pupils)),
        empty_grades=pupils.empty,
        warnings=tuple(warnings),
    )


def _year_of(policy: Policy, plan: Plan) -> int:
    """Give the school year that ends, or raise `InputError` where it is not known or not the plan's."""
    year = policy.school_year
    if year is None:
        finding = Finding(
            level=Level.ERROR, code="next_year_no_year", file=SETTINGS_FILE, column="school_year"
        )
        raise InputError([finding])
    rows = plan.exchange
    named = {semester for row in rows.rotations for semester in row.semesters}
    for one in chain[Teaching | Visit | Posting | Shadowing | MentorPair](
        rows.teaching, rows.visits, rows.postings, rows.shadowing, rows.mentors
    ):
        named.add(one.semester)
    other = sorted(semester for semester in named if int(semester[:4]) != year)
    if other:
        figures = {"semester": other[0], "year": str(year)}
        raise InputError([Finding(level=Level.ERROR, code="next_year_other_year", figures=figures)])
    return year


def _members_without_row(plan: Plan, alliances: tuple[StandingAlliance, ...]) -> tuple[str, ...]:
    """Members of the plan that are in no row by their own id, as far as rows are missing at all."""
    members = {(member.school, one.stage) for one in plan.alliances for member in one.members}
    there = {(row.member_id, row.stage) for row in alliances}
    return tuple(sorted({school for school, _ in members - there})) if len(there) < len(members) else ()


def _with_fitting_tolerances(county: County, policy: Policy) -> tuple[Policy, tuple[Finding, ...]]:
    """Cut tolerances of default tiers that the next year does not have (last year's visits are gone)."""
    count, given = len(grouping_tiers(county, policy)), policy.objective.tolerance
    if policy.objective.tiers is not None or len(given) <= count:
        return policy, ()
    objective = policy.objective.model_copy(update={"tolerance": given[:count]})
    finding = Finding(
        level=Level.WARNING,
        code="next_year_tolerance",
        file=SETTINGS_FILE,
        column="objective.tolerance",
        figures={"count": count},
    )
    return policy.model_copy(update={"objective": objective}), (finding,)


def _terms_over(alliances: tuple[StandingAlliance, ...], year: int) -> Iterator[TermOver]:
    """Members whose term ended before September, together by core, stage and last month."""
    over: dict[tuple[str, Stage, str], list[str]] = defaultdict(list)
    for row in alliances:
        if row.until is not None and row.until < f"{year}-09":
            over[row.core_id, row.stage, row.until].append(row.member_id)
    for (core, stage, until), members in sorted(over.items()):
        yield TermOver(core=core, stage=stage, until=until, members=tuple(members))


def _small(county: County, pupils: Pupils) -> Iterator[SmallSchool]:
    """Schools with pupils, but fewer than 100, next year; those with an unknown number are left out.

    A school without rows in classes.csv has the pupils of schools.csv, as before.
    """
    before: dict[str, list[float | None]] = defaultdict(list)
    after: dict[str, list[float | None]] = defaultdict(list)
    for one in pupils.projections:
        before[one.school].append(one.students_before)
        after[one.school].append(one.students)
    for school in county.schools:
        was, will_be = (
            total(numbers[school.school_id]) if school.school_id in numbers else school.students
            for numbers in (before, after)
        )
        if was is not None and will_be is not None and 0 < will_be < FUNDED_PUPILS:
            yield SmallSchool(school=school.school_id, students_before=was, students=will_be)


def _warning(code: str, file: str, **figures: object) -> Finding:
    return Finding(level=Level.WARNING, code=code, file=file, figures=figures)
