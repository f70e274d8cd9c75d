"""What an alliance gives and gets, by hand on the bundled counties."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.errors import InputError
from lianxiao.models.plan import PlacedMember, Plan
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.models.staff_explanation import AllianceExplanation, SchoolFlow, SubjectFlow
from lianxiao.models.words import Stage
from lianxiao.reports.explain_staff_screen import alliance_explanation_result, alliance_explanation_screen
from lianxiao.solver.explain.alliance import explain_alliance
from lianxiao.solver.explain.school import explain_school
from lianxiao.solver.explain.teacher import explain_teacher
from lianxiao.solver.run import solve_case
from rich.console import Console, RenderableType

Case = tuple[County, Policy, Plan]


def solved(name: str) -> Case:
    read = read_county(bundled_county(name))
    found = solve_case(read.county, read.policy, time_limit=30.0, workers=1)
    assert not isinstance(found, NoPlan)
    return read.county, read.policy, found.plan


@pytest.fixture(scope="module")
def three() -> Case:
    return solved("three_schools")


@pytest.fixture(scope="module")
def ten() -> Case:
    return solved("ten_schools")


def school(found: AllianceExplanation, school_id: str) -> SchoolFlow:
    (one,) = (one for one in found.schools if one.school == school_id)
    return one


def subject(flow: SchoolFlow, name: str) -> SubjectFlow:
    (one,) = (one for one in flow.subjects if one.subject == name)
    return one


def printed(screen: Sequence[RenderableType]) -> str:
    console = Console(file=io.StringIO(), width=300, record=True)
    for part in screen:
        console.print(part)
    return console.export_text()


def test_who_gives_to_whom_per_subject(three: Case) -> None:
    # docs/three-schools.md: in every best plan T01 gives 6 music at 0202, and 0203 gets 2 of music
    found = explain_alliance(*three, "primary-0201")
    assert found.from_teachers
    member = subject(school(found, "0202"), "music")
    assert [(one.school, one.lessons) for one in member.gets] == [("0201", 6)]
    assert (member.need, member.own, member.uncovered, member.uncovered_alone) == (6, 0, 0, 6)
    gives = subject(school(found, "0201"), "music").gives
    assert ("0202", 6) in [(one.school, one.lessons) for one in gives]
    assert subject(school(found, "0203"), "music").gets[0].school == "0201"


def test_alone_and_together(three: Case) -> None:
    # alone: 0201 lacks nothing, 0202 6, 0203 8; together all four that are missing are missing at 0203
    found = explain_alliance(*three, "primary-0201")
    assert (found.uncovered_alone, found.uncovered) == (14, 4)
    assert [(one.school, one.uncovered_alone, one.uncovered) for one in found.schools] == [
        ("0201", 0, 0),
        ("0202", 6, 0),
        ("0203", 8, 4),
    ]
    assert (found.teacher_minutes, found.visitors) == (120, 2)
    assert (found.total_km, found.worst_km) == (30, 20)


def test_what_is_given_is_got(three: Case) -> None:
    found = explain_alliance(*three, "primary-0201")
    assert sum(one.gets for one in found.schools) == sum(one.gives for one in found.schools)
    assert sum(one.gets for one in found.schools) == found.lessons_moved
    for one in found.schools:
        for flow in one.subjects:
            got = sum(part.lessons for part in flow.gets)
            assert flow.uncovered == pytest.approx(flow.need - flow.own - got)


def test_without_teachers_need_and_supply_are_pooled(ten: Case) -> None:
    # docs/ten-schools.md: 0104 and 0105 lack 2 of English each, 0101 spares 4: together nothing is missing
    found = explain_alliance(*ten, "primary-0101")
    assert not found.from_teachers
    assert (found.uncovered_alone, found.uncovered) == (4, 0)
    assert school(found, "0104").uncovered_alone == 2
    assert school(found, "0104").uncovered is None
    english = next(one for one in found.subjects if one.subject == "english")
    assert english.own == english.need
    assert found.teacher_minutes is None


def test_an_unknown_alliance(three: Case) -> None:
    with pytest.raises(KeyError):
        explain_alliance(*three, "primary-0202")


def test_the_screens(three: Case, ten: Case) -> None:
    found = explain_alliance(*three, "primary-0201")
    shown = printed(alliance_explanation_screen(found, three[0], "en"))
    assert "Each school alone: 14 weekly lessons uncovered. Together: 4." in shown
    assert "6: 0201" in shown
    assert "各校单独：每周缺 14 节。联盟内：缺 4 节。" in printed(
        alliance_explanation_screen(found, three[0], "zh")
    )
    pooled = explain_alliance(*ten, "primary-0101")
    assert "Without teachers.csv nobody is sent anywhere" in printed(
        alliance_explanation_screen(pooled, ten[0], "en")
    )
    assert alliance_explanation_result(found)["uncovered"] == 4


@pytest.mark.parametrize(
    ("edited", "rule"),
    [
        ({"mode": "no_such_mode"}, "known_mode"),
        ({"members": (PlacedMember(school="0999"),)}, "known_school"),
        ({"stage": Stage.JUNIOR}, "stage"),
    ],
)
def test_a_plan_edited_by_hand_that_names_what_is_not_there(
    three: Case, edited: dict[str, Any], rule: str
) -> None:
    county, policy, plan = three
    broken = plan.model_copy(update={"alliances": (plan.alliances[0].model_copy(update=edited),)})
    stage = edited.get("stage", Stage.PRIMARY)
    with pytest.raises(InputError) as raised:
        explain_alliance(county, policy, broken, f"{stage}-0201")
    assert rule in {finding.code for finding in raised.value.findings}
    if stage is Stage.PRIMARY:
        with pytest.raises(InputError):
            explain_teacher(county, policy, broken, "T01", seconds=1.0, workers=1)
    found = explain_school(county, policy, broken, "0202", seconds=5.0, workers=1)
    assert rule in {one.code for one in found.broken}
