"""Mentor pairs and backbone teachers of the calendar, by hand for one alliance (docs/duties.md)."""

from lianxiao.models.plan import Exchange, SubjectAlliance
from lianxiao.models.school_year import PastExchange
from lianxiao.models.teacher import Backbone
from lianxiao.tests.calendar_county import (
    AUTUMN,
    SPRING,
    county,
    duty,
    lay,
    only,
    owed,
    reasons,
    rotation,
    settings,
    staff,
    teacher,
    visit,
)


def test_mentors_have_a_higher_rank_the_same_subject_and_at_most_so_many_mentees() -> None:
    rows = only(owed("mentor_pairs", 3, per="member"))
    result = lay(county(duties=rows), settings(mentees_max=1))
    # six backbone teachers of the core, one mentee each: all six pairs
    assert len([one for one in result.mentors if one.semester == AUTUMN]) == 6
    one_mentor = (teacher("A1", backbone=Backbone.CITY), *staff("j"))
    result = lay(county(one_mentor, duties=rows), settings(mentees_max=1), "j")
    assert duty(result, "mentor_pairs", about="j") == (3, 1)
    assert "1 pair(s)" in reasons(result, "mentor_pairs")[0]
    equals = (teacher("A1", backbone=Backbone.CITY), teacher("j1", backbone=Backbone.CITY))
    assert duty(lay(county(equals, duties=rows), settings(), "j"), "mentor_pairs", about="j") == (3, 0)
    master = (teacher("A1", backbone=Backbone.CITY, master=True), equals[1])
    assert duty(lay(county(master, duties=rows), settings(), "j"), "mentor_pairs", about="j") == (3, 1)


def test_pairs_are_in_chinese_and_maths_unless_last_years_go_on() -> None:
    rows = only(owed("mentor_pairs", 1, per="member"))
    result = lay(county(duties=rows), settings(), "j")
    assert {one.subject for one in result.mentors} <= {"chinese", "maths"}
    kept = (PastExchange(kind="mentor", teacher="A_music2", mentee="j_music1"),)
    result = lay(county(duties=rows, exchanges=kept), settings(), "j")
    assert [(one.mentor, one.mentee, one.semester) for one in result.mentors] == [
        ("A_music2", "j_music1", AUTUMN),
        ("A_music2", "j_music1", SPRING),
    ]


def test_more_pairs_go_before_kept_ones() -> None:
    rows = only(owed("mentor_pairs", 2, per="member"))
    people = (
        teacher("A1", backbone=Backbone.CITY),
        teacher("A2", backbone=Backbone.COUNTY),
        teacher("j1", backbone=Backbone.COUNTY),
        teacher("j2"),
    )
    kept = (PastExchange(kind="mentor", teacher="A1", mentee="j2"),)
    result = lay(county(people, duties=rows, exchanges=kept), settings(mentees_max=1), "j")
    assert {(one.mentor, one.mentee) for one in result.mentors} == {("A1", "j1"), ("A2", "j2")}


def test_who_rotates_is_no_mentor_in_that_semester() -> None:
    rows = only(owed("mentor_pairs", 1, per="member"))
    people = (teacher("A1", backbone=Backbone.CITY), teacher("j1"))
    exchange = Exchange(rotations=(rotation("A1", "j", AUTUMN),))
    result = lay(county(people, duties=rows), settings(), "j", exchange=exchange)
    assert [one.semester for one in result.mentors] == [SPRING]


def test_a_backbone_teacher_who_visits_or_rotates_counts_as_sent() -> None:
    rows = only(owed("backbone_sent", 2, per="member", period="year"))
    exchange = Exchange(
        visits=(visit("A_chinese1", "j", "mon_am"),), rotations=(rotation("A_maths1", "j", SPRING),)
    )
    result = lay(county(duties=rows), settings(), "j", exchange=exchange)
    assert duty(result, "backbone_sent", "", "j") == (2, 2)
    assert result.calendar == ()


def test_what_is_missing_of_the_backbone_teachers_comes_with_a_demonstration_lesson() -> None:
    rows = only(owed("backbone_sent", 2, per="member", period="year"))
    exchange = Exchange(visits=(visit("A_chinese1", "p", "mon_am"),))  # a point of j
    result = lay(county(duties=rows), settings(), "j", exchange=exchange)
    (lesson,) = result.calendar
    assert (lesson.kind, lesson.host, lesson.about, lesson.rule) == ("demonstration_lesson", "j", "j", "X2")
    assert "A_chinese1" not in lesson.attending
    assert duty(result, "backbone_sent", "", "j") == (2, 2)


def test_a_core_without_enough_backbone_teachers_says_so() -> None:
    rows = only(owed("backbone_sent", 2, per="member", period="year"))
    people = (teacher("A1", backbone=Backbone.CITY), teacher("A2"), teacher("j1"))
    result = lay(county(people, duties=rows), settings(), "j")
    assert duty(result, "backbone_sent", "", "j") == (2, 1)
    assert "has only 1 backbone" in reasons(result, "backbone_sent")[0]
    leader = SubjectAlliance(subject="chinese", alliances=("primary-A",), leader="A2")
    layered = lay(county(people, duties=rows), settings(), "j", layer=(leader,))
    assert duty(layered, "backbone_sent", "", "j") == (2, 1)  # the leader counts, but is not sent for
