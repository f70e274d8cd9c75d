"""A plan carried over as the round in force: months, names, ids of mergers, and the tables it becomes."""

from pathlib import Path

import pytest
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.county import NewCode, StandingAlliance
from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import ModeTerm
from lianxiao.models.plan import Alliance, Exchange, PlacedMember, Plan, Rotation, Visit
from lianxiao.models.school_year import PastExchange
from lianxiao.models.words import Role, Stage
from lianxiao.solver.carry_over import (
    alliances_in_force,
    exchanges_of_plan,
    ids_of_today,
    with_plan_in_force,
)
from lianxiao.tests import exchange_plan, made_staff
from lianxiao.tests.made_staff import PRIMARY, school

JOINT = made_staff.mode(term=ModeTerm(start="2026-2", semesters=4))
POLICY = made_staff.policy().model_copy(update={"mode": (JOINT,)})


def plan(core: str, *members: str | PlacedMember, name: str = "", stage: Stage = PRIMARY) -> Plan:
    return Plan(alliances=(alliance(core, *members, name=name, stage=stage),))


def alliance(core: str, *members: str | PlacedMember, name: str = "", stage: Stage = PRIMARY) -> Alliance:
    placed = tuple(PlacedMember(school=one) if isinstance(one, str) else one for one in members)
    return Alliance(
        id=f"{stage.value}-{core}", name=name, mode=JOINT.id, stage=stage, core=core, members=placed
    )


def pairs(rows: tuple[StandingAlliance, ...]) -> list[tuple[str, str]]:
    return [(row.core_id, row.member_id) for row in rows]


def test_months_and_batch_are_the_plans() -> None:
    county = made_staff.county(school("A", Role.CORE), school("j"))
    member = PlacedMember(school="j", since="2024-09", until="2027-08", batch="2")
    (row,) = alliances_in_force(plan("A", member, name="Star"), county, POLICY)
    assert row == StandingAlliance(
        core_id="A", member_id="j", stage=PRIMARY, mode=JOINT.id, since="2024-09", until="2027-08",
        batch="2", name="Star",
    )  # fmt: skip


def test_months_a_plan_does_not_say_come_from_alliances_csv_else_from_the_modes_term() -> None:
    # spring 2027 and three semesters more: March 2027 to February 2029
    earlier = StandingAlliance(core_id="A", member_id="j", stage=PRIMARY, since="2023-09", name="Moon")
    county = made_staff.county(school("A", Role.CORE), school("j"), school("k"), alliances=(earlier,))
    old, new = alliances_in_force(plan("A", "j", "k"), county, POLICY)
    assert (old.since, old.until, old.name) == ("2023-09", None, "Moon")
    assert (new.since, new.until, new.name) == ("2027-03", "2029-02", "")


def test_a_name_that_is_only_the_cores_own_is_no_name() -> None:
    county = made_staff.county(school("A", Role.CORE, name="First School"), school("j"))
    (row,) = alliances_in_force(plan("A", "j", name="First School"), county, POLICY)
    assert row.name == ""


def test_schools_that_are_gone_or_points_or_without_the_stage_have_no_row() -> None:
    junior = (Stage.JUNIOR,)
    county = made_staff.county(
        school("A", Role.CORE), school("j"), school("p", parent_id="j"), school("n", stages=junior)
    )
    assert pairs(alliances_in_force(plan("A", "j", "p", "n", "gone"), county, POLICY)) == [("A", "j")]
    assert alliances_in_force(plan("gone", "j"), county, POLICY) == ()


def test_old_ids_go_through_codes_csv_to_the_end_of_their_chain() -> None:
    codes = (
        NewCode(old_id="a", new_id="b"),
        NewCode(old_id="b", new_id="A"),
        NewCode(old_id="x", new_id="y"),
    )
    county = made_staff.county(school("A", Role.CORE), school("j"), codes=codes)
    assert ids_of_today(county) == {"a": "A", "b": "A"}
    assert pairs(alliances_in_force(plan("a", "j"), county, POLICY)) == [("A", "j")]


@pytest.mark.parametrize("order", [("j", "k"), ("k", "j")])
def test_of_merged_members_the_one_that_kept_its_id_keeps_its_core(order: tuple[str, str]) -> None:
    county = made_staff.county(
        school("A", Role.CORE), school("B", Role.CORE), school("j"), codes=(NewCode(old_id="k", new_id="j"),)
    )
    cores = {"j": "A", "k": "B"}
    both = Plan(alliances=tuple(alliance(cores[one], one) for one in order))
    assert pairs(alliances_in_force(both, county, POLICY)) == [("A", "j")]


def test_members_of_a_core_that_merged_into_a_member_are_orphans() -> None:
    county = made_staff.county(
        school("A", Role.CORE),
        school("j", Role.EITHER),
        school("k"),
        codes=(NewCode(old_id="B", new_id="j"),),
    )
    both = Plan(alliances=(alliance("A", "j"), alliance("B", "k")))
    assert pairs(alliances_in_force(both, county, POLICY)) == [("A", "j")]


def test_a_member_that_merged_into_a_core_has_no_row() -> None:
    county = made_staff.county(
        school("A", Role.CORE), school("B", Role.CORE), school("j"), codes=(NewCode(old_id="k", new_id="B"),)
    )
    both = Plan(alliances=(alliance("A", "k"), alliance("B", "j")))
    assert pairs(alliances_in_force(both, county, POLICY)) == [("B", "j")]


def test_every_form_of_exchange_becomes_a_row() -> None:
    rows = exchanges_of_plan(exchange_plan.PLAN, exchange_plan.here())
    assert sorted({row.kind for row in rows}) == ["mentor", "posting", "rotation", "shadowing", "visit"]
    assert len(rows) == len(set(rows))


def test_a_visit_keeps_its_half_days_in_the_order_of_the_week() -> None:
    county = made_staff.county(school("A"), school("j"), teachers=(made_staff.teacher("T1", "A"),))
    visit = Visit(
        teacher="T1", from_="A", to="j", subject="maths", stage=PRIMARY, semester="2026-1",
        half_days={HalfDay.WED_AM: 2, HalfDay.MON_AM: 3}, lessons=5,
    )  # fmt: skip
    given = Plan(alliances=(), exchange=Exchange(visits=(visit,)))
    assert exchanges_of_plan(given, county) == (
        PastExchange(
            kind="visit", teacher="T1", from_id="A", to_id="j", subject="maths", stage=PRIMARY,
            semester="2026-1", half_days=(HalfDay.MON_AM, HalfDay.WED_AM), lessons=5.0,
        ),
    )  # fmt: skip


def test_teachers_who_left_and_ways_that_a_merger_made_ways_home_are_left_out() -> None:
    county = made_staff.county(
        school("A"), school("j"), teachers=(made_staff.teacher("T1", "A"),),
        codes=(NewCode(old_id="k", new_id="A"), NewCode(old_id="m", new_id="j")),
    )  # fmt: skip
    rotations = tuple(
        Rotation(teacher=who, from_=start, to=end, subject="maths", semesters=("2026-2", "2026-1"))
        for who, start, end in (("T1", "A", "k"), ("T1", "A", "m"), ("T9", "A", "j"), ("T1", "A", "gone"))
    )
    (row,) = exchanges_of_plan(Plan(alliances=(), exchange=Exchange(rotations=rotations)), county)
    assert (row.teacher, row.to_id, row.semester) == ("T1", "j", "2026-1;2026-2")


def test_of_a_plan_of_the_grouping_only_the_county_keeps_its_exchanges() -> None:
    earlier = (PastExchange(teacher="T1", from_id="A", to_id="j", subject="maths"),)
    county = made_staff.county(school("A", Role.CORE), school("j"), exchanges=earlier)
    after = with_plan_in_force(county, POLICY, plan("A", "j"))
    assert after.exchanges == earlier
    assert pairs(after.alliances) == [("A", "j")]
    assert county.alliances == ()


def test_the_tables_read_back_as_they_were_written(tmp_path: Path) -> None:
    county = with_plan_in_force(exchange_plan.here(), POLICY, exchange_plan.PLAN)
    ways = made_staff.minutes(Aj=20, Au=20, ju=20, Ap=20, jp=20, up=20)
    write_county(tmp_path, county.model_copy(update={"travel": ways}), POLICY)
    again = read_county(tmp_path).county
    assert again.exchanges == county.exchanges
    assert again.alliances == county.alliances
    assert again.alliances
    assert again.exchanges
