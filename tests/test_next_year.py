"""A county rolled over to the next school year: every sentence of docs/next-year.md, worked out by hand."""

from typing import Any

import pytest
from lianxiao.models.changed import TeacherMoved
from lianxiao.models.county import ClassCount, Pin
from lianxiao.models.errors import InputError
from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import ModeTerm
from lianxiao.models.next_year import Basis, GradeMoved, NextYear
from lianxiao.models.plan import Alliance, Exchange, PlacedMember, Plan, Posting, Rotation
from lianxiao.models.policy import KeepSettings, Objective
from lianxiao.models.school_year import Blocked, PastExchange, Week
from lianxiao.models.settlement import Settlement
from lianxiao.models.teacher import Sex, Teacher
from lianxiao.models.words import PinRule, Role, Stage
from lianxiao.solver.next_year.intake import classes_for, trend
from lianxiao.solver.next_year.roll import next_year
from lianxiao.solver.next_year.settings import term_next_year
from lianxiao.solver.next_year.weeks import first_monday, weeks_next_year
from lianxiao.tests import exchange_plan, made_staff
from lianxiao.tests.made_staff import JUNIOR, PRIMARY, school, teacher

POLICY = made_staff.policy()
NOTHING = Plan(alliances=())


def grades(
    school_id: str, stage: Stage = PRIMARY, *, first: int = 1, **columns: list[float | None]
) -> list[ClassCount]:
    """Rows of one school from grade ``first`` on; classes are 1 each where they are not given."""
    students = columns["students"]
    classes = columns.get("classes", [1.0] * len(students))
    return [
        ClassCount(school_id=school_id, stage=stage, grade=first + at, classes=count, students=pupils)
        for at, (pupils, count) in enumerate(zip(students, classes, strict=True))
    ]


def students_of(rolled: NextYear, school_id: str, stage: Stage = PRIMARY) -> dict[int, float | None]:
    return {
        row.grade: row.students
        for row in rolled.county.classes
        if (row.school_id, row.stage) == (school_id, stage)
    }


def classes_of(rolled: NextYear, school_id: str, stage: Stage = PRIMARY) -> dict[int, float | None]:
    return {
        row.grade: row.classes
        for row in rolled.county.classes
        if (row.school_id, row.stage) == (school_id, stage)
    }


def codes(rolled: NextYear) -> set[str]:
    return {finding.code for finding in rolled.warnings}


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


class TestTeachers:
    def rolled(self, *teachers: Teacher, **exchange: tuple[Rotation, ...] | tuple[Posting, ...]) -> NextYear:
        county = made_staff.county(school("A"), school("j"), teachers=teachers)
        plan = Plan(alliances=(), exchange=Exchange.model_validate(exchange))
        return next_year(county, POLICY, plan)

    @pytest.mark.parametrize(
        ("sex", "birth", "retires"),
        [
            (Sex.MALE, "1967-09", True),  # 60 years in September 2027
            (Sex.MALE, "1967-10", False),
            (Sex.FEMALE, "1972-09", True),  # 55 years
            (Sex.FEMALE, "1972-10", False),
            (None, "1967-09", True),  # above both ages
            (None, "1972-10", False),  # below both
            (None, "1970-01", None),  # between them
            (Sex.MALE, None, None),
        ],
    )
    def test_who_reaches_the_age_by_september_leaves(
        self, sex: Sex | None, birth: str | None, retires: bool | None
    ) -> None:
        rolled = self.rolled(teacher("T1", "A", sex=sex, birth=birth), teacher("T2", "A"))
        assert [one.teacher for one in rolled.retired] == (["T1"] if retires else [])
        assert rolled.undecided == (("T1",) if retires is None else ())
        assert {one.teacher_id for one in rolled.county.teachers or ()} == {
            "T2",
            *([] if retires else ["T1"]),
        }

    def test_who_had_the_age_a_year_ago_is_marked(self) -> None:
        rolled = self.rolled(
            teacher("T1", "A", birth="1966-09"), teacher("T2", "A", birth="1966-10"), teacher("T3", "A")
        )
        assert [(one.teacher, one.already) for one in rolled.retired] == [("T1", True), ("T2", False)]

    def test_blocked_half_days_go_with_the_teacher(self) -> None:
        blocked = tuple(Blocked(id=one, half_day=HalfDay.MON_AM) for one in ("T1", "T2", "A"))
        people = (teacher("T1", "A", birth="1967-01"), teacher("T2", "A"))
        county = made_staff.county(school("A"), teachers=people, blocked=blocked)
        assert [row.id for row in next_year(county, POLICY, NOTHING).county.blocked] == ["T2", "A"]

    def test_where_nobody_is_left_there_is_no_table(self) -> None:
        assert self.rolled(teacher("T1", "A", birth="1967-01")).county.teachers is None

    @pytest.mark.parametrize(
        ("semesters", "moves", "expected"),
        [
            (("2026-1",), False, ("A", "2016-09", "2027-02")),
            (("2026-2",), False, ("A", "2016-09", "2027-08")),
            (("2026-1", "2026-2"), True, ("j", "2026-09", "2027-08")),
            (("2026-2",), True, ("j", "2027-03", "2027-08")),
        ],
    )
    def test_rotations_set_the_last_exchange_and_may_move_the_employment(
        self, semesters: tuple[str, ...], moves: bool, expected: tuple[str, str, str]
    ) -> None:
        rotation = Rotation(teacher="T1", from_="A", to="j", semesters=semesters, moves_employment=moves)
        rolled = self.rolled(teacher("T1", "A"), rotations=(rotation,))
        (one,) = rolled.county.teachers or ()
        assert (one.school_id, one.tenure_from, one.last_exchange) == expected
        assert rolled.rotated == ("T1",)
        assert rolled.moved == (
            (TeacherMoved(teacher="T1", from_school="A", to_school="j"),) if moves else ()
        )

    def test_a_school_that_is_not_there_moves_nobody(self) -> None:
        rotation = Rotation(teacher="T1", from_="A", to="gone", semesters=("2026-1",), moves_employment=True)
        rolled = self.rolled(teacher("T1", "A"), rotations=(rotation,))
        assert [one.school_id for one in rolled.county.teachers or ()] == ["A"]
        assert "next_year_move_unknown" in codes(rolled)

    def test_a_posting_is_no_exchange_that_counts(self) -> None:
        posting = Posting(teacher="T1", from_="A", to="j", semester="2026-1", weeks=(3,))
        (one,) = self.rolled(teacher("T1", "A"), postings=(posting,)).county.teachers or ()
        assert one.last_exchange is None

    def test_who_rotated_before_the_rest_was_planned_has_rotated(self) -> None:
        """A plan of the second semester alone does not name them; exchanges.csv does."""
        county = made_staff.county(
            school("A"),
            school("B"),
            teachers=(teacher("T1", "A"), teacher("T2", "A")),
            exchanges=(
                PastExchange(kind="rotation", teacher="T1", from_id="A", to_id="B", semester="2026-1"),
                PastExchange(kind="rotation", teacher="T2", from_id="A", to_id="B", semester="2025-2"),
            ),
        )
        rolled = next_year(county, POLICY, NOTHING)
        assert {one.teacher_id: one.last_exchange for one in rolled.county.teachers or ()} == {
            "T1": "2027-02",
            "T2": None,
        }
        assert rolled.rotated == ("T1",)

    def test_exemptions_and_absences_that_ended_are_cleared(self) -> None:
        rolled = self.rolled(
            teacher("T1", "A", exempt="ill", exempt_until="2027-08"),
            teacher("T2", "A", exempt="ill", exempt_until="2027-09"),
            teacher("T3", "A", exempt="ill"),
            teacher("T4", "A", away_from="2026-1", away_until="2026-2"),
            teacher("T5", "A", away_from="2026-2", away_until="2027-1"),
        )
        people = {one.teacher_id: one for one in rolled.county.teachers or ()}
        assert [people[one].exempt for one in ("T1", "T2", "T3")] == ["", "ill", "ill"]
        assert people["T1"].exempt_until is None
        assert people["T4"].away_from is None
        assert people["T5"].away_from == "2026-2"
        assert (rolled.exemptions_ended, rolled.returned) == (("T1",), ("T4",))


class TestPupils:
    def rolled(self, rows: list[ClassCount], factor: float | None = None, **county: Any) -> NextYear:
        schools = county.pop("schools", (school("A"),))
        made = made_staff.county(*schools, classes=tuple(rows), teachers=None, **county)
        return next_year(made, POLICY, NOTHING, intake_factor=factor)

    def test_grades_go_up_and_the_last_one_leaves(self) -> None:
        # trend: (20 + 24) ÷ (24 + 26) = 0.88; 20 × 0.88 = 17.6
        rolled = self.rolled(grades("A", students=[20, 24, 26, 30, 31, 32]))
        assert students_of(rolled, "A") == {1: 18, 2: 20, 3: 24, 4: 26, 5: 30, 6: 31}
        (one,) = rolled.projections
        assert (one.basis, one.ratio, one.intake_before, one.intake) == (Basis.TREND, 0.88, 20, 18)
        assert (one.students_before, one.students) == (163, 149)

    @pytest.mark.parametrize(
        ("students", "ratio"),
        [
            ([20, 24, 26], "0.88"),
            ([20, 10, 10], "1.2"),  # 1.5, bounded
            ([5, 10, 20], "0.8"),  # 0.5, bounded
            ([20, 25], "0.8"),
            ([21, 20], "1.05"),
            ([0, 0, 5], "0.8"),
            ([5, 0, 0], None),
            ([5, None, 4], None),
            ([5], None),
        ],
    )
    def test_the_trend_is_of_the_youngest_grades_and_bounded(
        self, students: list[float | None], ratio: str | None
    ) -> None:
        found = trend({row.grade: row for row in grades("A", students=students)})
        assert (None if found is None else f"{float(found):g}") == ratio

    def test_a_gap_in_the_youngest_grades_supports_no_trend(self) -> None:
        rows = {row.grade: row for row in grades("A", students=[5, 6, 7])}
        assert trend({grade: rows[grade] for grade in (1, 3)}) is None

    @pytest.mark.parametrize(
        ("students", "before", "classes", "after"),
        [
            (90, 80, 2.0, 2.0),  # 45 to a class
            (91, 80, 2.0, 3.0),
            (41, 80, 2.0, 2.0),  # this year's classes have 40
            (40, 80, 2.0, 1.0),
            (0, 80, 2.0, 0.0),
            (3, 0, 0.0, 1.0),
            (None, 80, 2.0, 2.0),
            (7, 8, 0.5, 0.5),  # a combined class
        ],
    )
    def test_classes_follow_the_intake_only_where_they_must(
        self, students: int | None, before: float, classes: float, after: float
    ) -> None:
        now = ClassCount(school_id="A", stage=PRIMARY, grade=1, classes=classes, students=before)
        assert classes_for(students, now, PRIMARY) == after

    def test_a_factor_replaces_the_trend(self) -> None:
        rolled = self.rolled(grades("A", students=[20, 24, 26, 30, 31, 32]), 0.5)
        assert students_of(rolled, "A")[1] == 10
        assert rolled.projections[0].basis is Basis.FACTOR

    def test_what_nothing_supports_is_left_blank(self) -> None:
        rolled = self.rolled(grades("A", students=[20, None, None, None, None, None]))
        assert students_of(rolled, "A") == {1: None, 2: 20, 3: None, 4: None, 5: None, 6: None}
        assert classes_of(rolled, "A")[1] == 1
        assert rolled.projections[0].basis is Basis.UNKNOWN
        assert "next_year_intake_unknown" in codes(rolled)

    def test_the_own_last_primary_grade_goes_into_the_junior_intake(self) -> None:
        # trend of junior: (10 + 12) ÷ (12 + 12) × 10 = 9; but 15 pupils are known to come
        both = (school("A", stages=(PRIMARY, JUNIOR)),)
        rows = grades("A", students=[8, 8, 8, 8, 8, 15])
        rolled = self.rolled(rows + grades("A", JUNIOR, first=7, students=[10, 12, 12]), schools=both)
        assert students_of(rolled, "A", JUNIOR) == {7: 15, 8: 10, 9: 12}
        assert rolled.projections[0].stage is JUNIOR
        assert rolled.projections[0].basis is Basis.KNOWN_PUPILS

    def test_the_last_junior_grade_does_not_go_into_senior(self) -> None:
        both = (school("A", stages=(JUNIOR, Stage.SENIOR)),)
        rows = grades("A", JUNIOR, first=7, students=[90, 90, 90])
        rolled = self.rolled(rows + grades("A", Stage.SENIOR, first=10, students=[40, 40, 40]), schools=both)
        assert students_of(rolled, "A", Stage.SENIOR) == {10: 40, 11: 40, 12: 40}

    def test_pupils_of_a_points_highest_grade_go_on_with_its_parent(self) -> None:
        # p has grades 1 and 2: its 9 pupils of grade 2 join the 40 of A: 49 need two classes of 45
        schools = (school("A"), school("p", parent_id="A"))
        rows = grades("p", students=[10, 9]) + grades("A", students=[40, 40, 40, 30, 30, 30])
        rolled = self.rolled(rows, schools=schools)
        assert students_of(rolled, "A") == {1: 40, 2: 40, 3: 49, 4: 40, 5: 30, 6: 30}
        assert classes_of(rolled, "A")[3] == 2
        assert students_of(rolled, "p") == {1: 11, 2: 10}
        moved = GradeMoved(school="p", to_school="A", stage=PRIMARY, grade=3, students=9)
        assert rolled.grades_moved == (moved,)
        assert "next_year_grade_to_parent" in codes(rolled)

    def test_a_parent_that_begins_where_its_points_end_takes_their_pupils_in(self) -> None:
        # A has grades 3 to 6; 12 pupils come from p. Trend of A: (10 + 10) ÷ (10 + 10) × 10 = 10
        schools = (school("A"), school("p", parent_id="A"))
        rows = grades("A", first=3, students=[10, 10, 10, 10]) + grades("p", students=[12, 12])
        rolled = self.rolled(rows, schools=schools)
        assert students_of(rolled, "A") == {3: 12, 4: 10, 5: 10, 6: 10}
        assert students_of(rolled, "p") == {1: 12, 2: 12}

    def test_a_school_without_higher_grades_gets_one(self) -> None:
        rolled = self.rolled(grades("A", students=[10, 10]))
        assert students_of(rolled, "A") == {1: 10, 2: 10, 3: 10}
        assert "next_year_grade_new" in codes(rolled)

    def test_a_highest_grade_without_anybody_makes_no_new_grade(self) -> None:
        rolled = self.rolled(grades("A", students=[10, 10, 0], classes=[1, 1, 0]))
        assert students_of(rolled, "A") == {1: 12, 2: 10, 3: 10}
        assert rolled.grades_moved == ()

    def test_the_whole_school_follows_its_grades(self) -> None:
        rows = grades("A", students=[20, 24, 26, 30, 31, 32], classes=[1, 1, 1, 1, 1, 2])
        rolled = self.rolled(rows, schools=(school("A", students=170, classes=8),))  # with a nursery of 7
        (one,) = rolled.county.schools
        assert (one.students, one.classes) == (156, 7)

    def test_a_school_without_grades_keeps_its_pupils_and_is_listed(self) -> None:
        rolled = self.rolled([], schools=(school("A", students=170, classes=7),))
        assert rolled.county.schools[0].students == 170
        assert "next_year_not_by_grade" in codes(rolled)

    def test_need_follows_the_classes(self) -> None:
        # 7 classes become 6: 70 × 6 ÷ 7 = 60; 10 × 6 ÷ 7 = 8.5714…
        rows = grades("A", students=[20, 24, 26, 30, 31, 32], classes=[1, 1, 1, 1, 1, 2])
        needs = tuple(made_staff.need("A", maths=70, art=10))
        rolled = self.rolled(rows, needs=needs)
        assert [row.need for row in rolled.county.needs or ()] == [60, 8.571]
        assert "next_year_needs_scaled" in codes(rolled)

    def test_need_of_unknown_classes_stays(self) -> None:
        rows = grades("A", students=[20, 24, 26], classes=[1, None, 1])
        rolled = self.rolled(rows, needs=tuple(made_staff.need("A", maths=70)))
        assert [row.need for row in rolled.county.needs or ()] == [70]
        assert "next_year_need_unknown" in codes(rolled)

    def test_homes_go_up_and_those_of_the_intake_are_apportioned(self) -> None:
        # intake 18: 12 and 8 of 20 become 10.8 and 7.2, so 11 and 7
        homes = tuple(
            Settlement(name=name, stage=PRIMARY, grade=grade, students=count, school_id="A")
            for name, grade, count in (("hill", 1, 12), ("vale", 1, 8), ("hill", 6, 32), ("vale", None, 9))
        )
        rows = grades("A", students=[20, 24, 26, 30, 31, 32])
        after = self.rolled(rows, settlements=homes).county.settlements
        found = {(row.name, row.grade): row.students for row in after}
        assert found == {
            ("hill", 1): 11, ("vale", 1): 7, ("hill", 2): 12, ("vale", 2): 8, ("vale", None): 9,
        }  # fmt: skip

    def test_small_schools_and_empty_grades_are_listed(self) -> None:
        schools = (school("A"), school("B"), school("C", students=60))
        rows = grades("A", students=[15, 17, 17, 17, 17, 20]) + grades("B", students=[30, 30, 0, 30, 30, 30])
        rolled = self.rolled(rows, schools=schools)
        small = [(one.school, one.students_before, one.students) for one in rolled.small]
        # A: (15 + 17) ÷ 34 × 15 = 14.1 comes, 20 leave
        assert small == [("A", 103, 97), ("C", 60, 60)]
        assert [(one.school, one.grade) for one in rolled.empty_grades] == [("B", 4)]


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
