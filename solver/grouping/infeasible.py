"""No plan exists: which promises clash, and which single change of the settings makes room (tried out)."""

from dataclasses import dataclass
from typing import Any

from ...models.change import Change, change_sentence
from ...models.county import County
from ...models.mode import AllianceCount
from ...models.policy import Policy
from ...models.result import NoPlanReason, Relaxation
from ...models.rule import Rule, sentence
from ...models.words import PinRule
from .clock import Clock
from .goal import Goal
from .master import Master, places_left
from .outcome import alliances_of
from .problem import Problem, prepare
from .room import rooms
from .solve import keep_hard_rules, start_state
from .tiers import State
from .unplaced import reasons_of

SECONDS_PER_TRY = 10.0


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
            rule = Rule.PLACE_ALL if pin is None else Rule.MUST
            text = sentence(rule, lang, figures)
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


@dataclass(frozen=True)
class _Trial:
    """The county under one change; ``mode`` is the mode it concerns, empty where it concerns all."""

    change: Change
    mode: str
    value: str
    county: County
    policy: Policy

    @property
    def setting(self) -> str:
        """The setting that is changed, as it stands in the planner's files."""
        if self.change is Change.NO_MUST:
            return "pins.csv"
        return f"mode.{self.mode}.{self.change.value}" if self.mode else f"mode.{self.change.value}"


def _trials(problem: Problem) -> list[_Trial]:
    county, policy = problem.county, problem.policy
    trials = []
    if policy.place_all:
        modes = tuple(mode.model_copy(update={"place_all": False}) for mode in policy.mode)
        trials.append(
            _Trial(Change.NO_PLACE_ALL, "", "false", county, policy.model_copy(update={"mode": modes}))
        )
    for index, mode in enumerate(policy.mode):
        given = mode.alliances
        changes: list[tuple[Change, str, dict[str, Any]]] = []
        if given.exactly is not None:
            changes.append((Change.NO_EXACT, "", {"alliances": AllianceCount()}))
        if given.min:
            changes.append((Change.NO_LEAST, "0", {"alliances": AllianceCount(max=given.max)}))
        if given.max is not None:
            changes.append((Change.NO_MOST, "", {"alliances": AllianceCount(min=given.min)}))
        if mode.use_every_core:
            changes.append((Change.NO_DUTY_TO_LEAD, "false", {"use_every_core": False}))
        if mode.max_km is not None:
            changes.append((Change.NO_MAX_KM, "", {"max_km": None}))
        if mode.max_minutes is not None:
            changes.append((Change.NO_MAX_MINUTES, "", {"max_minutes": None}))
        for change, value, update in changes:
            modes = tuple(m.model_copy(update=update) if i == index else m for i, m in enumerate(policy.mode))
            trials.append(_Trial(change, mode.id, value, county, policy.model_copy(update={"mode": modes})))
    if problem.scope.pins[PinRule.MUST]:
        pins = tuple(pin for pin in county.pins if pin.rule is not PinRule.MUST)
        trials.append(_Trial(Change.NO_MUST, "", "", county.model_copy(update={"pins": pins}), policy))
    return trials


def relaxations_that_help(problem: Problem, clock: Clock, seed: int, lang: str) -> tuple[Relaxation, ...]:
    """Try every single change of a hard rule, and list those under which a plan was found."""
    helpful = []
    for trial in _trials(problem):
        if clock.left <= 0:
            break
        state = start_state(prepare(trial.county, trial.policy))
        until = clock.seconds + min(SECONDS_PER_TRY, clock.left)
        if keep_hard_rules(state, clock, until, seed).missed == 0:
            text = change_sentence(trial.change, lang, trial.mode)
            helpful.append(Relaxation(setting=trial.setting, value=trial.value, text=text))
    return tuple(helpful)
