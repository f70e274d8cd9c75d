"""Demands and limits of a tiny county, any of them left out: whether a plan exists, by trying alliances.

Written from ``docs/answers.md``, 11 and 12, and ``docs/grouping.md``; it shares nothing with the solver but
the models.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from lianxiao.models.clash import ElementKind
from lianxiao.models.county import County, Pin
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.policy import KeepSettings, Policy
from lianxiao.models.school import School
from lianxiao.models.words import PinRule, Stage, Term
from lianxiao.tests.oracle import Duty, TinyCounty
from lianxiao.tests.oracle_alliances import GRAINS, Group, PossibleAlliances, exact

FINE = 10**9
Figure = Fraction | int | None
MODE_LIMITS: dict[ElementKind, object] = {
    ElementKind.MAX_KM: None,
    ElementKind.MAX_MINUTES: None,
    ElementKind.MIN_MEMBERS: 0,
    ElementKind.MAX_MEMBERS: 0,
    ElementKind.CORE_AREA: (),
    ElementKind.CORE_SEAT: (),
    ElementKind.CORE_CATEGORY: (),
    ElementKind.MEMBER_AREA: (),
    ElementKind.MEMBER_SEAT: (),
    ElementKind.MEMBER_CATEGORY: (),
    ElementKind.CORE_LARGER: False,
    ElementKind.ENTRUSTED: None,
}
"""Limits that stand in a [[mode]] block, and what the block says where there is none."""
FILTERS = tuple(MODE_LIMITS)[4:]
PINS = {ElementKind.MUST: PinRule.MUST, ElementKind.NEVER: PinRule.NEVER}


class Key(NamedTuple):
    """One demand or limit; of a pin ``stage`` is the first that it speaks of."""

    kind: ElementKind
    mode: str = ""
    stage: Stage | None = None
    school: str = ""
    core: str = ""


Kept = Mapping[Key, Figure]
"""What is asked, each with its figure: km, minutes, members, alliances, load; None for what has none."""


class Elements:
    """A county's demands and limits, each of which can be left out or have another figure."""

    def __init__(self, county: County, policy: Policy) -> None:
        self.county, self.policy = county, policy
        self.tiny = TinyCounty(county, policy)
        self._pins = dict(self._spelled_out())
        self.all: Kept = dict(self._listed())

    def _spelled_out(self) -> Iterator[tuple[Key, Pin]]:
        """Pins one by one as they speak of one place [grouping.md 13]."""
        for kind, rule in PINS.items():
            for pin in sorted(self.tiny.possible.pins[rule], key=str):
                stages = [stage for stage in Stage if stage in pin.stages]
                key = Key(kind, stage=stages[0], school=pin.place[0], core=pin.core)
                named = stages[0] if len(stages) == 1 else None
                yield key, Pin(school_id=pin.place[0], core_id=pin.core, stage=named, rule=rule)

    @property
    def told_apart(self) -> bool:
        """Whether every pin has a key of its own."""
        return len(self._pins) == sum(len(self.tiny.possible.pins[rule]) for rule in PINS.values())

    def _listed(self) -> Iterator[tuple[Key, Figure]]:
        if self.policy.place_all:
            for school, stage in sorted(self.tiny.possible.scope):
                yield Key(ElementKind.PLACE_ALL, stage=stage, school=school), None
        yield from ((key, None) for key in self._pins)
        yield from ((key, None) for key in self.asked_stages())
        for mode in self.policy.mode:
            for kind, nothing in MODE_LIMITS.items():
                if (value := getattr(mode, kind.value)) != nothing:
                    figure = exact(value) if isinstance(value, float) else value
                    yield Key(kind, mode.id), figure if isinstance(figure, Fraction | int) else None
            for stage in mode.stages:
                if mode.alliances.least:
                    yield Key(ElementKind.LEAST, mode.id, stage), mode.alliances.least
                if mode.alliances.most is not None:
                    yield Key(ElementKind.MOST, mode.id, stage), mode.alliances.most
        for core in self.county.schools:
            if core.capacity is not None and self._may_ever_lead(core):
                yield Key(ElementKind.CAPACITY, core=core.school_id), exact(core.capacity)
        if self.policy.keep.changed_at_most is not None:
            yield Key(ElementKind.CHANGED_AT_MOST), self.policy.keep.changed_at_most

    def _may_ever_lead(self, school: School) -> bool:
        served = {stage for mode in self.policy.mode for stage in mode.stages}
        return school.role.may_lead and school.parent_id is None and not served.isdisjoint(school.stages)

    def asked_stages(self) -> dict[Key, frozenset[tuple[str, Stage]]]:
        """Who must lead [grouping.md 7], and where: in one of these."""
        found = {}
        for leads in self.tiny.asked_to_lead():
            (core,) = {school for school, _ in leads}
            once = self.tiny.possible.takes_part_once(self.county.by_id[core])
            stage = None if once else next(iter(leads))[1]
            found[Key(ElementKind.LEADS, stage=stage, core=core)] = frozenset(leads)
        return found

    # whether a plan exists

    def exists(self, kept: Kept) -> bool:
        """Whether some plan keeps these demands and limits, all others left out [11]."""
        possible = PossibleAlliances(*self._relaxed(kept))
        groups = [group for slot in possible.slots for group in slot]
        duties = list(self._duties(kept, groups))
        return _fulfilled(groups, duties)

    def _relaxed(self, kept: Kept) -> tuple[County, Policy]:
        """The county with the rules of single alliances as they are kept; rules of the plan are left out."""
        schools = tuple(
            school.model_copy(
                update={"capacity": _number(kept.get(Key(ElementKind.CAPACITY, core=school.school_id)))}
            )
            for school in self.county.schools
        )
        pins = tuple(pin for key, pin in self._pins.items() if key in kept)
        modes = tuple(self._relaxed_mode(mode, kept) for mode in self.policy.mode)
        policy = self.policy.model_copy(update={"mode": modes, "keep": KeepSettings()})
        return self.county.model_copy(update={"schools": schools, "pins": pins}), policy

    @staticmethod
    def _relaxed_mode(mode: Mode, kept: Kept) -> Mode:
        free: dict[str, object] = {
            "alliances": AllianceCount(),
            "use_every_core": False,
            "place_all": False,
        }
        for kind, nothing in MODE_LIMITS.items():
            key = Key(kind, mode.id)
            if key not in kept:
                free[kind.value] = nothing
            elif (figure := kept[key]) is not None:
                free[kind.value] = _number(figure) if isinstance(figure, Fraction) else figure
        return mode.model_copy(update=free)

    def _duties(self, kept: Kept, groups: Sequence[Group]) -> Iterator[Duty]:
        asked = self.asked_stages()
        for key, figure in kept.items():
            match key.kind:
                case ElementKind.PLACE_ALL:
                    place = (key.school, key.stage)
                    yield Duty({id(g): int(place in g.takes) for g in groups}, 1, None)
                case ElementKind.MUST:
                    stages = {self._pins[key].stage} - {None} or set(Stage)
                    yield Duty(
                        {
                            id(g): int(g.core == key.core and key.school in g.members and g.stage in stages)
                            for g in groups
                        },
                        1,
                        None,
                    )
                case ElementKind.LEADS:
                    yield Duty({id(g): int((g.core, g.stage) in asked[key]) for g in groups}, 1, None)
                case ElementKind.LEAST | ElementKind.MOST:
                    least = key.kind is ElementKind.LEAST
                    counted = {id(g): int((g.mode, g.stage) == (key.mode, key.stage)) for g in groups}
                    number = figure if isinstance(figure, int) else 0
                    yield Duty(counted, number if least else 0, None if least else number)
                case ElementKind.CHANGED_AT_MOST:
                    changed = {id(g): g.adds[Term.CHANGED] // GRAINS for g in groups}
                    yield Duty(changed, 0, figure if isinstance(figure, int) else 0)
                case _:
                    pass  # a rule of single alliances

    # room [12]

    def without(self, keys: Collection[Key]) -> Kept:
        """All but some."""
        return {key: figure for key, figure in self.all.items() if key not in keys}

    def least_set(self, parts: Sequence[Collection[Key]]) -> int | None:
        """The fewest parts that have to be left out for a plan to exist; None: not even all of them do."""
        for size in range(len(parts) + 1):
            for some in combinations(parts, size):
                if self.exists(self.without({key for part in some for key in part})):
                    return size
        return None

    def ways(self, mode: str, kind: ElementKind) -> list[Fraction]:
        """Lengths of all known ways in km or minutes, beyond the limit as it stands, ascending."""
        possible = self.tiny.possible
        own = self.all[Key(kind, mode)]
        assert own is not None
        found = set()
        for core in self.county.schools:
            for member in self.county.schools:
                way = possible.travel(core, member)
                if way is not None:
                    found.add(Fraction(way.km if kind is ElementKind.MAX_KM else way.minutes, GRAINS))
        return sorted(length for length in found if length > own)


def _number(figure: Figure) -> float | None:
    """Write a figure as a setting: as it stands, or larger by less than any way differs from another."""
    if figure is None or exact(float(figure)) == figure:
        return None if figure is None else float(figure)
    return math.ceil(figure * FINE) / FINE


def _fulfilled(groups: Sequence[Group], duties: Sequence[Duty]) -> bool:
    """Whether some of the alliances, no place or core twice, fulfil every duty.

    Whoever fulfils an open duty has to be among them: these are tried one after the other.
    """
    taken: set[tuple[str, Stage]] = set()
    leading: set[tuple[str, Stage]] = set()
    chosen: list[Group] = []

    def search() -> bool:
        open_duty = next(
            (duty for duty in duties if sum(duty.figures[id(g)] for g in chosen) < duty.least), None
        )
        if open_duty is None:
            return True
        for group in groups:
            lead = (group.core, group.stage)
            if not open_duty.figures[id(group)] or lead in leading or not taken.isdisjoint(group.takes):
                continue
            chosen.append(group)
            if all(duty.within_most(chosen) for duty in duties):
                taken.update(group.takes)
                leading.add(lead)
                if search():
                    return True
                taken.difference_update(group.takes)
                leading.discard(lead)
            chosen.pop()
        return False

    return search()
