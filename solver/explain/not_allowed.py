"""Whether single rules forbid that a place is with a core, leads, or is nowhere; every such rule, by mode.

Source: docs/answers.md 10; the rules are those of docs/grouping.md 4 to 10a.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...models.county import County
from ...models.explanation import Forbids
from ...models.mode import Mode
from ...models.room import named
from ...models.rule import Rule, sentence
from ...models.school import School
from ...models.words import PinRule, Stage
from ..grouping.problem import Problem
from ..grouping.unplaced import (
    Why,
    broken_rules,
    never_filled,
    no_road_between,
    way_closed,
    why_pinned,
)
from ..scope import Place, lead_key
from ..travel.measure import UNKNOWN, measure_travel

SCHOOLS_NAMED = ("school", "core")


class PairAsked(NamedTuple):
    """A core that has a stage in which the place may be a member, and what single rules say of the pair.

    Attributes
    ----------
    metres, seconds
        Core to school; None where no travel is known, or the way is closed.
    forbids
        Empty where some mode allows the pair.
    """

    core: str
    metres: int | None
    seconds: int | None
    forbids: tuple[Forbids, ...]


def pairs_asked(problem: Problem, place: Place, cores: Sequence[str], lang: str) -> tuple[PairAsked, ...]:
    """Ask every rule about the place and each of the cores, under every mode that serves a common stage."""
    travel = measure_travel(problem.county, problem.policy, list(cores), [place[0]])
    found = []
    for core, metres, seconds in zip(
        cores, travel.metres[:, 0].tolist(), travel.seconds[:, 0].tolist(), strict=True
    ):
        known = metres != UNKNOWN and not way_closed(problem.county, place[0], core)
        forbids = _forbids(problem, place, core, metres, seconds, lang)
        found.append(PairAsked(core, metres if known else None, seconds if known else None, forbids))
    return tuple(found)


def may_take_with_stage(problem: Problem, place: Place) -> tuple[str, ...]:
    """List every school that may lead and has a stage in which the place may be a member, by id."""
    possible = set(problem.scope.possible[place])
    return tuple(
        sorted(
            school.school_id
            for school in problem.county.schools
            if school.school_id != place[0]
            and school.parent_id is None
            and school.role.may_lead
            and possible.intersection(school.stages)
        )
    )


def _forbids(
    problem: Problem, place: Place, core: str, metres: int, seconds: int, lang: str
) -> tuple[Forbids, ...]:
    """Return every rule that forbids the pair; nothing where one mode in one stage allows it."""
    county, scope = problem.county, problem.scope
    if core == place[0]:
        return (_said(county, Why(Rule.LEADS_OR_LED, {}), None, place, core, None, lang),)
    found: list[Forbids] = []
    asked = 0
    for index, mode in enumerate(problem.policy.mode):
        for stage in scope.possible[place]:
            served = stage in mode.stages and (stage is place[1] or mode.takes_in_primary)
            if not served:
                continue
            asked += 1
            whys = [*_of_core(problem, mode, stage, core)]
            if metres == UNKNOWN and not way_closed(county, place[0], core):
                whys.append(_no_way(problem, place, core, lang))
            whys += broken_rules(county, problem.policy, scope, mode, stage, core, place, metres, seconds)
            whys = whys or list(_of_alliance(problem, index, stage, core, place))
            if not whys:
                return ()
            found += [_said(county, why, mode, place, core, metres, lang) for why in whys]
    if not asked:
        return (_said(county, Why(Rule.NO_MODE, {}), None, place, core, None, lang),)
    return tuple(_by_text(found))


def _by_text(found: Sequence[Forbids]) -> Iterator[Forbids]:
    """Leave out a sentence that another mode said already."""
    said: set[str] = set()
    for one in found:
        if one.text not in said:
            said.add(one.text)
            yield one


def _of_core(problem: Problem, mode: Mode, stage: Stage, core: str) -> Iterator[Why]:
    """Ask what speaks against the core's leading, whoever the member is."""
    lead = problem.county.by_id[core]
    if stage not in lead.stages:
        yield Why(Rule.STAGE, {"school": core})
    if lead.parent_id is not None:
        yield Why(Rule.POINT, {"school": core, "parent": lead.parent_id})
    elif not lead.role.may_lead:
        yield Why(Rule.ROLE, {"school": core, "role": lead.role.value})
    for rule, value, wanted in (
        (Rule.CORE_AREA, lead.area, mode.core_area),
        (Rule.CORE_SEAT, lead.seat, mode.core_seat),
        (Rule.CORE_CATEGORY, lead.category, mode.core_category),
    ):
        if wanted and value not in wanted:
            yield Why(rule, {"value": value or "—", "wanted": ", ".join(wanted)})
    for pin in _promised(problem, core, stage):
        yield why_pinned(problem.county, PinRule.MUST, core, *pin)


def _promised(problem: Problem, core: str, stage: Stage) -> Iterator[tuple[str, Stage]]:
    """Yield other cores that must pins keep the core's own place for, so that it cannot lead."""
    own = lead_key(problem.county.by_id[core], stage, problem.policy)
    for pin in problem.scope.pins[PinRule.MUST]:
        if pin.place[0] == core and (own[1] is None or pin.place[1] is stage):
            yield pin.core, pin.stages[0]


def _of_alliance(problem: Problem, index: int, stage: Stage, core: str, place: Place) -> Iterator[Why]:
    """Ask whether any alliance of the core under the mode could hold an allowed pair at all."""
    number = problem.places.index(place)
    for lead in problem.leads:
        if (lead.mode, lead.stage, lead.core) == (index, stage, core):
            why = never_filled(problem, lead, number)
            if why is not None:
                yield why


def _no_way(problem: Problem, place: Place, core: str, lang: str) -> Why:
    if problem.policy.travel.source != "roads":
        return Why(Rule.NO_TRAVEL, {})
    _, why = no_road_between(problem.county, [core], place[0], lang)
    return Why(Rule.NO_ROAD, {"no_road": why})


def leading_forbidden(problem: Problem, school: School, stage: Stage, lang: str) -> tuple[Forbids, ...]:
    """Return every rule that forbids the school to lead; nothing where some mode allows it.

    A school that is to be placed, and takes part once, may lead in any of its stages (answers.md 8).
    """
    once = problem.policy.several_stages == "once" and school.role.may_be_led
    found: list[Forbids] = []
    for mode in problem.policy.mode:
        for own in [one for one in (school.stages if once else (stage,)) if one in mode.stages]:
            whys = list(_of_core(problem, mode, own, school.school_id))
            if not whys:
                return ()
            place = (school.school_id, own)
            found += [_said(problem.county, why, mode, place, place[0], None, lang) for why in whys]
    return tuple(_by_text(found))


def nowhere_forbidden(problem: Problem, place: Place, lang: str) -> tuple[Forbids, ...]:
    """Return every rule that forbids the place to be unplaced, or a school that leads to lead nothing."""
    county, scope = problem.county, problem.scope
    found = []
    if place in scope.possible:
        if problem.policy.place_all:
            found.append(_said(county, Why(Rule.PLACE_ALL, {}), None, place, "", None, lang))
        for pin in scope.pins_of(PinRule.MUST, place):
            why = why_pinned(county, PinRule.MUST, place[0], pin.core, pin.stages[0])
            found.append(_said(county, why, None, place, pin.core, None, lang))
    key = lead_key(county.by_id[place[0]], place[1], problem.policy)
    if scope.asked.get(key) == frozenset({place[1]}):  # asked in several stages it may lead in another one
        found.append(_said(county, Why(Rule.USE_EVERY_CORE, {}), None, place, place[0], None, lang))
    return tuple(found)


def _said(
    county: County, why: Why, mode: Mode | None, place: Place, core: str, metres: int | None, lang: str
) -> Forbids:
    figures: dict[str, Any] = {"school": place[0], "core": core, "stage": place[1].value}
    if mode is not None:
        figures["mode"] = mode.id
    if metres is not None and metres != UNKNOWN:
        figures["km"] = metres / 1000
    figures |= why.figures
    shown = {
        key: named(county.by_id[figure], lang)
        if key in SCHOOLS_NAMED and isinstance(figure, str) and figure in county.by_id
        else figure
        for key, figure in figures.items()
    }
    shown.setdefault("mode", "")
    return Forbids(
        rule=why.rule.value,
        mode="" if mode is None else mode.id,
        text=sentence(why.rule, lang, shown, why.wording),
        figures={key: figure for key, figure in figures.items() if isinstance(figure, str | int | float)},
    )
