"""Schools merge, close or become points: what follows in every table (docs/scenarios.md 3-7), every error."""

from typing import Any

import pytest
from lianxiao.models.county import (
    ClassCount,
    County,
    ListedTravel,
    Need,
    NewCode,
    Pin,
    StandingAlliance,
)
from lianxiao.models.errors import InputError
from lianxiao.models.policy import Policy, SubjectLayer
from lianxiao.models.scenario import Close, Merge, ToPoint
from lianxiao.models.school import School
from lianxiao.models.school_year import Blocked, PastExchange, Vehicle
from lianxiao.models.settlement import Settlement
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import PinRule, Role, Stage
from lianxiao.reports.messages import finding_text, mend_text
from lianxiao.solver.scenario.close import close
from lianxiao.solver.scenario.merge import merge
from lianxiao.solver.scenario.one_change import Applied, At
from lianxiao.solver.scenario.to_point import to_point

P, J = Stage.PRIMARY, Stage.JUNIOR
MUST, NEVER, PREFER, AVOID = PinRule.MUST, PinRule.NEVER, PinRule.PREFER, PinRule.AVOID


def school(school_id: str, **cells: Any) -> School:
    given = {"role": Role.MEMBER, "stages": (P,), **cells}
    return School.model_validate({"school_id": school_id, "name": school_id, **given})


def ways(**km: float) -> dict[tuple[str, str], ListedTravel]:
    """``ab=3``: from a to b 3 km and 3 minutes."""
    return {(pair[0], pair[1]): ListedTravel(float(far), float(far)) for pair, far in km.items()}


def county(**tables: Any) -> County:
    """Two cores k and l, members a, b, c; ways a–b 10, a–c 20, a–k 30 and so on."""
    schools = tables.pop(
        "schools",
        (
            school("k", role=Role.CORE, students=900, classes=20),
            school("l", role=Role.CORE, students=800, classes=18),
            school("a", students=40, classes=6),
            school("b", students=60, classes=6),
            school("c", students=50, classes=6),
        ),
    )
    return County(
        schools=schools, travel=tables.pop("travel", ways(ab=10, ac=20, ak=30, bc=12, al=40)), **tables
    )


def policy(**settings: Any) -> Policy:
    return Policy.model_validate(
        {
            "school_year": 2026,
            "travel": {"source": "table"},
            "mode": [{"key": "joint_alliance", "stages": ["primary", "junior"]}],
            **settings,
        }
    )


def at(kind: Any) -> At:
    return At("plan.toml", 2, kind)


def merged(given: County, schools: list[str], into: str, settings: Policy | None = None) -> Applied:
    return merge(given, settings or policy(), Merge(schools=tuple(schools), into=into), at("merge"))


def closed(given: County, one: str, settings: Policy | None = None, **change: Any) -> Applied:
    return close(given, settings or policy(), Close(school=one, **change), at("close"))


def pointed(given: County, one: str, parent: str) -> Applied:
    return to_point(given, policy(), ToPoint(school=one, parent=parent), at("to_point"))


def codes(refused: pytest.ExceptionInfo[InputError]) -> list[tuple[str, str | None]]:
    """Codes and columns of the findings, all of which have words in both languages."""
    for one in refused.value.findings:
        for lang in ("en", "zh"):
            assert finding_text(one, lang), one
            assert mend_text(one, lang), one
        assert one.file == "plan.toml"
    return [(one.code, one.column) for one in refused.value.findings]


def row(core: str, member: str, stage: Stage = P, **cells: Any) -> StandingAlliance:
    return StandingAlliance(core_id=core, member_id=member, stage=stage, **cells)


def pairs(done: Applied) -> list[tuple[str, str]]:
    return [(one.core_id, one.member_id) for one in done.county.alliances]


class TestMergedSchools:
    def test_figures_add_up_and_the_rest_stays(self) -> None:
        given = county(
            schools=(
                school("a", students=40, classes=6, posts=7.5, quality=0.5, capacity=2, teaching_area=300),
                school("b", students=60, classes=6, posts=6, quality=0.25, capacity=9, teaching_area=200),
            )
        )
        done = merged(given, ["a"], "b")
        b = done.county.by_id["b"]
        assert (b.students, b.classes, b.posts, b.teaching_area, b.capacity) == (100, 12, 13.5, 500, 9)
        assert b.quality == 0.35  # (40 × 0.5 + 60 × 0.25) / 100
        assert [one.school_id for one in done.county.schools] == ["b"]
        assert done.effect.gone == ("a",)
        assert not done.warnings

    def test_a_blank_figure_makes_the_sum_unknown_unless_nobody_is_there(self) -> None:
        given = county(
            schools=(
                school("a", students=40, posts=None),
                school("b", students=60, posts=6),
                school("e", students=0, posts=None),
            )
        )
        known = merged(given, ["e"], "b")
        assert known.county.by_id["b"].posts == 6
        unknown = merged(given, ["a"], "b")
        assert unknown.county.by_id["b"].posts is None
        assert [(one.code, one.figures["cell"]) for one in unknown.warnings] == [
            ("merge_sum_unknown", "posts")
        ]

    def test_stages_join_and_classes_stay_where_they_were(self) -> None:
        # a: 6 classes over six primary grades; n: 18 over nine grades, 2 each. Summed over the whole school
        # they would be 24 ÷ 9 = 2.667 in every grade, junior too.
        given = county(
            schools=(
                school("a", classes=6, students=40),
                school("n", stages=(P, J), classes=18, students=500),
            )
        )
        done = merged(given, ["n"], "a")
        assert done.county.by_id["a"].stages == (P, J)
        counted = {(one.stage, one.grade): one.classes for one in done.county.classes}
        assert counted == {**{(P, g): 3.0 for g in range(1, 7)}, **{(J, g): 2.0 for g in (7, 8, 9)}}
        assert {one.code for one in done.warnings} == {"change_classes_spread"}

    def test_rows_of_classes_and_needs_add_up(self) -> None:
        given = county(
            classes=(
                ClassCount(school_id="a", stage=P, grade=1, classes=1, students=8),
                ClassCount(school_id="b", stage=P, grade=1, classes=2, students=20),
                ClassCount(school_id="b", stage=P, grade=2, classes=1, students=None),
                ClassCount(school_id="c", stage=P, grade=1, classes=1, students=9),
            ),
            needs=(
                Need(school_id="a", stage=P, subject="music", need=2.5, supply=1),
                Need(school_id="b", stage=P, subject="music", need=4, supply=0.5),
                Need(school_id="a", stage=P, subject="art", need=2, supply=0),
            ),
        )
        done = merged(given, ["a"], "b")
        assert {(r.school_id, r.grade): (r.classes, r.students) for r in done.county.classes} == {
            ("c", 1): (1, 9),
            ("b", 1): (3, 28),
            ("b", 2): (1, None),
        }
        assert done.county.needs is not None
        assert {(n.school_id, n.subject): (n.need, n.supply) for n in done.county.needs} == {
            ("b", "music"): (6.5, 1.5),
            ("b", "art"): (2, 0),
        }

    def test_everything_that_names_the_school_follows(self) -> None:
        settings = policy(subject_alliance=[{"subject": "*", "scope": "list", "members": ["a", "b", "c"]}])
        given = county(
            schools=(*county().schools, school("p", parent_id="a", role=Role.NONE, students=5)),
            teachers=(
                Teacher(teacher_id="T1", school_id="a", stage=P, subject="music", lessons_max=18),
                Teacher(teacher_id="T2", school_id="c", stage=P, subject="music", lessons_max=18),
            ),
            blocked=(Blocked(id="a", half_day="mon_am"), Blocked(id="T1", half_day="tue_am")),
            vehicles=(Vehicle(from_id="k", to_id="a", half_day="mon_am", seats=4),),
            settlements=(
                Settlement(name="East", stage=P, students=20, school_id="a"),
                Settlement(name="East", stage=P, students=3, school_id="b"),
            ),
            exchanges=(PastExchange(teacher="T2", from_id="c", to_id="a", subject="music"),),
            codes=(NewCode(old_id="x", new_id="a"),),
        )
        done = merged(given, ["a"], "b", settings)
        after = done.county
        assert after.by_id["p"].parent_id == "b"
        assert [t.school_id for t in after.teachers or ()] == ["b", "c"]
        assert [(t.teacher, t.from_school, t.to_school) for t in done.effect.teachers] == [("T1", "a", "b")]
        assert [one.id for one in after.blocked] == ["T1"]
        assert after.vehicles == ()
        assert [(s.school_id, s.students) for s in after.settlements] == [("b", 23)]
        assert after.exchanges[0].to_id == "b"
        assert [(c.old_id, c.new_id, c.since) for c in after.codes] == [
            ("x", "a", None),
            ("a", "b", "2026-09"),
        ]
        assert sorted(after.travel) == [("b", "c")]
        assert done.policy.subject_alliance[0].members == ("b", "c")
        assert given.by_id["p"].parent_id == "a"  # the county that was given stays as it was

    def test_pupils_and_their_ways(self) -> None:
        done = merged(county(), ["a"], "b")
        (moved,) = done.effect.pupils
        assert (moved.from_school, moved.to_school, moved.students, moved.minutes) == ("a", "b", 40, 10)
        assert moved.approximate


class TestMergedErrors:
    def test_all_at_once(self) -> None:
        given = county(schools=(*county().schools, school("j", stages=(J,)), school("s", keep="border")))
        with pytest.raises(InputError) as refused:
            merged(given, ["zz", "a", "a", "j", "s", "b"], "b")
        assert codes(refused) == [
            ("change_school_gone", "change[2].merge.schools"),
            ("change_school_twice", "change[2].merge.schools"),
            ("merge_into_itself", "change[2].merge.schools"),
            ("merge_no_stage", "change[2].merge.schools"),
            ("change_keep", "change[2].merge.schools"),
        ]

    def test_a_receiver_that_an_earlier_change_took_out(self) -> None:
        after = merged(county(), ["a"], "b").county
        with pytest.raises(InputError) as refused:
            merged(after, ["c"], "a")
        assert codes(refused) == [("change_school_merged", "change[2].merge.into")]
        gone = closed(county(), "a").county
        with pytest.raises(InputError) as refused:
            merged(gone, ["c"], "a")
        assert codes(refused) == [("change_school_gone", "change[2].merge.into")]

    def test_a_school_cannot_become_part_of_its_own_point(self) -> None:
        given = county(schools=(school("a"), school("p", parent_id="a", role=Role.NONE)))
        with pytest.raises(InputError) as refused:
            merged(given, ["a"], "p")
        assert codes(refused) == [("merge_into_own_point", "change[2].merge.into")]
        assert [one.school_id for one in merged(given, ["p"], "a").county.schools] == ["a"]


class TestMergedPins:
    def test_pins_pass_on_each_once(self) -> None:
        given = county(
            pins=(
                Pin(school_id="a", core_id="k", stage=P, rule=PREFER),
                Pin(school_id="b", core_id="k", stage=P, rule=PREFER),
                Pin(school_id="c", core_id="l", stage=None, rule=MUST),
            )
        )
        done = merged(given, ["a"], "b")
        assert [(p.school_id, p.core_id) for p in done.county.pins] == [("b", "k"), ("c", "l")]

    def test_a_pin_of_the_pair_goes_unless_it_must(self) -> None:
        for rule in (NEVER, PREFER, AVOID):
            given = county(pins=(Pin(school_id="a", core_id="k", stage=P, rule=rule),))
            assert merged(given, ["a"], "k").county.pins == ()
        given = county(pins=(Pin(school_id="a", core_id="k", stage=P, rule=MUST),))
        with pytest.raises(InputError) as refused:
            merged(given, ["a"], "k")
        assert codes(refused) == [("merge_pin_itself", "change[2].merge")]

    @pytest.mark.parametrize(
        ("stages", "rules", "cores", "clash"),
        [
            ((P, P), (MUST, MUST), ("k", "l"), True),
            ((None, P), (MUST, MUST), ("k", "l"), True),
            ((J, P), (MUST, MUST), ("k", "l"), False),
            ((P, P), (MUST, MUST), ("k", "k"), False),
            ((P, P), (MUST, NEVER), ("k", "k"), True),
            ((P, P), (MUST, NEVER), ("k", "l"), False),
            ((P, P), (MUST, PREFER), ("k", "l"), False),
        ],
    )
    def test_pins_that_cannot_hold_together(self, stages: Any, rules: Any, cores: Any, clash: bool) -> None:
        given = county(
            pins=tuple(
                Pin(school_id=one, core_id=core, stage=stage, rule=rule)
                for one, core, stage, rule in zip("ab", cores, stages, rules, strict=True)
            )
        )
        if not clash:
            assert merged(given, ["a"], "b").county.pins
            return
        with pytest.raises(InputError) as refused:
            merged(given, ["a"], "b")
        assert codes(refused) == [("merge_pins_clash", "change[2].merge")]
        assert refused.value.findings[0].figures["pin"] == f"a → {cores[0]}"


class TestMergedRound:
    def test_into_keeps_its_own_core(self) -> None:
        done = merged(county(alliances=(row("k", "a"), row("l", "b"))), ["a"], "b")
        assert pairs(done) == [("l", "b")]
        assert [(one.school, one.core) for one in done.effect.left] == [("a", "k")]

    def test_the_same_core_stays_once(self) -> None:
        done = merged(county(alliances=(row("k", "a"), row("k", "b"))), ["a"], "b")
        assert pairs(done) == [("k", "b")]
        assert done.effect.left == ()

    def test_into_takes_the_place_of_the_largest(self) -> None:
        # b has no place: of a (40 students, with k) and c (50, with l) it takes that of c
        done = merged(county(alliances=(row("k", "a"), row("l", "c", until="2028-08"))), ["a", "c"], "b")
        assert pairs(done) == [("l", "b")]
        assert done.county.alliances[0].until == "2028-08"
        assert [one.school for one in done.effect.left] == ["a"]

    def test_members_of_a_merged_core_go_over(self) -> None:
        given = county(alliances=(row("k", "a", name="West"), row("l", "b", name="East")))
        done = merged(given, ["k"], "l")
        assert pairs(done) == [("l", "a"), ("l", "b")]
        assert {one.name for one in done.county.alliances} == {"West"}
        assert done.effect.orphans == ()

    def test_or_are_orphans_where_into_may_not_lead(self) -> None:
        done = merged(county(alliances=(row("k", "a"), row("k", "b"), row("l", "c"))), ["k"], "b")
        assert pairs(done) == [("l", "c")]
        assert [(one.school, one.core) for one in done.effect.orphans] == [("a", "k"), ("b", "k")]

    def test_a_member_that_merges_into_its_core_is_no_member(self) -> None:
        done = merged(county(alliances=(row("k", "a"), row("k", "b"))), ["a"], "k")
        assert pairs(done) == [("k", "b")]
        assert done.effect.orphans == ()


class TestToPoint:
    def test_it_follows_its_parent(self) -> None:
        given = county(
            alliances=(row("k", "a"), row("l", "b")),
            pins=(Pin(school_id="a", core_id="k", stage=P, rule=MUST),),
        )
        done = pointed(given, "a", "b")
        assert done.county.by_id["a"].parent_id == "b"
        assert done.county.by_id["a"].role is Role.NONE
        assert done.county.by_id["a"].students == 40
        assert pairs(done) == [("l", "b")]
        assert [one.school for one in done.effect.left] == ["a"]
        assert done.county.pins == ()
        assert not done.warnings

    def test_the_members_of_a_core_are_orphans(self) -> None:
        given = county(
            alliances=(row("k", "a"), row("k", "b")),
            pins=(Pin(school_id="a", core_id="k", stage=P, rule=MUST),),
        )
        done = pointed(given, "k", "l")
        assert [one.school for one in done.effect.orphans] == ["a", "b"]
        assert [one.code for one in done.warnings] == ["change_pin_gone"]

    def test_errors(self) -> None:
        given = county(
            schools=(
                *county().schools,
                school("j", stages=(J,)),
                school("p", parent_id="a", role=Role.NONE),
            )
        )
        for one, parent, code in (
            ("a", "a", "point_of_itself"),
            ("b", "p", "point_of_point"),
            ("p", "a", "point_already"),
            ("a", "j", "point_no_stage"),
            ("a", "y", "change_school_gone"),
        ):
            with pytest.raises(InputError) as refused:
                pointed(given, one, parent)
            column = "school" if code == "point_already" else "parent"
            assert codes(refused) == [(code, f"change[2].to_point.{column}")]


class TestClose:
    def test_pupils_go_to_the_nearest_and_fill_its_classes(self) -> None:
        # b has 44 students in 1 class of grade 1 and 45 in grade 2. One more keeps grade 1 at 45 in 1 class;
        # the other one makes grade 2 46: a second class.
        given = county(
            classes=(
                ClassCount(school_id="a", stage=P, grade=1, classes=1, students=1),
                ClassCount(school_id="a", stage=P, grade=2, classes=1, students=1),
                ClassCount(school_id="b", stage=P, grade=1, classes=1, students=44),
                ClassCount(school_id="b", stage=P, grade=2, classes=1, students=45),
            )
        )
        done = closed(given, "a")
        assert {(r.school_id, r.grade): (r.classes, r.students) for r in done.county.classes} == {
            ("b", 1): (1, 45),
            ("b", 2): (2, 46),
        }
        assert (done.county.by_id["b"].students, done.county.by_id["b"].classes) == (62, 7)
        assert [(m.to_school, m.grade, m.students, m.minutes) for m in done.effect.pupils] == [
            ("b", 1, 1, 10),
            ("b", 2, 1, 10),
        ]
        assert all(m.approximate for m in done.effect.pupils)

    def test_a_school_without_the_grade_takes_nobody_of_it(self) -> None:
        given = county(
            classes=(
                ClassCount(school_id="a", stage=P, grade=1, classes=1, students=10),
                ClassCount(school_id="a", stage=P, grade=6, classes=1, students=12),
                ClassCount(school_id="b", stage=P, grade=1, classes=1, students=10),
            )
        )
        done = closed(given, "a")
        assert [(m.grade, m.to_school) for m in done.effect.pupils] == [(1, "b"), (6, "c")]

    def test_homes_decide_where_they_are_known(self) -> None:
        # West lies at c, East at b; of 40 pupils 25 live in the two villages: 15 are counted at the school
        schools = (
            school("a", students=40, classes=6, lat=30.0, lon=110.05),
            school("b", students=60, classes=6, lat=30.0, lon=110.06),
            school("c", students=50, classes=6, lat=30.0, lon=110.0),
        )
        homes = (
            Settlement(name="West", lat=30.0, lon=110.0, stage=P, students=20, school_id="a"),
            Settlement(name="East", lat=30.0, lon=110.06, stage=P, students=5, school_id="a"),
        )
        settings = policy(travel={"source": "straight_line", "speed_kmh": 40, "detour": 1.3})
        done = closed(county(schools=schools, travel={}, settlements=homes), "a", settings)
        assert [(m.settlement, m.to_school, m.students, m.km) for m in done.effect.pupils] == [
            ("East", "b", 5, 0.0),
            ("West", "c", 20, 0.0),
            ("", "b", 15, pytest.approx(1.252, abs=0.001)),  # 0.01° × 96.3 km × 1.3
        ]
        west = done.effect.pupils[1]
        assert west.km_before == pytest.approx(6.259, abs=0.002)
        assert [m.approximate for m in done.effect.pupils] == [False, False, True]
        assert [(s.name, s.school_id) for s in done.county.settlements] == [("West", "c"), ("East", "b")]

    def test_the_longest_way_counts_in_whole_seconds(self) -> None:
        assert closed(county(), "a", max_minutes=10).effect.pupils
        with pytest.raises(InputError) as refused:
            closed(county(), "a", max_minutes=9.99)
        assert codes(refused) == [("close_too_far", "change[2].close.max_minutes")]
        figures = refused.value.findings[0].figures
        assert (figures["count"], figures["nearest"], figures["minutes"]) == (40, "b", 10)
        with pytest.raises(InputError):
            closed(county(), "a", policy(students={"max_minutes": 9}))

    def test_no_school_at_all(self) -> None:
        with pytest.raises(InputError) as refused:
            closed(county(travel={}), "a")
        assert codes(refused) == [("close_no_school", "change[2].close.school")]

    def test_needs_move_in_proportion_and_supply_with_the_teachers(self) -> None:
        given = county(
            classes=(
                ClassCount(school_id="a", stage=P, grade=1, classes=1, students=10),
                ClassCount(school_id="a", stage=P, grade=6, classes=1, students=20),
                ClassCount(school_id="b", stage=P, grade=1, classes=1, students=10),
            ),
            needs=(
                Need(school_id="a", stage=P, subject="music", need=4, supply=2),
                Need(school_id="c", stage=P, subject="music", need=1, supply=1),
            ),
        )
        # 10 of 30 pupils go to b: 4 × 1/3 = 1.333; the rest, 2.667, to c
        done = closed(given, "a", teachers_to="k")
        assert done.county.needs is not None
        assert {(n.school_id, n.subject): (n.need, n.supply) for n in done.county.needs} == {
            ("b", "music"): (1.333, 0),
            ("c", "music"): (3.667, 1),
            ("k", "music"): (0, 2),
        }
        pool = closed(given, "a").county.needs
        assert pool is not None
        assert sum(n.supply for n in pool) == 1

    def test_teachers_go_to_the_pool_or_to_a_school(self) -> None:
        teachers = tuple(
            Teacher(teacher_id=one, school_id=home, stage=P, subject="music", lessons_max=18)
            for one, home in (("T1", "a"), ("T2", "b"))
        )
        given = county(
            teachers=teachers,
            blocked=(Blocked(id="T1", half_day="mon_am"), Blocked(id="T2", half_day="mon_am")),
            exchanges=(
                PastExchange(teacher="T1", to_id="b"),
                PastExchange(teacher="T2", to_id="a"),
                PastExchange(teacher="T2", from_id="a", to_id="c"),
            ),
        )
        done = closed(given, "a")
        assert [t.teacher_id for t in done.county.teachers or ()] == ["T2"]
        assert [(t.teacher, t.to_school) for t in done.effect.teachers] == [("T1", None)]
        assert [one.id for one in done.county.blocked] == ["T2"]
        assert [(x.from_id, x.to_id) for x in done.county.exchanges] == [("", "c")]
        kept = closed(given, "a", teachers_to="c")
        assert [t.school_id for t in kept.county.teachers or ()] == ["c", "b"]

    def test_one_stage_of_a_school(self) -> None:
        given = county(
            schools=(
                school("n", stages=(P, J), students=90, classes=9),
                school("b", students=60, classes=6),
                school("j", stages=(J,), students=100, classes=3),
            ),
            travel=ways(nb=5, nj=6),
            alliances=(row("k", "n", P), row("k", "n", J)),
            pins=(
                Pin(school_id="n", core_id="j", stage=J, rule=NEVER),
                Pin(school_id="n", core_id="b", stage=None, rule=NEVER),
            ),
        )
        done = closed(given, "n", stage=J)
        n = done.county.by_id["n"]
        # 90 students and 9 classes over nine grades: 30 and 3 of them in the three junior ones
        assert (n.stages, n.students, n.classes) == ((P,), 60, 6)
        assert done.county.by_id["j"].students == 130
        assert done.effect.gone == ()
        assert [one.code for one in done.warnings] == ["close_pupils_spread"]
        assert [one.stage for one in done.county.alliances] == [P]
        assert [one.core_id for one in done.county.pins] == ["b"]

    def test_a_core_leaves_orphans_and_nothing_names_it_any_more(self) -> None:
        settings = policy(subject_alliance=[{"subject": "*", "scope": "list", "members": ["k", "b"]}])
        given = county(
            travel=ways(kl=3, kb=9),
            alliances=(row("k", "a"), row("l", "b")),
            codes=(NewCode(old_id="x", new_id="y"), NewCode(old_id="y", new_id="k")),
            vehicles=(Vehicle(from_id="k", to_id="a", half_day="mon_am", seats=4),),
            pins=(Pin(school_id="a", core_id="k", stage=P, rule=MUST),),
        )
        done = closed(given, "k", settings)
        assert [(one.school, one.core) for one in done.effect.orphans] == [("a", "k")]
        after = done.county
        assert (after.codes, after.vehicles, after.travel, after.pins) == ((), (), {}, ())
        assert done.policy.subject_alliance == (SubjectLayer(subject="*", scope="list", members=("b",)),)
        assert [one.code for one in done.warnings] == ["change_pin_gone"]

    def test_errors(self) -> None:
        given = county(
            schools=(
                *county().schools,
                school("j", stages=(J,)),
                school("p", parent_id="b", role=Role.NONE),
                school("s", keep="on the border"),
            ),
            teachers=(Teacher(teacher_id="T1", school_id="a", stage=P, subject="music", lessons_max=18),),
        )
        for change, expected in (
            ({"one": "y"}, ("change_school_gone", "school")),
            ({"one": "a", "stage": J}, ("close_stage", "stage")),
            ({"one": "a", "teachers_to": "a"}, ("close_teachers_to_itself", "teachers_to")),
            ({"one": "a", "teachers_to": "j"}, ("close_teachers_stage", "teachers_to")),
            ({"one": "b"}, ("close_with_points", "school")),
            ({"one": "s"}, ("change_keep", "school")),
        ):
            with pytest.raises(InputError) as refused:
                closed(given, **change)  # type: ignore[arg-type]
            assert codes(refused) == [(expected[0], f"change[2].close.{expected[1]}")]

    def test_unknown_numbers_stay_unknown(self) -> None:
        given = county(schools=(school("a"), school("b", students=60, classes=6)))
        done = closed(given, "a")
        assert done.county.by_id["b"].students is None
        assert [one.code for one in done.warnings] == ["close_pupils_unknown"]
