"""The allocation of one alliance: tier by tier, each with its value and a valid lower bound.

Method: docs/exchange-method.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import reduce
from math import gcd
from time import monotonic
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .allocation_model import ONE_AFTER_THE_OTHER, ONE_YEAR, AllocationModel
from .allocation_people import Draft, draft_alone, draft_of, draft_without
from .allocation_rules import fit_row, model_of
from .allocation_split import Counts
from .allocation_terms import goals_of, kept_at
from .case import AllianceCase, Allocation
from .freedom import alike, rotation_choices
from .staff_classes import TeacherClass, classes_of
from .whole_model import Linear, Row

FLAT = 1e-6
"""How far from whole a number of lessons may be."""
HALF = 0.5
FIRST_TIER_SHARE = 0.8
TIER_SHARE = 0.6
"""Share of the time left that one tier may use."""
FEW_NODES, MANY_NODES = 100, 1_000
"""Nodes of the first and the second attempt at a tier: limits that do not depend on the machine."""
Key = TypeVar("Key")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Progress:
    """The best draft so far, its values, and a valid bound of each tier under the earlier ones' values."""

    draft: Draft
    values: tuple[int, ...]
    bounds: tuple[int, ...]

    def better(self, draft: Draft, values: tuple[int, ...]) -> "Progress":
        """Take over a draft that is better in the order of the tiers."""
        if values >= self.values:
            return self
        first = next(i for i, value in enumerate(values) if value < self.values[i])
        # bounds of tiers beyond the next one held under values that have changed
        bounds = tuple(b if i <= first + 1 else 0 for i, b in enumerate(self.bounds))
        return Progress(draft, values, bounds)

    def bounded(self, tier: int, bound: int | None) -> "Progress":
        """Take over a valid bound of a tier under the values of the earlier ones."""
        if bound is None or bound <= self.bounds[tier]:
            return self
        # a bound above the value would be noise: the draft itself is a schedule of the relaxation
        raised = min(bound, self.values[tier])
        return replace(self, bounds=(*self.bounds[:tier], raised, *self.bounds[tier + 1 :]))


def allocate(case: AllianceCase, seconds: float) -> Allocation:
    """Allocate teachers to the schools of a case, tier by tier, on one thread.

    Parameters
    ----------
    seconds
        Wall time; what is not proven by then has a bound below its value.

    Returns
    -------
    Allocation
        The best found, own staff alone at worst.
    """
    until = monotonic() + seconds
    alone = draft_alone(case)
    values = alone.values(case)
    progress = Progress(alone, values, tuple(0 for _ in values))
    if not any(case.open):
        return alone.with_bounds(case, values)
    classes = classes_of(case)
    rotates = any(rotation_choices(case, p) for p in range(len(case.people)))
    mirrored = _mirrored(case)
    settles = case.single or (mirrored and not rotates and alike(case))
    first = _Stage(case, classes, mirrored=mirrored, exact=settles or not mirrored)
    progress = first.run(progress, until)
    if mirrored and not settles and progress.bounds != progress.values and monotonic() < until:
        progress = first.in_both_semesters().run(progress, until)
    return progress.draft.with_bounds(case, progress.bounds)


def allocation_bound(case: AllianceCase, seconds: float) -> int:
    """Give a quick valid lower bound of the first tier, by the LP relaxation, in whole units of the tier."""
    if not any(case.open):
        return draft_alone(case).values(case)[0]
    model = model_of(case, classes_of(case), mirrored=_mirrored(case))
    goal = goals_of(model)[0]
    found = model.whole.minimise(goal, [], seconds, whole=False, step=step_in_both(model, goal))
    return max(0, found.bound) if found.bound is not None else 0


def _mirrored(case: AllianceCase) -> bool:
    """Whether both semesters are open and nothing is blocked, nobody away, in one of them only."""
    blocked = [person.blocked for person in case.people]
    blocked += [rows for school in case.schools for rows in school.blocked.values()]
    away = any(autumn != spring for autumn, spring in (person.here for person in case.people))
    return all(case.open) and not away and all(autumn == spring for autumn, spring in blocked)


class _Stage:
    """The tiers on one model: both semesters as mirror images, or each on its own."""

    def __init__(
        self,
        case: AllianceCase,
        classes: tuple[TeacherClass, ...],
        *,
        mirrored: bool,
        exact: bool,
        refined: frozenset[int] = frozenset(),
        mirror: tuple[AllocationModel, Mapping[int, int]] | None = None,
    ) -> None:
        self._case, self._classes = case, classes
        self._mirrored, self._exact = mirrored, exact
        self._refined = refined
        self._start: dict[int, int] = {}
        self._build()
        if mirror is not None:
            self._start = unmirrored(*mirror, self._model)

    def _build(self) -> None:
        self._model = model_of(self._case, self._classes, mirrored=self._mirrored, refined=self._refined)
        self._goals = goals_of(self._model)
        self._start = {}

    def run(self, progress: Progress, until: float) -> Progress:
        """Improve values and bounds of every tier that is not proven yet."""
        for tier in range(len(self._goals)):
            if not self._exact:
                progress = self._relax(progress, tier, until)
            if progress.bounds[tier] < progress.values[tier]:
                progress = self._solve(progress, tier, until)
        return progress

    def in_both_semesters(self) -> "_Stage":
        """Model each semester on its own, starting from the mirror images found here."""
        mirror = (self._model, self._start)
        return _Stage(
            self._case, self._classes, mirrored=False, exact=True, refined=self._refined, mirror=mirror
        )

    def _kept(self, progress: Progress, tiers: int) -> list[Row]:
        rows: list[Row] = []
        for tier in range(tiers):
            rows += kept_at(self._model, tier, self._goals[tier], progress.values[tier])
        return rows

    def _relax(self, progress: Progress, tier: int, until: float) -> Progress:
        """Bound a tier by the LP, which is the same for mirror images as for both semesters."""
        goal = self._goals[tier]
        found = self._model.whole.minimise(
            goal,
            self._kept(progress, tier),
            max(0.1, until - monotonic()),
            whole=False,
            step=step_in_both(self._model, goal),
        )
        return progress.bounded(tier, found.bound)

    def _solve(self, progress: Progress, tier: int, until: float) -> Progress:
        """Solve a tier, first without cutting planes and briefly; they pay where the LP is not tight."""
        share = TIER_SHARE if tier else FIRST_TIER_SHARE
        until = monotonic() + share * (until - monotonic())
        for cuts, nodes in ((False, FEW_NODES), (True, MANY_NODES)):
            progress = self._attempt(progress, tier, until, nodes, cuts=cuts)
            if progress.bounds[tier] == progress.values[tier]:
                break
        return progress

    def _attempt(self, progress: Progress, tier: int, until: float, nodes: int, *, cuts: bool) -> Progress:
        """Let SCIP look for a better point; one that cannot be split teaches the model a row."""
        while (left := until - monotonic()) > 0:
            keep = self._kept(progress, tier + 1)
            found = self._model.whole.minimise(
                self._goals[tier], keep, left, start=self._start, nodes=nodes, cuts=cuts
            )
            if self._exact:
                progress = progress.bounded(tier, found.bound)
            if found.x is None:
                break
            read = self._whole(found.x, keep, left)
            if read is None:
                break
            counts, x = read
            draft = draft_of(self._model, counts)
            if isinstance(draft, Draft):
                self._start = {column: round(value) for column, value in enumerate(x)}
                return progress.better(draft, draft.values(self._case))
            saved = draft_without(self._model, counts, frozenset(broken.c for broken in draft))
            if saved is not None:
                progress = progress.better(saved, saved.values(self._case))
            refined = {broken.c for broken in draft if broken.wanted is None}
            for broken in draft:
                if broken.wanted is not None:
                    fit_row(self._model, broken.c, broken.t, broken.wanted, home=broken.home)
            if refined:
                before = self._model
                self._refined |= refined
                self._build()
                self._start = carried_over(before, x, self._model, refined)
        return progress

    def _whole(self, x: Floats, keep: list[Row], seconds: float) -> "tuple[Counts, Floats] | None":
        """Read a point; where lessons are not whole, find whole ones beside the same whole columns."""
        whole = self._model.whole
        flows = [column for column, is_whole in enumerate(whole.whole) if not is_whole]
        if flows and float(np.abs(x[flows] - np.round(x[flows])).max()) > FLAT:
            fixed = {column: round(x[column]) for column, is_whole in enumerate(whole.whole) if is_whole}
            again = whole.minimise(Linear(), keep, max(1.0, seconds), fixed=fixed).x
            if again is None:
                return None
            x = again
        m = self._model
        counts = Counts(
            _read(x, m.visit),
            _read(x, m.away),
            _read(x, m.givers),
            _read(x, m.home),
            _read(x, m.rotate),
            _read(x, m.there),
        )
        return counts, x


def carried_over(before: AllocationModel, x: Floats, after: AllocationModel, but: set[int]) -> dict[int, int]:
    """Write a point of one model as a start of another that differs in some classes only."""
    start = {after.taught[key]: round(x[column]) for key, column in before.taught.items()}
    start |= {after.rotate[key]: round(x[column]) for key, column in before.rotate.items()}
    for key, column in before.visit.items():
        if key[0] not in but:
            start[after.visit[key]] = round(x[column])
    return start


def unmirrored(mirror: AllocationModel, point: Mapping[int, int], both: AllocationModel) -> dict[int, int]:
    """Write a point of mirror images as one of both semesters, as far as it says anything.

    Columns of terms are left out, and so are those of classes that a carried-over point says nothing of.
    """
    year, turns = mirror.turns.index(ONE_YEAR), mirror.turns.index(ONE_AFTER_THE_OTHER)
    image: dict[int, int] = {}
    for (c, _t, p), column in both.visit.items():
        image[column] = mirror.visit[c, 0, p]
    for (s, _t), column in both.taught.items():
        image[column] = mirror.taught[s, 0]
    for (c, g, s, u), column in both.rotate.items():
        image[column] = mirror.rotate[c, g, s, year if both.turns[u] == ONE_YEAR else turns]
    for (c, _t, k, j), column in both.away.items():
        image[column] = mirror.away[c, 0, k, j]
    for (c, _t, s, j), column in both.givers.items():
        image[column] = mirror.givers[c, 0, s, j]
    return {column: point[own] for column, own in image.items() if own in point}


def step_in_both(model: AllocationModel, goal: Linear) -> int:
    """How far apart a form's values are when both semesters are modelled, though the model mirrors one."""
    halved = set(model.taught.values()) | set(model.visit.values())
    if not all(model.whole.whole[column] for column in goal.of):
        return 1
    mirrored = model.spans[0].weight > 1
    sizes = (abs(c) // 2 if mirrored and column in halved else abs(c) for column, c in goal.of.items())
    return max(1, reduce(gcd, sizes, 0))


def _read(x: Floats, columns: Mapping[Key, int]) -> dict[Key, int]:
    return {key: round(x[column]) for key, column in columns.items() if x[column] > HALF}
