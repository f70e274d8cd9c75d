"""The allocation as a mixed whole-number model: how many of each class visit how, rotate where, teach what.

One rule, one function. Columns: packages taken (`visit`), lessons away and at home by class (`away`,
`home`), teachers rotating (`rotate`) and their lessons (`there`), lessons taught at a school (`taught`).
docs/exchange-method.md has the proofs. Source of the rules: docs/exchange.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import NamedTuple

from .case import AllianceCase
from .freedom import home_least, rotation_choices, rotation_least
from .packages import Package, Reach, away_most, packages_of, reach_of, room_in
from .staff_classes import TeacherClass
from .whole_model import WholeModel

ALL_SUBSETS_TO = 3
"""Sites up to which the rows of all subsets are written at once; beyond, they come as they are broken."""
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


def model_of(
    case: AllianceCase, classes: tuple[TeacherClass, ...], *, mirrored: bool, refined: Iterable[int] = ()
) -> AllocationModel:
    """Write down columns and rules.

    ``refined``: classes of two subjects whose packages name the subjects given at each school. Of the others
    the model only counts who gives a subject, which may promise a little too much; splitting will notice.
    """
    spans, turns = spans_of(case, mirrored=mirrored)
    exact = frozenset(refined)
    weeks: dict[tuple[int, int], Week] = {}
    for c, staff in enumerate(classes):
        for t, span in enumerate(spans):
            reach = reach_of(case, staff, span.semester)
            free = c not in exact and any(len(site.subjects) > 1 for site in reach)
            packages = packages_of(case, staff, reach, span.semester, supported=not free)
            weeks[c, t] = Week(reach if packages else (), packages, free)
    model = AllocationModel(case, classes, spans, turns, weeks)
    _columns(model)
    for rule in (
        teachers_are_counted,
        rotating_lessons,
        home_lessons,
        visitors_fit_packages,
        givers_of_a_subject,
        visitors_per_subject,
        need_is_not_exceeded,
        visitors_need_at_site,
        class_lessons_per_week,
        seats_per_week,
        away_at_once,
        lessons_taught,
    ):
        rule(model)
    return model


def _columns(model: AllocationModel) -> None:
    for c in range(len(model.classes)):
        _rotation_columns(model, c)
        for t in range(len(model.spans)):
            _lesson_columns(model, c, t)
    for s, school in enumerate(model.case.schools):
        most, least = sum(map(school.whole_need, school.need)), lessons_alone(model.case, s)
        for t in range(len(model.spans)):
            model.taught[s, t] = model.whole.column(most, lower=least)


def _rotation_columns(model: AllocationModel, c: int) -> None:
    case, staff = model.case, model.classes[c]
    for g, group in enumerate(staff.groups):
        for s in sorted({school for school, _ in rotation_choices(case, group.people[0])}):
            for u, turn in enumerate(model.turns):
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
    size, most, by_name = len(staff.people), len(staff.people) * staff.lessons_max, bool(staff.kept)
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


def lessons_alone(case: AllianceCase, school: int) -> int:
    """Whole lessons that the school's own staff alone teaches.

    Asked of every school, whether it sends or not (rule 24): one that sends nobody can always teach that
    many beside its visitors, by augmenting paths that take no lesson away, and no term is the worse for it.
    """
    own = case.schools[school]
    return -(-(sum(own.need.values()) - own.alone) // 1000)


def teachers_are_counted(model: AllocationModel) -> None:
    """Rule 22: who rotates, does so once; who is away on rotation visits nobody."""
    of_group: dict[tuple[int, int], dict[int, float]] = defaultdict(dict)
    for (c, g, _s, u), column in model.rotate.items():
        of_group[c, g][column] = len(model.turns[u].semesters)
    for (c, g), of in of_group.items():
        model.whole.row(of, upper=len(model.classes[c].groups[g].people))
    for (c, t), week in model.weeks.items():
        of = {model.visit[c, t, p]: 1.0 for p in range(len(week.packages))}
        if of:
            model.whole.row(of | model.rotating(c, t), upper=len(model.classes[c].people))


def rotating_lessons(model: AllocationModel) -> None:
    """Rule 22: at least `rotation_lessons_min` lessons there in each semester; at most lessons_max (4)."""
    for c, staff in enumerate(model.classes):
        for s in range(len(model.case.schools)):
            for t in range(len(model.spans)):
                away = model.rotating(c, t, s)
                lessons = {
                    model.there[c, s, t, j]: 1.0
                    for j in range(len(staff.subjects))
                    if (c, s, t, j) in model.there
                }
                least = rotation_least(model.case)
                model.whole.row(lessons | {x: -least * n for x, n in away.items()}, lower=0)
                model.whole.row(lessons | {x: -staff.lessons_max * n for x, n in away.items()}, upper=0)


def home_lessons(model: AllocationModel) -> None:
    """Rule 16: a visitor keeps at least `home_lessons_min` lessons at home."""
    least = home_least(model.case)
    for (c, t), week in model.weeks.items():
        of = dict.fromkeys(_home_of(model, c, t), 1.0)
        if week.packages and least:
            model.whole.row(of | {model.visit[c, t, p]: -least for p in range(len(week.packages))}, lower=0)


def _home_of(model: AllocationModel, c: int, t: int) -> list[int]:
    subjects = range(len(model.classes[c].subjects))
    return [model.home[c, t, j] for j in subjects if (c, t, j) in model.home]


def visitors_fit_packages(model: AllocationModel) -> None:
    """Rules 4, 16, 19: the lessons of a class are what its visitors' packages and the others can hold."""
    for (c, t), week in model.weeks.items():
        places = frozenset(week.places)
        fit_row(model, c, t, places, home=True)
        if not week.packages:
            continue
        sites = range(len(week.reach))
        sizes = range(1, len(sites) + 1) if len(sites) <= ALL_SUBSETS_TO else (1, len(sites))
        wanted = {
            frozenset(place for place in places if place[0] in chosen)
            for chosen in chain.from_iterable(combinations(sites, n) for n in sizes)
        }
        if week.packages[0].support is not None:
            wanted |= {frozenset([place]) for place in places}
        for subset in sorted(wanted, key=sorted):
            fit_row(model, c, t, subset, home=False)


def fit_row(model: AllocationModel, c: int, t: int, wanted: Wanted, *, home: bool) -> None:
    """Write that lessons of some (site, subject) positions, and at home, fit the packages taken."""
    case, staff, week = model.case, model.classes[c], model.weeks[c, t]
    of: dict[int, float] = {model.away[c, t, k, j]: 1.0 for k, j in sorted(wanted)}
    if home:
        of |= dict.fromkeys(_home_of(model, c, t), 1.0)
    for p, package in enumerate(week.packages):
        room = room_in(case, staff, week.reach, package, wanted, home=home)
        of[model.visit[c, t, p]] = away_most(case, staff) - room if home else -room
    if home:
        of |= {column: staff.lessons_max * n for column, n in model.rotating(c, t).items()}
    model.whole.row(of, upper=staff.lessons_max * len(staff.people) if home else 0)


def givers_of_a_subject(model: AllocationModel) -> None:
    """Rule 18, part one: lessons of a subject come from those counted as giving it, who visit the school."""
    for (c, t, s, j), giver in model.givers.items():
        staff, week = model.classes[c], model.weeks[c, t]
        at = [k for k, site in enumerate(week.reach) if site.school == s]
        wanted = frozenset((k, j) for k in at if j in week.reach[k].subjects)
        most = max(room_in(model.case, staff, week.reach, package, wanted) for package in week.packages)
        of: dict[int, float] = {model.away[c, t, k, jj]: 1.0 for k, jj in sorted(wanted)}
        model.whole.row(of | {giver: -most}, upper=0)
        there = {
            model.visit[c, t, p]: -1.0
            for p, package in enumerate(week.packages)
            if any(package.half_days[k] for k in at)
        }
        model.whole.row(there | {giver: 1.0}, upper=0)


def visitors_per_subject(model: AllocationModel) -> None:
    """Rule 18: at most `visitors_max` visitors per receiving school and subject."""
    rows: dict[tuple[int, int, str], dict[int, float]] = defaultdict(dict)
    for (c, t, p), column in model.visit.items():
        week = model.weeks[c, t]
        support = week.packages[p].support
        for k, given in enumerate(support or ()):
            for j in given:
                rows[t, week.reach[k].school, model.classes[c].subjects[j]][column] = 1.0
    for (c, t, s, j), column in model.givers.items():
        rows[t, s, model.classes[c].subjects[j]][column] = 1.0
    for _key, of in sorted(rows.items()):
        model.whole.row(of, upper=model.case.settings.visitors_max)


def need_is_not_exceeded(model: AllocationModel) -> None:
    """Rule 4: lessons of a subject at a school are at most its whole need."""
    rows: dict[tuple[int, int, str], dict[int, float]] = defaultdict(dict)
    for (c, t, j), column in model.home.items():
        rows[t, model.classes[c].school, model.classes[c].subjects[j]][column] = 1.0
    for (c, t, k, j), column in model.away.items():
        rows[t, model.weeks[c, t].reach[k].school, model.classes[c].subjects[j]][column] = 1.0
    for (c, s, t, j), column in model.there.items():
        rows[t, s, model.classes[c].subjects[j]][column] = 1.0
    for (_t, s, subject), of in sorted(rows.items()):
        model.whole.row(of, upper=model.case.schools[s].whole_need(subject))


def visitors_need_at_site(model: AllocationModel) -> None:
    """Rule 14: lessons of a subject by visitors at a site are at most the whole need of the site."""
    rows: dict[tuple[int, int, str, str], dict[int, float]] = defaultdict(dict)
    for (c, t, k, j), column in model.away.items():
        site = model.weeks[c, t].reach[k]
        rows[t, site.school, site.site, model.classes[c].subjects[j]][column] = 1.0
    for (_t, s, site_id, subject), of in sorted(rows.items()):
        school = model.case.schools[s]
        need = school.site_need[site_id, subject] // 1000
        if len(of) > 1 and need < school.whole_need(subject):
            model.whole.row(of, upper=need)


def class_lessons_per_week(model: AllocationModel) -> None:
    """Rule 19, weekly (a relaxation): visitors' lessons fit the days on which they can come at all.

    By Hall's condition over sets of days; the days themselves are chosen by the weekly pattern.
    """
    by_days: dict[tuple[int, int, str], dict[int, frozenset[int]]] = defaultdict(dict)
    for (c, t, k, j), column in model.away.items():
        site = model.weeks[c, t].reach[k]
        days = frozenset(half // 2 for half, free in enumerate(site.free) if free)
        by_days[t, site.school, model.classes[c].subjects[j]][column] = days
    for (_t, s, subject), columns in sorted(by_days.items()):
        a_day = model.case.schools[s].day_lessons
        if a_day is None:
            continue
        sets = set(columns.values()) | {frozenset(chain.from_iterable(columns.values()))}
        for days in sorted(sets, key=sorted):
            if a_day * len(days) < model.case.schools[s].whole_need(subject):
                of = {column: 1.0 for column, own in columns.items() if own <= days}
                model.whole.row(of, upper=a_day * len(days))


def seats_per_week(model: AllocationModel) -> None:
    """Rule 20, weekly (a relaxation): half-days of visitors on a way with vehicles are at most its seats."""
    rows: dict[tuple[int, str, str], dict[int, float]] = defaultdict(dict)
    for (c, t, p), column in model.visit.items():
        week = model.weeks[c, t]
        for k, site in enumerate(week.reach):
            if site.seated and week.packages[p].half_days[k]:
                rows[t, model.classes[c].site, site.site][column] = float(week.packages[p].half_days[k])
    for (_t, here, there), of in sorted(rows.items()):
        model.whole.row(of, upper=sum(model.case.seats[here, there].values()))


def away_at_once(model: AllocationModel) -> None:
    """Rule 23: teachers, and backbone teachers, of a school who rotate away in one semester."""
    for s, school in enumerate(model.case.schools):
        for span in model.spans:
            away: dict[int, float] = {}
            backbone: dict[int, float] = {}
            for (c, g, _to, u), column in model.rotate.items():
                active = model.turns[u].active(span.semester)
                if model.classes[c].school == s and active:
                    away[column] = active
                    if model.classes[c].groups[g].backbone:
                        backbone[column] = active
            model.whole.row(away, upper=school.away_most)
            model.whole.row(backbone, upper=school.backbone_away_most)


def lessons_taught(model: AllocationModel) -> None:
    """Add up what is taught at each school in each span."""
    rows: dict[tuple[int, int], dict[int, float]] = {
        key: {column: -1.0} for key, column in model.taught.items()
    }
    for (c, t, _j), column in model.home.items():
        rows[model.classes[c].school, t][column] = 1.0
    for (c, t, k, _j), column in model.away.items():
        rows[model.weeks[c, t].reach[k].school, t][column] = 1.0
    for (_c, s, t, _j), column in model.there.items():
        rows[s, t][column] = 1.0
    for of in rows.values():
        model.whole.row(of, lower=0, upper=0)
