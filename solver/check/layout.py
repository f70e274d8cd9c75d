"""A plan laid out by (school, stage): where each is placed, who leads, who is left."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...models.plan import Alliance
from ...models.words import Stage
from .case import Case, Row


@dataclass(frozen=True)
class Layout:
    """Cores each (school, stage) is placed with, how often each leads, and the rows left unplaced."""

    cores_of: Mapping[Row, tuple[str, ...]]
    led: Mapping[Row, int]
    unplaced: tuple[Row, ...]

    def leads_in(self, school: str) -> tuple[Stage, ...]:
        """Stages in which a school leads."""
        return tuple(stage for stage in Stage if (school, stage) in self.led)

    def placed_in(self, school: str) -> tuple[Stage, ...]:
        """Stages in which a school is a member."""
        return tuple(stage for stage in Stage if (school, stage) in self.cores_of)


def lay_out(case: Case, alliances: Sequence[Alliance]) -> Layout:
    """Lay out alliances; names that the county does not know are kept as they stand."""
    cores_of: defaultdict[Row, list[str]] = defaultdict(list)
    led: defaultdict[Row, int] = defaultdict(int)
    covered: set[Row] = set()
    for alliance in alliances:
        led[alliance.core, alliance.stage] += 1
        if alliance.core in case.schools:
            own = case.covered_by_leading(alliance.core, alliance.stage)
            covered |= {own} if own else set()
        for member in alliance.members:
            cores_of[member.school, alliance.stage].append(alliance.core)
            place = case.place(member.school, alliance.stage)
            covered |= {place} if place else set()
    unplaced = sorted(row for row in case.rows if row not in covered)
    return Layout(
        cores_of={row: tuple(cores) for row, cores in cores_of.items()},
        led=dict(led),
        unplaced=tuple(unplaced),
    )
