"""Need and classes per site, stage and subject: docs/exchange.md, 1 to 3."""

from fractions import Fraction
from typing import Any

from lianxiao.models.county import ClassCount, County
from lianxiao.models.school import School
from lianxiao.models.school_year import Lessons
from lianxiao.models.words import Role, Stage
from lianxiao.solver.exchange.demand import demand_of, grades_of
from lianxiao.tests.made_staff import JUNIOR, PRIMARY, county, need, policy, school, teacher


def curriculum(stage: Stage, **by_grade: float) -> tuple[Lessons, ...]:
    """``curriculum(PRIMARY, g1=4)``: four lessons of maths in grade 1."""
    return tuple(
        Lessons(stage=stage, grade=int(grade[1:]), subject="maths", lessons=lessons)
        for grade, lessons in by_grade.items()
    )


def without_needs(*schools: School, **tables: Any) -> County:
    return county(*schools, **{"needs": None, **tables})


def test_needs_csv_comes_first_and_what_it_leaves_out_is_0() -> None:
    demand = demand_of(
        county(
            school("A", classes=6),
            needs=tuple(need("A", maths=12.345, music=0)),
            lessons=curriculum(PRIMARY, g1=5),
        ),
        policy(),
    )
    assert demand.lessons == {("A", PRIMARY): {"maths": 12_345}}


def test_classes_by_grade_times_the_curriculum() -> None:
    classes = (
        ClassCount(school_id="A", stage=PRIMARY, grade=1, classes=2),
        ClassCount(school_id="A", stage=PRIMARY, grade=2, classes=1.5),
        ClassCount(school_id="A", stage=PRIMARY, grade=3, classes=None, students=20),
    )
    demand = demand_of(
        without_needs(
            school("A", classes=100), classes=classes, lessons=curriculum(PRIMARY, g1=4, g2=3, g3=9)
        ),
        policy(),
    )
    assert demand.lessons["A", PRIMARY] == {"maths": 12_500}
    assert demand.classes["A", PRIMARY] == Fraction(7, 2)


def test_without_classes_csv_the_classes_are_spread_over_the_grades_of_all_stages() -> None:
    nine_years = school("A", stages=(PRIMARY, JUNIOR), classes=10)
    lessons = curriculum(PRIMARY, g1=1, g6=1) + curriculum(JUNIOR, g7=2, g9=1)
    demand = demand_of(without_needs(nine_years, lessons=lessons), policy())
    assert demand.classes == {("A", PRIMARY): Fraction(60, 9), ("A", JUNIOR): Fraction(30, 9)}
    assert demand.lessons["A", PRIMARY] == {"maths": 2_222}
    assert demand.lessons["A", JUNIOR] == {"maths": 3_333}


def test_need_is_rounded_half_up_per_site() -> None:
    demand = demand_of(without_needs(school("A", classes=3), lessons=curriculum(PRIMARY, g1=0.001)), policy())
    assert demand.lessons["A", PRIMARY] == {"maths": 1}


def test_one_stage_in_classes_csv_leaves_the_other_to_the_spread() -> None:
    nine_years = school("A", stages=(PRIMARY, JUNIOR), classes=9)
    classes = (ClassCount(school_id="A", stage=JUNIOR, grade=7, classes=4),)
    demand = demand_of(without_needs(nine_years, classes=classes), policy())
    assert demand.classes == {("A", JUNIOR): 4, ("A", PRIMARY): 6}


def test_unknown_classes_are_unknown_and_need_nothing() -> None:
    demand = demand_of(without_needs(school("A"), lessons=curriculum(PRIMARY, g1=4)), policy())
    assert demand.classes == {}
    assert demand.lessons == {}
    assert demand.places == (("A", PRIMARY),)


def test_grades_follow_on_and_kindergarten_has_its_own() -> None:
    five_four = policy(grades={PRIMARY: 5, JUNIOR: 4})
    assert grades_of(Stage.KINDERGARTEN, five_four) == range(1, 4)
    assert grades_of(PRIMARY, five_four) == range(1, 6)
    assert grades_of(JUNIOR, five_four) == range(6, 10)
    assert grades_of(Stage.SENIOR, five_four) == range(10, 13)


def test_points_count_with_the_school_at_the_end_of_the_chain() -> None:
    here = county(
        school("A"),
        school("p2", Role.NONE, parent_id="A"),
        school("p1", Role.NONE, parent_id="p2", stages=(PRIMARY, JUNIOR)),
        needs=tuple(need("p1", maths=3)),
    )
    demand = demand_of(here, policy())
    assert demand.sites == {"A": ("A", "p1", "p2")}
    assert demand.school_of == {"A": "A", "p1": "A", "p2": "A"}
    assert demand.places == (("A", PRIMARY), ("A", JUNIOR))


def test_schools_of_role_none_take_no_part_and_neither_do_their_points() -> None:
    here = county(
        school("A", Role.NONE),
        school("p", parent_id="A"),
        school("B"),
        needs=tuple(need("A", maths=3) + need("p", maths=3) + need("B", maths=3)),
        teachers=(teacher("t", "p"),),
    )
    demand = demand_of(here, policy())
    assert demand.places == (("B", PRIMARY),)
    assert set(demand.lessons) == {("B", PRIMARY)}
