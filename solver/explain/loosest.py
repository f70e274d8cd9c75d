"""The county with every demand and limit left out, as arrays, and what each of them would forbid there.

So that any set of demands and limits is asked of one and the same table (docs/answers.md, 11).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.clash import CORE_FILTER_KINDS, MEMBER_FILTER_KINDS, ElementKind
from ...models.county import County
from ...models.mode import AllianceCount, Mode
from ...models.pin_words import CLOSED
from ...models.policy import KeepSettings, Policy
from ...models.school import School
from ...models.words import PinRule, Stage
from ..grouping.problem import Ints, Problem, prepare
from ..scale import exact, milli
from ..scope import Place, PlacePin, Scope, scope_of

Flags = NDArray[np.bool_]


class Asked(NamedTuple):
    """One demand or limit: whom and what it speaks of; fields that its kind does not need are blank.

    Attributes
    ----------
    mode
        Index of the mode, −1 for none.
    place
        Index of the place, −1 for none.
    key
        Index of the lead key of a core that must lead, −1 for none.
    pin
        What a pin says of its place; None for none.
    """

    kind: ElementKind
    mode: int = -1
    stage: Stage | None = None
    core: str = ""
    place: int = -1
    key: int = -1
    pin: PlacePin | None = None


Figures = Mapping[Asked, int]
"""What is asked, each with its figure: metres, seconds, members, alliances, thousandths, or 0 for none."""


class Pairs(NamedTuple):
    """Every pair that some lead might hold: int64 (pairs,) each."""

    lead: Ints
    place: Ints
    metres: Ints
    seconds: Ints
    changed: Ints


@dataclass(frozen=True, eq=False)
class Loosest:
    """The county without any demand or limit.

    Attributes
    ----------
    problem
        Prepared without them; its leads are all schools that may lead at all.
    county, policy
        As they stand.
    figures
        Every demand and limit as it stands, in a fixed order: demands first.
    asked_stages
        Per lead key of a core that must lead: the stages in one of which it must.
    barred
        Pairs that a filter or a never pin forbids: bool (pairs,).
    barred_leads
        Leads that a filter of cores, or a pin against leading, forbids: bool (leads,).
    """

    problem: Problem
    county: County
    policy: Policy
    pairs: Pairs
    figures: Figures
    asked_stages: Mapping[int, frozenset[Stage]]
    barred: Mapping[Asked, Flags]
    barred_leads: Mapping[Asked, Flags]


def loosest_of(county: County, policy: Policy) -> Loosest:
    """Lay out the county without its demands and limits, and what each of them asks or forbids.

    The never pins of a closed way are kept: like any way that is not known, it is never left out.
    """
    schools = tuple(school.model_copy(update={"capacity": None}) for school in county.schools)
    pins = tuple(
        pin for pin in county.pins if pin.rule not in (PinRule.MUST, PinRule.NEVER) or pin.reason == CLOSED
    )
    free = county.model_copy(update={"schools": schools, "pins": pins})
    modes = tuple(_without_limits(mode) for mode in policy.mode)
    problem = prepare(free, policy.model_copy(update={"mode": modes, "keep": KeepSettings()}))
    pairs = _pairs(problem)
    scope = scope_of(county, policy)
    key_of = {key: index for index, key in enumerate(problem.keys)}
    asked_stages = {key_of[key]: stages for key, stages in scope.asked.items() if key in key_of}
    figures = {**_demands(problem, policy, scope, asked_stages), **_limits(problem, county, policy, scope)}
    barred, barred_leads = _barred(problem, policy, pairs, figures)
    return Loosest(problem, county, policy, pairs, figures, asked_stages, barred, barred_leads)


def _without_limits(mode: Mode) -> Mode:
    filters: dict[str, object] = {kind.value: () for kind in (*CORE_FILTER_KINDS, *MEMBER_FILTER_KINDS)}
    return mode.model_copy(
        update={
            **filters,
            "min_members": 0,
            "max_members": 0,
            "max_km": None,
            "max_minutes": None,
            "alliances": AllianceCount(),
            "entrusted": None,
            "core_larger": False,
            "use_every_core": False,
            "place_all": False,
        }
    )


def _pairs(problem: Problem) -> Pairs:
    counts = [len(lead.members) for lead in problem.leads]
    lead = np.repeat(np.arange(len(problem.leads), dtype=np.int64), counts)

    def joined(columns: Sequence[Ints]) -> Ints:
        return np.concatenate([*columns, np.zeros(0, dtype=np.int64)])

    place = joined([one.members for one in problem.leads])
    changed = problem.changes[lead, place] if len(lead) else lead
    metres, seconds = (
        joined([getattr(one, name) for one in problem.leads]) for name in ("metres", "seconds")
    )
    return Pairs(lead, place, metres, seconds, changed)


def _demands(
    problem: Problem, policy: Policy, scope: Scope, asked_stages: Mapping[int, frozenset[Stage]]
) -> dict[Asked, int]:
    found: dict[Asked, int] = {}
    place_of = {place: index for index, place in enumerate(problem.places)}
    if policy.place_all:
        for place, index in place_of.items():
            found[Asked(ElementKind.PLACE_ALL, stage=place[1], place=index)] = 0
    for pin in scope.pins[PinRule.MUST]:
        found[
            Asked(ElementKind.MUST, stage=pin.stages[0], core=pin.core, place=place_of[pin.place], pin=pin)
        ] = 0
    for key in sorted(asked_stages):
        core, stage = problem.keys[key]
        found[Asked(ElementKind.LEADS, stage=stage, core=core, key=key)] = 0
    for index, mode in enumerate(policy.mode):
        for stage in sorted(set(mode.stages)):
            if mode.alliances.least:
                found[Asked(ElementKind.LEAST, index, stage)] = mode.alliances.least
    return found


def _limits(problem: Problem, county: County, policy: Policy, scope: Scope) -> dict[Asked, int]:
    found: dict[Asked, int] = {}
    place_of: dict[Place, int] = {place: index for index, place in enumerate(problem.places)}
    for index, mode in enumerate(policy.mode):
        found |= _of_mode(index, mode)
    for core in sorted({lead.core for lead in problem.leads}):
        capacity = county.by_id[core].capacity
        if capacity is not None:
            found[Asked(ElementKind.CAPACITY, core=core)] = milli(capacity)
    closed = set(problem.scope.pins[PinRule.NEVER])
    for pin in scope.pins[PinRule.NEVER]:
        if pin in closed:
            continue
        place = place_of[pin.place]
        found[Asked(ElementKind.NEVER, stage=pin.stages[0], core=pin.core, place=place, pin=pin)] = 0
    idle = {
        (one.core_id, one.stage)
        for one in county.pins
        if one.rule is PinRule.NEVER and one.school_id == one.core_id and one.stage is not None
    }
    for core, stage in sorted(idle):
        found[Asked(ElementKind.NEVER, stage=stage, core=core)] = 0
    if policy.keep.changed_at_most is not None:
        found[Asked(ElementKind.CHANGED_AT_MOST)] = policy.keep.changed_at_most
    return found


def _of_mode(index: int, mode: Mode) -> dict[Asked, int]:
    found: dict[Asked, int] = {}
    if mode.max_km is not None:
        found[Asked(ElementKind.MAX_KM, index)] = int(exact(mode.max_km) * 1000 // 1)
    if mode.max_minutes is not None:
        found[Asked(ElementKind.MAX_MINUTES, index)] = int(exact(mode.max_minutes) * 60 // 1)
    if mode.min_members:
        found[Asked(ElementKind.MIN_MEMBERS, index)] = mode.min_members
    if mode.max_members:
        found[Asked(ElementKind.MAX_MEMBERS, index)] = mode.max_members
    if mode.alliances.most is not None:
        for stage in sorted(set(mode.stages)):
            found[Asked(ElementKind.MOST, index, stage)] = mode.alliances.most
    filters = [kind for kind in (*CORE_FILTER_KINDS, *MEMBER_FILTER_KINDS) if getattr(mode, kind.value)]
    if mode.core_larger:
        filters.append(ElementKind.CORE_LARGER)
    if mode.entrusted is not None and (mode.entrusted.min or mode.entrusted.max is not None):
        filters.append(ElementKind.ENTRUSTED)
    return found | {Asked(kind, index): 0 for kind in filters}


def _barred(
    problem: Problem, policy: Policy, pairs: Pairs, figures: Figures
) -> tuple[dict[Asked, Flags], dict[Asked, Flags]]:
    by_id = problem.county.by_id
    mode_of = np.array([lead.mode for lead in problem.leads], dtype=np.int64)
    members = [by_id[school] for school, _ in problem.places]
    cores = [by_id[lead.core] for lead in problem.leads]
    barred: dict[Asked, Flags] = {}
    barred_leads: dict[Asked, Flags] = {}
    for one in figures:
        if one.kind in CORE_FILTER_KINDS:
            misses = _misses(cores, policy.mode[one.mode], one.kind)
            barred_leads[one] = misses & (mode_of == one.mode)
        elif one.kind in MEMBER_FILTER_KINDS:
            misses = _misses(members, policy.mode[one.mode], one.kind)
            barred[one] = misses[pairs.place] & (mode_of[pairs.lead] == one.mode)
        elif one.kind is ElementKind.CORE_LARGER:
            large, small = (
                np.array([-1 if s.students is None else s.students for s in schools], dtype=np.int64)
                for schools in (cores, members)
            )
            fits = (small[pairs.place] >= 0) & (large[pairs.lead] > small[pairs.place])
            barred[one] = ~fits & (mode_of[pairs.lead] == one.mode)
        elif one.kind is ElementKind.NEVER and one.pin is not None:
            leads = _leads_of_pin(problem, one.pin)
            barred[one] = (pairs.place == one.place) & leads[pairs.lead]
        elif one.kind is ElementKind.NEVER:
            barred_leads[one] = np.array(
                [lead.core == one.core and lead.stage is one.stage for lead in problem.leads], dtype=bool
            )
    return barred, barred_leads


def _leads_of_pin(problem: Problem, pin: PlacePin) -> Flags:
    return np.array([pin.speaks_of(lead.core, lead.stage) for lead in problem.leads], dtype=bool)


def _misses(schools: Sequence[School], mode: Mode, kind: ElementKind) -> Flags:
    column = kind.value.partition("_")[2]
    wanted = getattr(mode, kind.value)
    return np.array([getattr(school, column) not in wanted for school in schools], dtype=bool)
