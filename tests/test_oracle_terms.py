"""The brute force agrees with figures worked out by hand: each term, and tolerance."""

from fractions import Fraction

from lianxiao.models.county import County, Need, Pin, StandingAlliance
from lianxiao.models.words import PinRule, Role, Stage, Term
from lianxiao.tests.hand_made import (
    JUNIOR,
    LINE,
    ON_LINE,
    PRIMARY,
    UNPLACED,
    km,
    line,
    policy,
    school,
    solved,
)


def test_total_and_worst_km_take_the_nearer_core() -> None:
    # j to A (1), k and l to B (3 + 2): 6 km in all, the longest 3 km
    result = solved(line(), policy(UNPLACED, {Term.WORST_KM: 1.0}, {Term.TOTAL_KM: 1.0}))
    assert result.best == (0, 3, 6)
    # 40 km/h: 1.5 minutes a km
    assert (result.terms[Term.TOTAL_MINUTES], result.terms[Term.WORST_MINUTES]) == (9, Fraction(9, 2))


def test_opening_cost_and_number_of_alliances_can_outweigh_km() -> None:
    # both open: 6 km + 5 = 11. Only A: 1 + 4 + 5 = 10 km + 4 = 14. Only B: 6 + 3 + 2 = 11 km + 1 = 12
    schools = (
        school("A", Role.CORE, opening_cost=4.0),
        school("B", Role.CORE, opening_cost=1.0),
        *LINE[2:],
    )
    county = County(schools=schools, travel=ON_LINE)
    mixed = {Term.TOTAL_KM: 1.0, Term.OPENING_COST: 1.0}
    assert solved(county, policy(UNPLACED, mixed)).best == (0, 11)
    # costs twice as heavy: 16, 18, 13: only B
    assert solved(county, policy(UNPLACED, {**mixed, Term.OPENING_COST: 2.0})).best == (0, 13)
    assert solved(county, policy(UNPLACED, {Term.ALLIANCES: 1.0})).best == (0, 1)


def test_priority_capacity_load_and_load_km() -> None:
    # A alone, capacity 1.5: k (load 0.5, 4 km) and l (load 1, 5 km) fit exactly;
    # j (load 1.5, 1 km) fills it alone
    schools = (
        school("A", Role.CORE, capacity=1.5),
        school("j", load=1.5, priority=1.0),
        school("k", load=0.5, priority=0.5),
        school("l", load=1.0, priority=0.75),
    )
    result = solved(County(schools=schools, travel=ON_LINE), policy(UNPLACED, {Term.LOAD_KM: 1.0}))
    # placed k and l leave j (1); placed j leaves 0.5 + 0.75
    assert result.best == (1, Fraction(7))


def test_seconds_are_rounded_half_up_from_rounded_km() -> None:
    # 0.05 km at 40 km/h are 4.5 s: 5 s, one twelfth of a minute
    county = County(schools=(LINE[0], LINE[2]), travel=km(Aj=0.05))
    assert solved(county, policy(UNPLACED, {Term.TOTAL_MINUTES: 1.0})).best == (0, Fraction(1, 12))


def need(school_id: str, subject: str, needed: float, supply: float, stage: Stage = PRIMARY) -> Need:
    return Need(school_id=school_id, stage=stage, subject=subject, need=needed, supply=supply)


NEEDS = (
    need("A", "english", 10, 13),
    need("B", "music", 2, 8),
    need("j", "english", 4, 0),
    need("k", "english", 2.5, 1),
    need("k", "music", 2, 0),
    need("l", "music", 4, 1),
)


def test_uncovered_lessons_are_shared_inside_an_alliance_by_subject() -> None:
    # English short: j 4, k 1.5; spare: A 3. Music short: k 2, l 3; spare: B 6.
    # {A j} {B k l}: English 1 + 1.5, music 0. {A j k} {B l}: English 2.5, music 2.
    # {A k} {B j l}: English 4, music 2.
    # Never below 2.5: English is short by 2.5 in the county.
    assert solved(line(needs=NEEDS), policy(UNPLACED, {Term.UNCOVERED_LESSONS: 1.0})).best == (
        0,
        Fraction(5, 2),
    )
    # All with A: English 2.5, music 5; B leads nothing, so its spare music helps nobody. All with B: 5.5.
    one = policy(UNPLACED, {Term.UNCOVERED_LESSONS: 1.0}, alliances={"exactly": 1})
    assert solved(line(needs=NEEDS), one).best == (0, Fraction(11, 2))
    # Nobody led: each on its own, 4 + 1.5 + 2 + 3
    none = policy({Term.UNCOVERED_LESSONS: 1.0}, alliances={"exactly": 0})
    assert solved(line(needs=NEEDS), none).best == (Fraction(21, 2),)


def test_a_point_counts_with_its_topmost_parent_and_is_never_placed() -> None:
    point = school("p", Role.MEMBER, parent_id="j")
    below = school("q", Role.CORE, parent_id="p")
    needs = (need("A", "art", 0, 5), need("j", "art", 2, 0), need("p", "art", 3, 0), need("q", "art", 1, 0))
    county = County(schools=(LINE[0], LINE[2], point, below), travel=km(Aj=1, Ap=1, qj=1), needs=needs)
    result = solved(county, policy(UNPLACED, {Term.UNCOVERED_LESSONS: 1.0}))
    assert result.best == (0, 1)
    assert [group.core for group in result.groups] == ["A"]


def test_changed_and_dropped() -> None:
    standing = (
        StandingAlliance(core_id="B", member_id="j", stage=PRIMARY),
        StandingAlliance(core_id="B", member_id="l", stage=PRIMARY),
        StandingAlliance(core_id="B", member_id="k", stage=JUNIOR),
    )
    tiers = (UNPLACED, {Term.TOTAL_KM: 1.0}, {Term.CHANGED: 1.0, Term.DROPPED: 1.0})
    assert solved(line(alliances=standing), policy(*tiers)).best == (0, 6, 1)
    assert solved(line(alliances=standing), policy(UNPLACED, {Term.CHANGED: 1.0})).best == (0, 0)
    # at most 2 km: k is left out, and had no place in primary; at most 1 km: l is dropped too
    assert solved(line(alliances=standing), policy(*tiers, max_km=2.0)).best == (1, 3, 1)
    assert solved(line(alliances=standing), policy(*tiers, max_km=1.0)).best == (2, 1, 2)


def test_quality_spread() -> None:
    schools = (
        school("A", Role.CORE, quality=0.9, students=300),
        school("B", Role.CORE, quality=0.8, students=100),
        school("j", quality=0.6, students=100),
        school("k", quality=0.5, students=0),
        school("l", quality=0.4, students=200),
    )
    county = County(schools=schools, travel=ON_LINE)
    tiers = (UNPLACED, {Term.QUALITY_SPREAD: 1.0})
    # k has no students: left out. {A j} 0.825 {B l} 0.533333; {A l} 0.7 {B j} 0.7; one alliance: 0
    result = solved(county, policy(*tiers, alliances={"exactly": 2}))
    assert result.best == (0, 0)
    pinned = county.model_copy(
        update={"pins": (Pin(school_id="j", core_id="A", stage=None, rule=PinRule.MUST),)}
    )
    # j with A: l with B (0.825 − 0.533333), or l with A too ((270 + 60 + 80) ÷ 600 = 0.683333; B with k: 0.8)
    assert solved(pinned, policy(*tiers, alliances={"exactly": 2})).best == (0, Fraction(116_667, 1_000_000))
    assert solved(pinned, policy(*tiers)).best == (0, 0)


def test_tolerance_is_what_later_tiers_may_give_back() -> None:
    # 6 km with two alliances; one alliance needs 10 km (two thirds more)
    tiers = (UNPLACED, {Term.TOTAL_KM: 1.0}, {Term.ALLIANCES: 1.0})
    assert solved(line(), policy(*tiers)).best == (0, 6, 2)
    assert solved(line(), policy(*tiers, tolerance=(0, 0.666666))).best == (0, 6, 2)
    assert solved(line(), policy(*tiers, tolerance=(0, 0.666667))).best == (0, 6, 1)
    # a later tier's best is the best under the earlier budgets, whatever the plan then costs
    assert solved(line(), policy(*tiers, tolerance=(0, 0.666667))).terms[Term.TOTAL_KM] == 10
