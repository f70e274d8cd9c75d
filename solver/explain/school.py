"""Why a school is where it is: every alternative not allowed, impossible, or at a price.

Source: docs/answers.md 8 to 10. A price comes from solving the county again with the question as a rule; the
nearest alternatives are asked first, and what time leaves out is said.
"""

import threading
from collections.abc import Sequence
from time import monotonic
from typing import Literal

from ...models.county import County
from ...models.explanation import (
    Alternative,
    Answer,
    Asked,
    PlaceExplained,
    SchoolExplanation,
    TierPrice,
)
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.result import NoPlan, Solved
from ...models.school import School
from ...models.words import Stage
from ..grouping.problem import Problem, prepare
from ..scope import Place
from ..solving import Solving
from .asking import (
    LEAST_SECONDS,
    LEAST_WITH_EXCHANGE,
    SECONDS_TO_END,
    TOO_LITTLE,
    Effort,
    PlanAsked,
    alliance_held,
    core_now,
    moves_of,
    share_of,
)
from .forced import forced
from .nearby import near_plan, without_bounds
from .not_allowed import (
    PairAsked,
    leading_forbidden,
    may_take_with_stage,
    nowhere_forbidden,
    pairs_asked,
)
from .prices import above, base_of, prices_of

NEAREST_FIRST = 3
"""Nearest cores that are asked before leading and staying unplaced."""
_RANK = {
    Answer.NOW: 0,
    Answer.PRICE: 1,
    Answer.NOT_COMPUTED: 2,
    Answer.IMPOSSIBLE: 3,
    Answer.NOT_ALLOWED: 4,
}


def explain_school(
    county: County,
    policy: Policy,
    plan: Plan,
    school: str,
    *,
    stage: Stage | None = None,
    without: str | None = None,
    with_: str | None = None,
    seconds: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    stop: threading.Event | None = None,
    only_grouping: bool = False,
    lang: str = "en",
) -> SchoolExplanation:
    """Explain where a school is, and what its alternatives would cost.

    Parameters
    ----------
    stage
        Only this stage of the school; None: every stage in which it takes part.
    without, with_
        Ask only what it costs that the school is not with this core, or is with this one.
    seconds
        Wall seconds for all questions together.
    only_grouping
        Price the grouping alone, before teachers are allocated; an estimate, and said to be one.
    lang
        Language of the rules' sentences.

    Raises
    ------
    KeyError
        The county has no school of this id (or ``without`` or ``with_``).
    """
    started = monotonic()
    asked = county.by_id[school]
    for core in (without, with_):
        if core is not None and core not in county.by_id:
            raise KeyError(core)
    base = base_of(county, policy, plan, only_grouping=only_grouping)
    problem = prepare(county, policy)
    staffed = county.teachers is not None and not base.only_grouping
    ending = min(seconds / 2, SECONDS_TO_END) if staffed else 0.0
    least = LEAST_WITH_EXCHANGE if staffed else LEAST_SECONDS
    solving = Solving(workers, seed, lang, base.only_grouping)
    effort = Effort(started + seconds, solving, stop, least, ending)
    case = PlanAsked(problem, base, effort)
    places = [place for place in _places_of(problem, asked) if stage in (None, place[1])]
    common = {"school": school, "broken": base.broken, "only_grouping": base.only_grouping}
    if not places:
        return SchoolExplanation(
            **common,
            takes_no_part=_why_no_part(asked),
            parent=asked.parent_id,
            seconds=round(monotonic() - started, 3),
        )
    drafts = [questions_of(case, place, without, with_) for place in places]
    open_questions = sum(one.answer is Answer.NOT_COMPUTED for draft in drafts for one in draft)
    above_best: tuple[TierPrice, ...] = ()
    best_known = base.claimed_best
    own_bounds = any(bound is not None for bound in base.bounds)  # the plan says itself how far it may be
    if not own_bounds and effort.left > TOO_LITTLE:
        best = case.solve(county, share_of(effort, open_questions + 1), None)
        if isinstance(best, Solved):
            found = above(best.plan.tiers, base.values)
            above_best = found if any(one.found for one in found) else ()
            best_known = all(tier.proven for tier in best.plan.tiers)
    explained = []
    for place, draft in zip(places, drafts, strict=True):
        answered = []
        for one in draft:
            left_open = one.answer is Answer.NOT_COMPUTED
            answered.append(_answered(case, place, one, open_questions) if left_open else one)
            open_questions -= left_open
        explained.append(_explained(case, place, answered))
    return SchoolExplanation(
        **common,
        above_best=above_best,
        best_known=best_known,
        places=tuple(explained),
        seconds=round(monotonic() - started, 3),
    )


def _why_no_part(school: School) -> Literal["role", "point", "stage"]:
    if school.parent_id is not None:
        return "point"
    return "stage" if school.role.may_lead or school.role.may_be_led else "role"


def _places_of(problem: Problem, school: School) -> list[Place]:
    """Places of the school, or where it is to be placed nowhere the stages in which it may lead."""
    own = [place for place in problem.scope.places if place[0] == school.school_id]
    leads = sorted(
        {stage for _, stage, core in problem.scope.leads if core == school.school_id}, key=lambda s: s.rank
    )
    return sorted(own, key=lambda place: place[1].rank) or [(school.school_id, stage) for stage in leads]


def questions_of(case: PlanAsked, place: Place, without: str | None, with_: str | None) -> list[Alternative]:
    """List the alternatives in the order in which they are asked; what has to be solved is still open."""
    to_place = place in case.problem.scope.possible
    now = core_now(case, place)
    lang = case.effort.solving.lang
    found: list[Alternative] = []
    if without is not None:
        found.append(_not_with(case, place, without, now))
    cores = may_take_with_stage(case.problem, place) if to_place else ()
    if with_ is not None:
        cores = (with_,) if to_place else ()
    elif without is not None:
        cores = ()
    pairs = pairs_asked(case.problem, place, cores, lang) if cores else ()
    far = max((pair.metres or 0 for pair in pairs), default=0) + 1
    nearest_first = sorted(pairs, key=lambda one: (far if one.metres is None else one.metres, one.core))
    found += [_with(pair, now) for pair in nearest_first]
    if with_ is not None or without is not None:
        return found
    still_open = [at for at, one in enumerate(found, start=1) if one.answer is Answer.NOT_COMPUTED]
    early = still_open[:NEAREST_FIRST][-1] if still_open else len(found)
    return [*found[:early], *_without_core(case, place, now), *found[early:]]


def _without_core(case: PlanAsked, place: Place, now: str | None) -> list[Alternative]:
    """Ask that the place leads, where its role lets it, and that it is nowhere."""
    lang = case.effort.solving.lang
    found = []
    lead = leading_forbidden(case.problem, case.county.by_id[place[0]], place[1], lang)
    if case.county.by_id[place[0]].role.may_lead:
        answer = Answer.NOW if now == place[0] else Answer.NOT_ALLOWED if lead else Answer.NOT_COMPUTED
        found.append(Alternative(asked=Asked.LEADS, core=place[0], answer=answer, forbids=lead))
    nowhere = nowhere_forbidden(case.problem, place, lang)
    answer = Answer.NOW if now is None else Answer.NOT_ALLOWED if nowhere else Answer.NOT_COMPUTED
    found.append(Alternative(asked=Asked.NOWHERE, answer=answer, forbids=nowhere))
    return found


def _with(pair: PairAsked, now: str | None) -> Alternative:
    answer = Answer.NOT_ALLOWED if pair.forbids else Answer.NOT_COMPUTED
    return Alternative(
        asked=Asked.WITH,
        core=pair.core,
        answer=Answer.NOW if pair.core == now else answer,
        km=None if pair.metres is None else pair.metres / 1000,
        minutes=None if pair.seconds is None else round(pair.seconds / 60, 3),
        forbids=pair.forbids,
    )


def _not_with(case: PlanAsked, place: Place, core: str, now: str | None) -> Alternative:
    """Ask that the place is anywhere but with a core; forbidden only where a must pin binds it there."""
    promised = [
        one
        for one in nowhere_forbidden(case.problem, place, case.effort.solving.lang)
        if one.rule == "must" and one.figures.get("core") == core
    ]
    answer = Answer.NOW if now != core else Answer.NOT_ALLOWED if promised else Answer.NOT_COMPUTED
    return Alternative(asked=Asked.NOT_WITH, core=core, answer=answer, forbids=tuple(promised), to_core=now)


def _answered(case: PlanAsked, place: Place, one: Alternative, questions: int) -> Alternative:
    """Solve one question; without time for it, it stays open."""
    if case.effort.left <= TOO_LITTLE:
        return one
    county = forced(case.county, case.policy, place, one.asked, one.core)
    seconds = share_of(case.effort, questions)
    started = monotonic()
    near = near_plan(case, county, place, one.core, seconds)
    start = None if near is None else near.plan.alliances
    result = case.solve(county, seconds - (monotonic() - started), place, start)
    if near is not None and not isinstance(result, Solved):
        result = without_bounds(near)
    if isinstance(result, NoPlan):
        reasons = tuple(reason.text for reason in result.reasons)
        return one.model_copy(update={"answer": Answer.IMPOSSIBLE, "reasons": reasons})
    if not isinstance(result, Solved):
        return one
    proven = all(tier.proven for tier in result.plan.tiers)
    held = alliance_held(case, result.plan.alliances, place)
    return one.model_copy(
        update={
            "answer": Answer.PRICE,
            "prices": prices_of(result.plan.tiers, case.base.values, case.base.bounds),
            "moves": moves_of(case, result.plan.alliances, place),
            "fewest": proven and result.distance is not None and result.distance.proven,
            "mode": None if held is None else held.mode,
            "to_core": None if held is None else held.core,
        }
    )


def _explained(case: PlanAsked, place: Place, answered: Sequence[Alternative]) -> PlaceExplained:
    """Put the answers of a place in the order of their prices, then distance."""
    ordered = tuple(sorted(answered, key=_order))
    open_pairs = [
        (one.km, at)
        for at, one in enumerate(ordered)
        if one.asked is Asked.WITH
        and one.km is not None
        and one.answer not in (Answer.NOW, Answer.NOT_ALLOWED)
    ]
    held = alliance_held(case, case.base.plan.alliances, place)
    ways = {member.school: member.km for member in held.members} if held else {}
    return PlaceExplained(
        stage=place[1],
        core=core_now(case, place),
        mode=None if held is None else held.mode,
        km=ways.get(place[0]),
        must_be_placed=place in case.problem.scope.possible,
        alternatives=ordered,
        nearest=min(open_pairs)[1] if open_pairs else None,
    )


def _order(one: Alternative) -> tuple[int, tuple[float, ...], float, str]:
    far = float(10**9)
    prices = tuple(price.found for price in one.prices)
    return _RANK[one.answer], prices, far if one.km is None else one.km, one.core or ""
