"""The exchange of alliances that a plan in force has solved already, where nothing of theirs has changed.

An alliance counts as unchanged if its whole case (schools, need, people, ways, limits) is equal before and
after; what last year's visits say may differ. The schedule's values are computed anew; its bounds are taken
over from the plan, as far as it was made for this very county, its tiers are still weighted as they were, and
the values are those the plan claims. Source: docs/joint.md.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...models.digest import county_sha256
from ...models.half_day import HalfDay
from ...models.objective import grouping_tiers
from ...models.plan import Alliance, AllianceExchange, Exchange
from ...models.words import Term
from ..exchange.case import SEMESTERS, AllianceCase, LaidVisit, PickedRotation, Schedule, TierValue
from ..exchange.prepare import Staffing, prepare_exchange
from ..exchange.tier_values import Home, tier_values
from ..grouping.problem import Problem, prepare
from ..grouping.prospects import AllianceKey
from ..question import PlanInForce
from ..scale import UNIT, TierScale, scale_of
from .alliance_value import AllianceValue, value_of
from .promises import case_of, exchange_tiers


def known_exchanges(
    problem: Problem, staffing: Staffing, scales: Sequence[TierScale], in_force: PlanInForce
) -> dict[AllianceKey, AllianceValue]:
    """Collect the alliances of a plan in force whose exchange is still what it was.

    Returns
    -------
    dict
        Empty where the plan breaks a rule of its own county. Where fewer semesters are planned now than then,
        or the plan was made for tables or settings other than those of ``in_force``, the bounds of the plan
        say nothing and are 0.
    """
    county, policy, plan = in_force.county, in_force.policy, in_force.plan
    if county.teachers is None or not plan.exchange.teaching or not in_force.keeps_every_rule:
        return {}
    tiers_before = exchange_tiers([scale_of(tier) for tier in grouping_tiers(county, policy)])
    made_for_it = plan.county_sha256 == county_sha256(county, policy)
    same_part = policy.exchange.planned == problem.policy.exchange.planned
    if not same_part:
        planned = {"planned": problem.policy.exchange.planned}
        policy = policy.model_copy(update={"exchange": policy.exchange.model_copy(update=planned)})
        county = county.model_copy(update={"exchanges": problem.county.exchanges})
    before, staffing_before = prepare(county, policy), prepare_exchange(county, policy)
    claims = {row.alliance: row for row in plan.exchange.alliances}
    known = {}
    for alliance in plan.alliances:
        key, key_before = _key(problem, alliance), _key(before, alliance)
        if key is None or key_before is None:
            continue
        case = case_of(problem, staffing, scales, key)
        case_before = case_of(before, staffing_before, scales, key_before)
        if _bare(case) != _bare(case_before):
            continue
        claimed = claims.get(f"{alliance.stage.value}-{alliance.core}") if same_part and made_for_it else None
        schedule = _schedule(case, staffing.semesters, plan.exchange, claimed, tiers_before)
        known[key] = value_of(case, schedule, 0.0)
    return known


def _key(problem: Problem, alliance: Alliance) -> AllianceKey | None:
    """Name an alliance as a candidate of a problem, None where it is none."""
    for lead in problem.leads:
        mode = problem.policy.mode[lead.mode]
        if (mode.id, lead.stage, lead.core) == (alliance.mode, alliance.stage, alliance.core):
            places = {problem.places[p][0]: problem.places[p] for p in lead.members.tolist()}
            if all(member.school in places for member in alliance.members):
                members = tuple(sorted(places[member.school] for member in alliance.members))
                return AllianceKey(lead.mode, lead.stage, lead.core, members)
    return None


def _bare(case: AllianceCase) -> AllianceCase:
    """Leave out what last year says, which neither forbids a schedule nor changes its other values."""
    return replace(case, kept=frozenset(), past={}, resolved=False, tiers=())


def _schedule(
    case: AllianceCase,
    semesters: Sequence[str],
    rows: Exchange,
    claimed: AllianceExchange | None,
    tiers_before: Sequence[Mapping[Term, int]],
) -> Schedule:
    """Read an alliance's schedule from a plan's rows, and its bounds up to the first tier that differs."""
    home, visits, rotations = _read(case, semesters, rows)
    worths = tier_values(case, home, visits, rotations)
    tiers: list[TierValue] = []
    agree = claimed is not None
    for number, (worth, weights) in enumerate(zip(worths, case.tiers, strict=True)):
        bound = 0
        given = claimed.tiers[number] if claimed is not None and number < len(claimed.tiers) else None
        agree = agree and weights in tiers_before[number : number + 1]
        if agree and given is not None and set(given.terms) == set(worth.terms):
            claims = {term: round(figure / UNIT[term]) for term, figure in given.terms.items()}
            agree = claims == dict(worth.terms)
            share = given.bound / given.value if given.value else 0.0
            units = sum(weights[term] * count for term, count in claims.items())
            bound = min(worth.value, units if given.bound >= given.value else int(share * units))
        else:
            agree = False
        tiers.append(TierValue(worth.terms, worth.value, bound if agree else 0))
    return Schedule(home, visits, rotations, tuple(tiers))


def _read(
    case: AllianceCase, semesters: Sequence[str], rows: Exchange
) -> tuple[Home, tuple[LaidVisit, ...], tuple[PickedRotation, ...]]:
    """Home lessons, visits and rotations of the case's people in the planned semesters.

    Where one semester is planned, the case's two are images of it. Who rotates already stands with the
    receiving school: lessons there are home lessons.
    """
    at = {person.teacher: number for number, person in enumerate(case.people)}
    school_at = {school.school: number for number, school in enumerate(case.schools)}
    images = {semesters[0]: SEMESTERS} if case.single else {name: (i,) for i, name in enumerate(semesters)}
    laid: dict[tuple[int, str, int], dict[HalfDay, dict[str, int]]] = {}
    visited: set[tuple[str, str, str, str]] = set()
    for row in rows.visits:
        for semester in images.get(row.semester, ()) if row.teacher in at else ():
            by_half_day = laid.setdefault((at[row.teacher], row.to, semester), {})
            for half_day, lessons in row.half_days.items():
                by_half_day.setdefault(half_day, {})[row.subject] = lessons
            visited.add((row.teacher, row.to, row.semester, row.subject))
    goes = {
        row.teacher: row
        for row in rows.rotations
        if row.to in school_at
        and row.teacher in at
        and case.people[at[row.teacher]].school != school_at[row.to]
    }
    gone = {
        teacher: tuple(sorted(i for name in row.semesters for i in images.get(name, ())))
        for teacher, row in goes.items()
    }
    home: dict[tuple[int, int], dict[str, int]] = {
        (number, semester): {}
        for teacher, number in at.items()
        for semester in SEMESTERS
        if semester not in gone.get(teacher, ())
    }
    away: dict[int, dict[tuple[int, str], int]] = defaultdict(dict)
    for given in rows.teaching:
        for semester in images.get(given.semester, ()) if given.teacher in at else ():
            number = at[given.teacher]
            if (number, semester) not in home:
                away[number][semester, given.subject] = given.lessons
            elif (given.teacher, given.school, given.semester, given.subject) not in visited:
                at_home = home[number, semester]
                at_home[given.subject] = at_home.get(given.subject, 0) + given.lessons
    visits = tuple(
        LaidVisit(number, site, semester, {one: by_half_day[one] for one in sorted(by_half_day)})
        for (number, site, semester), by_half_day in sorted(laid.items())
    )
    rotations = tuple(
        PickedRotation(at[teacher], school_at[goes[teacher].to], when, dict(away[at[teacher]]))
        for teacher, when in sorted(gone.items())
        if when
    )
    return home, visits, rotations
