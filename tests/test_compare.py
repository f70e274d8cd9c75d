"""Two plans side by side: what becomes of every school, why, and which teachers must be told."""

from typing import Any

import pytest
from lianxiao.models.comparison import (
    AllianceKind,
    Comparison,
    PlaceChange,
    PlaceKind,
    Reason,
    ReasonKind,
    RowForm,
    RowKind,
    Status,
)
from lianxiao.models.county import County, NewCode, Pin, StandingAlliance
from lianxiao.models.half_day import HalfDay
from lianxiao.models.plan import (
    Alliance,
    Exchange,
    MentorPair,
    PlacedMember,
    Plan,
    Posting,
    Rotation,
    Teaching,
    TierResult,
    Unplaced,
    Visit,
)
from lianxiao.models.words import PinRule, Role, Term
from lianxiao.reports.comparison_screen import comparison_result, comparison_screen, reason_text
from lianxiao.solver.compare import Scene, compare_plans
from lianxiao.tests.hand_made import PRIMARY, line, policy, school


def alliance(core: str, *members: str) -> Alliance:
    return Alliance(
        id=f"primary-{core}",
        mode="joint_alliance",
        stage=PRIMARY,
        core=core,
        members=tuple(PlacedMember(school=member) for member in members),
    )


def plan(*alliances: Alliance, unplaced: tuple[str, ...] = (), **given: Any) -> Plan:
    left = tuple(Unplaced(school=one, stage=PRIMARY) for one in unplaced)
    return Plan(alliances=alliances, unplaced=left, **given)


def of(comparison: Comparison, school_id: str) -> PlaceChange:
    (found,) = [place for place in comparison.places if place.school == school_id]
    return found


def why(comparison: Comparison, school_id: str) -> Reason:
    reason = of(comparison, school_id).reason
    assert reason is not None
    return reason


def test_a_plan_and_itself() -> None:
    one = plan(alliance("A", "j", "k"), unplaced=("l",), county_sha256="x")
    same = compare_plans(one, one)
    assert same.same_county is True
    assert {place.kind for place in same.places} == {PlaceKind.KEPT}
    assert {change.kind for change in same.alliances} == {AllianceKind.KEPT}
    assert same.teachers == ()


def test_every_kind_of_change_of_a_school() -> None:
    before = plan(alliance("A", "j", "k"), alliance("C", "m"), unplaced=("l",))
    after = plan(alliance("A", "j", "l"), alliance("B", "m", "C", "n"), unplaced=("k",))
    compared = compare_plans(before, after)
    kinds = {place.school: place.kind for place in compared.places}
    assert kinds == {
        "A": PlaceKind.KEPT,
        "B": PlaceKind.LEADS,
        "C": PlaceKind.PLACED,
        "j": PlaceKind.KEPT,
        "k": PlaceKind.UNPLACED,
        "l": PlaceKind.PLACED,
        "m": PlaceKind.MOVED,
        "n": PlaceKind.PLACED,
    }
    assert of(compared, "m").orphaned
    assert not of(compared, "k").orphaned
    changes = {change.id: change for change in compared.alliances}
    assert changes["primary-A"].kind is AllianceKind.CHANGED
    assert (changes["primary-A"].joined, changes["primary-A"].left) == (("l",), ("k",))
    assert changes["primary-B"].kind is AllianceKind.BEGUN
    assert changes["primary-C"].kind is AllianceKind.ENDED


def test_gone_and_new_are_said_only_where_the_counties_are_known() -> None:
    before, after = plan(alliance("A", "j", "k")), plan(alliance("A", "j", "z"))
    unknown = compare_plans(before, after)
    assert of(unknown, "k").kind is PlaceKind.LEFT
    assert of(unknown, "z").kind is PlaceKind.PLACED
    old = County(schools=(school("A", Role.CORE), school("j"), school("k")))
    new = County(schools=(school("A", Role.CORE), school("j"), school("z")))
    known = compare_plans(before, after, before_of=Scene(old), after_of=Scene(new))
    assert of(known, "k").kind is PlaceKind.GONE
    assert of(known, "z").kind is PlaceKind.NEW


def test_a_core_that_leads_nobody_any_more_and_one_that_is_gone() -> None:
    before, after = plan(alliance("A", "j"), alliance("B", "k")), plan(alliance("B", "j", "k"))
    there = line()
    stopped = compare_plans(before, after, before_of=Scene(there), after_of=Scene(there, policy()))
    assert of(stopped, "A").kind is PlaceKind.LEADS_NO_MORE
    moved = of(stopped, "j")
    assert (moved.kind, moved.orphaned) == (PlaceKind.MOVED, True)
    assert why(stopped, "j").kind is ReasonKind.CORE_STOPPED
    without = County(schools=tuple(one for one in there.schools if one.school_id != "A"), travel=there.travel)
    gone = compare_plans(before, after, before_of=Scene(there), after_of=Scene(without, policy()))
    assert of(gone, "A").kind is PlaceKind.GONE
    assert why(gone, "j").kind is ReasonKind.CORE_GONE


def test_merged_schools_are_read_under_their_new_id() -> None:
    # k and l become k: l is gone into k, k is now with B, where l was: the merger is the reason
    before, after = (
        plan(alliance("A", "j", "k"), alliance("B", "l")),
        plan(alliance("A", "j"), alliance("B", "k")),
    )
    codes = (NewCode(old_id="l", new_id="k"),)
    there = line()
    merged = County(
        schools=tuple(one for one in there.schools if one.school_id != "l"), travel=there.travel, codes=codes
    )
    compared = compare_plans(
        before, after, codes=codes, before_of=Scene(there), after_of=Scene(merged, policy())
    )
    gone = of(compared, "l")
    assert (gone.kind, gone.into) == (PlaceKind.GONE, "k")
    moved = of(compared, "k")
    assert (moved.kind, moved.before.core, moved.after.core) == (PlaceKind.MOVED, "A", "B")
    assert (why(compared, "k").kind, why(compared, "k").schools) == (ReasonKind.MERGED, ("l",))


def test_a_merged_core_that_goes_over_with_its_members_orphans_nobody() -> None:
    codes = (NewCode(old_id="A", new_id="B"),)
    compared = compare_plans(plan(alliance("A", "j")), plan(alliance("B", "j")), codes=codes)
    assert of(compared, "j").kind is PlaceKind.KEPT
    assert not of(compared, "j").orphaned
    assert [change.kind for change in compared.alliances] == [AllianceKind.KEPT]


# A 0, j 1, k 4, l 5, B 7 (km): the reasons of a choice are those of putting one school back.
BEFORE = plan(alliance("A", "j", "l"), alliance("B", "k"))
AFTER = plan(alliance("A", "j", "k"), alliance("B", "l"))


def reason_of(school_id: str, county: County, **given: Any) -> Any:
    tiers = given.pop("tiers", ({Term.UNPLACED: 1.0}, {Term.TOTAL_KM: 1.0}))
    settings = policy(*tiers, **given)
    compared = compare_plans(BEFORE, AFTER, before_of=Scene(county), after_of=Scene(county, settings))
    return of(compared, school_id).reason


def test_moved_because_a_rule_forbids_the_old_pair() -> None:
    # l–A is 5 km: at a limit of 5 the pair is allowed, at 4 it is not
    forbidden = reason_of("l", line(), max_km=4)
    assert (forbidden.kind, forbidden.broken.code) == (ReasonKind.RULE, "max_km")
    assert forbidden.broken.figures["km"] == 5
    assert reason_of("l", line(), max_km=5, min_members=0).kind is not ReasonKind.RULE
    never = line(pins=(Pin(school_id="l", core_id="A", stage=None, rule=PinRule.NEVER),))
    assert reason_of("l", never).broken.code == "never"


def test_moved_because_its_place_was_taken() -> None:
    # at most 2 members: A has j and k; k came new, j was there in the last round
    standing = (
        StandingAlliance(core_id="A", member_id="j", stage=PRIMARY),
        StandingAlliance(core_id="A", member_id="l", stage=PRIMARY),
    )
    full = reason_of("l", line(alliances=standing), max_members=2, min_members=0)
    assert (full.kind, full.schools, full.broken.code) == (ReasonKind.FULL, ("k",), "size")
    assert reason_of("l", line(), max_members=3, min_members=0).kind is ReasonKind.BETTER


def test_moved_because_the_new_alliance_needs_it() -> None:
    needed = reason_of("l", line(), min_members=1)
    assert (needed.kind, needed.schools) == (ReasonKind.NEEDED, ("B",))


def test_moved_because_an_aim_gets_better() -> None:
    # l with A: 5 km instead of 2 with B: aim 2 (sum of km) would be 3 worse; aim 1 is the same
    better = reason_of("l", line(), min_members=0)
    assert (better.kind, better.tier, better.terms, better.by) == (
        *(ReasonKind.BETTER, 2),
        *((Term.TOTAL_KM,), 3.0),
    )
    # k with B: 3 km instead of 4 with A: putting it back would be 1 km better, this plan is not the best
    worse = reason_of("k", line(), min_members=1)
    assert (worse.kind, worse.tier, worse.by) == (ReasonKind.WORSE, 2, 1.0)
    assert reason_of("k", line(), tiers=({Term.UNPLACED: 1.0},)).kind is ReasonKind.EQUAL


def test_what_the_scenario_says_goes_first() -> None:
    county = line()
    given: dict[str, Any] = {"before_of": Scene(county), "after_of": Scene(county, policy(min_members=0))}
    released = compare_plans(BEFORE, AFTER, released=[("l", PRIMARY)], **given)
    assert why(released, "l").kind is ReasonKind.RELEASED
    exited = compare_plans(BEFORE, AFTER, exited=[("l", PRIMARY)], **given)
    assert why(exited, "l").kind is ReasonKind.EXITED


def test_aims_are_matched_by_their_terms() -> None:
    def tier(value: float, *terms: Term) -> TierResult:
        return TierResult(
            terms=dict.fromkeys(terms, value), value=value, best=value, bound=value, proven=True
        )

    before = plan(alliance("A", "j"), tiers=(tier(1, Term.UNPLACED), tier(9, Term.TOTAL_KM)))
    after = plan(
        alliance("A", "j"), tiers=(tier(2, Term.UNPLACED), tier(3, Term.CHANGED), tier(7.5, Term.TOTAL_KM))
    )
    pairs = compare_plans(before, after).tiers
    assert [pair.terms for pair in pairs] == [(Term.UNPLACED,), (Term.CHANGED,), (Term.TOTAL_KM,)]
    assert [pair.difference for pair in pairs] == [1, None, -1.5]


def visit(teacher: str, to: str, semester: str = "2026-1", **half_days: int) -> Visit:
    return Visit(
        teacher=teacher,
        from_="A",
        to=to,
        subject="music",
        stage=PRIMARY,
        semester=semester,
        half_days={HalfDay(name): lessons for name, lessons in half_days.items()},
        lessons=sum(half_days.values()),
    )


def test_teachers_who_must_be_told() -> None:
    before = Exchange(
        visits=(visit("T1", "j", mon_am=2), visit("T2", "j", tue_am=2), visit("T3", "k", wed_am=1)),
        rotations=(Rotation(teacher="T4", from_="A", to="j", subject="art", semesters=("2026-1",)),),
        mentors=(MentorPair(mentor="T5", mentee="T6", subject="art", semester="2026-1"),),
        postings=(Posting(teacher="T7", from_="A", to="j", semester="2026-1", weeks=(3,)),),
    )
    after = Exchange(
        visits=(visit("T1", "j", mon_am=2), visit("T2", "j", thu_am=2), visit("T8", "k", wed_am=1)),
        rotations=(Rotation(teacher="T4", from_="A", to="j", subject="art", semesters=("2026-1", "2026-2")),),
        postings=(Posting(teacher="T7", from_="A", to="j", semester="2026-1", weeks=(4,)),),
    )
    compared = compare_plans(
        plan(alliance("A", "j", "k"), exchange=before), plan(alliance("A", "j", "k"), exchange=after)
    )
    told = {teacher.teacher: [(row.form, row.kind) for row in teacher.rows] for teacher in compared.teachers}
    assert told == {
        "T2": [(RowForm.VISIT, RowKind.CHANGED)],
        "T3": [(RowForm.VISIT, RowKind.ENDED)],
        "T4": [(RowForm.ROTATION, RowKind.CHANGED)],
        "T5": [(RowForm.MENTOR, RowKind.ENDED)],
        "T6": [(RowForm.MENTOR, RowKind.ENDED)],
        "T7": [(RowForm.POSTING, RowKind.CHANGED)],
        "T8": [(RowForm.VISIT, RowKind.BEGUN)],
    }
    visits = next(one for one in compared.forms if one.form is RowForm.VISIT)
    assert (visits.begun, visits.ended, visits.changed, visits.kept) == (1, 1, 1, 1)


def test_rows_of_two_years_and_of_a_merged_school_are_the_same_rows() -> None:
    before = plan(alliance("A", "k"), exchange=Exchange(visits=(visit("T1", "l", mon_am=2),)))
    after = plan(alliance("A", "k"), exchange=Exchange(visits=(visit("T1", "k", "2027-1", mon_am=2),)))
    compared = compare_plans(before, after, codes=(NewCode(old_id="l", new_id="k"),))
    assert compared.teachers == ()


def test_other_lessons_at_home_are_told_apart() -> None:
    def taught(lessons: int, school_id: str = "A") -> Teaching:
        return Teaching(
            teacher="T1", school=school_id, stage=PRIMARY, subject="music", semester="2026-1", lessons=lessons
        )

    there = (visit("T1", "j", mon_am=2), taught(2, "j"))
    before = Exchange(visits=there[:1], teaching=(taught(8), there[1]))
    after = Exchange(visits=there[:1], teaching=(taught(9), there[1]))
    compared = compare_plans(
        plan(alliance("A", "j"), exchange=before), plan(alliance("A", "j"), exchange=after)
    )
    (teacher,) = compared.teachers
    assert teacher.only_at_home
    assert [(row.before.lessons, row.after.lessons) for row in teacher.rows if row.before and row.after] == [
        (8, 9)
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_has_words(lang: Any) -> None:
    county = line()
    before = plan(
        alliance("A", "j", "l"), alliance("B", "k"), exchange=Exchange(visits=(visit("T", "j", mon_am=1),))
    )
    compared = compare_plans(
        before, AFTER, before_of=Scene(county), after_of=Scene(county, policy(min_members=1))
    )
    assert comparison_screen(compared, county.by_id, lang)
    result: Any = comparison_result(compared)
    assert result["counts"]["moved"] == 2
    for place in compared.places:
        if place.reason is not None:
            assert reason_text(place.reason, county.by_id, lang)
    assert of(compared, "j").after.status is Status.LED


def test_a_school_that_merged_away_leaves_under_its_own_id() -> None:
    """Nantou once said that 084678, which had not moved, had left two alliances: its merged schools had."""
    before = plan(alliance("c", "m1", "m2"), alliance("d", "m3", "m4"))
    after = plan(alliance("c", "m1", "m3"), alliance("d", "m4"))
    found = compare_plans(before, after, codes=(NewCode(old_id="m2", new_id="m4"),))
    assert {change.core: (change.joined, change.left) for change in found.alliances} == {
        "c": (("m3",), ("m2",)),
        "d": ((), ("m3",)),
    }


def test_a_core_that_takes_over_a_member_does_not_leave_anything() -> None:
    before, after = plan(alliance("c", "m1", "m2")), plan(alliance("c", "m1"))
    found = compare_plans(before, after, codes=(NewCode(old_id="m2", new_id="k"),))
    assert [
        (change.school, change.kind.value) for change in found.places if change.school in ("k", "m2")
    ] == [("m2", "gone")]
    assert found.alliances[0].left == ("m2",)
