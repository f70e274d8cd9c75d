"""A county rolled over: pupils, classes and need, every sentence of docs/next-year.md worked out by hand."""

from typing import Any

import pytest
from lianxiao.models.county import ClassCount
from lianxiao.models.next_year import Basis, GradeMoved, NextYear
from lianxiao.models.settlement import Settlement
from lianxiao.models.words import Stage
from lianxiao.solver.next_year.intake import classes_for, trend
from lianxiao.solver.next_year.roll import next_year
from lianxiao.tests import made_staff
from lianxiao.tests.made_staff import JUNIOR, PRIMARY, school
from lianxiao.tests.year_rolled import NOTHING, POLICY, codes


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
