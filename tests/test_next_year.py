"""A county rolled over: year, terms and weeks of docs/next-year.md, worked out by hand."""

import pytest
from lianxiao.models.county import Pin
from lianxiao.models.errors import InputError
from lianxiao.models.mode import ModeTerm
from lianxiao.models.plan import Alliance, PlacedMember, Plan
from lianxiao.models.policy import KeepSettings, Objective
from lianxiao.models.school_year import PastExchange, Week
from lianxiao.models.words import PinRule, Role
from lianxiao.solver.next_year.roll import next_year
from lianxiao.solver.next_year.settings import term_next_year
from lianxiao.solver.next_year.weeks import first_monday, weeks_next_year
from lianxiao.tests import exchange_plan, made_staff
from lianxiao.tests.made_staff import PRIMARY, school, teacher
from lianxiao.tests.year_rolled import NOTHING, POLICY, codes


class TestYear:
    def test_the_year_moves_on_and_nothing_of_the_old_county_changes(self) -> None:
        county = made_staff.county(school("A"), teachers=(teacher("T1", "A"),))
        before = county.model_dump()
        assert next_year(county, POLICY, NOTHING).policy.school_year == 2027
        assert county.model_dump() == before
        assert POLICY.school_year == 2026

    def test_a_county_without_a_school_year_cannot_be_rolled_over(self) -> None:
        with pytest.raises(InputError) as caught:
            next_year(
                made_staff.county(school("A")), POLICY.model_copy(update={"school_year": None}), NOTHING
            )
        assert [one.code for one in caught.value.findings] == ["next_year_no_year"]

    def test_a_plan_of_another_year_is_refused(self) -> None:
        late = POLICY.model_copy(update={"school_year": 2027})
        with pytest.raises(InputError) as caught:
            next_year(exchange_plan.here(), late, exchange_plan.PLAN)
        assert [one.code for one in caught.value.findings] == ["next_year_other_year"]

    @pytest.mark.parametrize(
        ("start", "semesters", "after"),
        [
            ("2026-1", 6, ("2027-1", 4, None)),  # autumn 2026 to spring 2029: two are over, the end stays
            ("2026-2", 6, ("2027-1", 5, None)),
            ("2026-1", 2, ("2027-1", 2, "2026-2")),  # over: begins anew
            ("2027-2", 6, ("2027-2", 6, None)),  # has not begun
            ("2027-1", 6, ("2027-1", 6, None)),
            ("2025-2", None, ("2027-1", None, None)),  # without an end
            (None, 3, ("2027-1", 1, None)),  # began with the year that ends
            (None, None, (None, None, None)),
        ],
    )
    def test_a_term_that_began_goes_on(
        self, start: str | None, semesters: int | None, after: tuple[str | None, int | None, str | None]
    ) -> None:
        term, over = term_next_year(ModeTerm(start=start, semesters=semesters), 2027)
        assert term is not None
        assert (term.start, term.semesters, over) == after

    def test_what_held_for_one_plan_is_taken_out(self) -> None:
        asked = POLICY.model_copy(
            update={
                "keep": KeepSettings(changed_at_most=1),
                "exchange": POLICY.exchange.model_copy(update={"planned": ("2026-2",)}),
            }
        )
        reasons = ("in_term", "frozen", "exit", "", "closed")
        pins = tuple(
            Pin(school_id="j", core_id="A", stage=None, rule=PinRule.PREFER, reason=reason)
            for reason in reasons
        )
        county = made_staff.county(school("A", Role.CORE), school("j"), pins=pins)
        rolled = next_year(county, asked, NOTHING)
        assert rolled.policy.keep == KeepSettings()
        assert rolled.policy.exchange.planned is None
        assert [pin.reason for pin in rolled.county.pins] == ["", "closed"]
        assert {
            "next_year_keep_out",
            "next_year_planned_out",
            "next_year_pins_out",
            "next_year_closed",
        } <= codes(rolled)

    def test_tolerances_of_tiers_that_are_gone_are_cut(self) -> None:
        # with teachers and last year's visits 8 default tiers; the plan has no visits: 7
        visits = (PastExchange(teacher="T1", from_id="A", to_id="j", subject="maths"),)
        county = made_staff.county(
            school("A", Role.CORE), school("j"), teachers=(teacher("T1", "A"),), exchanges=visits
        )
        asked = POLICY.model_copy(update={"objective": Objective(tolerance=(0.0,) * 8)})
        rolled = next_year(county, asked, NOTHING)
        assert len(rolled.policy.objective.tolerance) == 7
        assert "next_year_tolerance" in codes(rolled)

    def test_terms_that_are_over_are_listed_and_carried(self) -> None:
        county = made_staff.county(school("A", Role.CORE), school("j"), school("k"))
        months = {"j": "2027-08", "k": "2027-09"}
        members = tuple(PlacedMember(school=one, until=until) for one, until in months.items())
        alliance = Alliance(mode="joint_alliance", stage=PRIMARY, core="A", members=members)
        rolled = next_year(county, POLICY, Plan(alliances=(alliance,)))
        assert [row.until for row in rolled.county.alliances] == ["2027-08", "2027-09"]
        (over,) = rolled.terms_over
        assert (over.core, over.until, over.members) == ("A", "2027-08", ("j",))


class TestWeeks:
    @pytest.mark.parametrize(
        ("year", "monday"),
        [(2026, "2026-08-31"), (2027, "2027-08-30"), (2028, "2028-09-04"), (2029, "2029-09-03")],
    )
    def test_the_monday_nearest_to_the_first_of_september(self, year: int, monday: str) -> None:
        assert str(first_monday(year)) == monday

    def test_mondays_move_by_whole_weeks(self) -> None:
        weeks = (
            Week(semester=1, week=1, monday="2026-08-31"),
            Week(semester=1, week=2),
            Week(semester=2, week=1, monday="2027-03-01"),
        )
        moved = weeks_next_year(weeks, 2027)
        assert [week.monday for week in moved] == ["2027-08-30", None, "2028-02-28"]

    def test_dates_do_not_drift_away_over_the_years(self) -> None:
        weeks: tuple[Week, ...] = (Week(semester=1, week=1, monday="2026-08-31"),)
        for year in range(2027, 2067):
            weeks = weeks_next_year(weeks, year)
            assert weeks[0].monday == str(first_monday(year))
