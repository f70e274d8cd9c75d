"""Near the plan in force: members in term and frozen alliances as pins, the tier `changed`, its bound.

Source: docs/answers.md, 1 to 6.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...models.county import County, Pin, StandingAlliance
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.objective import Tier, grouping_tiers
from ...models.pin_words import FROZEN, IN_TERM
from ...models.policy import KeepSettings, Policy
from ...models.scenario import Keep
from ...models.whatif import Held, HeldBecause, Released, ReleasedBecause
from ...models.words import PinRule, Stage, Term
from ..grouping.candidates import least_members, most_members
from ..grouping.leads import Lead
from ..grouping.problem import Problem, prepare

FIRST_MONTH = 9
Round = tuple[str, Stage]
"""Core and stage of an alliance in force."""


class Near(NamedTuple):
    """A county whose tables and settings ask for a plan near the one in force."""

    county: County
    policy: Policy
    held: tuple[Held, ...]
    released: tuple[Released, ...]


def without_held(county: County) -> County:
    """Take out the pins that held an earlier plan in force."""
    pins = tuple(pin for pin in county.pins if pin.reason not in (IN_TERM, FROZEN))  # put in again
    return county if len(pins) == len(county.pins) else county.model_copy(update={"pins": pins})


def near_plan(
    county: County, policy: Policy, keep: Keep, *, before: Sequence[StandingAlliance], file: str
) -> Near:
    """Ask for a plan near the one in force.

    Parameters
    ----------
    county, policy
        The changed county; its alliances.csv is the plan in force as the changes left it.
    keep
        How near.
    before
        Rows of the plan in force before the changes: a frozen alliance must still be all of them.
    file
        Name of the scenario file, for errors.

    Raises
    ------
    InputError
        A frozen alliance is not in force, or the changes broke it.
    """
    county = without_held(county)
    problem = prepare(county, policy)
    rounds: dict[Round, list[StandingAlliance]] = {}
    for row in sorted(county.alliances, key=lambda one: (one.stage.rank, one.core_id, one.member_id)):
        rounds.setdefault((row.core_id, row.stage), []).append(row)
    ahead = f"{policy.school_year}-{FIRST_MONTH:02}" if policy.school_year is not None else ""
    frozen = _frozen(problem, rounds, keep, before, file)
    wanted = {
        key: [row for row in rows if key in frozen or (keep.in_term and (row.until or "") >= (ahead or "0"))]
        for key, rows in rounds.items()
    }
    held, released = _held(problem, {key: rows for key, rows in wanted.items() if rows}, frozen)
    pins = [
        Pin(school_id=one.school, core_id=one.core, stage=one.stage, rule=PinRule.MUST, reason=one.because)
        for one in held
    ]
    pins += _closed_to_others(problem, frozen, held)
    return Near(
        county.model_copy(update={"pins": (*county.pins, *_not_there(pins, county.pins))}),
        near_settings(county, policy, keep),
        held,
        released,
    )


def _not_there(pins: Sequence[Pin], there: Sequence[Pin]) -> Iterator[Pin]:
    said = {(pin.school_id, pin.core_id, pin.stage, pin.rule) for pin in there}
    return (pin for pin in pins if (pin.school_id, pin.core_id, pin.stage, pin.rule) not in said)


def near_settings(county: County, policy: Policy, keep: Keep) -> Policy:
    """Put the tier `changed`, or its bound, into the settings (docs/answers.md, 5 and 6)."""
    tiers = grouping_tiers(county, policy)
    if county.alliances and not any(Term.CHANGED in tier for tier in tiers):
        after = keep.changed_after_tier
        if after is None:
            after = 1 if keep.changed_at_most is None else len(tiers)
        policy = with_tier(policy, tiers, {Term.CHANGED: 1.0}, min(after, len(tiers)))
    most = keep.changed_at_most if keep.changed_at_most is not None else policy.keep.changed_at_most
    return policy.model_copy(update={"keep": KeepSettings(changed_at_most=most)})


def with_tier(policy: Policy, tiers: Sequence[Tier], tier: Tier, after: int) -> Policy:
    """Put a tier after the first ``after`` ones; tolerances move with their tiers."""
    given = policy.objective.tolerance
    tolerance = [*given, *(0.0 for _ in range(len(tiers) - len(given)))]
    tolerance.insert(after, 0.0)
    objective = policy.objective.model_copy(
        update={
            "tiers": (*tiers[:after], tier, *tiers[after:]),
            "tolerance": tuple(tolerance) if any(tolerance) else (),
        }
    )
    return policy.model_copy(update={"objective": objective})


def without_changed(county: County, policy: Policy) -> Policy:
    """Take the tiers that hold `changed` alone out of the settings, and the bound on it."""
    tiers = grouping_tiers(county, policy)
    kept = [number for number, tier in enumerate(tiers) if set(tier) != {Term.CHANGED}]
    given = policy.objective.tolerance
    tolerance = tuple(given[number] if number < len(given) else 0.0 for number in kept)
    objective = policy.objective.model_copy(
        update={
            "tiers": tuple(tiers[number] for number in kept),
            "tolerance": tolerance if any(tolerance) else (),
        }
    )
    return policy.model_copy(update={"objective": objective, "keep": KeepSettings()})


def _frozen(
    problem: Problem,
    rounds: Mapping[Round, Sequence[StandingAlliance]],
    keep: Keep,
    before: Sequence[StandingAlliance],
    file: str,
) -> frozenset[Round]:
    """Find the frozen alliances, or raise what is wrong with them."""
    findings: list[Finding] = []
    frozen: set[Round] = set()
    named = {f"{stage.value}-{core}": (core, stage) for core, stage in rounds}
    earlier: dict[str, set[str]] = {}
    for row in before:
        earlier.setdefault(f"{row.stage.value}-{row.core_id}", set()).add(row.member_id)
    for number, name in enumerate(keep.freeze, start=1):
        there = named.get(name)
        now = {row.member_id for row in rounds[there]} if there else set()
        code = None
        if there is None and name not in earlier:
            code = "freeze_not_in_force"
        elif there is None or (
            earlier.get(name, now) != now or _why_released(problem, rounds[there], None, there) is not None
        ):
            code = "freeze_broken"
        if code is not None:
            figures = {"alliance": name, "words": sorted(named)}
            at = f"keep.freeze[{number}]"
            findings.append(
                Finding(level=Level.ERROR, code=code, file=file, column=at, value=name, figures=figures)
            )
        elif there is not None:
            frozen.add(there)
    if findings:
        raise InputError(findings)
    return frozenset(frozen)


def _held(
    problem: Problem, wanted: Mapping[Round, Sequence[StandingAlliance]], frozen: frozenset[Round]
) -> tuple[tuple[Held, ...], tuple[Released, ...]]:
    """Decide who is held; an alliance that the rules no longer allow by itself is released as a whole."""
    bound = {(row.member_id, row.stage) for rows in wanted.values() for row in rows}
    held: list[Held] = []
    released: list[Released] = []
    for key, rows in wanted.items():
        core, stage = key
        leads = _leads(problem, key)
        allowed = [row for row in rows if any(_place(problem, lead, row) is not None for lead in leads)]
        why: ReleasedBecause | None = "core_gone" if not leads else None
        if why is None:
            gone: ReleasedBecause = "not_allowed"
            released += [
                Released(school=row.member_id, stage=stage, core=core, because=gone)
                for row in rows
                if row not in allowed
            ]
            others = None if key in frozen else bound
            why = _why_released(problem, allowed, others, key) if allowed else None
        if why is None:
            because: HeldBecause = "frozen" if key in frozen else "in_term"
            held += [Held(school=row.member_id, stage=stage, core=core, because=because) for row in allowed]
        else:
            released += [
                Released(school=row.member_id, stage=stage, core=core, because=why)
                for row in (allowed or rows)
            ]
            bound -= {(row.member_id, row.stage) for row in rows}
    return tuple(held), tuple(released)


def _leads(problem: Problem, key: Round) -> list[Lead]:
    core, stage = key
    return [lead for lead in problem.leads if lead.core == core and lead.stage is stage]


def _place(problem: Problem, lead: Lead, row: StandingAlliance) -> int | None:
    """Index of the place that a row's member takes under a lead, None where the pair is not allowed."""
    return next((p for p in lead.members.tolist() if problem.places[p][0] == row.member_id), None)


def _why_released(
    problem: Problem,
    rows: Sequence[StandingAlliance],
    bound: Collection[tuple[str, Stage]] | None,
    key: Round,
) -> ReleasedBecause | None:
    """Say why no mode allows these members together under their core.

    Others join where they are free, that is not ``bound`` to an alliance; None: nobody may join.
    """
    worst: ReleasedBecause | None = "core_gone"
    for lead in _leads(problem, key):
        places = [p for row in rows if (p := _place(problem, lead, row)) is not None]
        if len(places) < len(rows):
            worst = "not_allowed"
            continue
        joining = (
            [] if bound is None else [p for p in lead.members.tolist() if problem.places[p] not in bound]
        )
        if not _fit(problem, lead, places):
            worst = "not_together"
        elif not _can_fill(problem, lead, places, [p for p in joining if p not in places]):
            worst = "too_few"
        else:
            return None
    return worst


def _fit(problem: Problem, lead: Lead, places: Sequence[int]) -> bool:
    """Whether these members are not too many, too heavy, or too many entrusted ones."""
    most_entrusted = lead.entrusted[1] if lead.entrusted else None
    return (
        len(places) <= most_members(problem, lead)
        and (lead.capacity is None or int(problem.load[list(places)].sum()) <= lead.capacity)
        and (most_entrusted is None or int((problem.kind[list(places)] > 0).sum()) <= most_entrusted)
    )


def _can_fill(problem: Problem, lead: Lead, places: Sequence[int], free: Sequence[int]) -> bool:
    """Whether as many as the mode asks for fit, those it may entrust among them: the lightest free ones join.

    Tried for every number of joining members that are marked entrusted.
    """
    by_load = sorted(free, key=lambda place: (int(problem.load[place]), place))
    marked = [place for place in by_load if problem.kind[place] > 0]
    unmarked = [place for place in by_load if problem.kind[place] == 0]
    least = least_members(problem, lead)
    to_entrust = lead.entrusted[0] if lead.entrusted else 0
    for count in range(len(marked) + 1):
        filled = [*places, *marked[:count]]
        missing = max(0, to_entrust - int((problem.kind[filled] >= 0).sum()))
        if missing > len(unmarked):
            continue
        filled += unmarked[:missing]
        others = [place for place in by_load if place not in filled and place not in marked]
        filled += others[: max(0, least - len(filled))]
        if len(filled) >= least and _fit(problem, lead, filled):
            return True
    return False


def _closed_to_others(problem: Problem, frozen: frozenset[Round], held: Sequence[Held]) -> list[Pin]:
    """Never pins that keep others out of frozen alliances."""
    inside = {(one.school, one.stage, one.core) for one in held}
    pins = {
        (problem.places[place][0], lead.core, lead.stage)
        for lead in problem.leads
        if (lead.core, lead.stage) in frozen
        for place in lead.members.tolist()
        if (problem.places[place][0], lead.stage, lead.core) not in inside
    }
    return [
        Pin(school_id=school, core_id=core, stage=stage, rule=PinRule.NEVER, reason=FROZEN)
        for school, core, stage in sorted(pins)
    ]
