"""The allocation as a mixed whole-number model: how many of each class visit how, rotate where, teach what.

Columns: packages taken (`visit`), lessons away and at home by class (`away`,
`home`), teachers rotating (`rotate`) and their lessons (`there`), lessons taught at a school (`taught`).
The rules are rows: `allocation_rules.py`. docs/exchange-method.md has the proofs.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from .case import AllianceCase
from .freedom import rotation_choices
from .packages import Package, Reach
from .staff_classes import TeacherClass
from .whole_model import WholeModel

Wanted = frozenset[tuple[int, int]]


class Span(NamedTuple):
    """A semester that is modelled, and how many semesters it stands for."""

    semester: int
    weight: int


class Turn(NamedTuple):
    """A way to rotate: the semesters of each teacher it takes."""

    semesters: tuple[tuple[int, ...], ...]

    def active(self, semester: int) -> int:
        """Teachers who are away in a semester."""
        return sum(semester in own for own in self.semesters)


ONE_YEAR = Turn(((0, 1),))
ONE_AFTER_THE_OTHER = Turn(((0,), (1,)))


@dataclass(frozen=True)
class Week:
    """A class in a modelled semester: what it can reach and how; ``free``: subjects are counted apart."""

    reach: tuple[Reach, ...]
    packages: tuple[Package, ...]
    free: bool

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Every (site, subject) position at which the class can give lessons."""
        return tuple((k, j) for k, site in enumerate(self.reach) for j in site.subjects)


@dataclass
class AllocationModel:
    """The model of a case. Keys: c class, t span, p package, k site, j subject, s school, g group, u turn."""

    case: AllianceCase
    classes: tuple[TeacherClass, ...]
    spans: tuple[Span, ...]
    turns: tuple[Turn, ...]
    weeks: dict[tuple[int, int], Week]
    whole: WholeModel = field(default_factory=WholeModel)
    visit: dict[tuple[int, int, int], int] = field(default_factory=dict)
    away: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    givers: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    home: dict[tuple[int, int, int], int] = field(default_factory=dict)
    rotate: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    there: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    taught: dict[tuple[int, int], int] = field(default_factory=dict)

    def rotating(self, c: int, t: int, to: int | None = None) -> dict[int, float]:
        """Teachers of a class who are away on rotation in a span, as columns and multiples."""
        return {
            self.rotate[c, g, s, u]: active
            for g in range(len(self.classes[c].groups))
            for s in range(len(self.case.schools))
            if to is None or s == to
            for u, turn in enumerate(self.turns)
            if (c, g, s, u) in self.rotate and (active := turn.active(self.spans[t].semester))
        }


def spans_of(case: AllianceCase, *, mirrored: bool) -> tuple[tuple[Span, ...], tuple[Turn, ...]]:
    """Choose what is modelled: one semester for both, or each open one.

    With ``mirrored`` two teachers who rotate one after the other are one turn, so that both semesters look
    the same. The LP of that is the LP of both semesters: of any solution and its mirror image take the mean.
    """
    if mirrored:
        return (Span(0, 2),), (ONE_YEAR, ONE_AFTER_THE_OTHER)
    spans = tuple(Span(t, 1) for t, is_open in enumerate(case.open) if is_open)
    turns = [Turn(((span.semester,),)) for span in spans]
    return spans, (*turns, ONE_YEAR) if len(spans) > 1 else tuple(turns)


def write_columns(model: AllocationModel) -> None:
    """Add a column for everything that is admissible, and for nothing else."""
    for c in range(len(model.classes)):
        _rotation_columns(model, c)
        for t in range(len(model.spans)):
            _lesson_columns(model, c, t)
    for s, school in enumerate(model.case.schools):
        most = sum(map(school.whole_need, school.need))
        for t, span in enumerate(model.spans):
            least = lessons_alone(model.case, s, span.semester)
            model.taught[s, t] = model.whole.column(most, lower=least)


def _rotation_columns(model: AllocationModel, c: int) -> None:
    case, staff = model.case, model.classes[c]
    for g, group in enumerate(staff.groups):
        choices = rotation_choices(case, group.people[0])
        when = {semesters for _, semesters in choices}
        for s in sorted({school for school, _ in choices}):
            for u, turn in enumerate(model.turns):
                if not when.issuperset(turn.semesters):
                    continue
                # rounded up: the LP of mirror images takes half a pair where one teacher takes turns with
                # one of another class; `teachers_are_counted` keeps whole solutions to whole pairs
                model.rotate[c, g, s, u] = model.whole.column(-(-len(group.people) // len(turn.semesters)))
            for t in range(len(model.spans)):
                for j, subject in enumerate(staff.subjects):
                    most = min(case.schools[s].whole_need(subject), len(staff.people) * staff.lessons_max)
                    if most and (c, s, t, j) not in model.there:
                        model.there[c, s, t, j] = model.whole.column(most, whole=False)


def _lesson_columns(model: AllocationModel, c: int, t: int) -> None:
    """Lessons are whole by themselves once people are, but for those who are known by name."""
    case, staff, week = model.case, model.classes[c], model.weeks[c, t]
    size, by_name = staff.size(model.spans[t].semester), bool(staff.kept)
    most = size * staff.lessons_max
    for j, subject in enumerate(staff.subjects):
        if need := case.schools[staff.school].whole_need(subject):
            model.home[c, t, j] = model.whole.column(min(need, most), whole=by_name)
    for p in range(len(week.packages)):
        model.visit[c, t, p] = model.whole.column(size)
    for k, j in week.places:
        site = week.reach[k]
        need = case.schools[site.school].site_need[site.site, staff.subjects[j]] // 1000
        model.away[c, t, k, j] = model.whole.column(min(need, most), whole=by_name)
        if week.free and (c, t, site.school, j) not in model.givers:
            model.givers[c, t, site.school, j] = model.whole.column(min(size, case.settings.visitors_max))


def lessons_alone(case: AllianceCase, school: int, semester: int) -> int:
    """Whole lessons that the school's own staff alone teaches in a semester.

    Asked of every school, whether it sends or not (rule 24): one that sends nobody can always teach that
    many beside its visitors, by augmenting paths that take no lesson away, and no term is the worse for it.
    """
    own = case.schools[school]
    return -(-(sum(own.need.values()) - own.alone_in(semester)) // 1000)
