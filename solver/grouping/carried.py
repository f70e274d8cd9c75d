"""What a plan carries beside who is with whom: points, kinds of members, months and cohorts.

Source: docs/grouping.md, 10a, 23 and 24.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...models.county import County, StandingAlliance
from ...models.mode import Mode
from ...models.policy import Policy
from ...models.words import MemberKind, ModeKey, Stage
from ..scope import topmost

AUTUMN_FROM, SPRING_FROM = 9, 3
"""First months of a school year's two semesters; the second lies in the next calendar year."""
AUTUMN_TO, SPRING_TO = 2, 8
"""Their last months, both in the next calendar year."""


class Months(NamedTuple):
    """``since`` and ``until`` of a member, ``YYYY-MM`` and both included; None where they are not known."""

    since: str | None
    until: str | None


def months_of(mode: Mode, school_year: int | None) -> Months:
    """Work out the months of a member that is new to its core (docs/grouping.md, 24)."""
    start = mode.term.start if mode.term else None
    if start is None and school_year is None:
        return Months(None, None)
    year, half = (school_year or 0, 1) if start is None else (int(start[:4]), int(start[5:]))
    since = f"{year}-{AUTUMN_FROM:02}" if half == 1 else f"{year + 1}-{SPRING_FROM:02}"
    if mode.term is None or mode.term.semesters is None:
        return Months(since, None)
    last = (half - 1) + mode.term.semesters - 1
    until = f"{year + last // 2 + 1}-{(AUTUMN_TO, SPRING_TO)[last % 2]:02}"
    return Months(since, until)


class Round(NamedTuple):
    """The round in force, and where the new one starts.

    Attributes
    ----------
    standing
        (member, stage) to its row of alliances.csv.
    months
        Mode id to the months of members that are new to their core.
    """

    standing: Mapping[tuple[str, Stage], StandingAlliance]
    months: Mapping[str, Months]

    def kept(self, member: str, stage: Stage, core: str) -> StandingAlliance | None:
        """Return the member's row of alliances.csv where it stays with its core."""
        row = self.standing.get((member, stage))
        return row if row is not None and row.core_id == core else None

    def name_of(self, core: str, stage: Stage, members: Sequence[str]) -> str | None:
        """Return the alliance's name in alliances.csv, if a member that stays has one; by member id."""
        rows = [self.kept(member, stage, core) for member in sorted(members)]
        return next((row.name for row in rows if row is not None and row.name), None)


def round_of(county: County, policy: Policy) -> Round:
    """Read the round in force."""
    standing = {(row.member_id, row.stage): row for row in county.alliances}
    return Round(standing, {mode.id: months_of(mode, policy.school_year) for mode in policy.mode})


def points_of(county: County) -> dict[str, tuple[str, ...]]:
    """Map every school that has points to those whose chain of parents ends there, sorted."""
    points: dict[str, list[str]] = {}
    for school, top in sorted(topmost(county).items()):
        if school != top:
            points.setdefault(top, []).append(school)
    return {top: tuple(below) for top, below in points.items()}


def kinds_of(county: County, mode: Mode, members: Sequence[tuple[int, str]]) -> dict[str, MemberKind]:
    """Call as few members entrusted as the mode asks for, the nearest first (docs/grouping.md, 10a).

    ``members`` are (metres, school id).
    """
    kinds = {school: MemberKind.ORDINARY for _, school in members}
    if mode.key is not ModeKey.CORE_GROUP:
        return kinds
    marks = {school: county.by_id[school].kind for school in kinds}
    entrusted = [school for school, mark in marks.items() if mark is MemberKind.ENTRUSTED]
    still = (mode.entrusted.min if mode.entrusted else 0) - len(entrusted)
    nearest = [school for _, school in sorted(members) if marks[school] is None]
    return kinds | dict.fromkeys([*entrusted, *nearest[: max(0, still)]], MemberKind.ENTRUSTED)
