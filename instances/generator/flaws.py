"""Counties made impossible on purpose, each by one flaw that no plan survives."""

from collections.abc import Callable, Mapping

from ...models.county import County, ListedTravel, Pin
from ...models.made_county import Flaw
from ...models.mode import AllianceCount, Mode
from ...models.policy import Policy
from ...models.school import School
from ...models.words import PinRule, Role, Stage

_FURTHER_KM, _FURTHER_MINUTES = 60.0, 150.0
"""How much longer the only road to the school out of reach has become."""

Made = tuple[County, Policy]


def with_flaw(county: County, policy: Policy, flaw: Flaw) -> Made:
    """Put the flaw into a county.

    Raises
    ------
    ValueError
        No two schools are within reach of each other.
    """
    return _FLAWS[flaw](county, policy)


def _distance(county: County, policy: Policy) -> Made:
    """Everybody has to be placed, and the road to the last of the members has become too long."""
    lost = _members(county, policy)[-1].school_id
    travel = {pair: _further(listed) if lost in pair else listed for pair, listed in county.travel.items()}
    return county.model_copy(update={"travel": travel}), _placing_all(policy)


def _further(listed: ListedTravel) -> ListedTravel:
    minutes = None if listed.minutes is None else listed.minutes + _FURTHER_MINUTES
    return ListedTravel(round(listed.km + _FURTHER_KM, 3), minutes)


def _pins(county: County, policy: Policy) -> Made:
    """One school must be led by a second, and this one by a third: it cannot lead and be led."""
    reach = _reach(county, policy)
    cores, members = _cores(county, policy), _members(county, policy)
    for middle in (*cores, *members):
        above = [core for core in cores if core is not middle and _near(reach, core, middle)]
        below = [member for member in members if member is not middle and _near(reach, middle, member)]
        if above and below:
            pins = (_must(middle, above[0]), _must(below[0], middle))
            both = middle.model_copy(update={"role": Role.EITHER})
            schools = tuple(both if school is middle else school for school in county.schools)
            return county.model_copy(update={"pins": pins, "schools": schools}), policy
    raise ValueError("no core is within reach of anybody")


def _must(member: School, core: School) -> Pin:
    return Pin(school_id=member.school_id, core_id=core.school_id, stage=Stage.PRIMARY, rule=PinRule.MUST)


def _numbers(county: County, policy: Policy) -> Made:
    """One alliance more is ordered than the members can fill."""
    mode = policy.mode[0]
    ordered = len(_members(county, policy)) // mode.min_members + 1
    return county, _with_first_mode(policy, {"alliances": AllianceCount(exactly=ordered)})


def _capacity(county: County, policy: Policy) -> Made:
    """Everybody has to be placed, and the cores together have room for nine members of ten."""
    cores = {school.school_id for school in _cores(county, policy)}
    each = 0.9 * len(_members(county, policy)) / len(cores)
    schools = tuple(
        school.model_copy(update={"capacity": int(each * 1000) / 1000})
        if school.school_id in cores
        else school
        for school in county.schools
    )
    return county.model_copy(update={"schools": schools}), _placing_all(policy)


_FLAWS: Mapping[Flaw, Callable[[County, Policy], Made]] = {
    Flaw.DISTANCE: _distance,
    Flaw.PINS: _pins,
    Flaw.NUMBERS: _numbers,
    Flaw.CAPACITY: _capacity,
}


def _cores(county: County, policy: Policy) -> list[School]:
    return [one for one in county.schools if one.role.may_lead and Stage.PRIMARY in one.stages]


def _members(county: County, policy: Policy) -> list[School]:
    """Primary schools that are led in the first mode: in the highest stage that a mode serves."""
    served = {stage for mode in policy.mode for stage in mode.stages}
    return [
        one
        for one in county.schools
        if one.role.may_be_led and [stage for stage in one.stages if stage in served][-1:] == [Stage.PRIMARY]
    ]


def _reach(county: County, policy: Policy) -> frozenset[frozenset[str]]:
    most = policy.mode[0].max_km or 0.0
    return frozenset(frozenset(pair) for pair, listed in county.travel.items() if listed.km <= most)


def _near(reach: frozenset[frozenset[str]], one: School, other: School) -> bool:
    return frozenset((one.school_id, other.school_id)) in reach


def _placing_all(policy: Policy) -> Policy:
    return _with_first_mode(policy, {"place_all": True})


def _with_first_mode(policy: Policy, update: Mapping[str, object]) -> Policy:
    first: Mode = policy.mode[0].model_copy(update=update)
    return policy.model_copy(update={"mode": (first, *policy.mode[1:])})
