"""The rules of an allocation, row by row: one rule, one function; `model_of` puts them together.

Source: docs/exchange.md; the proofs stand in docs/exchange-method.md.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, combinations

from .allocation_model import AllocationModel, Wanted, Week, spans_of, write_columns
from .case import AllianceCase
from .freedom import home_least, rotation_least
from .packages import away_most, packages_of, reach_of, room_in
from .staff_classes import TeacherClass

ALL_SUBSETS_TO = 3
"""Sites up to which the rows of all subsets are written at once; beyond, they come as they are broken."""


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
    write_columns(model)
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
    size = staff.size(model.spans[t].semester)
    of: dict[int, float] = {model.away[c, t, k, j]: 1.0 for k, j in sorted(wanted)}
    if home:
        of |= dict.fromkeys(_home_of(model, c, t), 1.0)
    for p, package in enumerate(week.packages):
        room = room_in(case, staff, week.reach, package, wanted, home=home)
        of[model.visit[c, t, p]] = away_most(case, staff) - room if home else -room
    if home:
        of |= {column: staff.lessons_max * n for column, n in model.rotating(c, t).items()}
    model.whole.row(of, upper=staff.lessons_max * size if home else 0)


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
