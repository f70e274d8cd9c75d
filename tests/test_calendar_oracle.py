"""Laying a semester against brute force, and every rule on calendars of random alliances."""

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lianxiao.models.duty import DutyForm
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import Exchange, SubjectAlliance
from lianxiao.models.school_year import Blocked
from lianxiao.models.teacher import Backbone, Manager
from lianxiao.models.words import ModeKey
from lianxiao.solver.calendar.absences import Absence
from lianxiao.solver.calendar.attendance import Attendance
from lianxiao.solver.calendar.events import Event
from lianxiao.solver.calendar.in_order import lay_in_order
from lianxiao.solver.calendar.laying import lay_semester
from lianxiao.solver.calendar.people import AlliancePeople, year_of_exchange
from lianxiao.solver.calendar.semester import Laid, SemesterCase
from lianxiao.solver.calendar.weeks import SemesterWeeks
from lianxiao.tests.calendar_county import (
    AUTUMN,
    PEOPLE,
    SPRING,
    alliance,
    county,
    lay,
    rotation,
    settings,
    visit,
)

HALF_DAYS = (HalfDay.MON_AM, HalfDay.TUE_PM)
WEEKS = SemesterWeeks(1, AUTUMN, (1, 2))
WHO = ("j_head", "j_deputy", "j_chinese1", "A_chinese1")
ALL = AlliancePeople(alliance("j"), year_of_exchange(county(), settings(), Exchange()))


@st.composite
def events(draw: st.DrawFn) -> Event:
    persons = draw(st.lists(st.sampled_from(WHO), min_size=1, max_size=2, unique=True))
    return Event(
        kind="seminar",
        key=("seminar", "", AUTUMN),
        rule="X10",
        semester=WEEKS,
        online=draw(st.booleans()),
        weeks=draw(st.sampled_from([(0,), (1,), (0, 1)])),
        who=Attendance(
            host=draw(st.sampled_from(["A", "j"])),
            persons=tuple(persons),
            schools=(),
            subject="",
            half_days=draw(st.sampled_from([HALF_DAYS, HALF_DAYS[:1]])),
        ),
    )


@st.composite
def semesters(draw: st.DrawFn) -> SemesterCase:
    gone = draw(st.lists(st.sampled_from(WHO[:3]), max_size=2, unique=True))
    teachers = ALL.year.teachers
    absences = tuple(
        Absence(
            ("posting", "j", AUTUMN),
            DutyForm.POSTING,
            teachers[one],
            "j",
            "A",
            WEEKS,
            None if teachers[one].manager is not Manager.NONE else 1,
        )
        for one in gone
    )
    return SemesterCase(ALL, WEEKS, tuple(draw(st.lists(events(), max_size=4))), absences)


def allowed(case: SemesterCase, laid: Laid) -> bool:
    """Sentences 21 and 22, looked at event by event."""
    seen, away = set(), set()
    for index, (week, half_day) in laid.events.items():
        event = case.events[index]
        if week not in event.weeks or half_day not in event.half_days:
            return False
        for one in event.who.persons:
            if (one, week, half_day) in seen:
                return False
            seen.add((one, week, half_day))
            gone = [case.absences[a].teacher.teacher_id for a, at in laid.absences.items() if at == week]
            if one in gone and not event.online:
                return False
            if not event.online and event.who.host != one[0] and case.people.is_manager(one):
                away.add((one[0], week, one))
    for a, week in laid.absences.items():
        if case.people.is_manager(case.absences[a].teacher.teacher_id):
            away.add(("j", week, case.absences[a].teacher.teacher_id))
    schools = [(school, week) for school, week, _ in away]
    return len(schools) == len(set(schools))


def every_laying(case: SemesterCase) -> Iterator[Laid]:
    slots = [None, *product(range(2), HALF_DAYS)]
    for chosen in product(slots, repeat=len(case.events)):
        for gone in product([None, 0, 1], repeat=len(case.absences)):
            laid = Laid(
                {i: slot for i, slot in enumerate(chosen) if slot is not None},
                {i: week for i, week in enumerate(gone) if week is not None},
            )
            if allowed(case, laid):
                yield laid


def worth(case: SemesterCase, laid: Laid) -> tuple[int, int]:
    return len(laid.events) + len(laid.absences), -sum(load**2 for load in laid.loads(case))


@hypothesis_settings(max_examples=60, deadline=None)
@given(semesters())
def test_a_semester_is_laid_as_well_as_by_brute_force(case: SemesterCase) -> None:
    best = max(worth(case, laid) for laid in every_laying(case))
    found = lay_semester(case)
    assert allowed(case, found)
    assert worth(case, found) == best


@hypothesis_settings(max_examples=60, deadline=None)
@given(semesters())
def test_what_is_laid_in_order_keeps_every_rule_and_is_best_where_it_says_so(case: SemesterCase) -> None:
    found = lay_in_order(case)
    assert allowed(case, found)
    if found.is_best(case):
        assert worth(case, found) == max(worth(case, laid) for laid in every_laying(case))


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.data())
def test_random_alliances_keep_every_rule(data: st.DataObject) -> None:
    draw = data.draw
    key = draw(st.sampled_from(ModeKey))
    people = tuple(
        one.model_copy(
            update={
                "backbone": draw(st.sampled_from(list(Backbone)[:3])),
                "exempt": draw(st.sampled_from(["", "", "", "病"])),
            }
        )
        for one in PEOPLE
        if draw(st.integers(0, 5))
    )
    ids = [one.teacher_id for one in people]
    half_days = st.lists(
        st.sampled_from([half.value for half in HalfDay]), min_size=1, max_size=4, unique=True
    )
    moved = draw(st.lists(st.sampled_from(ids), max_size=8, unique=True)) if ids else []
    visits = tuple(
        visit(
            one,
            "j" if one[0] == "A" else "A",
            *draw(half_days),
            semester=draw(st.sampled_from([AUTUMN, SPRING])),
        )
        for one in moved[2:]
    )
    rotations = tuple(
        rotation(one, "k" if one[0] == "j" else "j", AUTUMN) for one in moved[:2] if one[0] != "k"
    )
    blocked = tuple(
        Blocked.model_validate({"id": draw(st.sampled_from(["A", "j", *ids])), "half_day": half})
        for half in draw(half_days)
    )
    members = ("j",) if key in (ModeKey.PAIRED, ModeKey.CENTRE_SCHOOL) else ("j", "k")
    policy = settings(key.value, mentees_max=draw(st.integers(1, 2)))
    its = county(people, teaching=draw(st.integers(1, 18)), blocked=blocked)
    layer = (SubjectAlliance(subject="music", alliances=("primary-A",)),)
    lay(its, policy, *members, exchange=Exchange(visits=visits, rotations=rotations), layer=layer)
