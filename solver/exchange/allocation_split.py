"""From numbers per class to named teachers: exact, or the row that the numbers break.

A class's lessons in a semester are shared among its visitors by a maximum flow: positions (site, subject)
and home on one side, each visitor's sites and own limits on the other. Where the flow carries everything it
is the split, in whole lessons. Where it does not, its minimum cut names the positions whose lessons exceed
what the packages hold together: that row of the polymatroid is added to the model (docs/exchange-method.md).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ortools.graph.python.max_flow import SimpleMaxFlow

from .allocation_model import AllocationModel, Wanted
from .freedom import home_least
from .packages import Package, room_in
from .whole_model import Linear, WholeModel

SPLIT_SECONDS = 5.0
"""For the small model that shares out two subjects among few visitors."""


@dataclass(frozen=True)
class Counts:
    """A whole point of an allocation model; keys as there, zeros left out."""

    visit: Mapping[tuple[int, int, int], int]
    away: Mapping[tuple[int, int, int, int], int]
    givers: Mapping[tuple[int, int, int, int], int]
    home: Mapping[tuple[int, int, int], int]
    rotate: Mapping[tuple[int, int, int, int], int]
    there: Mapping[tuple[int, int, int, int], int]


class Broken(NamedTuple):
    """What stands against a split: the row of these positions (with home), or, None, the free subjects."""

    c: int
    t: int
    wanted: Wanted | None
    home: bool


class Share(NamedTuple):
    """What one visitor of a class gives: lessons by (site, subject) position, and at home in all."""

    package: Package
    away: Mapping[tuple[int, int], int]
    home: int


class SplitWeek(NamedTuple):
    """A class in a semester: its visitors, and the lessons of those who stay at home."""

    visitors: tuple[Share, ...]
    stayers: int


def split_week(model: AllocationModel, counts: Counts, c: int, t: int) -> SplitWeek | Broken:
    """Share out a class's lessons among its visitors and those who stay at home."""
    staff, week = model.classes[c], model.weeks[c, t]
    packages = [
        package for p, package in enumerate(week.packages) for _ in range(counts.visit.get((c, t, p), 0))
    ]
    home = sum(counts.home.get((c, t, j), 0) for j in range(len(staff.subjects)))
    if not packages:
        return SplitWeek((), home)
    flow = _Flow(model, c, t, packages, counts, home)
    broken = flow.broken()
    if broken is not None:
        return broken
    shares = flow.shares()
    limits = {(s, j): n for (cc, tt, s, j), n in counts.givers.items() if (cc, tt) == (c, t)}
    if week.free and _too_many(model, c, t, shares, limits):
        found = _few_givers(model, c, t, packages, counts, limits)
        if found is None:
            return Broken(c, t, None, home=False)
        flow = _Flow(model, c, t, packages, counts, home, fixed=found)
        broken = flow.broken()
        if broken is not None:
            return Broken(c, t, None, home=False)
        shares = flow.shares()
    return SplitWeek(tuple(shares), home - sum(one.home for one in shares))


def _too_many(
    model: AllocationModel, c: int, t: int, shares: list[Share], limits: Mapping[tuple[int, int], int]
) -> bool:
    givers: dict[tuple[int, int], int] = defaultdict(int)
    for one in shares:
        for s, j in {(model.weeks[c, t].reach[k].school, j) for (k, j), n in one.away.items() if n}:
            givers[s, j] += 1
    return any(number > limits.get(key, 0) for key, number in givers.items())


class _Flow:
    """Nodes: 0 source, 1 sink, then positions, home, visitors' sites, visitors, and those who stay."""

    def __init__(
        self,
        model: AllocationModel,
        c: int,
        t: int,
        packages: list[Package],
        counts: Counts,
        home: int,
        fixed: Mapping[tuple[int, int, int], int] | None = None,
    ) -> None:
        case, staff, week = model.case, model.classes[c], model.weeks[c, t]
        self._at, self._packages, self._least = (c, t), packages, home_least(case)
        self._graph = SimpleMaxFlow()
        self._places = week.places
        self._node = 2 + len(self._places) + 1
        self._home_node = 2 + len(self._places)
        self._arcs: dict[tuple[int, int, int], int] = {}
        self._home_arcs: list[int] = []
        self._wanted = 0
        for e, (k, j) in enumerate(self._places):
            self._source(2 + e, counts.away.get((c, t, k, j), 0))
        self._source(self._home_node, home - self._least * len(packages))
        most = staff.lessons_max - self._least
        for i, package in enumerate(packages):
            visitor = self._fresh()
            self._graph.add_arc_with_capacity(visitor, 1, most)
            for k, site in enumerate(week.reach):
                if not package.half_days[k]:
                    continue
                here = self._fresh()
                room = case.settings.lessons_per_half_day * package.half_days[k]
                self._graph.add_arc_with_capacity(here, visitor, room)
                for j in site.subjects if package.support is None else package.support[k]:
                    only = room_in(case, staff, week.reach, package, frozenset([(k, j)]))
                    if fixed is not None:
                        only = fixed.get((i, k, j), 0)
                    e = self._places.index((k, j))
                    self._arcs[i, k, j] = self._graph.add_arc_with_capacity(2 + e, here, only)
            spare = max(0, case.settings.lessons_per_half_day * package.home_half_days - self._least)
            self._home_arcs.append(
                self._graph.add_arc_with_capacity(self._home_node, visitor, min(most, spare))
            )
        away = len(packages) + sum(n * active for n, active in _rotating(model, counts, c, t))
        stay = self._fresh()
        room = (staff.size(model.spans[t].semester) - away) * staff.lessons_max
        self._graph.add_arc_with_capacity(self._home_node, stay, room)
        self._graph.add_arc_with_capacity(stay, 1, room)
        self._graph.solve(0, 1)

    def _source(self, node: int, lessons: int) -> None:
        self._wanted += lessons
        self._graph.add_arc_with_capacity(0, node, lessons)

    def _fresh(self) -> int:
        self._node += 1
        return self._node - 1

    def broken(self) -> Broken | None:
        """Return the row that the lessons break, None where all of them flow."""
        if self._graph.optimal_flow() == self._wanted:
            return None
        reached = set(self._graph.get_source_side_min_cut())
        wanted = frozenset(place for e, place in enumerate(self._places) if 2 + e in reached)
        return Broken(*self._at, wanted, self._home_node in reached)

    def shares(self) -> list[Share]:
        """Read the visitors' lessons off the flow."""
        away: list[dict[tuple[int, int], int]] = [{} for _ in self._packages]
        for (i, k, j), arc in self._arcs.items():
            if lessons := self._graph.flow(arc):
                away[i][k, j] = lessons
        return [
            Share(package, away[i], self._least + self._graph.flow(self._home_arcs[i]))
            for i, package in enumerate(self._packages)
        ]


def _rotating(model: AllocationModel, counts: Counts, c: int, t: int) -> list[tuple[int, int]]:
    semester = model.spans[t].semester
    return [(n, model.turns[u].active(semester)) for (cc, _g, _s, u), n in counts.rotate.items() if cc == c]


def _few_givers(
    model: AllocationModel,
    c: int,
    t: int,
    packages: list[Package],
    counts: Counts,
    limits: Mapping[tuple[int, int], int],
) -> dict[tuple[int, int, int], int] | None:
    """Share out so that at most ``limits`` visitors give a subject at a school; None where nothing fits."""
    case, staff, week = model.case, model.classes[c], model.weeks[c, t]
    whole = WholeModel()
    lessons: dict[tuple[int, int, int], int] = {}
    gives: dict[tuple[int, int, int], int] = {}
    for i, package in enumerate(packages):
        for k, site in enumerate(week.reach):
            for j in site.subjects if package.half_days[k] else ():
                most = room_in(case, staff, week.reach, package, frozenset([(k, j)]))
                lessons[i, k, j] = whole.column(most)
                if (i, site.school, j) not in gives:
                    gives[i, site.school, j] = whole.column(1)
                whole.row({lessons[i, k, j]: 1.0, gives[i, site.school, j]: -most}, upper=0)
            most = case.settings.lessons_per_half_day * package.half_days[k]
            whole.row({x: 1.0 for (ii, kk, _j), x in lessons.items() if (ii, kk) == (i, k)}, upper=most)
        spare = staff.lessons_max - home_least(case)
        whole.row({x: 1.0 for (ii, _k, _j), x in lessons.items() if ii == i}, upper=spare)
    for k, j in week.places:
        total = counts.away.get((c, t, k, j), 0)
        of = {x: 1.0 for (_i, kk, jj), x in lessons.items() if (kk, jj) == (k, j)}
        if not of and total:
            return None
        whole.row(of, lower=total, upper=total)
    for s, j in sorted({(s, j) for _i, s, j in gives}):
        of = {x: 1.0 for (_i, ss, jj), x in gives.items() if (ss, jj) == (s, j)}
        whole.row(of, upper=limits.get((s, j), 0))
    found = whole.minimise(Linear(), [], SPLIT_SECONDS).x
    return None if found is None else {key: round(found[x]) for key, x in lessons.items()}
