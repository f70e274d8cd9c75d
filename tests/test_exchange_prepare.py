"""Schools made ready and cases made from them: docs/exchange.md, 1, 7, 11 to 15, 20, 26, 29 and 31."""

import pickle
from typing import Any

from lianxiao.models.county import ClassCount, County
from lianxiao.models.half_day import HalfDay
from lianxiao.models.mode import ModeTerm
from lianxiao.models.policy import Policy
from lianxiao.models.school_year import Blocked, PastExchange, Vehicle
from lianxiao.models.staffing import Form, Shortage
from lianxiao.models.teacher import Backbone, Manager
from lianxiao.models.words import MemberKind, Role, Term
from lianxiao.solver.exchange.case import AllianceCase
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.solver.exchange.staff_view import staff_view
from lianxiao.tests.made_staff import PRIMARY, county, minutes, mode, need, policy, school, teacher

# Core A, members j and k; p is a point of j. Ways in minutes: A–j 40, A–k 41, A–p 10, j–p 5, j–k 90.
SCHOOLS = (school("A", Role.CORE), school("j"), school("k"), school("p", Role.NONE, parent_id="j"))
WAYS = minutes(Aj=40, Ak=41, Ap=10, jp=5, jk=90)
NEEDS = tuple(
    need("A", maths=20, art=5.5) + need("j", maths=10.25, art=4) + need("p", art=0.75) + need("k", art=8)
)
STAFF = (
    teacher("T3", "A", "maths", second_subject="art"),
    teacher("T1", "A", "art", backbone=Backbone.COUNTY),
    teacher("T2", "j", "maths", exempt="病假"),
    teacher("T4", "p", "art", lessons_max=2, manager=Manager.MIDDLE),
)


def here(**tables: Any) -> County:
    return county(*SCHOOLS, **{"travel": WAYS, "needs": NEEDS, "teachers": STAFF, **tables})


def case(county_: County, policy_: Policy | None = None, **given: Any) -> AllianceCase:
    staffing = prepare_exchange(county_, policy_ or policy())
    given = {"members": ("k", "j"), "mode": mode(), **given}
    return staffing.case("primary-A", PRIMARY, "A", **given)


def test_schools_of_a_case_are_the_core_and_then_the_members_by_id() -> None:
    found = case(here(), tiers=({Term.UNCOVERED_LESSONS: 1},))
    assert [one.school for one in found.schools] == ["A", "j", "k"]
    assert [one.is_member for one in found.schools] == [False, True, True]
    assert [(one.teacher, one.school, one.site) for one in found.people] == [
        ("T1", 0, "A"),
        ("T2", 1, "j"),
        ("T3", 0, "A"),
        ("T4", 1, "p"),
    ]
    assert found.tiers == ({Term.UNCOVERED_LESSONS: 1},)
    assert [one.may_visit for one in found.people] == [True, False, True, True]
    assert [one.backbone for one in found.people] == [True, False, False, False]


def test_need_counts_with_the_school_and_stays_known_by_site() -> None:
    j = case(here()).schools[1]
    assert j.need == {"art": 4750, "maths": 10_250}
    assert j.site_need == {("j", "art"): 4000, ("j", "maths"): 10_250, ("p", "art"): 750}
    assert j.whole_need("art") == 4


def test_what_own_staff_leaves_uncovered() -> None:
    # A: T3 gives 10 of 20 maths, T1 5 of 5.5 art. j: T2 10 of 10.25 maths, T4 2 of 4.75 art. k: nobody.
    staffing = prepare_exchange(here(), policy())
    assert [staffing.alone(one, PRIMARY) for one in "Ajk"] == [10_500, 3000, 8000]
    assert staffing.staff_alone("A", PRIMARY) == {("T1", "art"): 5, ("T3", "maths"): 10}
    assert staffing.need_total("A", PRIMARY) == 25_500
    assert staffing.need("k", PRIMARY) == {"art": 8000}
    # 3 ÷ 15 = 0.2 exactly; 10.5 ÷ 25.5 = 0.41176…; all of k.
    assert [staffing.worst_alone(one, PRIMARY) for one in "jAk"] == [2000, 4118, 10_000]
    assert staffing.pooled_staff("A", PRIMARY) == {frozenset({"maths", "art"}): 10, frozenset({"art"}): 10}
    assert staffing.pooled_staff("k", PRIMARY) == {}


def test_ways_of_visits_are_between_sites_and_of_rotations_between_schools() -> None:
    found = case(here())
    assert set(found.site_seconds) == {("A", "j"), ("j", "A"), ("A", "p"), ("p", "A"), ("j", "p"), ("p", "j")}
    assert found.site_seconds["A", "j"] == 2400  # exactly visit_minutes_max; k is a minute too far
    assert found.school_seconds == {(0, 1): 2400, (1, 0): 2400, (0, 2): 2460, (2, 0): 2460} | {
        (1, 2): 5400,
        (2, 1): 5400,
    }
    shorter = case(here(), policy(visit_minutes_max=9.99, rotation_minutes_max=40.99))
    assert set(shorter.site_seconds) == {("j", "p"), ("p", "j")}
    assert set(shorter.school_seconds) == {(0, 1), (1, 0)}


def test_a_day_takes_the_lessons_of_the_known_classes_rounded_down() -> None:
    classes = tuple(ClassCount(school_id=one, stage=PRIMARY, grade=1, classes=1.25) for one in "jp")
    found = case(here(classes=classes), policy(class_lessons_per_day=3))
    assert [one.day_lessons for one in found.schools] == [None, 7, None]


def test_blocked_half_days_of_teachers_schools_and_their_points() -> None:
    rows = (
        Blocked(id="j", half_day=HalfDay.MON_AM),
        Blocked(id="p", half_day=HalfDay.TUE_AM, semester=2),
        Blocked(id="T1", half_day=HalfDay.FRI_PM, semester=1),
    )
    found = case(here(blocked=rows))
    never, monday = frozenset[HalfDay](), frozenset({HalfDay.MON_AM})
    assert found.schools[1].blocked == {
        "j": (monday, monday),
        "p": (monday, monday | {HalfDay.TUE_AM}),
    }
    assert found.people[0].blocked == (frozenset({HalfDay.FRI_PM}), never)
    assert found.people[3].blocked == (never, never)


def test_seats_of_rows_of_one_pair_and_half_day_add_up() -> None:
    rows = tuple(
        Vehicle(from_id="A", to_id=to, half_day=HalfDay.MON_AM, seats=seats)
        for to, seats in (("j", 1), ("j", 2), ("p", 0), ("k", 4))
    )
    assert case(here(vehicles=rows)).seats == {
        ("A", "j"): {HalfDay.MON_AM: 3},
        ("A", "p"): {HalfDay.MON_AM: 0},
    }


def test_an_alliance_exchanges_from_its_term_on() -> None:
    starts = {None: (True, True), "2025-2": (True, True), "2026-1": (True, True), "2026-2": (False, True)}
    for start, open_ in {**starts, "2027-1": (False, False)}.items():
        term = None if start is None else ModeTerm(start=start)
        assert case(here(), mode=mode(term=term)).open == open_


def test_last_years_visits_that_could_go_on() -> None:
    visits = [
        ("T1", "j", "art"),  # kept; the second row of the same is counted once
        ("T1", "p", "art"),
        ("T1", "k", "art"),  # 41 minutes
        ("T1", "j", "maths"),  # does not teach it
        ("T2", "A", "maths"),  # exempt now
        ("T3", "A", "maths"),  # has moved there
        ("T3", "j", "maths"),
        ("T4", "A", "art"),
        ("T9", "A", "art"),  # has left
    ]
    rows = [PastExchange(teacher=who, to_id=to, subject=subject) for who, to, subject in visits]
    rows.append(PastExchange(kind="rotation", teacher="T1", to_id="k", subject="art"))
    found = case(here(exchanges=tuple(rows)))
    assert found.kept == {(0, 1, "art"), (2, 1, "maths"), (3, 0, "art")}


def test_a_visit_cannot_go_on_where_less_than_a_lesson_is_needed() -> None:
    rows = (PastExchange(teacher="T1", to_id="p", subject="art"),)
    only_point = tuple(need("p", art=0.999) + need("j", maths=3))
    assert not case(here(exchanges=rows, needs=only_point)).kept


def test_rotations_inside_one_legal_person_count_only_by_setting() -> None:
    one, by_kind = mode("fused"), mode("core_group")
    every = {(a, b) for a in range(3) for b in range(3) if a != b}
    assert case(here()).uncounted == frozenset()
    fused = case(here(), mode=one)
    assert fused.uncounted == every
    assert not any(person.counts for person in fused.people)
    group = case(here(), mode=by_kind, kinds={"j": MemberKind.ENTRUSTED, "k": MemberKind.ORDINARY})
    assert group.uncounted == {(0, 1), (1, 0)}
    assert all(person.counts for person in group.people)
    counted = case(here(), policy(count_inside_legal_person=True), mode=one)
    assert counted.uncounted == frozenset()


def test_quotas_of_the_county_reach_the_schools_of_its_scope() -> None:
    found = case(here())
    # A alone is in scope: T1 and T3 are eligible, ceil(0.2) = 1 rotation and ceil(0.2) = 1 backbone teacher.
    assert [(one.rotation_quota, one.backbone_quota) for one in found.schools] == [(1, 1), (0, 0), (0, 0)]
    assert [(one.away_most, one.backbone_away_most) for one in found.schools] == [(1, 1), (0, 0), (0, 0)]
    assert prepare_exchange(here(), policy()).quota("A", PRIMARY) == (1, 1)


def test_a_school_alone_is_a_case_of_its_own() -> None:
    found = prepare_exchange(here(), policy()).alone_case("j", PRIMARY)
    assert [one.school for one in found.schools] == ["j"]
    assert [one.teacher for one in found.people] == ["T2", "T4"]
    assert not found.site_seconds


def test_everything_prepared_goes_to_another_process() -> None:
    staffing = prepare_exchange(here(), policy())
    again = pickle.loads(pickle.dumps(staffing))
    assert again.case("x", PRIMARY, "A", ("j",), mode()) == staffing.case("x", PRIMARY, "A", ("j",), mode())


def test_reasons_of_the_shortages() -> None:
    staff = (
        teacher("T1", "A", "maths", second_subject="art", lessons_max=12),
        teacher("T2", "A", "pe", lessons_max=3),
        teacher("T3", "A", "music", lessons_max=8),
    )
    needs = tuple(need("A", maths=10, art=5, pe=4, music=7.5, it=2))
    view = staff_view(county(*SCHOOLS, travel=WAYS, needs=needs, teachers=staff), policy())
    reasons = {one.subject: (one.short, one.teachers, one.reason) for one in view.needs}
    assert reasons == {
        "maths": (0, 1, None),
        "art": (3000, 1, Shortage.ELSEWHERE),
        "pe": (1000, 1, Shortage.FULL),
        "music": (500, 1, Shortage.FRACTION),
        "it": (2000, 0, Shortage.NOBODY),
    }
    assert view.supply == ((PRIMARY, "maths", 12_000), (PRIMARY, "music", 8000), (PRIMARY, "pe", 3000))


def test_how_many_may_go_and_what_bars_the_others() -> None:
    view = staff_view(here(), policy())
    counts = {one.form: (one.allowed, one.teachers, dict(one.barred)) for one in view.forms}
    assert counts[Form.VISIT] == (3, 4, {"exempt": 1})
    assert counts[Form.POSTING] == (1, 4, {"no_post": 3, "exempt": 1})
    assert counts[Form.MENTORING] == (4, 4, {})
    assert [tuple(one) for one in view.quotas] == [(PRIMARY, 1, 2, 1, 1)]
    assert not staff_view(here(), policy(forms=("visit",))).quotas
