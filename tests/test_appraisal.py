"""The appraisal of mergers and closures: every figure by hand, at its limit and beyond."""

import json
from typing import Any

import pytest
from lianxiao.models.appraisal import Appraisal, Criterion, Figure, Judgement, ProcedureStep
from lianxiao.models.changed import Changed, Effect
from lianxiao.models.county import ClassCount, County, Need
from lianxiao.models.policy import Policy
from lianxiao.models.scenario import Close, Merge, ToPoint
from lianxiao.models.school_year import Lessons
from lianxiao.models.teacher import Teacher
from lianxiao.models.words import Role, Stage
from lianxiao.reports.appraisal_screen import appraisal_result, appraisal_screen
from lianxiao.reports.messages import Lang
from lianxiao.solver.scenario.close import close
from lianxiao.solver.scenario.merge import merge
from lianxiao.solver.scenario.one_change import At
from lianxiao.solver.scenario.to_point import to_point
from lianxiao.solver.whatif.appraisal import appraise
from rich.console import Console

from .merged_county import county, policy, school, ways

P, J = Stage.PRIMARY, Stage.JUNIOR
WARNING, WITHIN, UNKNOWN, FIGURE = Judgement


def appraised(
    given: County, *changes: Merge | Close | ToPoint, settings: Policy | None = None
) -> list[Appraisal]:
    """Apply the changes in order and appraise them."""
    now, rules, effects = given, settings or policy(), list[Effect]()
    for number, change in enumerate(changes, 1):
        if isinstance(change, Merge):
            done = merge(now, rules, change, At("plan.toml", number, "merge"))
        elif isinstance(change, Close):
            done = close(now, rules, change, At("plan.toml", number, "close"))
        else:
            done = to_point(now, rules, change, At("plan.toml", number, "to_point"))
        now, rules = done.county, done.policy
        effects.append(done.effect)
    return list(appraise(given, now, rules, Changed(now, rules, tuple(effects))))


def merger(given: County, settings: Policy | None = None) -> Appraisal:
    """``a`` becomes part of ``b``."""
    return appraised(given, Merge(schools=("a",), into="b"), settings=settings)[0]


def two(a: dict[str, Any], b: dict[str, Any], **tables: Any) -> County:
    return county(schools=(school("a", **a), school("b", **b)), travel=ways(ab=10), **tables)


def figures(one: Appraisal, criterion: Criterion) -> list[Figure]:
    return [figure for figure in one.figures if figure.criterion is criterion]


def brief(one: Appraisal, criterion: Criterion) -> tuple[Any, ...]:
    (figure,) = figures(one, criterion)
    return (figure.before, figure.after, figure.limit, figure.judgement)


def grade(school_id: str, number: int, classes: float, students: float, stage: Stage = P) -> ClassCount:
    return ClassCount(school_id=school_id, stage=stage, grade=number, classes=classes, students=students)


class TestWays:
    @pytest.mark.parametrize(("minutes", "judged", "beyond"), [(30, WITHIN, 0), (30.02, WARNING, 8)])
    def test_grades_one_to_three_are_held_against_half_an_hour(
        self, minutes: float, judged: Judgement, beyond: int
    ) -> None:
        rows = (grade("a", 3, 1, 8), grade("a", 4, 1, 9), grade("b", 3, 1, 8), grade("b", 4, 1, 8))
        one = merger(
            two({"students": 17}, {"students": 16}, classes=rows).model_copy(
                update={"travel": ways(ab=minutes)}
            )
        )
        assert brief(one, Criterion.PUPILS) == (None, 17, None, FIGURE)
        assert brief(one, Criterion.WAY_LOWER) == (None, beyond, 30, judged)
        assert brief(one, Criterion.WAY_UPPER)[1] == (9 if beyond else 0)
        assert [(way.lower, way.students, way.judgement) for way in one.ways] == [
            (True, 8, judged),
            (False, 9, FIGURE),
        ]
        assert one.approximate

    def test_grades_that_are_not_known_warn_without_a_number(self) -> None:
        far = two({"students": 17}, {"students": 16}).model_copy(update={"travel": ways(ab=31)})
        (figure,) = figures(merger(far), Criterion.WAY_LOWER)
        assert (figure.judgement, figure.after, figure.missing) == (WARNING, None, ("classes.csv grade",))

    def test_a_way_that_is_not_known_is_said_so(self) -> None:
        (figure,) = figures(
            merger(two({"students": 17}, {"students": 16}).model_copy(update={"travel": {}})),
            Criterion.WAY_LOWER,
        )
        assert (figure.judgement, figure.missing[0]) == (UNKNOWN, "travel.csv minutes")

    def test_the_county_may_have_its_own_limit(self) -> None:
        rows = (grade("a", 1, 1, 8), grade("b", 1, 1, 8))
        given = two({"students": 8}, {"students": 8}, classes=rows)
        (figure,) = figures(merger(given, policy(students={"lower_grades_minutes": 9})), Criterion.WAY_LOWER)
        assert (figure.judgement, figure.limit, figure.local) == (WARNING, 9, True)


class TestClasses:
    @pytest.mark.parametrize(
        ("students", "largest", "judged", "also"),
        [
            (90, 45, WITHIN, []),  # 90 in 2 classes
            (91, 46, WARNING, []),
            (110, 55, WARNING, []),
            (111, 56, WARNING, [Criterion.CLASS_LARGE]),
            (131, 66, WARNING, [Criterion.CLASS_LARGE, Criterion.CLASS_VERY_LARGE]),
        ],
    )
    def test_largest_class(
        self, students: int, largest: int, judged: Judgement, also: list[Criterion]
    ) -> None:
        # every primary grade is there, so that the school is a complete one
        rows = [grade("b", number, 1, 20) for number in range(2, 7)]
        rows += [grade("a", 1, 1, 30), grade("b", 1, 1, students - 30)]
        one = merger(two({"students": 30}, {"students": 200}, classes=tuple(rows)))
        first = [figure for figure in one.figures if figure.grade == 1]
        assert [figure.criterion for figure in first] == [Criterion.CLASS_SIZE, *also]
        assert (first[0].before, first[0].after, first[0].limit) == (students - 30, largest, 45)
        assert {figure.judgement for figure in first[:1]} == {judged}

    @pytest.mark.parametrize(("students", "judged"), [(30, WITHIN), (31, WARNING)])
    def test_an_incomplete_primary_school_has_classes_of_thirty(
        self, students: int, judged: Judgement
    ) -> None:
        rows = (grade("a", 1, 0, 10), grade("b", 1, 1, students - 10))
        one = merger(two({"students": 10}, {"students": 20}, classes=rows))
        assert brief(one, Criterion.CLASS_SIZE) == (students - 10, students, 30, judged)

    def test_junior_classes_have_fifty(self) -> None:
        rows = tuple(grade(one, 7, 1, 50, J) for one in "ab")
        one = merger(two({"stages": (J,)}, {"stages": (J,)}, classes=rows))
        assert brief(one, Criterion.CLASS_SIZE) == (50, 50, 50, WITHIN)

    def test_how_few_classes_would_do(self) -> None:
        # grade 1: 44 + 2 students in 1 + 1 classes need 2; grade 2: 20 + 5 in 1 + 1 classes would fit into 1
        rows = [grade("b", number, 1, 20) for number in range(3, 7)]
        rows += [grade("a", 1, 1, 2), grade("b", 1, 1, 44), grade("a", 2, 1, 5), grade("b", 2, 1, 20)]
        (figure,) = figures(merger(two({}, {}, classes=tuple(rows))), Criterion.CLASSES)
        assert (figure.before, figure.after, figure.enough) == (6, 8, 7)

    def test_whole_schools_and_unknown_ones(self) -> None:
        one = merger(two({"students": 40, "classes": 1}, {"students": 51, "classes": 1}))
        assert brief(one, Criterion.CLASS_SIZE) == (51, 46, 45, WARNING)
        unknown = merger(two({"students": 40}, {"students": 51, "classes": 1}))
        assert brief(unknown, Criterion.CLASS_SIZE) == (51, None, 45, UNKNOWN)


class TestSchools:
    @pytest.mark.parametrize(
        ("stages", "students", "limit", "judged"),
        [
            ((P,), 2000, 2000, WITHIN),
            ((P,), 2001, 2000, WARNING),
            ((P, J), 2500, 2500, WITHIN),
            ((P, J), 2501, 2500, WARNING),
        ],
    )
    def test_size(self, stages: Any, students: int, limit: int, judged: Judgement) -> None:
        one = merger(two({"students": 100}, {"students": students - 100, "stages": stages}))
        assert brief(one, Criterion.SCHOOL_SIZE) == (students - 100, students, limit, judged)

    def test_funding_counts_a_hundred_of_a_small_school(self) -> None:
        # before: 40 and 60 students count 100 each; after: one school of 100
        one = merger(two({"students": 40}, {"students": 60}))
        assert brief(one, Criterion.FUNDED) == (200, 100, 100, FIGURE)
        point = appraised(two({"students": 40}, {"students": 60}), ToPoint(school="a", parent="b"))[0]
        assert brief(point, Criterion.FUNDED) == (200, 200, 100, FIGURE)

    def test_rooms(self) -> None:
        # 100 students: 450 m² are 4.5 each with both sites; the receiving school's own 300 m² are 3 each
        one = merger(two({"students": 40, "teaching_area": 150}, {"students": 60, "teaching_area": 300}))
        assert brief(one, Criterion.TEACHING_AREA) == (5, 4.5, 4.5, WITHIN)
        assert brief(one, Criterion.TEACHING_AREA_SITE) == (5, 3, 4.5, WARNING)

    def test_rooms_of_a_nine_year_school_are_shared(self) -> None:
        # 100 primary and 100 junior students weigh 100 + 110; 1 155 m² are 5.5 m² and 6.05 m² each
        rows = (grade("a", 1, 1, 50), grade("b", 1, 1, 50), grade("b", 7, 2, 100, J))
        given = two(
            {"students": 50, "teaching_area": 155},
            {"students": 150, "stages": (P, J), "teaching_area": 1000},
            classes=rows,
        )
        assert [figure.after for figure in figures(merger(given), Criterion.TEACHING_AREA)] == [5.5, 6.05]

    def test_a_reason_to_keep_is_quoted(self) -> None:
        given = two({"keep": "border"}, {})
        one = appraised(given, ToPoint(school="a", parent="b"))[0]
        (figure,) = figures(one, Criterion.KEEP)
        assert (figure.judgement, figure.reason) == (WARNING, "border")
        assert figures(merger(two({}, {})), Criterion.KEEP)[0].judgement is FIGURE


class TestStaff:
    def test_posts_and_teachers_against_the_standard(self) -> None:
        # 190 students ÷ 19 are 10 posts; 191 are 11
        teachers = tuple(
            Teacher(
                teacher_id=f"T{n}", school_id="a" if n < 4 else "b", stage=P, subject="music", lessons_max=18
            )
            for n in range(10)
        )
        for students, judged in ((90, WITHIN), (91, WARNING)):
            one = merger(
                two({"students": students, "posts": 4}, {"students": 100, "posts": 6}, teachers=teachers)
            )
            limit = 10 if students == 90 else 11
            assert brief(one, Criterion.POSTS) == (6, 10, limit, judged)
            assert brief(one, Criterion.STAFF) == (6, 10, limit, judged)

    def test_stages_have_their_own_ratio(self) -> None:
        # 95 ÷ 19 + 135 ÷ 13.5 = 5 + 10
        rows = (grade("a", 1, 1, 50), grade("b", 1, 1, 45), grade("b", 7, 3, 135, J))
        given = two(
            {"students": 50, "posts": 1}, {"students": 180, "stages": (P, J), "posts": 14}, classes=rows
        )
        assert brief(merger(given), Criterion.POSTS) == (14, 15, 15, WITHIN)

    def test_a_small_school_is_staffed_by_classes(self) -> None:
        given = two({"students": 40, "classes": 3, "posts": 2}, {"students": 55, "classes": 4, "posts": 10})
        (figure,) = figures(merger(given), Criterion.POSTS)
        assert (figure.judgement, figure.missing) == (UNKNOWN, ("county.toml students.posts_per_class",))
        # 7 classes × 1.7 = 11.9: 12 posts, more than 95 ÷ 19 = 5
        by_class = merger(given, policy(students={"posts_per_class": 1.7}))
        assert brief(by_class, Criterion.POSTS) == (10, 12, 12, WITHIN)

    def test_subjects_without_teachers_table(self) -> None:
        needs = (
            Need(school_id="a", stage=P, subject="music", need=6, supply=2),
            Need(school_id="b", stage=P, subject="music", need=6, supply=8),
            Need(school_id="b", stage=P, subject="art", need=4, supply=9),
        )
        one = merger(two({}, {}, needs=needs))
        # before: a lacks 4, b has 2 to spare; after: 12 needed, 10 there
        assert [
            (f.subject, f.before, f.after, f.judgement) for f in figures(one, Criterion.SUBJECT_SHORT)
        ] == [("music", 4, 2, WARNING)]
        assert [(f.subject, f.before, f.after) for f in figures(one, Criterion.SUBJECT_SPARE)] == [
            ("art", 5, 5),
            ("music", 2, 0),
        ]

    def test_subjects_with_teachers(self) -> None:
        teachers = (
            Teacher(teacher_id="T1", school_id="a", stage=P, subject="music", lessons_max=10),
            Teacher(teacher_id="T2", school_id="b", stage=P, subject="art", lessons_max=3),
        )
        lessons = tuple(Lessons(stage=P, grade=1, subject=one, lessons=2) for one in ("art", "music"))
        rows = (grade("a", 1, 1, 20), grade("b", 1, 1, 20))
        one = merger(two({}, {}, teachers=teachers, lessons=lessons, classes=rows))
        # need after: 4 each. art: 3 given, 1 short. music: 10 could be given, 6 to spare. Before: a lacks 2
        # of art, b 2 of music; a had 8 of music to spare, b 1 of art
        assert [(f.subject, f.before, f.after) for f in figures(one, Criterion.SUBJECT_SHORT)] == [
            ("art", 2, 1),
            ("music", 2, 0),
        ]
        assert [(f.subject, f.before, f.after) for f in figures(one, Criterion.SUBJECT_SPARE)] == [
            ("art", 1, 0),
            ("music", 8, 6),
        ]

    def test_nothing_known(self) -> None:
        assert brief(merger(two({}, {})), Criterion.SUBJECT_SHORT)[3] is UNKNOWN


def test_a_receiver_that_merges_later_is_followed() -> None:
    first, second = appraised(county(), Merge(schools=("a",), into="b"), Merge(schools=("b",), into="c"))
    assert first.receiving == second.receiving == ("c",)
    assert brief(first, Criterion.SCHOOL_SIZE) == (50, 150, 2000, WITHIN)


def test_a_closure_of_a_stage() -> None:
    given = county(
        schools=(school("n", stages=(P, J), students=90, classes=9), school("j", stages=(J,), students=100)),
        travel=ways(nj=6),
    )
    (one,) = appraised(given, Close(school="n", stage=J))
    assert (one.kind, one.gone, one.stage, one.receiving) == ("close", ("n",), J, ("j",))
    assert brief(one, Criterion.PUPILS)[1] == 30


def test_the_procedure_stands_in_order_with_blanks() -> None:
    one = merger(two({}, {}))
    assert [step.step for step in one.procedure] == list(ProcedureStep)
    assert not any(step.date or step.signed for step in one.procedure)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_screen_gives_figures_and_no_verdict(lang: Lang) -> None:
    given = county(
        schools=(
            school("a", name="白马小学", students=40, classes=6, quality=0.137, role=Role.MEMBER),
            school("b", students=None, quality=0.291, role=Role.CORE),
            school("c", students=50),
        )
    )
    made = appraised(
        given,
        Merge(schools=("a",), into="b"),
        ToPoint(school="c", parent="b"),
    )
    console = Console(width=400, record=True, file=None, quiet=False)
    with console.capture() as shown:
        for part in appraisal_screen(made, given, lang):
            console.print(part)
    said = shown.get()
    assert "白马小学" in said
    for forbidden in ("0.137", "0.291", "137", "薄弱", "should", "建议撤", "应撤", "{"):
        assert forbidden not in said
    for wanted in (
        "国办发〔2018〕27号",
        {"en": "Public notice", "zh": "公示"}[lang],
        {"en": "not known", "zh": "数据不足"}[lang],
    ):
        assert wanted in said
    assert "quality" not in json.dumps(appraisal_result(made))
    assert appraisal_screen([], given, lang) == []
