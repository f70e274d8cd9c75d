"""The checker's rules of the exchange: allowed, forbidden, at the bound (docs/exchange.md, 1 to 24)."""

from typing import Any

import pytest
from lianxiao.models.county import ClassCount
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.plan import Plan
from lianxiao.models.row_rule import RowRule
from lianxiao.models.rule import Rule
from lianxiao.models.school_year import Blocked, Vehicle
from lianxiao.models.words import Role
from lianxiao.tests.check_exchange import HOME, SPRING, VISITS, P, county, plan, policy, rules

AUTUMN = "2026-1"


def edited(table: str, at: int, **changes: Any) -> Plan:
    """Give the plan with one row of a table changed."""
    rows = plan().exchange.model_dump(mode="json", by_alias=True)
    rows[table][at] |= changes
    return Plan.model_validate({**plan().model_dump(mode="json", by_alias=True), "exchange": rows})


def visiting(*visits: str, spring: str = SPRING, autumn: str = HOME, **more: Any) -> Plan:
    return plan(autumn, spring, visits, **more)


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


class TestVisits:
    def test_a_form_that_is_not_used(self) -> None:
        assert ExchangeRule.FORM_OFF in rules(plan(), policy_=policy(forms=["rotation"]))
        assert ExchangeRule.FORM_OFF in rules(plan(), policy_=policy(forms=["visit"]))

    @pytest.mark.parametrize(
        ("until", "broken"),
        [(None, {ExchangeRule.EXEMPT}), ("2026-09", {ExchangeRule.EXEMPT}), ("2026-08", set())],
    )
    def test_exempt(self, until: str | None, broken: set[ExchangeRule]) -> None:
        ill = county(teachers={"c3": {"exempt": "ill", "exempt_until": until}})
        assert rules(plan(), ill) == broken

    def test_lessons_add_up(self) -> None:
        assert RowRule.VISIT_LESSONS in rules(edited("visits", 0, lessons=5))
        assert RowRule.VISIT_LESSONS in rules(edited("visits", 0, half_days={"mon_am": 4, "tue_am": 0}))

    def test_a_site_takes_no_more_than_its_own_need(self) -> None:
        at_point = visiting("c3 m music mon_am:3", "c3 q music wed_pm:3")
        assert rules(at_point) == {RowRule.SITE_NEED}  # the school needs 6, q only 2

    def test_days(self) -> None:
        three = visiting("c3 m music mon_am:3 tue_am:1", "c3 q music wed_pm:2")
        assert rules(three) == {RowRule.VISIT_DAYS}
        assert rules(three, policy_=policy(visit_days_max=3)) == set()

    def test_one_site_in_a_half_day(self) -> None:
        assert rules(visiting("c3 m music mon_am:3 wed_am:1", "c3 q music wed_am:2")) == {RowRule.ONE_SITE}

    def test_lessons_in_a_half_day(self) -> None:
        assert rules(plan(), policy_=policy(lessons_per_half_day=3)) == set()
        assert rules(plan(), policy_=policy(lessons_per_half_day=2)) == {RowRule.HALF_DAY_LESSONS}

    def test_lessons_that_stay_at_home(self) -> None:
        assert rules(plan(), policy_=policy(home_lessons_min=4)) == set()
        assert rules(plan(), policy_=policy(home_lessons_min=4.5)) == {RowRule.HOME_LESSONS}

    @pytest.mark.parametrize(
        ("who", "open_", "broken"),
        [("c3", 2, set()), ("c3", 1, {RowRule.HOME_FITS}), ("c", 2, set()), ("c", 1, {RowRule.HOME_FITS})],
    )
    def test_home_lessons_fit_the_rest_of_the_week(self, who: str, open_: int, broken: set[RowRule]) -> None:
        rest = ["mon_pm", "tue_am", "tue_pm", "thu_am", "thu_pm", "fri_am", "fri_pm"]
        shut = tuple(Blocked(id=who, half_day=half_day) for half_day in rest[open_:])
        assert rules(plan(), county(blocked=shut)) == broken  # 4 lessons, 3 a half-day

    @pytest.mark.parametrize(
        ("who", "half_day", "broken"),
        [
            ("c3", "mon_am", {RowRule.BLOCKED}),
            ("m", "mon_am", {RowRule.BLOCKED}),
            ("q", "wed_pm", {RowRule.BLOCKED}),
            ("m", "wed_pm", {RowRule.BLOCKED}),  # holds for its point too
            ("q", "mon_am", set()),
            ("n", "mon_am", set()),
            ("c", "mon_am", set()),  # c3 is not at home then
        ],
    )
    def test_blocked(self, who: str, half_day: str, broken: set[RowRule]) -> None:
        assert rules(plan(), county(blocked=(Blocked(id=who, half_day=half_day),))) == broken
        one = county(blocked=(Blocked(id=who, half_day=half_day, semester=2),))
        assert rules(visiting(*(f"{visit}@2026-1" for visit in VISITS)), one) == set()

    def test_between_the_halves_of_a_day(self) -> None:
        assert rules(plan(), county(ways={"mq": 40})) == set()
        assert rules(plan(), county(ways={"mq": 40.1})) == {RowRule.BETWEEN}

    def test_visitors(self) -> None:
        home = HOME.replace("c4 c music 2", "c4 c maths 2; c4 c music 2").replace(
            "c2 c maths 6", "c2 c maths 4"
        )
        two = plan(home, home, ("c3 m music mon_am:3", "c4 q music wed_pm:2"), ())
        assert rules(two, policy_=policy(visitors_max=2)) == set()
        assert rules(two, policy_=policy(visitors_max=1)) == {RowRule.VISITORS}

    def test_lessons_of_a_day(self) -> None:
        classes = tuple(ClassCount(school_id="m", stage=P, grade=1, classes=n) for n in (1.5,))
        assert rules(plan(), county(classes=classes)) == set()  # floor(1.5 × 2) = 3 on Monday
        few = county(classes=(ClassCount(school_id="m", stage=P, grade=1, classes=1.4),))
        assert rules(plan(), few) == {RowRule.DAY_LESSONS}
        assert rules(plan(), few, policy(class_lessons_per_day=3)) == set()
        spread = county({"m": {"classes": 1}, "q": {"classes": 1}})
        assert rules(plan(), spread) == set()

    def test_seats(self) -> None:
        seats = [Vehicle(from_id="c", to_id="m", half_day=at, seats=1) for at in ("mon_am", "wed_am")]
        assert rules(plan(), county(vehicles=tuple(seats))) == set()
        assert rules(plan(), county(vehicles=tuple(seats[:1]))) == {RowRule.SEATS}
        other = (Vehicle(from_id="m", to_id="c", half_day="mon_am", seats=0),)
        assert rules(plan(), county(vehicles=other)) == set()


class TestRotations:
    def test_once_a_year(self) -> None:
        twice = plan(rotations=("c2 n 2", "c2 n 2"))
        assert RowRule.ROTATES_ONCE in rules(twice)
        assert RowRule.ROTATES_ONCE in rules(plan(rotations=("c2 n 2 2",)))

    def test_all_lessons_are_there(self) -> None:
        assert rules(plan(spring=SPRING + "; c2 c maths 0")) == set()
        elsewhere = SPRING.replace("c4 c maths 6", "c4 c maths 5") + "; c2 c maths 1"
        assert rules(plan(spring=elsewhere)) == {RowRule.ROTATION_TAUGHT}

    def test_lessons_there(self) -> None:
        assert rules(plan(), policy_=policy(rotation_lessons_min=8)) == set()
        assert rules(plan(), policy_=policy(rotation_lessons_min=8.5)) == {RowRule.ROTATION_LESSONS}

    def test_nothing_beside_it(self) -> None:
        visit = plan(visits=(*VISITS, "c2 n maths tue_am:1@2026-2"))
        assert RowRule.ROTATION_BESIDE in rules(visit)

    @pytest.mark.parametrize(
        ("columns", "rule"),
        [
            ({"birth": "1971-09"}, ExchangeRule.AGE_MAX),
            ({"birth": None}, ExchangeRule.BIRTH_UNKNOWN),
            ({"sex": None}, ExchangeRule.SEX_UNKNOWN),
            ({"tenure_from": None}, ExchangeRule.TENURE_UNKNOWN),
            ({"tenure_from": "2020-10"}, ExchangeRule.TENURE_MIN),
            ({"manager": "head", "tenure_from": "2018-10"}, ExchangeRule.HEAD_TENURE_MIN),
            ({"last_exchange": "2020-10"}, ExchangeRule.REPEAT_AFTER),
            ({"exempt": "ill"}, ExchangeRule.EXEMPT),
        ],
    )
    def test_who_may_not(self, columns: dict[str, Any], rule: ExchangeRule) -> None:
        assert rule in rules(plan(), county(teachers={"c2": columns}))

    @pytest.mark.parametrize(
        "columns",
        [
            {"birth": "1971-10"},
            {"tenure_from": "2020-09"},
            {"manager": "head", "tenure_from": "2018-09"},
            {"last_exchange": "2020-09"},
            {"exempt": "ill", "exempt_until": "2026-08"},
            {"willing": False},
        ],
    )
    def test_who_just_may(self, columns: dict[str, Any]) -> None:
        assert rules(plan(), county(teachers={"c2": columns})) == set()

    def test_years_to_retirement(self) -> None:
        late = policy(age_max_men=60)
        assert rules(plan(), county(teachers={"c2": {"birth": "1971-10"}}), late) == set()
        assert rules(plan(), county(teachers={"c2": {"birth": "1971-09"}}), late) == {
            ExchangeRule.RETIRE_WITHIN
        }

    def test_how_many_at_once(self) -> None:
        """c has 4 teachers, 1 of them backbone: floor(0.2 × 4) = 0, at least 1 where it owes one."""
        assert rules(plan(), policy_=policy(away_share_max=0)) == set()
        nobody_owed = policy(rotation_share=0)
        assert rules(plan(), policy_=nobody_owed) == {RowRule.AWAY, RowRule.BACKBONE_AWAY}
        quarter = policy(rotation_share=0, away_share_max=0.25)
        assert rules(plan(), policy_=quarter) == {RowRule.BACKBONE_AWAY}
        assert rules(plan(), policy_=policy(rotation_share=0, away_share_max=1)) == set()

    def test_two_at_once(self) -> None:
        spring = SPRING.replace("c1 c maths 14", "c1 m maths 8").replace("m1 m maths 10", "m1 m maths 2")
        both = plan(spring=spring, rotations=("c2 n 2", "c1 m 2"))
        assert RowRule.AWAY in rules(both)


class TestSenders:
    def test_no_sender_loses(self) -> None:
        short = plan(HOME.replace("c4 c music 2", "c4 c music 1"))
        assert rules(short) == {RowRule.SENDER_LOSES}

    def test_who_only_receives_may_be_short(self) -> None:
        assert rules(plan(HOME.replace("m1 m maths 10", "m1 m maths 3"))) == set()

    def test_what_the_own_staff_leaves_is_the_bound(self) -> None:
        """m needs 6 lessons of music that nobody there teaches, so 6 may stay uncovered after sending."""
        sending = county(teachers={"m1": {"lessons_max": 15}}, needs={"n": {"maths": 10, "music": 4}})
        give = plan(HOME, spring=HOME, visits=("m1 n maths mon_am:2",), rotations=())
        assert rules(give, sending) == set()
        lost = plan(HOME.replace("m1 m maths 10", "m1 m maths 9"), HOME, ("m1 n maths mon_am:2",), ())
        assert rules(lost, sending) == {RowRule.SENDER_LOSES}
