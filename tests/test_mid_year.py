"""The rest of a school year: what is executed is fact, the rest is planned and checked (docs/mid-year.md)."""

from pathlib import Path
from typing import Any

import pytest
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.county import County
from lianxiao.models.digest import county_sha256
from lianxiao.models.errors import InputError
from lianxiao.models.mid_year import ExecutedPart
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import Solved
from lianxiao.models.school_year import Week, WeekKind
from lianxiao.models.teacher import Backbone, Manager
from lianxiao.models.words import Area, Role, Term
from lianxiao.reports.messages import finding_text, mend_text
from lianxiao.reports.substitute_screen import executed_lines
from lianxiao.solver.carry_over import with_plan_in_force
from lianxiao.solver.check import check_plan
from lianxiao.solver.run import solve_case
from lianxiao.solver.whatif.mid_year import AfterExecuted, after_executed, rest_valued
from lianxiao.tests.conftest import Caller
from lianxiao.tests.made_staff import county, minutes, need, policy, school, teacher

SETTINGS = policy(rotation_share=0.5, backbone_share=0.0, rotation_lessons_min=4, away_share_max=0.5)


def here(**changes: dict[str, Any]) -> County:
    """A has to send two teachers of maths a year; j lacks music and takes one at a time."""
    teachers = {
        "T1": teacher("T1", "A", "maths", backbone=Backbone.CITY),
        "T2": teacher("T2", "A", "maths"),
        "T3": teacher("T3", "A", "maths", manager=Manager.MIDDLE),
        "T4": teacher("T4", "A", "music", lessons_max=12, sex=None),
        "T5": teacher("T5", "A", "music", lessons_max=12, sex=None),
        "T6": teacher("T6", "j", "maths", manager=Manager.MIDDLE, sex=None),
        "T7": teacher("T7", "j", "maths", sex=None),
    }
    rows = [one.model_copy(update=changes.get(name, {})) for name, one in teachers.items()]
    return county(
        school("A", Role.CORE, area=Area.URBAN),
        school("j", area=Area.RURAL),
        travel=minutes(Aj=20),
        needs=tuple(need("A", maths=20, music=9) + need("j", maths=25, music=3)),
        teachers=tuple(rows),
        calendar=tuple(Week(semester=s, week=w) for s in (1, 2) for w in range(1, 13)),
    )


def solved(made: County, settings: Policy) -> Plan:
    found = solve_case(made, settings, time_limit=20.0, workers=1)
    assert isinstance(found, Solved)
    return found.plan


@pytest.fixture(scope="module")
def in_force() -> Plan:
    return solved(here(), SETTINGS)


def mid(in_force: Plan, until: str, **changes: dict[str, Any]) -> AfterExecuted:
    made = with_plan_in_force(here(**changes), SETTINGS, in_force)
    return after_executed(made, SETTINGS, in_force, until, file="leave.toml")


def test_a_semester_that_is_over_is_not_planned(in_force: Plan) -> None:
    made, settings, executed = mid(in_force, "2026-1:w12")
    assert (settings.exchange.planned, executed.semesters, executed.running) == (
        ("2026-2",),
        ("2026-1",),
        None,
    )
    assert executed.exchange.visits == tuple(
        row for row in in_force.exchange.visits if row.semester == "2026-1"
    )
    assert executed.calendar == tuple(row for row in in_force.calendar if row.semester == "2026-1")
    plan = solved(made, settings)
    rows = plan.exchange
    for named in (
        {row.semester for row in rows.teaching},
        {row.semester for row in rows.visits},
        {row.semester for row in rows.mentors},
        {row.semester for row in plan.calendar},
        {row.semester for row in rows.postings},
    ):
        assert named <= {"2026-2"}
    assert rows.teaching
    assert plan.calendar
    assert all(row.semesters == ("2026-2",) for row in rows.rotations)
    assert not check_plan(made, settings, plan).broken


def test_the_plan_in_force_is_valued_as_its_rest_is(in_force: Plan) -> None:
    """Means over both semesters were once laid beside the values of one."""
    _, settings, executed = mid(in_force, "2026-1:w12")
    made = with_plan_in_force(here(), SETTINGS, in_force)
    rest = rest_valued(in_force, executed, made, settings)
    taught = sum(row.lessons for row in in_force.exchange.teaching if row.semester == "2026-2")
    uncovered = [tier.value for tier in rest.tiers if set(tier.terms) == {Term.UNCOVERED_LESSONS}]
    assert uncovered == [57 - taught]  # 20 + 9 + 25 + 3 lessons are needed
    assert all(tier.bound is None and not tier.proven for tier in rest.tiers)


def test_weeks_that_are_over_hold_nothing_new(in_force: Plan) -> None:
    made, settings, executed = mid(in_force, "2026-2:w6")
    assert (executed.running, executed.week, settings.planned) == ("2026-2", 6, (2,))
    assert {row.week for row in made.calendar if row.kind is WeekKind.HOLIDAY} == set(range(1, 7))
    plan = solved(made, settings)
    assert plan.calendar
    assert all(row.week > 6 for row in plan.calendar)
    assert all(min(row.weeks) > 6 for row in plan.exchange.postings)
    assert not check_plan(made, settings, plan).broken


def test_duties_that_are_done_count(in_force: Plan) -> None:
    made, settings, executed = mid(in_force, "2026-2:w6")
    done = [row for row in executed.calendar if row.semester == "2026-2"]
    assert done
    assert len(made.log) >= len(done)
    plan = solved(made, settings)
    keys = {(row.kind, row.about, row.semester): row.minimum for row in in_force.duties}
    for kind, about in {(row.kind, row.about) for row in done}:
        times = sum((row.kind, row.about) == (kind, about) for row in done)
        left = sum(row.minimum for row in plan.duties if (row.kind, row.about) == (kind, about))
        asked = keys.get((kind, about, "2026-2"))
        if asked is not None:
            assert left == max(0, asked - times)


def test_a_rotation_that_began_goes_on_and_one_that_ended_counts(in_force: Plan) -> None:
    assert in_force.exchange.rotations
    made, settings, _ = mid(in_force, "2026-1:w12")
    plan = solved(made, settings)
    before = {row.teacher: row for row in in_force.exchange.rotations}
    now = {row.teacher: row for row in plan.exchange.rotations}
    for name, row in before.items():
        if set(row.semesters) == {"2026-1", "2026-2"}:
            assert (now[name].to, now[name].semesters) == (row.to, ("2026-2",))
        elif row.semesters == ("2026-1",):
            assert name not in now
    missed = [tier.terms[Term.QUOTA_MISSED] for tier in plan.tiers if Term.QUOTA_MISSED in tier.terms]
    same = [tier.terms[Term.QUOTA_MISSED] for tier in in_force.tiers if Term.QUOTA_MISSED in tier.terms]
    assert missed <= same


def test_only_an_absence_ends_a_rotation(in_force: Plan) -> None:
    running = [row for row in in_force.exchange.rotations if len(row.semesters) == 2]
    rotations = in_force.exchange.rotations
    if not running:  # make one of it: whoever rotates in autumn goes on in spring
        first = rotations[0].model_copy(update={"semesters": ("2026-1", "2026-2")})
        exchange = in_force.exchange.model_copy(update={"rotations": (first,)})
        in_force = in_force.model_copy(update={"exchange": exchange})
        running = [first]
    name = running[0].teacher
    made, settings, _ = mid(in_force, "2026-1:w12")
    plan = solved(made, settings)
    assert name in {row.teacher for row in plan.exchange.rotations}
    given = {row.school for row in plan.exchange.teaching if row.teacher == name}
    assert given <= {running[0].to}
    without = plan.exchange.model_copy(
        update={"rotations": tuple(row for row in plan.exchange.rotations if row.teacher != name)}
    )
    broken = check_plan(made, settings, plan.model_copy(update={"exchange": without})).broken
    assert "rotation_runs" in {one.rule for one in broken}
    made, settings, _ = mid(in_force, "2026-1:w12", **{name: {"away_from": "2026-2"}})
    plan = solved(made, settings)
    assert name not in {row.teacher for row in plan.exchange.rotations}
    assert name not in {row.teacher for row in plan.exchange.teaching}


@pytest.mark.parametrize(
    ("until", "code"), [("2025-2:w3", "executed_other_year"), ("2026-2:w12", "executed_everything")]
)
def test_what_cannot_be_is_an_error_with_its_mend(in_force: Plan, until: str, code: str) -> None:
    with pytest.raises(InputError) as raised:
        mid(in_force, until)
    (finding,) = raised.value.findings
    assert (finding.code, finding.file, finding.column, finding.value) == (
        code,
        "leave.toml",
        "keep.executed_until",
        until,
    )
    for lang in ("en", "zh"):
        assert finding_text(finding, lang)
        assert mend_text(finding, lang)


def test_the_changed_county_is_read_back_as_it_was_written(in_force: Plan, tmp_path: Path) -> None:
    made, settings, _ = mid(in_force, "2026-2:w6", T5={"away_from": "2026-2", "away_until": "2026-2"})
    write_county(tmp_path, made, settings)
    again = read_county(tmp_path)
    assert again.policy.exchange.planned == ("2026-2",)
    assert county_sha256(again.county, again.policy) == county_sha256(made, settings)
    (absent,) = [one for one in again.county.teachers or () if one.teacher_id == "T5"]
    assert (absent.is_away("2026-1"), absent.is_away("2026-2")) == (False, True)


def test_what_is_fact_is_said_in_both_languages(in_force: Plan) -> None:
    executed = mid(in_force, "2026-2:w6").executed
    for lang in ("en", "zh"):
        said = executed_lines(executed, lang)
        assert "2026-2:w6" in str(said[0])
        assert "6" in str(said[1])


SCENARIO = """\
format = 1
name = "T02 falls ill in spring"
[[change]]
leave = { teacher = "T02", from = "2026-2", until = "2026-2" }
[keep]
executed_until = "2026-2:w6"
"""


def test_the_command_plans_the_rest_and_says_who_takes_over(call_here: Caller, tmp_path: Path) -> None:
    three, first, then = "bundled:three_schools", tmp_path / "p0", tmp_path / "p1"
    (tmp_path / "leave.toml").write_text(SCENARIO, "utf-8")
    assert call_here("solve", three, "--out", first, "--time-limit", "20", "--quiet").exit == 0
    done = call_here(
        "whatif", three, tmp_path / "leave.toml", "--from", first / "plan.json", "--out", then,
        "--time-limit", "20", "--json",
    )  # fmt: skip
    assert done.exit == 0, done.err
    told = done.answer["result"]["whatif"]
    assert (told["executed"]["semesters"], told["executed"]["week"]) == (["2026-1"], 6)
    assert [(one["teacher"], one["because"]) for one in told["ended"]] == [("T02", "away")]
    fact = ExecutedPart.model_validate_json((then / "executed.json").read_text("utf-8"))
    assert {row.semester for row in fact.exchange.teaching} == {"2026-1", "2026-2"}
    plan = Plan.model_validate_json((then / "plan.json").read_text("utf-8"))
    assert {row.semester for row in plan.exchange.teaching} == {"2026-2"}
    assert call_here("verify", then / "county", then / "plan.json", "--quiet").exit == 0
