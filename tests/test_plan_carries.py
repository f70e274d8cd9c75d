"""What a plan carries beside who is with whom: points, months, reasons (docs/grouping.md, 23 to 25)."""

from typing import Any

import pytest
from lianxiao.models.county import County, ListedTravel, NoRoad, RoadJoint, RoadTravel, StandingAlliance
from lianxiao.models.mode import Mode
from lianxiao.models.policy import TravelSettings
from lianxiao.models.rule import Rule
from lianxiao.models.words import Role
from lianxiao.solver.grouping.carried import months_of
from lianxiao.tests.hand_made import JUNIOR, PRIMARY, km, school
from lianxiao.tests.solved_modes import members, plan_of, rules, settings

JOINT = {"key": "joint_alliance", "id": "joint", "min_members": 1, "stages": ("primary", "junior")}


class TestCarried:
    """23 and 24: points, months, cohorts and names."""

    def test_points_follow_core_and_member_whatever_their_stages(self) -> None:
        schools = (
            school("A", Role.CORE),
            school("a2", Role.NONE, JUNIOR, parent_id="A"),
            school("a1", Role.NONE, parent_id="a2"),
            school("j"),
            school("p", Role.MEMBER, parent_id="j"),
        )
        plan = plan_of(County(schools=schools, travel=km(Aj=1)), settings({**JOINT, "stages": ("primary",)}))
        (alliance,) = plan.alliances
        assert alliance.points == ("a1", "a2")
        assert [(member.school, member.points) for member in alliance.members] == [("j", ("p",))]

    @pytest.mark.parametrize(
        ("term", "school_year", "months"),
        [
            (None, 2026, ("2026-09", None)),
            (None, None, (None, None)),
            ({"semesters": 6}, 2026, ("2026-09", "2029-08")),
            ({"semesters": 2}, 2026, ("2026-09", "2027-08")),
            ({"semesters": 1}, 2026, ("2026-09", "2027-02")),
            ({"start": "2026-2", "semesters": 1}, 2026, ("2027-03", "2027-08")),
            ({"start": "2026-2", "semesters": 2}, None, ("2027-03", "2028-02")),
            ({"start": "2026-2"}, None, ("2027-03", None)),
            ({"semesters": 6}, None, (None, None)),
        ],
    )
    def test_months(
        self, term: dict[str, Any] | None, school_year: int | None, months: tuple[str | None, str | None]
    ) -> None:
        assert months_of(Mode.model_validate({"key": "joint_alliance", "term": term}), school_year) == months

    def test_who_stays_keeps_its_time_and_the_alliance_its_name(self) -> None:
        standing = (
            StandingAlliance(
                core_id="A",
                member_id="k",
                stage=PRIMARY,
                since="2024-09",
                until="2027-08",
                batch="2",
                name="X",
            ),
            StandingAlliance(core_id="B", member_id="j", stage=PRIMARY, since="2020-09", batch="1", name="Y"),
        )
        schools = (school("A", Role.CORE), school("j"), school("k"))
        county = County(schools=schools, travel=km(Aj=1, Ak=2), alliances=standing)
        (alliance,) = plan_of(county, settings({"key": "joint_alliance"}, school_year=2026)).alliances
        assert alliance.name == "X"
        assert [(m.school, m.since, m.until, m.batch) for m in alliance.members] == [
            ("j", "2026-09", None, ""),
            ("k", "2024-09", "2027-08", "2"),
        ]

    def test_without_anybody_who_stays_it_is_called_like_its_core(self) -> None:
        standing = (StandingAlliance(core_id="A", member_id="k", stage=JUNIOR, name="X"),)
        county = County(schools=(school("A", Role.CORE), school("k")), travel=km(Ak=2), alliances=standing)
        (alliance,) = plan_of(county, settings({**JOINT, "stages": ("primary",)})).alliances
        assert alliance.name == "A"


HERE: dict[str, Any] = {"lat": 47.1, "lon": 9.5}
FAR_FROM_ROADS, ON_ROAD = RoadJoint(None, False), RoadJoint(20.0, True)


class TestNoRoad:
    """25: where ways come from roads, an unreachable school says so, with the reason."""

    @pytest.mark.parametrize(
        ("placed", "joint", "why", "reason"),
        [
            (HERE, ON_ROAD, NoRoad.NOT_CONNECTED, {"en": "do not join", "zh": "不连通"}),
            (HERE, ON_ROAD, NoRoad.BEYOND_LIMITS, {"en": "longer than", "zh": "远超"}),
            (HERE, FAR_FROM_ROADS, NoRoad.OFF_THE_NET, {"en": "near enough to j", "zh": "j 附近"}),
            ({}, FAR_FROM_ROADS, NoRoad.OFF_THE_NET, {"en": "j has no coordinates", "zh": "j 没有坐标"}),
        ],
    )
    def test_reason(
        self, placed: dict[str, Any], joint: RoadJoint, why: NoRoad, reason: dict[str, str]
    ) -> None:
        schools = (school("A", Role.CORE, **HERE), school("j", **placed), school("k"))
        roads = RoadTravel("", {}, {"A": ON_ROAD, "j": joint}, {("A", "j"): why})
        travel = {("A", "k"): ListedTravel(km=2.0, minutes=None)}
        county = County(schools=schools, travel=travel, roads=roads)
        policy = settings({**JOINT, "stages": ("primary",)}, travel=TravelSettings(source="roads"))
        for lang in ("en", "zh"):
            plan = plan_of(county, policy, lang)
            assert members(plan) == {"primary-A": ["k"]}
            assert rules(plan, "j") == [Rule.NO_ROAD]
            assert plan.unplaced is not None
            assert reason[lang] in plan.unplaced[0].reasons[0].text
