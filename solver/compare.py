"""Two plans side by side: what becomes of every school, alliance and aim, and of every teacher's rows."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from ..models.comparison import (
    AllianceChange,
    AllianceKind,
    Comparison,
    PlaceChange,
    PlaceKind,
    Standing,
    Status,
    TierPair,
)
from ..models.county import County, NewCode
from ..models.plan import Plan
from ..models.policy import Policy
from ..models.words import Stage
from .compare_reasons import Reasons
from .compare_rows import compare_rows

Place = tuple[str, Stage]
ABSENT = Standing(status=Status.ABSENT)


class Scene(NamedTuple):
    """The county that a plan is of; what is None is not known."""

    county: County | None = None
    policy: Policy | None = None


UNKNOWN = Scene()


def compare_plans(
    before: Plan,
    after: Plan,
    *,
    codes: Sequence[NewCode] = (),
    before_of: Scene = UNKNOWN,
    after_of: Scene = UNKNOWN,
    released: Collection[Place] = (),
    exited: Collection[Place] = (),
) -> Comparison:
    """Lay two plans side by side.

    Parameters
    ----------
    before, after
        Plans of one county, or of two that scenarios made of it.
    codes
        Ids that died and the ids in their place; chains are followed. What merged is read under the new id.
    before_of, after_of
        The counties they are of. Without the counties a school that no plan names counts as left, not as
        gone or new; without county and settings of the new plan, moves by choice have no reason.
    released, exited
        Members whose term was given up, and those that a scenario takes out of their alliance.

    Returns
    -------
    Comparison
        Sorted by school and stage. Source: contract §4, last paragraph.
    """
    ids = _Ids(codes)
    new = _Side(after, ids)
    old = _Side(before, ids, new.own)
    old_ids = None if before_of.county is None else set(before_of.county.by_id)
    new_ids = None if after_of.county is None else set(after_of.county.by_id)
    reasons = Reasons(
        after, after_of.county, after_of.policy, members=old.led, released=released, exited=exited
    )
    places = []
    for place in sorted(old.standing.keys() | new.standing.keys()):
        school = place[0]
        was, is_now = old.standing.get(place, ABSENT), new.standing.get(place, ABSENT)
        fresh = was is ABSENT and old_ids is not None and not (ids.before(school) & old_ids)
        gone = is_now is ABSENT and new_ids is not None and school not in new_ids
        if is_now is ABSENT and not gone and place not in old.own:
            continue  # it took over schools that had a place, and has none: they are gone, it is as it was
        kind = _kind(was, is_now, fresh=fresh, gone=gone)
        orphaned = was.core is not None and (was.core, place[1]) not in new.led
        change = PlaceChange(
            school=school, stage=place[1], kind=kind, before=was, after=is_now, orphaned=orphaned
        )
        merged = old.joined(place)
        core_gone = new_ids is not None and was.core not in new_ids
        places.append(reasons.given(change, merged=merged, core_gone=core_gone))
    places += _merged_away(before, ids, new_ids)
    forms, teachers = compare_rows(before, after, ids.today)
    known = before.county_sha256 and after.county_sha256
    return Comparison(
        same_county=before.county_sha256 == after.county_sha256 if known else None,
        places=tuple(sorted(places, key=lambda change: (change.school, change.stage))),
        alliances=_alliances(old, new),
        tiers=_tiers(before, after),
        forms=forms,
        teachers=teachers,
    )


class _Ids:
    """Ids of today, and the ids that became each of them."""

    def __init__(self, codes: Sequence[NewCode]) -> None:
        self._next = {row.old_id: row.new_id for row in codes}

    def today(self, school: str) -> str:
        """Follow the codes as far as they go; a ring ends where it began."""
        seen = {school}
        while school in self._next and self._next[school] not in seen:
            school = self._next[school]
            seen.add(school)
        return school

    def before(self, school: str) -> set[str]:
        """Every id that became this one, itself included."""
        return {school, *(old for old in self._next if self.today(old) == school)}


class _Side:
    """One plan, read by today's ids.

    Where several schools of the plan have become one, the school that keeps its id speaks for all; where
    none does, the first by id. ``later``: places of the plan that it is compared with.
    """

    def __init__(self, plan: Plan, ids: _Ids, later: Collection[Place] | None = None) -> None:
        self._later = later
        self.standing: dict[Place, Standing] = {}
        self.led: dict[Place, tuple[str, ...]] = {}
        spoken: dict[Place, bool] = {}
        self.own = {(school, stage) for school, stage, _ in _standings(plan) if ids.today(school) == school}
        self._others: dict[Place, list[tuple[str, str | None]]] = {}
        for school, stage, standing in sorted(_standings(plan), key=lambda one: (one[1], one[0])):
            place, own = (ids.today(school), stage), ids.today(school) == school
            core = None if standing.core is None else ids.today(standing.core)
            if not own:
                self._others.setdefault(place, []).append((school, core))
            if core == place[0] or (place in spoken and not (own and not spoken[place])):
                continue
            spoken[place] = own
            self.standing[place] = standing.model_copy(update={"core": core})
        for alliance in plan.alliances:
            place = (ids.today(alliance.core), alliance.stage)
            members = {self._now(ids, member.school, alliance.stage) for member in alliance.members}
            self.led[place] = tuple(sorted({*self.led.get(place, ()), *members} - {place[0]}))

    def _now(self, ids: _Ids, school: str, stage: Stage) -> str:
        """Id of today of a member; one that merged into a school with a place or with none keeps its own."""
        place = (ids.today(school), stage)
        merged = place in self.own or (self._later is not None and place not in self._later)
        return school if merged else place[0]

    def joined(self, place: Place) -> tuple[str, ...]:
        """Schools that became this one and had another core than it."""
        now = self.standing[place].core if place in self.standing else None
        return tuple(sorted(school for school, core in self._others.get(place, ()) if core != now))


def _standings(plan: Plan) -> Iterable[tuple[str, Stage, Standing]]:
    for alliance in plan.alliances:
        yield alliance.core, alliance.stage, Standing(status=Status.LEADS, mode=alliance.mode)
        for member in alliance.members:
            yield (
                member.school,
                alliance.stage,
                Standing(
                    status=Status.LED,
                    core=alliance.core,
                    mode=alliance.mode,
                    km=member.km,
                    minutes=member.minutes,
                ),
            )
    for entry in plan.unplaced or ():
        yield entry.school, entry.stage, Standing(status=Status.UNPLACED)


def _kind(was: Standing, is_now: Standing, *, fresh: bool, gone: bool) -> PlaceKind:
    if gone:
        return PlaceKind.GONE
    if fresh:
        return PlaceKind.NEW
    match is_now.status:
        case Status.LED if was.status is Status.LED:
            return PlaceKind.KEPT if was.core == is_now.core else PlaceKind.MOVED
        case Status.LED:
            return PlaceKind.PLACED
        case status if status is was.status:
            return PlaceKind.KEPT
        case Status.LEADS:
            return PlaceKind.LEADS
        case Status.UNPLACED:
            return PlaceKind.UNPLACED
        case _:
            return PlaceKind.LEADS_NO_MORE if was.status is Status.LEADS else PlaceKind.LEFT


def _merged_away(before: Plan, ids: _Ids, new_ids: Collection[str] | None) -> list[PlaceChange]:
    """Schools of the earlier plan whose id died: gone, into the school that has their place."""
    return [
        PlaceChange(
            school=school,
            stage=stage,
            kind=PlaceKind.GONE,
            before=standing,
            after=ABSENT,
            into=ids.today(school),
        )
        for school, stage, standing in _standings(before)
        if ids.today(school) != school and (new_ids is None or school not in new_ids)
    ]


def _alliances(old: _Side, new: _Side) -> tuple[AllianceChange, ...]:
    found = []
    for core, stage in sorted(old.led.keys() | new.led.keys(), key=lambda place: (place[1], place[0])):
        was, is_now = old.led.get((core, stage)), new.led.get((core, stage))
        joined = tuple(sorted(set(is_now or ()) - set(was or ())))
        left = tuple(sorted(set(was or ()) - set(is_now or ())))
        if was is None:
            kind = AllianceKind.BEGUN
        elif is_now is None:
            kind = AllianceKind.ENDED
        else:
            kind = AllianceKind.CHANGED if joined or left else AllianceKind.KEPT
        found.append(
            AllianceChange(
                id=f"{stage.value}-{core}",
                core=core,
                stage=stage,
                kind=kind,
                members=len((was if is_now is None else is_now) or ()),
                joined=joined,
                left=left,
            )
        )
    return tuple(found)


def _tiers(before: Plan, after: Plan) -> tuple[TierPair, ...]:
    """Match aims by their terms; an aim that stands twice is matched in order."""
    rest = list(before.tiers)
    pairs = []
    for tier in after.tiers:
        match = next((one for one in rest if one.terms.keys() == tier.terms.keys()), None)
        if match is not None:
            rest.remove(match)
        pairs.append(TierPair(terms=tuple(tier.terms), before=match, after=tier))
    return (*pairs, *(TierPair(terms=tuple(tier.terms), before=tier, after=None) for tier in rest))
