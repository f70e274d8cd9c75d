"""The checker's rules of visits: allowed, forbidden, at the bound (docs/exchange.md, 16 to 21)."""

import pytest
from lianxiao.models.county import ClassCount
from lianxiao.models.exchange_rule import ExchangeRule
from lianxiao.models.row_rule import RowRule
from lianxiao.models.school_year import Blocked, Vehicle
from lianxiao.tests.check_exchange import (
    HOME,
    VISITS,
    P,
    county,
    edited,
    plan,
    policy,
    rules,
    visiting,
)


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
