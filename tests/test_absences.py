"""Absences, and years of which only a part is planned: solver, checker and brute force agree.

Source: docs/exchange.md, 37 to 40. The counties are those of the exchange's oracle, with some teachers away;
LIANXIAO_ABSENCE_CASES=120 (or more) tries more of them.
"""

import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.digest import county_sha256
from lianxiao.models.errors import InputError
from lianxiao.models.finding import Level
from lianxiao.models.policy import Objective, Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.row_rule import RowRule
from lianxiao.models.school_year import PastExchange
from lianxiao.models.words import Role, Term
from lianxiao.solver.check import check_plan
from lianxiao.solver.exchange.exact import exact_exchange
from lianxiao.solver.exchange.one_semester import taken_once
from lianxiao.solver.exchange.reading_out import Staffing
from lianxiao.solver.exchange.solve import exchange_of
from lianxiao.solver.exchange.tier_values import tier_values
from lianxiao.solver.run import solve_case
from lianxiao.tests.check_exchange import HOME, SPRING, TEACHERS, VISITS, plan, policy, rules, values
from lianxiao.tests.check_exchange import county as checked_county
from lianxiao.tests.oracle_staff import TinyStaff
from lianxiao.tests.staffed_county import read, staffed
from lianxiao.tests.staffed_county import teacher as read_teacher
from lianxiao.tests.test_exchange_oracle import Compared, agree_on_the_plan
from lianxiao.tests.tiny_counties import chance
from lianxiao.tests.tiny_exchanges import random_exchange, random_joint

CASES = int(os.environ.get("LIANXIAO_ABSENCE_CASES", "60"))
JOINT_CASES = CASES // 4
MATTERING = 30
AWAY: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"away_from": "2026-2"},
    {"away_until": "2026-1"},
    {"away_from": "2026-1", "away_until": "2026-1"},
    {"away_from": "2026-1"},
    {"away_from": "2027-1"},
)
PLANNED: tuple[tuple[str, ...] | None, ...] = (None, ("2026-2",), ("2026-1",), ("2026-1", "2026-2"))


def with_absences(county: County, policy: Policy, seed: int) -> tuple[County, Policy]:
    """Some teachers away, some semesters planned, now and then somebody who has rotated already."""
    rng = Random(seed)
    teachers = [one.model_copy(update=rng.choice(AWAY)) for one in county.teachers or ()]
    exchanges = list(county.exchanges)
    if chance(rng, 0.4):
        exchanges.append(
            PastExchange(
                kind="rotation",
                teacher=rng.choice(teachers).teacher_id,
                to_id=rng.choice(county.schools[:2]).school_id,
                semester=rng.choice(("2026-1", "2026-2", "2026-1;2026-2", "2026-1;2026-2", "2025-2")),
            )
        )
    planned = rng.choice(PLANNED)
    if chance(rng, 0.25):  # somebody rotates in both semesters, and the first one is over
        planned = ("2026-2",)
        who = rng.choice(teachers)
        others = [
            one.school_id
            for one in county.schools
            if one.parent_id is None and one.role is not Role.NONE and one.school_id != who.school_id
        ]
        exchanges.append(
            PastExchange(
                kind="rotation",
                teacher=who.teacher_id,
                to_id=rng.choice(others),
                semester="2026-1;2026-2",
            )
        )
    settings = policy.exchange.model_copy(update={"planned": planned})
    return (
        county.model_copy(update={"teachers": tuple(teachers), "exchanges": tuple(exchanges)}),
        policy.model_copy(update={"exchange": settings}),
    )


@pytest.mark.parametrize("seed", range(CASES))
def test_an_alliance_with_absences_has_the_best_exchange_there_is(seed: int) -> None:
    compared = Compared(*with_absences(*random_exchange(seed), seed))
    for case, expected in compared.cases():
        compared.agree(exchange_of(case, 20.0, 1, 0), expected)


@pytest.mark.parametrize("seed", range(0, CASES, 3))
def test_the_model_of_everything_finds_the_same(seed: int) -> None:
    compared = Compared(*with_absences(*random_exchange(seed), seed))
    for case, expected in compared.cases():
        compared.agree(exact_exchange(case, 20.0, 1, 0), expected)


@pytest.mark.parametrize("seed", range(JOINT_CASES))
def test_a_county_with_absences_is_solved_and_checked_end_to_end(seed: int) -> None:
    agree_on_the_plan(*with_absences(*random_joint(seed), seed))


@pytest.mark.parametrize("seed", range(10))
def test_a_single_planned_semester_is_laid_once(seed: int) -> None:
    county, policy = with_absences(*random_exchange(seed), seed)
    settings = policy.exchange.model_copy(update={"planned": ("2026-2",)})
    compared = Compared(county, policy.model_copy(update={"exchange": settings}))
    for case, _ in compared.cases():
        assert case.single
        laid = Staffing(*exchange_of(case, 10.0, 1, 0)[:3])
        assert tier_values(case, *taken_once(case, laid)) == tier_values(case, *laid)


def test_absences_and_semesters_left_really_matter_in_these_counties() -> None:
    """Without them the best would be another one in some; rotations go on and are executed in some."""
    away = planned = running = executed = 0
    for seed in range(CASES):
        county, policy = with_absences(*random_exchange(seed), seed)
        staff = TinyStaff(county, policy)
        running += bool(staff.running)
        executed += bool(staff.executed)
        if seed >= MATTERING:
            continue
        best = [expected for _, expected in Compared(county, policy).cases()]
        here = [
            one.model_copy(update={"away_from": None, "away_until": None}) for one in county.teachers or ()
        ]
        everybody = county.model_copy(update={"teachers": tuple(here)})
        away += [expected for _, expected in Compared(everybody, policy).cases()] != best
        both = policy.model_copy(update={"exchange": policy.exchange.model_copy(update={"planned": None})})
        planned += [expected for _, expected in Compared(county, both).cases()] != best
    assert min(away, planned) >= 3
    assert min(running, executed) >= 2


@pytest.mark.parametrize("seed", range(JOINT_CASES))
def test_the_estimate_of_the_grouping_alone_agrees_with_the_checker(seed: int) -> None:
    county, policy = with_absences(*random_joint(seed), seed)
    tiers = policy.objective.tiers or ()
    lessons = [tier for tier in tiers if set(tier) <= {Term.UNPLACED, Term.UNCOVERED_LESSONS}]
    policy = policy.model_copy(update={"objective": Objective(tiers=tuple(lessons))})
    solved = solve_case(county, policy, time_limit=20.0, workers=1, only_grouping=True)
    if not isinstance(solved, NoPlan):
        assert not check_plan(county, policy, solved.plan, solved.certificate).broken


# the checker alone, on the plan of check_exchange.py


def left(name: str, **columns: str) -> County:
    return checked_county(teachers={name: {**TEACHERS[name], **columns}})


def test_a_row_of_somebody_who_is_away_is_found() -> None:
    for columns in ({"away_from": "2026-2"}, {"away_until": "2026-1"}):
        assert RowRule.TEACHER_AWAY in rules(plan(), left("c3", **columns))
    assert RowRule.TEACHER_AWAY not in rules(plan(), left("c3", away_from="2027-1"))
    pair = {"mentor": "c2", "mentee": "m1", "subject": "maths", "semester": "2026-1"}
    paired = plan(exchange={"mentors": [pair]})
    assert rules(paired) == set()
    assert RowRule.TEACHER_AWAY in rules(paired, left("m1", away_until="2026-1"))


def test_staff_alone_is_that_of_the_semester() -> None:
    """With c1 and c4 away in autumn c alone leaves 6 lessons of maths: c3 may visit then, not in spring."""
    autumn = "c2 c maths 14; c3 c music 6; m1 m maths 10; n1 n maths 8; d1 d maths 5"
    short = SPRING.replace("c1 c maths 14; ", "")
    away = checked_county(
        teachers={name: {**TEACHERS[name], "away_until": "2026-1"} for name in ("c1", "c4")}
    )
    assert RowRule.SENDER_LOSES not in rules(plan(autumn=autumn), away)
    assert RowRule.SENDER_LOSES in rules(plan(autumn=autumn, spring=short), away)


def test_a_semester_that_is_not_planned_has_no_rows() -> None:
    assert RowRule.KNOWN_SEMESTER in rules(plan(), policy_=policy(planned=("2026-2",)))
    visits = [f"{row}@2026-2" for row in VISITS]
    spring = plan(autumn="", visits=visits)
    assert rules(spring, policy_=policy(planned=("2026-2",))) == set()
    of_spring = values(spring, policy_=policy(planned=("2026-2",)))
    assert of_spring[Term.TEACHER_MINUTES] == 2 * values(spring)[Term.TEACHER_MINUTES]


def begun(*semesters: str) -> County:
    row = PastExchange(kind="rotation", teacher="c2", from_id="c", to_id="n", semester=";".join(semesters))
    return checked_county(exchanges=(row,))


def test_an_executed_rotation_counts_and_is_not_repeated() -> None:
    only = policy(planned=("2026-2",))
    at_home = plan(autumn="", spring=HOME, visits=[f"{row}@2026-2" for row in VISITS], rotations=())
    assert values(at_home, policy_=only)[Term.QUOTA_MISSED] == 2
    assert values(at_home, begun("2026-1"), only)[Term.QUOTA_MISSED] == 0
    again = plan(autumn="", visits=[f"{row}@2026-2" for row in VISITS])
    assert rules(again, begun("2026-1"), only) == {RowRule.ROTATED_ALREADY}


def test_a_running_rotation_goes_on() -> None:
    only = policy(planned=("2026-2",))
    goes_on = plan(autumn="", visits=[f"{row}@2026-2" for row in VISITS])
    both = begun("2026-1", "2026-2")
    assert rules(goes_on, both, only) == set()
    assert rules(goes_on, begun("2025-1", "2025-2"), only) == set()
    broken = plan(autumn="", spring=HOME, visits=[f"{row}@2026-2" for row in VISITS], rotations=())
    assert rules(broken, both, only) == {RowRule.ROTATION_RUNS}


# what is read


def test_absences_are_read_in_both_languages(tmp_path: Path) -> None:
    rows = read_teacher(away_from="2026-2", away_until="2027-1")
    assert staffed_teacher(tmp_path / "a", rows) == ("2026-2", "2027-1")
    rows = rows.replace("away_from", "离岗起始学期").replace("away_until", "离岗截止学期")
    rows = rows.replace("2026-2,2027-1", "2026-2027学年第二学期,2027年秋季学期")
    assert staffed_teacher(tmp_path / "b", rows) == ("2026-2", "2027-1")


def staffed_teacher(folder: Path, rows: str) -> tuple[str | None, str | None]:
    folder.mkdir()
    (one,) = [
        one for one in read(folder, {"teachers.csv": rows}).county.teachers or () if one.teacher_id == "T5"
    ]
    return one.away_from, one.away_until


def test_an_absence_that_ends_before_it_begins_is_an_error(tmp_path: Path) -> None:
    rows = read_teacher(away_from="2027-1", away_until="2026-2")
    with pytest.raises(InputError) as raised:
        read(tmp_path, {"teachers.csv": rows})
    (finding,) = [one for one in raised.value.findings if one.level is Level.ERROR]
    assert (finding.code, finding.row, finding.value) == ("away_order", 6, "2026-2")


def test_planned_semesters_are_of_the_school_year(tmp_path: Path) -> None:
    folder = staffed(tmp_path)
    settings = (folder / "county.toml").read_text("utf-8")
    for planned, code in (('["2025-1"]', "planned_other_year"), ("[]", "setting_empty")):
        (folder / "county.toml").write_text(f"{settings}\n[exchange]\nplanned = {planned}\n", "utf-8")
        with pytest.raises(InputError) as raised:
            read_county(folder)
        assert code in {one.code for one in raised.value.findings}


def test_a_county_without_absences_keeps_its_fingerprint() -> None:
    """The figures of a county of before absences were thought of."""
    teachers = checked_county().teachers or ()
    dumped = [one.model_dump(mode="json") for one in teachers]
    assert all(row["away_from"] is None for row in dumped)
    one = county_sha256(checked_county(), policy())
    assert one == county_sha256(checked_county(), policy(planned=None))
    assert one != county_sha256(left("c3", away_from="2026-2"), policy())
    assert one != county_sha256(checked_county(), policy(planned=("2026-2",)))
