"""Every alliance a tiny county could have, with what it adds to each term: second part of the brute force.

Written from ``docs/grouping.md`` and the public contract alone; it shares nothing with solver and checker but
the models. Numbers in brackets are the sentences of that page; grains are those of ``oracle_scope``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from lianxiao.models.county import County
from lianxiao.models.mode import Mode
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import MemberKind, ModeKey, PinRule, Stage, Term
from lianxiao.tests.oracle_scope import GRAINS, Place, TinyScope, Way, exact, grains, half_up

__all__ = ["GRAINS", "Group", "Place", "PossibleAlliances", "exact"]


@dataclass(frozen=True)
class Group:
    """One possible alliance.

    ``places`` are those of its members, ``takes`` all that it takes out of the scope (of its core too), and
    ``adds`` what it adds to each term, in grains.
    """

    mode: str
    stage: Stage
    core: str
    members: tuple[str, ...]
    places: frozenset[Place]
    takes: frozenset[Place]
    adds: Mapping[Term, int]
    quality: int | None


@dataclass(frozen=True)
class _Figures:
    """What an alliance of these schools is, whatever its mode."""

    places: frozenset[Place]
    takes: frozenset[Place]
    adds: Mapping[Term, int]
    quality: int | None


class PossibleAlliances(TinyScope):
    """Every alliance that keeps the rules about one alliance; ``slots`` has them by core and stage."""

    def __init__(self, county: County, policy: Policy) -> None:
        super().__init__(county, policy)
        self.standing = {(row.member_id, row.stage): row.core_id for row in county.alliances}
        self.deficits = self._deficits()
        self.milli_loads = {s.school_id: grains(exact(s.load)) * 1000 // GRAINS for s in county.schools}
        self._figures: dict[tuple[Stage, str, tuple[str, ...]], _Figures] = {}
        self.slots = [
            [
                self._group(mode, stage, core, members)
                for mode in policy.mode
                for members in self._member_sets(mode, stage, core)
            ]
            for core in county.schools
            for stage in core.stages
        ]
        self.adds_unplaced = {place: self._adds_unplaced(place) for place in self.scope}

    # alliances [10, 10a]

    def _member_sets(self, mode: Mode, stage: Stage, core: School) -> Iterator[tuple[School, ...]]:
        """Every set of members the core may lead in the stage under the mode."""
        if not self.may_lead(core, mode, stage):
            return
        others = [other for other in self.county.schools if self.may_take(mode, stage, core, other)]
        room = None if core.capacity is None else exact(core.capacity) * GRAINS
        loads = {other.school_id: grains(exact(other.load)) for other in others}
        for size in range(mode.min_members, min(mode.max_members or len(others), len(others)) + 1):
            for members in combinations(others, size):
                fits = room is None or sum(loads[member.school_id] for member in members) <= room
                if fits and self._enough_entrusted(mode, members):
                    yield members

    @staticmethod
    def _enough_entrusted(mode: Mode, members: Sequence[School]) -> bool:
        """[10a] Not too many marked entrusted, and enough that are not marked ordinary."""
        if mode.key is not ModeKey.CORE_GROUP or mode.entrusted is None:
            return True
        entrusted = sum(member.kind is MemberKind.ENTRUSTED for member in members)
        not_ordinary = sum(member.kind is not MemberKind.ORDINARY for member in members)
        few_enough = mode.entrusted.max is None or entrusted <= mode.entrusted.max
        return few_enough and not_ordinary >= mode.entrusted.min

    def _group(self, mode: Mode, stage: Stage, core: School, members: tuple[School, ...]) -> Group:
        names = tuple(sorted(member.school_id for member in members))
        places = [place for member in members if (place := self.place_of(member, mode, stage)) is not None]
        key = (stage, core.school_id, names)
        if key not in self._figures:
            self._figures[key] = self._figures_of(stage, core, members, frozenset(places))
        figures = self._figures[key]
        return Group(
            mode=mode.id,
            stage=stage,
            core=core.school_id,
            members=names,
            places=figures.places,
            takes=figures.takes,
            adds=figures.adds,
            quality=figures.quality,
        )

    # what an alliance or an unplaced school adds [16-20, 22]

    def _deficits(self) -> Mapping[Place, Mapping[str, int]]:
        """[1, 17] need − supply of each topmost school, stage and subject, its points included."""
        deficits: dict[Place, dict[str, int]] = {}
        for row in self.county.needs or ():
            school = self.schools[row.school_id]
            while school.parent_id is not None:
                school = self.schools[school.parent_id]
            subjects = deficits.setdefault((school.school_id, row.stage), {})
            short = grains(exact(row.need) - exact(row.supply))
            subjects[row.subject] = subjects.get(row.subject, 0) + short
        return deficits

    def _uncovered(self, together: Sequence[Place]) -> int:
        shorts: dict[str, int] = {}
        for school_and_stage in together:
            for subject, short in self.deficits.get(school_and_stage, {}).items():
                shorts[subject] = shorts.get(subject, 0) + short
        return sum(max(0, short) for short in shorts.values())

    def _wishes(self, core: str, stage: Stage, places: frozenset[Place]) -> int:
        """[16] Avoid pins used less prefer pins met; the prefer pins of the county stand beside it."""

        def spoken_of(rule: PinRule) -> int:
            return sum(
                pin.core == core and stage in pin.stages and pin.place in places for pin in self.pins[rule]
            )

        return spoken_of(PinRule.AVOID) - spoken_of(PinRule.PREFER)

    def _figures_of(
        self, stage: Stage, core: School, members: tuple[School, ...], places: frozenset[Place]
    ) -> _Figures:
        here = [(member.school_id, stage) for member in members]
        ways: list[Way] = [way for member in members if (way := self.travel(core, member)) is not None]
        core_here = (core.school_id, stage)
        changed = [p for p in here if self.standing.get(p, core.school_id) != core.school_id]
        adds = {
            Term.UNCOVERED_LESSONS: self._uncovered([core_here, *here]),
            Term.PREFERENCES: GRAINS * self._wishes(core.school_id, stage, places),
            Term.WORST_KM: max((way.km for way in ways), default=0),
            Term.WORST_MINUTES: max((way.minutes for way in ways), default=0),
            Term.TOTAL_KM: sum(way.km for way in ways),
            Term.TOTAL_MINUTES: sum(way.minutes for way in ways),
            Term.LOAD_KM: sum(
                self.milli_loads[member.school_id] * way.km // 1000  # km are whole thousands of grains
                for member, way in zip(members, ways, strict=True)
            ),
            Term.OPENING_COST: grains(exact(core.opening_cost)),
            Term.ALLIANCES: GRAINS,
            Term.CHANGED: GRAINS * len(changed),
            Term.DROPPED: GRAINS * (core_here in self.scope and core_here in self.standing),
        }
        led = {(core.school_id, s) for s in core.stages} if self.takes_part_once(core) else {core_here}
        return _Figures(places, places | led, adds, self._quality([core, *members]))

    @staticmethod
    def _quality(schools: Sequence[School]) -> int | None:
        """[20] Student-weighted mean quality, None where no school has both figures."""
        known = [(exact(s.quality), s.students) for s in schools if s.quality is not None and s.students]
        if not known:
            return None
        weighted = sum((quality * students for quality, students in known), Fraction(0))
        return grains(half_up(weighted / sum(students for _, students in known), 1_000_000))

    def _adds_unplaced(self, place: Place) -> Mapping[Term, int]:
        return {
            Term.UNPLACED: grains(exact(self.schools[place[0]].priority)),
            Term.UNCOVERED_LESSONS: self._uncovered([place]),
            Term.DROPPED: GRAINS * (place in self.standing),
        }
