"""The calendar, worked out by hand for one alliance: core A, members j and k, 18 weeks (docs/duties.md)."""

import pytest
from lianxiao.models.plan import Exchange, SubjectAlliance
from lianxiao.models.school_year import Blocked
from lianxiao.models.teacher import Manager
from lianxiao.solver.calendar.lay import CalendarResult, lay_calendar
from lianxiao.tests.calendar_county import (
    AUTUMN,
    PEOPLE,
    SPRING,
    alliance,
    county,
    duty,
    lay,
    only,
    owed,
    reasons,
    rotation,
    settings,
    staff,
    visit,
)

EVERY_HALF_DAY = [f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")]


def test_a_joint_alliance_with_enough_people_misses_nothing() -> None:
    result = lay(county(), settings())
    assert [one for one in result.duties if one.planned < one.minimum] == []
    assert len(result.postings) == 4
    assert len(result.mentors) == 12


@pytest.mark.parametrize("key", ["paired", "centre_school"])
def test_a_pair_with_enough_people_misses_nothing(key: str) -> None:
    result = lay(county(), settings(key), "j")
    assert [one for one in result.duties if one.planned < one.minimum] == []


def test_without_teachers_there_is_no_calendar() -> None:
    bare = county().model_copy(update={"teachers": None})
    assert lay_calendar(bare, settings(), (alliance("j"),), (), Exchange()) == CalendarResult()


def test_the_same_county_has_the_same_calendar() -> None:
    assert lay(county(), settings("paired"), "j") == lay(county(), settings("paired"), "j")


def test_before_its_term_an_alliance_owes_nothing_and_a_yearly_duty_is_halved() -> None:
    result = lay(county(), settings(mode={"term": {"start": SPRING}}))
    assert {one.semester for one in result.calendar} == {SPRING}
    assert {one.semester for one in result.duties} == {"", SPRING}
    assert duty(result, "council", "") == (1, 1)
    assert duty(result, "heads_forum", "") == (1, 1)


def test_the_forum_of_the_heads_lies_in_the_last_four_weeks_of_autumn() -> None:
    result = lay(county(), settings())
    (forum,) = [one for one in result.calendar if one.kind == "heads_forum"]
    assert forum.semester == AUTUMN
    assert 15 <= forum.week <= 18
    assert forum.attending == ("A_head", "j_head", "k_head")


def test_two_council_meetings_of_a_year_are_one_in_each_semester() -> None:
    result = lay(county(), settings())
    assert [one.semester for one in result.calendar if one.kind == "council"] == [AUTUMN, SPRING]


def test_hosts_take_turns_from_semester_to_semester() -> None:
    rows = only(owed("subject_event", 2, host="turn", attending="teachers"))
    result = lay(county(duties=rows), settings())
    assert [one.host for one in result.calendar] == ["A", "j", "k", "A"]


def test_subject_events_take_chinese_and_maths_first() -> None:
    rows = only(owed("subject_event", 4, period="year", host="turn", attending="teachers"))
    result = lay(county(duties=rows), settings())
    assert sorted(one.subject for one in result.calendar) == ["chinese", "maths", "moral", "music"]


def test_the_two_events_of_a_semester_lie_in_its_two_halves() -> None:
    rows = only(owed("subject_event", 2, host="turn", attending="teachers"))
    result = lay(county(duties=rows, teaching=5), settings())
    first, second = (one.week for one in result.calendar if one.semester == AUTUMN)
    assert first <= 3 <= second


def test_a_posting_goes_to_the_next_member_and_of_one_member_to_the_core() -> None:
    rows = only(owed("posting", per="member", host="member", attending="cadres"))
    its = county(duties=rows)
    assert [(one.teacher, one.to) for one in lay(its, settings()).postings if one.semester == AUTUMN] == [
        ("j_middle0", "k"),
        ("k_middle0", "j"),
    ]
    assert {one.to for one in lay(its, settings(), "j").postings} == {"A"}


def test_a_posting_of_a_manager_never_takes_the_head() -> None:
    rows = only(owed("posting", per="member", host="core", attending="managers"))
    people = tuple(one for one in PEOPLE if one.manager is not Manager.MIDDLE)
    assert {one.teacher for one in lay(county(people, duties=rows), settings(), "j").postings} == {"j_deputy"}
    people = tuple(one for one in people if one.manager is not Manager.DEPUTY)
    result = lay(county(people, duties=rows), settings(), "j")
    assert duty(result, "posting", about="j") == (1, 0)


@pytest.mark.parametrize(
    ("exchange", "semesters"),
    [
        (Exchange(visits=(visit("j_middle0", "k", "mon_am"),)), [SPRING]),
        (Exchange(rotations=(rotation("j_middle0", "A", SPRING),)), [AUTUMN]),
        (Exchange(rotations=(rotation("j_middle0", "A", AUTUMN, SPRING),)), []),
        (Exchange(visits=(visit("j_chinese1", "k", "mon_am"),)), [AUTUMN, SPRING]),
    ],
)
def test_who_visits_or_rotates_is_not_posted(exchange: Exchange, semesters: list[str]) -> None:
    rows = only(owed("posting", per="member", host="core", attending="cadres"))
    result = lay(county(duties=rows), settings(), "j", exchange=exchange)
    assert [one.semester for one in result.postings] == semesters
    assert len([said for said in reasons(result, "posting") if "may be posted" in said]) == 2 - len(semesters)


@pytest.mark.parametrize(("until", "posted"), [(None, 0), ("2026-09", 0), ("2026-08", 2)])
def test_the_exempt_are_not_posted_until_their_exemption_ends(until: str | None, posted: int) -> None:
    rows = only(owed("posting", per="member", host="core", attending="cadres"))
    people = [
        one.model_copy(update={"exempt": "病", "exempt_until": until})
        if one.teacher_id == "j_middle0"
        else one
        for one in PEOPLE
    ]
    assert len(lay(county(people, duties=rows), settings(), "j").postings) == posted


def test_another_cadre_is_posted_in_spring_where_there_is_one() -> None:
    rows = only(owed("posting", per="member", host="core", attending="cadres"))
    people = (*staff("A"), *staff("j", cadres=2))
    result = lay(county(people, duties=rows), settings(), "j")
    assert [one.teacher for one in result.postings] == ["j_middle0", "j_middle1"]


def test_two_managers_of_a_school_need_two_weeks() -> None:
    rows = only(owed("posting", 2, per="member", host="core", attending="cadres"))
    people = (*staff("A"), *staff("j", cadres=2))
    its = county(people, duties=rows, teaching=2)
    assert duty(lay(its, settings(), "j"), "posting", about="j") == (2, 2)
    its = county(people, duties=rows, teaching=1)
    result = lay(its, settings(), "j")
    assert duty(result, "posting", about="j") == (2, 1)
    assert "another manager" in reasons(result, "posting")[0]


def test_shadowing_goes_in_batches_of_what_the_member_can_spare() -> None:
    rows = only(owed("shadowing", 3, per="member"))
    # j has 9 teachers: floor(0.2 × 9) = 1 a week
    result = lay(county(duties=rows, teaching=3), settings("paired"), "j")
    autumn = [(one.weeks, one.batch) for one in result.shadowing if one.semester == AUTUMN]
    assert sorted(autumn) == [((1,), 1), ((2,), 2), ((3,), 3)]
    result = lay(county(duties=rows, teaching=2), settings("paired"), "j")
    assert duty(result, "shadowing", about="j") == (3, 2)
    result = lay(county(duties=rows, teaching=2), settings("paired", away_share_max=0.23), "j")
    assert duty(result, "shadowing", about="j") == (3, 3)


def test_an_event_avoids_visits_and_blocked_half_days() -> None:
    rows = only(owed("heads_exchange", per="member", host="core", attending="heads"))
    busy = Exchange(visits=(visit("A_head", "j", *EVERY_HALF_DAY[:4]),))
    blocked = tuple(
        Blocked.model_validate({"id": who, "half_day": half, "semester": 1})
        for who, half_days in (("j_head", EVERY_HALF_DAY[4:7]), ("A", EVERY_HALF_DAY[7:9]))
        for half in half_days
    )
    result = lay(county(duties=rows, blocked=blocked), settings("paired"), "j", exchange=busy)
    assert [one.half_day for one in result.calendar if one.semester == AUTUMN] == ["fri_pm"]
    blocked = (*blocked, Blocked.model_validate({"id": "j_head", "half_day": "fri_pm", "semester": None}))
    result = lay(county(duties=rows, blocked=blocked), settings("paired"), "j", exchange=busy)
    assert duty(result, "heads_exchange", about="j") == (1, 0)
    assert "half-day in common" in reasons(result, "heads_exchange")[0]
    assert duty(result, "heads_exchange", SPRING, about="j") == (1, 1)


def test_another_deputy_comes_where_the_first_has_no_half_day() -> None:
    rows = only(owed("meeting", per="member", host="core", attending="managers"))
    busy = Exchange(visits=(visit("j_deputy", "A", *EVERY_HALF_DAY),))
    result = lay(county(duties=rows), settings("paired"), "j", exchange=busy)
    assert [one.attending for one in result.calendar] == [("A_deputy", "j_middle0"), ("A_deputy", "j_deputy")]


def test_online_nobody_is_away_and_on_site_a_posting_stands_in_the_way() -> None:
    def rows(online: bool) -> object:
        return only(
            owed("posting", per="member", host="core", attending="cadres"),
            owed("study_visit", per="member", host="core", attending="middle", online=online),
        )

    for online, planned in ((True, 1), (False, 0)):
        its = county(duties=rows(online), teaching=1)
        result = lay(its, settings("paired"), "j")
        assert (
            duty(result, "posting", about="j")[1] + duty(result, "study_visit", about="j")[1] == 1 + planned
        )


def test_a_subject_alliance_meets_once_a_year_and_its_leader_answers_for_it() -> None:
    rows = only(
        owed("academic_event", per="subject_alliance", period="year", host="turn", attending="teachers")
    )
    layer = (SubjectAlliance(subject="music", alliances=("primary-A",), leader="A_music1"),)
    result = lay(county(duties=rows), settings(), layer=layer)
    (row,) = result.duties
    assert (row.about, row.owner, row.minimum, row.planned) == ("music", "A_music1", 1, 1)
    assert result.calendar[0].attending == ("A_music1", "j_music1", "k_music1")


def test_bulletins_are_one_a_month_and_school() -> None:
    result = lay(county(teaching=9), settings())
    assert [(one.about, one.minimum, one.due) for one in result.duties if one.kind == "bulletin"] == [
        (school, 3, f"{semester}:w9") for semester in (AUTUMN, SPRING) for school in ("A", "j", "k")
    ]


def test_papers_have_dates_and_owners() -> None:
    result = lay(county(), settings("paired"), "j")
    dates = {one.kind: one.due for one in result.duties if one.semester != SPRING}
    assert dates["joint_plan"] == f"{AUTUMN}:w2"
    assert dates["cooperation_plan"] == "2027-04-30"
    assert dates["posting_evaluation"] == f"{AUTUMN}:w18"
    owners = {one.owner for one in result.duties if one.kind == "posting_evaluation"}
    assert owners == {one.teacher for one in result.postings}


def test_a_school_that_has_nobody_of_the_word_stands_for_itself() -> None:
    rows = only(owed("heads_exchange", host="core", attending="heads"))
    people = tuple(one for one in PEOPLE if one.teacher_id != "j_head")
    result = lay(county(people, duties=rows), settings())
    assert result.calendar[0].attending == ("A_head", "j", "k_head")


def test_a_core_alone_holds_its_events_by_itself() -> None:
    joined = (alliance(),)
    result = lay_calendar(county(), settings(), joined, (), Exchange())
    assert {one.host for one in result.calendar} == {"A"}
    assert [one for one in result.duties if one.planned < one.minimum] == []


def test_reasons_are_said_in_chinese_too() -> None:
    rows = only(owed("mentor_pairs", 9, per="member"))
    result = lay(county(duties=rows), settings(), "j", lang="zh")
    assert reasons(result, "mentor_pairs")[0].startswith("A 与 j 在 2026-1 学期只能结成")


def test_a_calendar_without_teaching_weeks_lists_every_event_as_missed() -> None:
    result = lay(county(teaching=0), settings())
    assert result.calendar == ()
    assert "no teaching week" in reasons(result, "management_seminar")[0]
