"""Why a school stays unplaced: the nearest core and the rule that keeps it away, per mode."""

from typing import Any

import numpy as np

from ...models.county import County
from ...models.mode import Mode
from ...models.plan import UnplacedReason
from ...models.policy import Policy
from ...models.rule import Rule, sentence
from ...models.words import PinRule, Stage
from ..scope import Place, Scope, fits_as_member
from ..travel.measure import UNKNOWN, measure_travel
from .problem import Problem
from .scale import exact, milli


def reasons_of(problem: Problem, places: list[Place], lang: str) -> dict[Place, tuple[UnplacedReason, ...]]:
    """Give the reasons of some unplaced places, for each mode that serves their stage."""
    reasons: dict[Place, list[UnplacedReason]] = {place: [] for place in places}
    admissible: dict[Place, int] = dict.fromkeys(places, 0)
    for lead in problem.leads:
        for p in lead.members.tolist():
            if problem.places[p] in admissible:
                admissible[problem.places[p]] += 1
    for index, mode in enumerate(problem.policy.mode):
        for stage in sorted(set(mode.stages)):
            here = [place for place in places if place[1] is stage]
            if here:
                _explain(problem, index, mode, stage, here, admissible, reasons, lang)
    by_id = problem.county.by_id
    for place, given in reasons.items():
        serving = [mode for mode in problem.policy.mode if place[1] in mode.stages]
        if not any(fits_as_member(by_id[place[0]], mode) for mode in serving):
            text = sentence(Rule.NO_MODE, lang, {"school": place[0], "stage": place[1].value})
            given.insert(0, UnplacedReason(rule=Rule.NO_MODE.value, text=text))
    return {place: tuple(dict.fromkeys(given)) for place, given in reasons.items()}


def _explain(
    problem: Problem,
    index: int,
    mode: Mode,
    stage: Stage,
    here: list[Place],
    admissible: dict[Place, int],
    reasons: dict[Place, list[UnplacedReason]],
    lang: str,
) -> None:
    county, policy = problem.county, problem.policy
    cores = [core for at, in_stage, core in problem.scope.leads if at == index and in_stage is stage]
    travel = measure_travel(county, policy, cores, [school for school, _ in here])
    for column, place in enumerate(here):
        others = [row for row, core in enumerate(cores) if core != place[0]]
        known = [row for row in others if travel.metres[row, column] != UNKNOWN]
        if not known:
            rule = Rule.NO_TRAVEL if others else Rule.NO_CORE
            missing = {"school": place[0], "stage": stage.value, "core": cores[others[0]] if others else ""}
            reasons[place].append(UnplacedReason(rule=rule.value, text=sentence(rule, lang, missing)))
            continue
        row = min(known, key=lambda r: (int(travel.metres[r, column]), cores[r]))
        metres, seconds = int(travel.metres[row, column]), int(travel.seconds[row, column])
        broken = broken_rule(
            county, policy, problem.scope, mode, stage, cores[row], place[0], metres, seconds
        )
        if admissible[place]:
            near = [
                (int(lead.metres[np.searchsorted(lead.members, p)]), lead.core)
                for p in [problem.places.index(place)]
                for lead in problem.leads
                if lead.mode == index and lead.stage is stage and p in lead.members
            ]
            if not near:
                continue
            metres, nearest = min(near)
            rule, figures = Rule.NO_ROOM, {"cores": admissible[place], "core": nearest}
        elif broken is not None:
            rule, figures = broken
            nearest = cores[row]
        else:
            rule, figures, nearest = Rule.NO_CORE, {}, cores[row]
        km = metres / 1000
        figures = {
            "school": place[0],
            "stage": stage.value,
            "core": nearest,
            "km": km,
            "mode": mode.id,
            **figures,
        }
        reasons[place].append(
            UnplacedReason(rule=rule.value, text=sentence(rule, lang, figures), nearest=nearest, km=km)
        )


def broken_rule(
    county: County,
    policy: Policy,
    scope: Scope,
    mode: Mode,
    stage: Stage,
    core: str,
    member: str,
    metres: int,
    seconds: int,
) -> tuple[Rule, dict[str, Any]] | None:
    """Find the first rule that forbids a pair, with its figures; None where the pair is admissible."""
    school, lead = county.by_id[member], county.by_id[core]
    bound_to = sorted(
        held for at, held, in_stage in scope.pins[PinRule.MUST] if at == member and in_stage is stage
    )
    if not fits_as_member(school, mode):
        for rule, value, wanted in (
            (Rule.MEMBER_AREA, school.area, mode.member_area),
            (Rule.MEMBER_SEAT, school.seat, mode.member_seat),
            (Rule.MEMBER_CATEGORY, school.category, mode.member_category),
        ):
            if wanted and value not in wanted:
                return rule, {"value": value or "—", "wanted": ", ".join(wanted)}
    if mode.max_km is not None and metres > exact(mode.max_km) * 1000:
        return Rule.MAX_KM, {"limit": mode.max_km}
    if mode.max_minutes is not None and seconds > exact(mode.max_minutes) * 60:
        return Rule.MAX_MINUTES, {"limit": mode.max_minutes, "minutes": round(seconds / 60, 1)}
    if (member, core, stage) in scope.pins[PinRule.NEVER]:
        return Rule.NEVER, {}
    if bound_to and bound_to != [core]:
        return Rule.MUST, {"core": bound_to[0]}
    if lead.capacity is not None and milli(school.load) > milli(lead.capacity):
        return Rule.CAPACITY, {"load": school.load, "capacity": lead.capacity}
    return None
