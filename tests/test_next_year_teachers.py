"""A county rolled over: its teachers, every sentence of docs/next-year.md worked out by hand."""

import pytest
from lianxiao.models.changed import TeacherMoved
from lianxiao.models.half_day import HalfDay
from lianxiao.models.next_year import NextYear
from lianxiao.models.plan import Exchange, Plan, Posting, Rotation
from lianxiao.models.school_year import Blocked, PastExchange
from lianxiao.models.teacher import Sex, Teacher
from lianxiao.solver.next_year.roll import next_year
from lianxiao.tests import made_staff
from lianxiao.tests.made_staff import school, teacher
from lianxiao.tests.year_rolled import NOTHING, POLICY, codes


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
