"""The checker's rules of rows and ways: allowed, forbidden, at the bound (docs/exchange.md, 1 to 15)."""

import pytest
from lianxiao.models.plan import Plan
from lianxiao.models.row_rule import RowRule
from lianxiao.models.rule import Rule
from lianxiao.models.words import Role
from lianxiao.tests.check_exchange import HOME, SPRING, VISITS, county, edited, plan, policy, rules, visiting

AUTUMN = "2026-1"


def test_the_plan_keeps_every_rule() -> None:
    assert rules(plan()) == set()


class TestRows:
    def test_an_unknown_teacher(self) -> None:
        assert RowRule.KNOWN_TEACHER in rules(edited("teaching", 0, teacher="x"))
        assert RowRule.KNOWN_TEACHER in rules(edited("visits", 0, teacher="x"))
        assert RowRule.KNOWN_TEACHER in rules(edited("rotations", 0, teacher="x"))

    def test_an_unknown_school(self) -> None:
        assert Rule.KNOWN_SCHOOL in rules(edited("teaching", 0, school="x"))
        assert Rule.KNOWN_SCHOOL in rules(edited("visits", 0, to="x"))
        assert Rule.KNOWN_SCHOOL in rules(edited("rotations", 0, to="x"))

    def test_another_school_year(self) -> None:
        assert RowRule.KNOWN_SEMESTER in rules(edited("teaching", 0, semester="2025-1"))
        assert RowRule.KNOWN_SEMESTER in rules(edited("visits", 0, semester="2027-1"))
        assert RowRule.KNOWN_SEMESTER in rules(edited("rotations", 0, semesters=["2025-2"]))
        assert RowRule.KNOWN_SEMESTER in rules(edited("rotations", 0, semesters=[]))

    def test_another_stage_than_the_teacher_s(self) -> None:
        assert RowRule.TEACHER_STAGE in rules(edited("teaching", 0, stage="junior"))
        assert RowRule.TEACHER_STAGE in rules(edited("visits", 0, stage="junior"))

    def test_a_subject_the_teacher_does_not_teach(self) -> None:
        assert RowRule.TEACHER_SUBJECT in rules(edited("teaching", 0, subject="music"))
        assert RowRule.TEACHER_SUBJECT in rules(edited("visits", 0, subject="maths"))
        assert RowRule.TEACHER_SUBJECT in rules(edited("rotations", 0, subject="music"))
        assert rules(edited("rotations", 0, subject="maths")) == set()

    def test_where_the_teacher_comes_from(self) -> None:
        assert RowRule.FROM in rules(edited("visits", 0, **{"from": "n"}))
        assert RowRule.FROM in rules(edited("rotations", 0, **{"from": "m"}))

    def test_a_row_that_stands_twice(self) -> None:
        exchange = plan().exchange
        for table in ("teaching", "visits"):
            rows = getattr(exchange, table)
            twice = exchange.model_copy(update={table: (*rows, rows[0])})
            assert RowRule.ROW_TWICE in rules(plan().model_copy(update={"exchange": twice})), table

    def test_a_school_of_role_none_takes_no_part(self) -> None:
        away = county({"d": {"role": Role.NONE}})
        assert rules(plan(), away) == {RowRule.TAKES_NO_PART}
        without = ";".join(row for row in HOME.split(";") if "d1" not in row)
        spring = ";".join(row for row in SPRING.split(";") if "d1" not in row)
        assert rules(plan(without, spring), away) == set()

    def test_a_county_without_teachers_has_no_exchange(self) -> None:
        bare = county().model_copy(update={"teachers": None})
        assert RowRule.NO_TEACHERS in rules(plan(), bare, policy([{"unplaced": 1}]))
        empty = Plan(alliances=plan().alliances)
        assert rules(empty, bare, policy([{"unplaced": 1}])) == set()


class TestTeaching:
    def test_lessons_max(self) -> None:
        assert rules(plan(), county(teachers={"c3": {"lessons_max": 10}})) == set()  # 4 + 4 + 2
        assert rules(plan(), county(teachers={"c3": {"lessons_max": 9}})) == {RowRule.LESSONS_MAX}

    def test_need_of_a_school_with_its_points(self) -> None:
        exact = county(needs={"n": {"maths": 8.0, "music": 4}})
        assert rules(plan(), exact) == set()
        assert RowRule.NEED in rules(plan(), county(needs={"n": {"maths": 7.999, "music": 4}}))

    def test_lessons_away_need_a_visit(self) -> None:
        assert rules(visiting(*VISITS, autumn=HOME + "; c4 n music 2")) == {RowRule.TEACHING_PLACE}

    def test_a_visit_needs_its_lessons(self) -> None:
        assert RowRule.VISIT_TAUGHT in rules(edited("teaching", _row_of_visit(), lessons=3))

    def test_home_lessons_name_the_school_or_the_own_site(self) -> None:
        pointed = county(teachers={"m1": {"school_id": "q"}})
        assert rules(plan(), pointed) == set()
        at_site = HOME.replace("m1 m", "m1 q")
        assert rules(plan(at_site), pointed) == set()
        assert rules(plan(at_site), county()) == {RowRule.TEACHING_PLACE}


def _row_of_visit() -> int:
    return next(
        at for at, row in enumerate(plan().exchange.teaching) if row.teacher == "c3" and row.school == "m"
    )


class TestWhere:
    def test_a_visit_outside_the_alliance(self) -> None:
        home = HOME.replace("c3 c music 4", "c3 c music 6").replace("; c4 c music 2", "")
        outside = plan(home, home, ("d1 m maths mon_am:1",), ())
        assert RowRule.ALLIANCE in rules(outside)

    def test_a_visit_to_the_own_school(self) -> None:
        pointed = county(teachers={"c3": {"school_id": "m"}})
        moved = plan(visits=())
        rows = moved.exchange.model_dump(mode="json", by_alias=True)
        rows["visits"] = [
            {"teacher": "c3", "from": "m", "to": "q", "subject": "music", "stage": "primary"}
            | {"semester": AUTUMN, "half_days": {"mon_am": 1}, "lessons": 1}
        ]
        own = moved.model_copy(update={"exchange": type(moved.exchange).model_validate(rows)})
        assert RowRule.NOT_AWAY in rules(own, pointed)

    def test_before_the_term_begins(self) -> None:
        spring = policy(mode={"term": {"start": "2026-2"}})
        only = plan(visits=[f"{visit}@2026-2" for visit in VISITS])
        assert rules(only, policy_=spring) == set()
        assert rules(plan(), policy_=spring) == {RowRule.CLOSED}
        early = plan(SPRING, SPRING, [f"{visit}@2026-2" for visit in VISITS], ("c2 n 1 2",))
        assert rules(early) == set()
        assert rules(early, policy_=spring) == {RowRule.CLOSED}

    def test_the_way_of_a_visit(self) -> None:
        assert rules(plan(), policy_=policy(visit_minutes_max=25)) == set()  # c–q
        assert rules(plan(), policy_=policy(visit_minutes_max=24.9)) == {RowRule.VISIT_WAY}
        unknown = county().model_copy(
            update={"travel": {pair: way for pair, way in county().travel.items() if pair != ("c", "q")}}
        )
        assert rules(plan(), unknown) == {RowRule.VISIT_WAY}

    def test_the_way_of_a_rotation(self) -> None:
        assert rules(plan(), policy_=policy(rotation_minutes_max=30)) == set()  # c–n
        assert rules(plan(), policy_=policy(rotation_minutes_max=29.9)) == {RowRule.ROTATION_WAY}

    def test_a_rotation_names_the_school_not_a_point(self) -> None:
        to_point = plan(spring=SPRING.replace("c2 n", "c2 q"), rotations=("c2 q 2",))
        assert RowRule.POINT in rules(to_point)

    @pytest.mark.parametrize(
        ("scope", "township", "broken"),
        [
            ("alliance", "T", {RowRule.ALLIANCE}),
            ("township", "T", set()),
            ("township", "U", {RowRule.ROTATION_SCOPE}),
            ("township", "", {RowRule.ROTATION_SCOPE}),
            ("county", "U", set()),
        ],
    )
    def test_scope_of_rotations(self, scope: str, township: str, broken: set[RowRule]) -> None:
        own = "" if township == "" else "T"
        there = county(
            {"c": {"township": own}, "d": {"township": township}},
            teachers={"d1": {"exempt": "ill"}},
            needs={"d": {"maths": 8}},
        )
        spring = SPRING.replace("c2 n", "c2 d").replace("; d1 d maths 5", "") + "; n1 n maths 8"
        moved = plan(spring=spring, rotations=("c2 d 2",))
        assert rules(moved, there, policy(rotation_scope=scope)) == broken
