"""Rotations beyond the alliance: every rule holds, fewer teachers are owed, no lesson changes."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import product
from random import Random

import pytest
from lianxiao.models.county import County, ListedTravel
from lianxiao.models.mode import AllianceCount, Mode, ModeTerm
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.result import Solved
from lianxiao.models.teacher import Backbone
from lianxiao.models.words import Role, Term
from lianxiao.solver.check import check_plan
from lianxiao.solver.run import solve_case
from lianxiao.tests.made_staff import PRIMARY, county, minutes, mode, need, policy, school, teacher

TIERS = ({Term.UNPLACED: 1.0}, {Term.UNCOVERED_LESSONS: 1.0}, {Term.QUOTA_MISSED: 1.0})


def solved(made: County, rules: Policy, scope: str) -> Plan:
    exchange = rules.exchange.model_copy(update={"rotation_scope": scope})
    rules = rules.model_copy(update={"exchange": exchange})
    result = solve_case(made, rules, time_limit=30.0, workers=1, seed=0)
    assert isinstance(result, Solved)
    assert not check_plan(made, rules, result.plan, result.certificate).broken
    return result.plan


def value(plan: Plan, term: Term) -> float:
    return next(tier.terms[term] for tier in plan.tiers if term in tier.terms)


def lessons(plan: Plan) -> Counter[tuple[str, str, str]]:
    """Lessons by school, subject and semester, whoever gives them."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in plan.exchange.teaching:
        found[row.school, row.subject, row.semester] += row.lessons
    return found


def swapped(plan: Plan) -> set[str]:
    return {row.teacher for row in plan.exchange.rotations if row.reason.startswith("swap:")}


def drawn(seed: int) -> tuple[County, Policy]:
    """Two or three cores and members of two townships, much owed; few or no alliances, one in spring only."""
    rng = Random(seed)
    names = "ABCjklm"[: rng.choice((4, 5, 6, 7))]
    schools = [
        school(
            name,
            Role.CORE if name < "a" else rng.choice((Role.MEMBER, Role.EITHER, Role.NONE)),
            township=rng.choice(("East", "East", "West", "")),
        )
        for name in names
    ]
    if rng.random() < 0.3:
        schools.append(school("Ap", Role.NONE, parent_id="A"))
    subjects = ("maths", "music")
    staff = [
        teacher(
            f"T{at:02}",
            rng.choice(schools).school_id,
            rng.choice(subjects),
            second_subject=rng.choice((None, None, *subjects)),
            lessons_max=rng.choice((4, 5, 6)),
            backbone=rng.choice((Backbone.NONE, Backbone.COUNTY)),
            exempt=rng.choice(("", "", "", "ill")),
        )
        for at in range(rng.randint(5, 10))
    ]
    made = county(
        *schools,
        travel={
            (one.school_id, other.school_id): ListedTravel(km=1.0, minutes=float(rng.randint(1, 12) * 10))
            for at, one in enumerate(schools)
            for other in schools[at + 1 :]
        },
        needs=tuple(
            row
            for one in schools
            for row in need(
                one.school_id, PRIMARY, **{subject: rng.choice((2, 4, 5, 8)) for subject in subjects}
            )
        ),
        teachers=tuple(staff),
    )
    rules = policy(
        rotation_share=rng.choice((0.3, 0.6, 1.0)),
        backbone_share=rng.choice((0.0, 0.5)),
        away_share_max=rng.choice((0.34, 0.5, 1.0)),
        rotation_lessons_min=rng.choice((0.0, 4.0)),
        rotation_minutes_max=rng.choice((60.0, 90.0)),
        quota_scope=rng.choice(("county", "strong")),
    )
    one = mode(
        rng.choice(("joint_alliance", "fused")),
        min_members=1,
        max_members=2,
        max_minutes=60.0,
        alliances=AllianceCount(max=rng.choice((0, 1, 2, 2))),
        term=rng.choice((None, None, ModeTerm(start="2026-2", semesters=2))),
    )
    objective = Objective(tiers=tuple(rng.sample(TIERS, 3)))
    return made, rules.model_copy(update={"mode": (one,), "objective": objective})


SEEDS = (4, 5, 6, *range(20, 50))
"""Where somebody swaps, and as many others."""


def test_swaps_keep_every_rule_and_change_nothing_but_what_is_owed() -> None:
    """Over random counties; in some of them somebody swaps, in the township as in the county."""
    swaps = dict.fromkeys(("township", "county"), 0)
    for seed, scope in product(SEEDS, swaps):
        made, rules = drawn(seed)
        inside, beyond = inside_alliances(seed), solved(made, rules, scope)
        assert inside.alliances == beyond.alliances
        assert lessons(inside) == lessons(beyond)
        assert inside.exchange.visits == beyond.exchange.visits
        for term in (Term.UNPLACED, Term.UNCOVERED_LESSONS):
            assert value(inside, term) == value(beyond, term)
        assert value(beyond, Term.QUOTA_MISSED) <= value(inside, Term.QUOTA_MISSED)
        swaps[scope] += bool(swapped(beyond))
        assert bool(swapped(beyond)) == (value(beyond, Term.QUOTA_MISSED) < value(inside, Term.QUOTA_MISSED))
        for tier in beyond.tiers:
            assert not tier.proven or tier.bound == tier.best
    assert swaps["township"] >= 3
    assert swaps["county"] >= 10


@cache
def inside_alliances(seed: int) -> Plan:
    return solved(*drawn(seed), "alliance")


def two_towns(start: str | None = None, **exchange: float) -> tuple[County, Policy]:
    """Two cores 10 minutes apart, each with a member too far for a rotation; one teacher of maths each.

    Each core owes one teacher; only the two of them can swap.
    """
    schools = (
        school("A", Role.CORE, township="East"),
        school("B", Role.CORE, township="East"),
        school("j", township="East"),
        school("k", township="West"),
    )
    names: Sequence[str] = "ABjk"
    made = county(
        *schools,
        travel=minutes(AB=10, Aj=200, Bk=200),
        needs=tuple(row for name in names for row in need(name, maths=10)),
        teachers=tuple(teacher(f"T{name}", name) for name in names),
    )
    rules = policy(grades=None, rotation_share=1.0, backbone_share=0.0, quota_scope="strong", **exchange)
    term = None if start is None else ModeTerm(start=start, semesters=2)
    one: Mode = mode(min_members=1, max_members=1, term=term)
    return made, rules.model_copy(update={"mode": (one,), "objective": Objective(tiers=TIERS)})


def test_two_cores_give_each_other_a_teacher() -> None:
    assert value(solved(*two_towns(), "alliance"), Term.QUOTA_MISSED) == 2
    plan = solved(*two_towns(), "township")
    assert swapped(plan) == {"TA", "TB"}
    assert value(plan, Term.QUOTA_MISSED) == 0


@pytest.mark.parametrize(("start", "owed"), [("2026-1", 0), ("2026-2", 2), ("2027-1", 2)])
def test_an_alliance_swaps_only_once_its_term_has_begun(start: str, owed: int) -> None:
    """A swap is for the whole year; teachers of alliances that begin in spring once swapped in autumn too."""
    plan = solved(*two_towns(start), "county")
    assert value(plan, Term.QUOTA_MISSED) == owed


@pytest.mark.parametrize(("most", "owed"), [(10, 0), (9, 2)])
def test_a_swap_keeps_within_the_minutes_of_a_rotation(most: float, owed: int) -> None:
    plan = solved(*two_towns(rotation_minutes_max=most), "county")
    assert value(plan, Term.QUOTA_MISSED) == owed


@pytest.mark.parametrize(("least", "owed"), [(10, 0), (11, 2)])
def test_a_swap_keeps_the_least_lessons_of_a_rotation(least: float, owed: int) -> None:
    plan = solved(*two_towns(rotation_lessons_min=least), "county")
    assert value(plan, Term.QUOTA_MISSED) == owed


def test_other_townships_are_out_of_a_township_s_scope() -> None:
    made, rules = two_towns()
    schools = tuple(
        one.model_copy(update={"township": "West"}) if one.school_id == "B" else one for one in made.schools
    )
    made = made.model_copy(update={"schools": schools})
    assert value(solved(made, rules, "township"), Term.QUOTA_MISSED) == 2
    assert value(solved(made, rules, "county"), Term.QUOTA_MISSED) == 0


def test_a_rotation_that_does_not_count_leaves_its_school_owing() -> None:
    """In one legal person rotations count toward no quota: what is owed is still met beyond the alliance.

    Once such a rotation was taken for one that counts, and nothing was swapped.
    """
    made = county(
        school("A", Role.CORE),
        school("j"),
        school("B", Role.NONE),
        school("C", Role.CORE),
        travel=minutes(Aj=10, AC=10),
        needs=(*need("A", maths=10), *need("j", maths=10, music=10), *need("C", maths=10)),
        teachers=(
            teacher("T1", "A"),
            teacher("T2", "A", "music"),
            teacher("T3", "j"),
            teacher("T4", "C"),
        ),
    )
    rules = policy(
        forms=("rotation",), rotation_share=0.5, backbone_share=0.0, quota_scope="strong", away_share_max=1.0
    )
    rules = rules.model_copy(
        update={
            "mode": (mode("fused", min_members=1, max_members=1),),
            "objective": Objective(tiers=TIERS),
        }
    )
    inside, beyond = solved(made, rules, "alliance"), solved(made, rules, "county")
    assert [row.teacher for row in inside.exchange.rotations] == ["T2"]
    assert value(inside, Term.QUOTA_MISSED) == 2
    assert value(beyond, Term.QUOTA_MISSED) == 0
    assert swapped(beyond) == {"T1", "T4"}
