"""A county after the changes of a scenario, and what each change did (docs/scenarios.md)."""

from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from .county import County
from .finding import Finding
from .policy import Policy
from .words import Stage

ChangeKind = Literal[
    "merge", "to_point", "close", "open", "set", "leave", "exit", "enrolment", "travel", "policy"
]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Orphan(_Record):
    """A member whose row of the last round lost its core, or which lost its own row."""

    school: str
    stage: Stage
    core: str


class PupilsMoved(_Record):
    """Pupils of one home (or school) and grade who go to another school from now on.

    Attributes
    ----------
    grade
        None where the county says numbers of the whole stage only.
    settlement
        Name of the settlement they live in; empty where they are counted from their school.
    km, minutes
        Their new way, None where no way is known.
    km_before, minutes_before
        Their way to the school they went to, None where it is not known.
    approximate
        The way is measured from their former school, not from their homes.
    """

    from_school: str
    to_school: str
    stage: Stage
    grade: int | None = None
    students: float | None = None
    settlement: str = ""
    km: float | None = None
    minutes: float | None = None
    km_before: float | None = None
    minutes_before: float | None = None
    approximate: bool = False


class TeacherMoved(_Record):
    """A teacher whose school is another one from now on; ``to_school`` None: the county pool."""

    teacher: str
    from_school: str
    to_school: str | None


class TeacherAway(_Record):
    """A teacher who is away; ``until`` None: for good. ``all_year``: in every planned semester."""

    teacher: str
    school: str
    from_semester: str | None
    until: str | None
    all_year: bool


class CellSet(_Record):
    """A cell or setting before and after, as a table or county.toml writes it.

    ``row`` names the row by its keys (a school's id, "from → to", …), empty for a setting. Cells that are
    never published (quality, why a teacher is exempt) are named and left empty.
    """

    table: str
    row: str
    column: str
    before: str
    after: str


class Effect(_Record):
    """What one change of a scenario did.

    Attributes
    ----------
    at
        Number of the change in the file, from 1.
    kind
        Word of the change.
    schools
        Schools it speaks of, as it names them (of an enrolment or a travel factor: those it fits).
    gone
        Schools that exist no longer.
    into
        School that took over (`merge`: ``into``, `to_point`: ``parent``).
    stage
        The one stage that closed or that a school leaves.
    opened
        The new school.
    orphans
        Members of the last round whose core is gone or leads no more.
    left
        Members that gave up their own place of the last round (exit, a closed or merged member).
    pupils, teachers, away
        Who goes where.
    cells
        Cells and settings that were set.
    students_before, students_after
        Of the schools that an enrolment fits.
    """

    at: int
    kind: ChangeKind
    schools: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    into: str | None = None
    stage: Stage | None = None
    opened: str | None = None
    orphans: tuple[Orphan, ...] = ()
    left: tuple[Orphan, ...] = ()
    pupils: tuple[PupilsMoved, ...] = ()
    teachers: tuple[TeacherMoved, ...] = ()
    away: tuple[TeacherAway, ...] = ()
    cells: tuple[CellSet, ...] = ()
    students_before: float | None = None
    students_after: float | None = None


class Changed(NamedTuple):
    """A county and its settings after the changes of a scenario.

    ``warnings``: of the scenario file, of the changes, and those of the changed county that the county it
    was made from did not have.
    """

    county: County
    policy: Policy
    effects: tuple[Effect, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def orphans(self) -> tuple[Orphan, ...]:
        """Every orphan of every change."""
        return tuple(orphan for effect in self.effects for orphan in effect.orphans)

    @property
    def gone(self) -> tuple[str, ...]:
        """Schools that exist no longer."""
        return tuple(school for effect in self.effects for school in effect.gone)
