"""Schools close or become points: what follows in every table (docs/scenarios.md 6, 7), every error."""

import pytest
from lianxiao.models.county import ClassCount, County, Need, NewCode, Pin
from lianxiao.models.errors import InputError
from lianxiao.models.policy import SubjectLayer
from lianxiao.models.school_year import Blocked, PastExchange, Vehicle
from lianxiao.models.settlement import Settlement
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import PinRule, Role, Stage

from .merged_county import closed, codes, county, pointed, policy, school, ways
from .test_scenario_mergers import pairs, row

P, J = Stage.PRIMARY, Stage.JUNIOR
MUST, NEVER = PinRule.MUST, PinRule.NEVER


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

    def test_needs_grow_with_the_classes_of_who_takes_pupils_in(self) -> None:
        def given(students: float) -> County:
            return county(
                classes=(
                    ClassCount(school_id="a", stage=P, grade=1, classes=1, students=10),
                    ClassCount(school_id="b", stage=P, grade=1, classes=1, students=students),
                ),
                needs=(
                    Need(school_id="a", stage=P, subject="music", need=4, supply=2),
                    Need(school_id="b", stage=P, subject="music", need=3, supply=1),
                ),
            )

        # 35 + 10 pupils still are one class of 45, 36 + 10 are two
        for students, need in ((35, 3), (36, 6)):
            needs = closed(given(students), "a").county.needs
            assert needs is not None
            assert [(n.school_id, n.need, n.supply) for n in needs] == [("b", need, 1)]

    def test_needs_move_in_proportion_where_classes_are_not_known_and_supply_with_the_teachers(self) -> None:
        bare = tuple(one.model_copy(update={"classes": None}) for one in county().schools)
        given = county(
            schools=bare,
            classes=(
                ClassCount(school_id="a", stage=P, grade=1, classes=1, students=10),
                ClassCount(school_id="a", stage=P, grade=6, classes=1, students=20),
                ClassCount(school_id="b", stage=P, grade=1, students=10),
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
