"""No plan exists: which promises the best attempt breaks (what clashes: solver/explain)."""

from typing import Any

from ...models.result import NoPlanReason
from ...models.rule import Rule, sentence
from ...models.words import PinRule
from .goal import Goal
from .master import Master, places_left
from .outcome import alliances_of
from .problem import Problem
from .room import rooms
from .tiers import State
from .unplaced import reasons_of, why_pinned


def reasons_for_no_plan(problem: Problem, state: State, lang: str) -> tuple[NoPlanReason, ...]:
    """Say which promises the best attempt breaks: schools left over, cores that lead nothing, numbers missed.

    The attempt shows one way to break as few promises as were found.
    """
    reasons: list[NoPlanReason] = []
    alliances = alliances_of(state)
    for part, plan in zip(state.parts, state.plans, strict=True):
        left = [part.places[p] for p in places_left(part, plan) if not part.may_stay_unplaced(p)]
        why = reasons_of(problem, left, lang)
        room = rooms(problem, alliances, left, lang)
        promised = {pin.place: pin for pin in problem.scope.pins[PinRule.MUST]}
        for school, stage in left:
            pin = promised.get((school, stage))
            figures = {"school": school, "stage": stage.value}
            if pin is not None:
                figures |= {"stage": pin.stages[0].value, "core": pin.core}
            rule, wording = Rule.PLACE_ALL, None
            if pin is not None:
                rule, _, wording = why_pinned(problem.county, PinRule.MUST, school, pin.core, pin.stages[0])
            text = sentence(rule, lang, figures, wording)
            texts = [text, *(reason.text for reason in why[school, stage])]
            if room[school, stage].changes:
                texts.append(room[school, stage].text)
            reasons.append(
                NoPlanReason(
                    rule=rule.value, schools=(school,), text=("" if lang == "zh" else " ").join(texts)
                )
            )
        rows = Master(part, Goal(None, ())).rows
        taken = [row for lead in plan.lead.tolist() for row in rows.of_lead[lead].tolist()]
        for row in rows.asking:
            missing = int(rows.lower[row]) - taken.count(row)
            if missing <= 0:
                continue
            if row in rows.must:
                core = part.keys[rows.must[row]][0]
                text = sentence(Rule.USE_EVERY_CORE, lang, {"core": core})
                reasons.append(NoPlanReason(rule=Rule.USE_EVERY_CORE.value, schools=(core,), text=text))
            else:
                at, stage = rows.counts[row]
                mode = problem.policy.mode[at]
                counted: dict[str, Any] = {
                    "mode": mode.id,
                    "stage": stage.value,
                    "count": taken.count(row),
                    "least": mode.alliances.least,
                    "most": "∞" if mode.alliances.most is None else mode.alliances.most,
                }
                text = sentence(Rule.ALLIANCES, lang, counted)
                reasons.append(NoPlanReason(rule=Rule.ALLIANCES.value, text=text))
    return tuple(reasons)
