"""Settings of the exchange that may keep a quota from being met, and their values from near to far.

Every value is one that a planner would write: minutes with two decimals, shares with four, whole years and
lessons. Between two listed values nothing changes for the quota asked about (minutes, shares, lessons), or
nothing else is asked (years).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from math import ceil, floor
from typing import NamedTuple

from ...models.county import County
from ...models.plan import Alliance
from ...models.policy import Policy
from ..exchange.case import AllianceCase
from ..exchange.quotas import in_quota_scope
from ..exchange.staffing import Staffing
from ..grouping.room_changes import minutes_that_hold
from ..scale import exact

SHARES = 10_000
"""A share is written with four decimals."""
HOUR = 60
SHARE_SETTINGS = ("rotation_share", "backbone_share")


class SettingScale(NamedTuple):
    """One setting with its values, the nearest first.

    Attributes
    ----------
    name
        As it stands in county.toml.
    values
        Written as in county.toml.
    under
        The settings with a value.
    monotone
        Whether a value further away never asks more.
    """

    name: str
    now: str
    values: tuple[str, ...]
    under: Callable[[str], Policy]
    monotone: bool


def settings_of_quota(
    county: County,
    policy: Policy,
    staffing: Staffing,
    alliance: Alliance,
    case: AllianceCase,
    *,
    backbone: bool,
) -> Iterator[SettingScale]:
    """List the settings that may stand against a quota of a school of the alliance."""
    settings = policy.exchange

    def scale(name: str, values: Iterable[float | str], *, monotone: bool) -> SettingScale:
        def under(value: str) -> Policy:
            number = float(value)
            whole = isinstance(getattr(settings, name), int) and number.is_integer()
            changed = {name: int(number) if whole else number}
            return policy.model_copy(update={"exchange": settings.model_copy(update=changed)})

        now = str(getattr(settings, name)).removesuffix(".0")
        listed = tuple(value if isinstance(value, str) else _plain(value) for value in values)
        return SettingScale(f"exchange.{name}", now, listed, under, monotone)

    yield scale("rotation_minutes_max", _minutes(staffing, case), monotone=True)
    yield scale("away_share_max", _shares(case, settings.away_share_max), monotone=True)
    fewer = range(ceil(settings.rotation_lessons_min) - 1, -1, -1)
    yield scale("rotation_lessons_min", map(float, fewer), monotone=True)
    for name in ("tenure_years_min", "head_years_min", "repeat_after_years", "retire_within_years"):
        yield scale(name, map(float, range(ceil(getattr(settings, name)) - 1, -1, -1)), monotone=False)
    for name, retires in (("age_max_men", "retire_age_men"), ("age_max_women", "retire_age_women")):
        # whoever is older is too near to retirement anyway
        oldest = ceil(getattr(settings, retires) - settings.retire_within_years)
        years = range(floor(getattr(settings, name)) + 1, oldest + 1)
        yield scale(name, map(float, years), monotone=False)
    for name in SHARE_SETTINGS if backbone else SHARE_SETTINGS[:1]:
        yield scale(name, _smaller_shares(county, staffing, case, name), monotone=False)
    if case.uncounted:
        yield _inside_legal_person(policy)
    if not all(case.open):
        yield from _earlier_term(policy, alliance)


def _plain(value: float) -> str:
    return str(value).removesuffix(".0")


def _minutes(staffing: Staffing, case: AllianceCase) -> list[str]:
    """Minutes of the ways between the alliance's schools that the limit forbids."""
    names = [school.school for school in case.schools]
    every = staffing.ways.within(permutations(names, 2), 2**31)
    limit = exact(case.settings.rotation_minutes_max) * HOUR
    return [minutes_that_hold(seconds) for seconds in sorted({s for s in every.values() if s > limit})]


def _shares(case: AllianceCase, now: float) -> list[str]:
    """Shares from which one more teacher of some school may be away, rounded up."""
    found: set[int] = set()
    for index in range(len(case.schools)):
        people = [person for person in case.people if person.school == index]
        for count in (len(people), sum(person.backbone for person in people)):
            found |= {ceil(Fraction(SHARES * away, count)) for away in range(1, count + 1)}
    return [_plain(share / SHARES) for share in sorted(found) if Fraction(share, SHARES) > exact(now)]


def _smaller_shares(county: County, staffing: Staffing, case: AllianceCase, name: str) -> list[str]:
    """Shares with which the quota of the whole stage is smaller by one, by two …, rounded down."""
    settings = staffing.settings
    scope = [
        (school, stage)
        for school, stage in staffing.schools
        if stage is case.stage and in_quota_scope(county.by_id[school], settings)
    ]
    going = [person for place in scope for person in staffing.ready[place].people if person.may_rotate]
    total, backbone = (sum(staffing.quota(*place)[which] for place in scope) for which in (0, 1))
    of, now = len(going), total
    if name == "backbone_share":
        rotating = settings.backbone_of == "rotating"
        of, now = total if rotating else sum(person.backbone for person in going), backbone
    if not of:
        return []
    given = exact(getattr(settings, name))
    steps = {floor(Fraction(SHARES * fewer, of)) for fewer in range(now)}
    return [_plain(step / SHARES) for step in sorted(steps, reverse=True) if Fraction(step, SHARES) < given]


def _inside_legal_person(policy: Policy) -> SettingScale:
    def under(value: str) -> Policy:
        counted = {"count_inside_legal_person": value == "true"}
        return policy.model_copy(update={"exchange": policy.exchange.model_copy(update=counted)})

    return SettingScale("exchange.count_inside_legal_person", "false", ("true",), under, monotone=True)


def _earlier_term(policy: Policy, alliance: Alliance) -> Iterator[SettingScale]:
    """Earlier semesters of the school year in which the alliance's mode could begin."""
    at = next(index for index, mode in enumerate(policy.mode) if mode.id == alliance.mode)
    term, year = policy.mode[at].term, policy.school_year
    if term is None or term.start is None or year is None:
        return

    def under(value: str) -> Policy:
        mode = policy.mode[at]
        earlier = mode.model_copy(update={"term": term.model_copy(update={"start": value})})
        return policy.model_copy(
            update={"mode": tuple(earlier if i == at else one for i, one in enumerate(policy.mode))}
        )

    values: Sequence[str] = [one for one in (f"{year}-2", f"{year}-1") if one < term.start]
    yield SettingScale(f"mode.{alliance.mode}.term.start", term.start, tuple(values), under, monotone=True)
