"""Two plans side by side: schools, alliances, aims and teachers, with the reason of every move."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from .finding import Finding
from .half_day import HalfDay
from .plan import TierResult
from .words import Stage, Term


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """What a school is in a plan, in one stage."""

    LED = "led"
    LEADS = "leads"
    UNPLACED = "unplaced"
    ABSENT = "absent"


class Standing(_Part):
    """A school's place in one plan; ``km`` and ``minutes`` are travel core to member."""

    status: Status
    core: str | None = None
    mode: str | None = None
    km: float | None = None
    minutes: float | None = None


class PlaceKind(StrEnum):
    """What becomes of a (school, stage) from one plan to the other.

    ``gone``: the school exists no longer; ``left``: it takes no part in this stage any more; ``new``: it did
    not exist; ``placed``: it gets a core and had none.
    """

    GONE = "gone"
    LEFT = "left"
    NEW = "new"
    MOVED = "moved"
    PLACED = "placed"
    UNPLACED = "unplaced"
    LEADS = "leads"
    LEADS_NO_MORE = "leads_no_more"
    KEPT = "kept"


class ReasonKind(StrEnum):
    """Why a place is not what it was.

    The first five are what the changes say. The others come of putting the school, alone, back where it was
    in the new plan, nothing else moved: a rule forbids the pair (``rule``), its former alliance is full
    (``full``), its new one would be too small (``needed``), an aim gets worse (``better``), none does
    (``equal``), or one gets better (``worse``: the new plan is not the best). ``open``: the first aims that
    tell them apart need the exchange of teachers, which was not solved again.
    """

    MERGED = "merged"
    CORE_GONE = "core_gone"
    CORE_STOPPED = "core_stopped"
    EXITED = "exited"
    RELEASED = "released"
    RULE = "rule"
    FULL = "full"
    NEEDED = "needed"
    BETTER = "better"
    EQUAL = "equal"
    WORSE = "worse"
    OPEN = "open"


class Reason(_Part):
    """Why a place is not what it was.

    Attributes
    ----------
    schools
        Who is spoken of: the schools that merged, the core that is gone, those that took the room.
    broken
        The rule that putting it back alone would break, with its figures.
    tier, terms, by
        The first aim (from 1) that putting it back alone would change, and by how much.
    """

    kind: ReasonKind
    schools: tuple[str, ...] = ()
    broken: Finding | None = None
    tier: int | None = None
    terms: tuple[Term, ...] = ()
    by: float | None = None


class PlaceChange(_Part):
    """One (school, stage) in both plans, under its id of today.

    ``orphaned``: the core it had leads nobody in this stage any more. ``into``: the school that it was
    merged into.
    """

    school: str
    stage: Stage
    kind: PlaceKind
    before: Standing
    after: Standing
    orphaned: bool = False
    into: str | None = None
    reason: Reason | None = None


class AllianceKind(StrEnum):
    """What becomes of an alliance (a core in a stage) from one plan to the other."""

    BEGUN = "begun"
    ENDED = "ended"
    CHANGED = "changed"
    KEPT = "kept"


class AllianceChange(_Part):
    """One alliance in both plans; ``joined`` and ``left`` are members."""

    id: str
    core: str
    stage: Stage
    kind: AllianceKind
    members: Annotated[int, Field(ge=0, description="in the new plan, in the old one where it ended")]
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class TierPair(_Part):
    """One aim in both plans, matched by its terms; None where a plan does not have it."""

    terms: tuple[Term, ...]
    before: TierResult | None
    after: TierResult | None

    @property
    def difference(self) -> float | None:
        """Value after minus value before; None where one of them is missing."""
        if self.before is None or self.after is None:
            return None
        return round(self.after.value - self.before.value, 9)


class RowForm(StrEnum):
    """What a teacher's row of a plan is about."""

    VISIT = "visit"
    ROTATION = "rotation"
    POSTING = "posting"
    SHADOWING = "shadowing"
    MENTOR = "mentor"
    TEACHING = "teaching"


class RowKind(StrEnum):
    """What becomes of a row from one plan to the other."""

    BEGUN = "begun"
    ENDED = "ended"
    CHANGED = "changed"
    KEPT = "kept"


class TeacherRow(_Part):
    """What a plan asks of a teacher, in one form, at one school (with one mentee).

    ``teaching`` is what a teacher gives at the own school. ``lessons`` are weekly; ``weeks`` those of the
    semester.
    """

    form: RowForm
    teacher: str
    from_school: str = ""
    to_school: str = ""
    subject: str = ""
    semesters: tuple[str, ...] = ()
    lessons: int | None = None
    half_days: dict[HalfDay, int] = Field(default_factory=dict)
    weeks: tuple[int, ...] = ()
    mentee: str = ""


class RowChange(_Part):
    """One row that is not as it was; ``before`` None: it begins, ``after`` None: it ends."""

    kind: RowKind
    before: TeacherRow | None
    after: TeacherRow | None

    @property
    def form(self) -> RowForm:
        """What it is about."""
        row = self.after or self.before
        if row is None:
            raise ValueError("a change of nothing")
        return row.form


class TeacherChange(_Part):
    """A teacher who must be told, and everything that changes for this teacher."""

    teacher: str
    rows: tuple[RowChange, ...]

    @property
    def only_at_home(self) -> bool:
        """Whether nothing changes but the lessons at the own school."""
        return all(row.form is RowForm.TEACHING for row in self.rows)


class FormCount(_Part):
    """Rows of one form that begin, end, change and stay."""

    form: RowForm
    begun: int = 0
    ended: int = 0
    changed: int = 0
    kept: int = 0


class Comparison(_Part):
    """Two plans side by side.

    Attributes
    ----------
    same_county
        Whether both plans are of the very same tables and settings; None where a plan does not say.
    places
        Every (school, stage) that either plan names, sorted by school and stage.
    alliances
        Every alliance of either plan, sorted by stage and core.
    tiers
        Aims of the new plan in order, then those that only the old one has.
    forms
        What becomes of the rows of each form; empty where neither plan has an exchange.
    teachers
        Who must be told, by id.
    """

    same_county: bool | None
    places: tuple[PlaceChange, ...]
    alliances: tuple[AllianceChange, ...]
    tiers: tuple[TierPair, ...]
    forms: tuple[FormCount, ...] = ()
    teachers: tuple[TeacherChange, ...] = ()

    def of_kind(self, *kinds: PlaceKind) -> tuple[PlaceChange, ...]:
        """Places of these kinds."""
        return tuple(place for place in self.places if place.kind in kinds)
