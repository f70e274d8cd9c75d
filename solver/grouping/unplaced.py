"""Why a school stays unplaced: the nearest core and the rule that keeps it away, per mode."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...models.county import County, NoRoad
from ...models.mode import Mode
from ...models.pin_words import CLOSED, pin_wording, set_because
from ...models.plan import UnplacedReason
from ...models.policy import Policy
from ...models.rule import (
    NO_ENTRUSTED,
    TOO_FEW_ENTRUSTED,
    TOO_FEW_MEMBERS,
    TOO_HEAVY,
    UNBOUNDED,
    Rule,
    Wording,
    sentence,
)
from ...models.words import PinRule, Stage
from ..scale import exact, milli
from ..scope import Place, Scope, fits_as_member
from ..travel.measure import UNKNOWN, Travel, measure_travel
from .candidates import most_members
from .clock import InTime, always
from .leads import Lead
from .problem import Problem

NO_ROAD_BECAUSE: dict[str, dict[NoRoad, str]] = {
    "en": {
        NoRoad.OFF_THE_NET: "no road is near enough to {who}",
        NoRoad.NOT_CONNECTED: "the roads of the extract do not join them",
        NoRoad.BEYOND_LIMITS: "every way is much longer than the limits",
    },
    "zh": {
        NoRoad.OFF_THE_NET: "{who} 附近没有道路",
        NoRoad.NOT_CONNECTED: "路网数据中两校之间的道路不连通",
        NoRoad.BEYOND_LIMITS: "所有路线都远超限值",
    },
}
"""Why no way by road is known, for the sentence of ``Rule.NO_ROAD``."""
NO_COORDINATES = {"en": "{who} has no coordinates", "zh": "{who} 没有坐标"}


class Why(NamedTuple):
    """A rule that keeps a place out, its figures, and a sentence of its own where the rule's does not fit."""

    rule: Rule
    figures: Mapping[str, Any]
    wording: Wording | None = None


class _Case(NamedTuple):
    """One mode in one stage, with the schools that may lead there and travel to the places in question."""

    problem: Problem
    mode: Mode
    stage: Stage
    leads: tuple[int, ...]
    travel: Travel
    lang: str


def reasons_of(
    problem: Problem, places: list[Place], lang: str, in_time: InTime = always
) -> dict[Place, tuple[UnplacedReason, ...]]:
    """Give the reasons of some unplaced places, per mode and stage in which they could be placed.

    Places whose turn does not come ``in_time`` have none.
    """
    reasons: dict[Place, list[UnplacedReason]] = {place: [] for place in places}
    index_of = {place: i for i, place in enumerate(problem.places)}
    by_id = problem.county.by_id
    fits_somewhere: set[Place] = set()
    late: set[Place] = set()
    for index, mode in enumerate(problem.policy.mode):
        for stage in sorted(set(mode.stages)):
            served = set(problem.scope.places_for(mode, stage))
            here = [place for place in places if index_of[place] in served]
            if not here:
                continue
            fits_somewhere.update(place for place in here if fits_as_member(by_id[place[0]], mode))
            leads = tuple(
                i for i, lead in enumerate(problem.leads) if lead.mode == index and lead.stage is stage
            )
            cores = [problem.leads[i].core for i in leads]
            travel = measure_travel(problem.county, problem.policy, cores, [school for school, _ in here])
            case = _Case(problem, mode, stage, leads, travel, lang)
            for column, place in enumerate(here):
                if not in_time():
                    late.update(here[column:])
                    break
                reasons[place].append(_explain(case, column, place, index_of[place]))
    for place, given in reasons.items():
        if place in late:
            given.clear()  # said wholly or not at all
            continue
        if place not in fits_somewhere:
            text = sentence(Rule.NO_MODE, lang, {"school": place[0], "stage": place[1].value})
            given.insert(0, UnplacedReason(rule=Rule.NO_MODE.value, text=text))
    return {place: tuple(dict.fromkeys(given)) for place, given in reasons.items()}


def _explain(case: _Case, column: int, place: Place, number: int) -> UnplacedReason:
    """Say what keeps a place out of one mode in one stage, seen from the nearest core."""
    problem, metres = case.problem, case.travel.metres[:, column]
    cores = [problem.leads[i].core for i in case.leads]
    others = [row for row, core in enumerate(cores) if core != place[0]]
    pinned = {pin.core for pin in problem.scope.pins_of(PinRule.MUST, place) if case.stage in pin.stages}
    wanted = [row for row in others if cores[row] in pinned] or others
    known = sorted((int(metres[row]), cores[row], row) for row in wanted if metres[row] != UNKNOWN)
    common = {"school": place[0], "stage": case.stage.value, "mode": case.mode.id}
    if not known:
        return _not_reached(case, common, [cores[row] for row in wanted])
    open_to = [way for way in known if number in problem.leads[case.leads[way[2]]].members]
    never = [never_filled(problem, problem.leads[case.leads[row]], number) for *_, row in open_to]
    able = [way for way, why in zip(open_to, never, strict=True) if why is None]
    near, core, row = (able or open_to or known)[0]
    if able:
        why: Why | None = Why(Rule.NO_ROOM, {"cores": len(able)})
    elif open_to:
        why = never[0]
    else:
        seconds = int(case.travel.seconds[row, column])
        county, policy, scope = problem.county, problem.policy, problem.scope
        why = broken_rule(county, policy, scope, case.mode, case.stage, core, place, near, seconds)
    why = why or Why(Rule.NO_CORE, {})
    figures = {**common, "core": core, "km": near / 1000, **why.figures}
    text = sentence(why.rule, case.lang, figures, why.wording)
    return UnplacedReason(rule=why.rule.value, text=text, nearest=core, km=near / 1000)


def _not_reached(case: _Case, common: dict[str, Any], cores: list[str]) -> UnplacedReason:
    """Say that nobody may lead here, or that no way from any core that may is known."""
    figures = {**common, "core": cores[0] if cores else ""}
    if not cores:
        rule = Rule.NO_CORE
    elif case.problem.policy.travel.source != "roads":
        rule = Rule.NO_TRAVEL
    else:
        rule = Rule.NO_ROAD
        figures["core"], figures["no_road"] = no_road_between(
            case.problem.county, cores, common["school"], case.lang
        )
    return UnplacedReason(rule=rule.value, text=sentence(rule, case.lang, figures))


def no_road_between(county: County, cores: list[str], school: str, lang: str) -> tuple[str, str]:
    """Name the core that comes nearest to having a road to the school, and what is missing."""
    order = (NoRoad.BEYOND_LIMITS, NoRoad.NOT_CONNECTED, NoRoad.OFF_THE_NET)
    why = {
        core: county.roads.why_missing(core, school) if county.roads else NoRoad.NOT_CONNECTED
        for core in cores
    }
    placed = {core: county.by_id[core].lat is not None for core in cores}
    core = min(cores, key=lambda each: (not placed[each], order.index(why[each]), each))
    if county.by_id[school].lat is None or not placed[core]:
        return core, NO_COORDINATES[lang].format(who=core if county.by_id[school].lat is not None else school)
    joint = county.roads.joints.get(school) if county.roads else None
    who = school if joint is None or joint.metres is None else core
    return core, NO_ROAD_BECAUSE[lang][why[core]].format(who=who)


def never_filled(problem: Problem, lead: Lead, place: int) -> Why | None:
    """Find why no alliance of a lead holds a place it may take: too few others, or the entrusted bounds."""
    mode = problem.policy.mode[lead.mode]
    if len(lead.members) < mode.min_members:
        figures = {"members": len(lead.members), "least": mode.min_members}
        return Why(Rule.SIZE, figures | {"most": mode.max_members or UNBOUNDED}, TOO_FEW_MEMBERS)
    if lead.entrusted is None:
        return None
    least, most_entrusted = lead.entrusted
    bounds = {"least": least, "most": UNBOUNDED if most_entrusted is None else most_entrusted}
    if problem.kind[place] > 0 and most_entrusted == 0:
        return Why(Rule.ENTRUSTED, bounds, NO_ENTRUSTED)
    willing = int((problem.kind[lead.members] >= 0).sum())
    count = min(willing, most_members(problem, lead) - int(problem.kind[place] < 0))
    return Why(Rule.ENTRUSTED, {"count": count, **bounds}, TOO_FEW_ENTRUSTED) if count < least else None


def why_pinned(county: County, rule: PinRule, school_id: str, core_id: str, stage: Stage) -> Why:
    """Say that a pin stands against it, or what the program set the pin for."""
    because = set_because(county.pins, rule, school_id, core_id, stage)
    figures = {"school": school_id, "core": core_id, "stage": stage.value}
    said = {**figures, "because": because} if because else figures
    return Why(Rule(rule.value), said, pin_wording(rule, because))


def way_closed(county: County, school_id: str, core_id: str) -> bool:
    """Whether a scenario closed the way between a school and a core."""
    return set_because(county.pins, PinRule.NEVER, school_id, core_id) == CLOSED


def broken_rule(
    county: County,
    policy: Policy,
    scope: Scope,
    mode: Mode,
    stage: Stage,
    core: str,
    place: Place,
    metres: int,
    seconds: int,
) -> Why | None:
    """Find the first rule that forbids a pair in a stage, with its figures; None where it is admissible."""
    found = broken_rules(county, policy, scope, mode, stage, core, place, metres, seconds)
    return next(found, None)


def broken_rules(
    county: County,
    policy: Policy,
    scope: Scope,
    mode: Mode,
    stage: Stage,
    core: str,
    place: Place,
    metres: int,
    seconds: int,
) -> Iterator[Why]:
    """Yield every single rule that forbids a pair in a stage, with its figures.

    A closed way is said as such, and its length, which nobody travels, is held against no limit.
    """
    school, lead = county.by_id[place[0]], county.by_id[core]
    never = any(pin.speaks_of(core, stage) for pin in scope.pins_of(PinRule.NEVER, place))
    closed = never and way_closed(county, place[0], core)
    if closed:
        yield why_pinned(county, PinRule.NEVER, place[0], core, stage)
    for rule, value, wanted in (
        (Rule.MEMBER_AREA, school.area, mode.member_area),
        (Rule.MEMBER_SEAT, school.seat, mode.member_seat),
        (Rule.MEMBER_CATEGORY, school.category, mode.member_category),
    ):
        if wanted and value not in wanted:
            yield Why(rule, {"value": value or "—", "wanted": ", ".join(wanted)})
    if not closed and mode.max_km is not None and metres > exact(mode.max_km) * 1000:
        yield Why(Rule.MAX_KM, {"limit": mode.max_km})
    if not closed and mode.max_minutes is not None and seconds > exact(mode.max_minutes) * 60:
        yield Why(Rule.MAX_MINUTES, {"limit": mode.max_minutes, "minutes": seconds / 60})
    if mode.core_larger and (
        lead.students is None or school.students is None or lead.students <= school.students
    ):
        core_students, students = ("—" if s.students is None else s.students for s in (lead, school))
        yield Why(Rule.CORE_LARGER, {"core_students": core_students, "students": students})
    if never and not closed:
        yield why_pinned(county, PinRule.NEVER, school.school_id, core, stage)
    for pin in scope.pins_of(PinRule.MUST, place):
        if not pin.speaks_of(core, stage):
            yield why_pinned(county, PinRule.MUST, school.school_id, pin.core, pin.stages[0])
    if lead.capacity is not None and milli(school.load) > milli(lead.capacity):
        yield Why(Rule.CAPACITY, {"load": school.load, "capacity": lead.capacity}, TOO_HEAVY)
