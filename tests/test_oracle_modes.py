"""The brute force agrees with figures worked out by hand: rules of single modes, and pins of two stages."""

from typing import Any

from lianxiao.models.county import County, Need, Pin, RoadTravel, StandingAlliance
from lianxiao.models.mode import Mode
from lianxiao.models.plan import Alliance, PlacedMember
from lianxiao.models.policy import Policy, TravelSettings
from lianxiao.models.words import MemberKind, PinRule, Role, Stage, Term
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
from lianxiao.tests.oracle import best_plan, terms_of

BOTH = (PRIMARY, JUNIOR)
NINE_YEAR = (
    school("A", Role.CORE),
    school("C", Role.CORE, JUNIOR),
    school("n", Role.MEMBER, *BOTH, priority=2.0),
)
NINE_YEAR_KM = km(An=2, Cn=9)


def two_modes(*tiers: dict[Term, float], several: str = "once", **centre: Any) -> Policy:
    """Pairs of primary schools as centre_school, and groups of junior schools."""
    one = policy(*tiers, several_stages=several)
    modes = (
        Mode.model_validate({"key": "centre_school", "id": "centre", **centre}),
        Mode.model_validate({"key": "co_built", "id": "junior", "stages": (JUNIOR,)}),
    )
    return one.model_copy(update={"mode": modes})


def test_a_nine_year_school_is_taken_in_primary_by_a_centre_school_alliance_only() -> None:
    county = County(schools=NINE_YEAR, travel=NINE_YEAR_KM)
    total: dict[Term, float] = {Term.TOTAL_KM: 1.0}
    assert solved(county, two_modes(dict(UNPLACED), total)).best == (0, 2)
    # as a place of each stage it is to be placed twice, and may be
    assert solved(county, two_modes(dict(UNPLACED), total, several="each")).best == (0, 11)
    # any other mode in primary does not take it there
    modes = two_modes(dict(UNPLACED), total)
    paired = Mode.model_validate({"key": "paired", "stages": (PRIMARY,), "core_larger": False})
    other = modes.model_copy(update={"mode": (paired, modes.mode[1])})
    assert solved(county, other).best == (0, 9)
    # where nobody serves junior, primary is its highest served stage
    assert solved(county, other.model_copy(update={"mode": (paired,)})).best == (0, 2)


def test_what_is_counted_of_a_place_taken_in_primary() -> None:
    needs = (
        Need(school_id="n", stage=PRIMARY, subject="music", need=5, supply=1),
        Need(school_id="n", stage=JUNIOR, subject="music", need=9, supply=2),
        Need(school_id="A", stage=PRIMARY, subject="music", need=2, supply=3),
    )
    standing = (
        StandingAlliance(core_id="C", member_id="n", stage=JUNIOR),
        StandingAlliance(core_id="gone", member_id="n", stage=PRIMARY),
    )
    county = County(schools=NINE_YEAR, travel=km(An=2), needs=needs, alliances=standing)
    # with A in primary: short 4 − 1; unplaced: its junior lessons, 7
    lessons: dict[Term, float] = {Term.UNCOVERED_LESSONS: 1.0}
    placed = solved(county, two_modes(dict(UNPLACED), lessons))
    assert placed.best == (0, 3)
    # its primary row names another core; its junior row is neither unplaced nor leading in junior
    assert (placed.terms[Term.CHANGED], placed.terms[Term.DROPPED]) == (1, 0)
    far = solved(county, two_modes(dict(UNPLACED), lessons, max_km=1.0))
    assert far.best == (2, 7)
    assert (far.terms[Term.CHANGED], far.terms[Term.DROPPED]) == (0, 1)


def test_pins_of_a_place_with_two_possible_stages() -> None:
    county = County(schools=(*NINE_YEAR, school("B", Role.CORE, *BOTH)), travel={**NINE_YEAR_KM, **km(Bn=5)})

    def best(core: str, stage: Stage | None, rule: PinRule) -> Any:
        pin = Pin(school_id="n", core_id=core, stage=stage, rule=rule)
        pinned = county.model_copy(update={"pins": (pin,)})
        result = best_plan(
            pinned, two_modes({Term.UNPLACED: 100.0, Term.TOTAL_KM: 1.0, Term.PREFERENCES: 50.0})
        )
        return result and result.best

    assert best("C", None, PinRule.MUST) == (9,)  # C has junior only
    assert best("A", None, PinRule.MUST) == (2,)
    assert best("B", None, PinRule.MUST) == (5,)  # in either stage
    assert best("B", PRIMARY, PinRule.MUST) == (5,)
    assert best("A", JUNIOR, PinRule.MUST) is None  # A has no junior
    assert best("A", JUNIOR, PinRule.PREFER) == (52,)  # never met
    assert best("A", PRIMARY, PinRule.PREFER) == (2,)
    assert best("A", None, PinRule.NEVER) == (5,)
    assert best("A", PRIMARY, PinRule.AVOID) == (5,)
    assert best("A", JUNIOR, PinRule.AVOID) == (2,)


def core_group(kinds: dict[str, MemberKind], entrusted: dict[str, int], **given: Any) -> Any:
    schools = (*LINE[:2], *(s.model_copy(update={"kind": kinds.get(s.school_id)}) for s in LINE[2:]))
    mode = {"key": "core_group", "id": "group", "entrusted": entrusted, "max_members": 0, **given}
    result = best_plan(
        County(schools=schools, travel=ON_LINE), policy(UNPLACED, {Term.TOTAL_KM: 1.0}, **mode)
    )
    return result and result.best


def test_entrusted_members() -> None:
    entrusted, ordinary = MemberKind.ENTRUSTED, MemberKind.ORDINARY
    assert core_group({}, {"min": 1, "max": 2}) == (0, 6)
    # j is ordinary: A may not lead it alone. j and k with A, l with B: 1 + 4 + 2; all with B: 11
    assert core_group({"j": ordinary}, {"min": 1, "max": 2}) == (0, 7)
    assert core_group(dict.fromkeys("jkl", ordinary), {"min": 1, "max": 2}) == (3, 0)
    assert core_group(dict.fromkeys("jkl", ordinary), {"min": 0, "max": 0}) == (0, 6)
    # k and l with B is one entrusted too many: k with A
    assert core_group({"k": entrusted, "l": entrusted}, {"min": 1, "max": 1}) == (0, 7)
    assert core_group(dict.fromkeys("jkl", entrusted), {"min": 0, "max": 1}) == (1, 3)
    # no upper bound; a core alone is bound by the least number too
    alone = {"min_members": 0, "alliances": {"exactly": 2}}
    assert core_group(dict.fromkeys("jkl", entrusted), {"min": 3, "max": 3}) == (0, 10)
    assert core_group(dict.fromkeys("jkl", entrusted), {"min": 3, "max": 3}, **alone) is None
    assert core_group(dict.fromkeys("jkl", entrusted), {"min": 0, "max": 3}, **alone) == (0, 6)


def test_kinds_that_a_plan_says() -> None:
    schools = (*LINE[:2], LINE[2].model_copy(update={"kind": MemberKind.ORDINARY}), *LINE[3:])
    county = County(schools=schools, travel=ON_LINE)
    group = policy(UNPLACED, key="core_group", id="group", entrusted={"min": 1, "max": 1}, max_members=0)

    def allowed(*kinds: MemberKind | None) -> bool:
        members = tuple(
            PlacedMember(school=member, kind=kind) for member, kind in zip("jkl", kinds, strict=True)
        )
        plan = [Alliance(mode="group", stage=PRIMARY, core="A", members=members)]
        return terms_of(county, group, plan) is not None

    entrusted, ordinary = MemberKind.ENTRUSTED, MemberKind.ORDINARY
    assert allowed(None, None, None)
    assert allowed(ordinary, entrusted, ordinary)
    assert not allowed(entrusted, ordinary, ordinary)  # j is ordinary
    assert not allowed(None, ordinary, ordinary)
    assert not allowed(None, entrusted, entrusted)


def test_a_core_that_must_be_larger() -> None:
    def best(**students: int | None) -> Any:
        schools = tuple(s.model_copy(update={"students": students.get(s.school_id)}) for s in LINE)
        county = County(schools=schools, travel=ON_LINE)
        return solved(county, policy(UNPLACED, {Term.TOTAL_KM: 1.0}, core_larger=True)).best

    assert best(A=400, B=200, j=100, k=100, l=199) == (0, 6)
    assert best(A=400, B=200, j=100, k=100, l=200) == (0, 9)  # as large as B: with A
    assert best(A=400, B=200, j=100, k=100) == (1, 4)  # students of l are not known
    assert best(A=400, j=100, k=100, l=200) == (0, 10)  # nor those of B


def test_roads_stand_for_themselves_in_each_direction() -> None:
    roads = RoadTravel(sha256="0", pairs={**km(Aj=2), **km(jA=7, kB=3)})
    by_road = TravelSettings(source="roads", roads="county.osm.pbf")
    settings = policy(UNPLACED, {Term.TOTAL_KM: 1.0}).model_copy(update={"travel": by_road})
    county = line().model_copy(update={"travel": {}, "roads": roads})
    assert solved(county, settings).best == (2, 2)  # from B to k there is no road
    listed = county.model_copy(update={"travel": km(jA=5)})
    assert solved(listed, settings).best == (2, 5)  # a listed row serves both ways, and comes first
