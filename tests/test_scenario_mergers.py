"""Schools merge, close or become points: what follows in every table (docs/scenarios.md 3-7), every error."""

from typing import Any

import pytest
from lianxiao.models.county import (
    ClassCount,
    Need,
    NewCode,
    Pin,
    StandingAlliance,
)
from lianxiao.models.errors import InputError
from lianxiao.models.school_year import Blocked, PastExchange, Vehicle
from lianxiao.models.settlement import Settlement
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import PinRule, Role, Stage
from lianxiao.solver.scenario.one_change import Applied

from .merged_county import J, P, closed, codes, county, merged, policy, school

MUST, NEVER, PREFER, AVOID = PinRule.MUST, PinRule.NEVER, PinRule.PREFER, PinRule.AVOID


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
            exchanges=(
                PastExchange(teacher="T2", from_id="c", to_id="a", subject="music"),
                PastExchange(teacher="T1", from_id="a", to_id="b", subject="music"),
            ),
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
        assert [(one.teacher, one.to_id) for one in after.exchanges] == [("T2", "b")]
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
