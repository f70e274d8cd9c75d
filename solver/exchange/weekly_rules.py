"""The rules of an exchange as rows of the weekly model: one function a rule, numbers from docs/exchange.md.

Functions only look up and add; their order never matters.
"""

from collections import defaultdict
from itertools import product

from ...models.half_day import HalfDay
from .decisions import Decisions, LinearExpr, Var, pools
from .freedom import half_days_home, home_least
from .rotation_rules import away_most, one_rotation, rotation_alone, rotation_lessons


def add_rules(d: Decisions) -> None:
    """Add every rule."""
    for rule in (
        lessons_most,
        need_most,
        site_need_most,
        half_day_lessons,
        one_site,
        visit_days,
        home_lessons,
        home_half_days,
        way_between_halves,
        visitors,
        class_day,
        seats,
        one_rotation,
        rotation_alone,
        rotation_lessons,
        away_most,
        no_sender_loses,
    ):
        rule(d)


def _visit_lessons(d: Decisions, person: int, semester: int) -> list[Var]:
    return [
        d.given[person, semester, target.site, half_day, subject]
        for target in d.freedom.visits.get((person, semester), ())
        for half_day in target.half_days
        for subject in target.subjects
    ]


def lessons_most(d: Decisions) -> None:
    """4: at most `lessons_max` a week over all schools; of people pooled, the sum of theirs."""
    for semester in d.freedom.semesters:
        mobile = d.freedom.mobile(semester)
        for person in mobile:
            lessons = d.home_of(person, semester) + _visit_lessons(d, person, semester)
            if lessons:
                d.model.add(LinearExpr.sum(lessons) <= d.case.people[person].lessons_max)
        for (school, subjects), capacity in pools(d.case, mobile, semester).items():
            keys = [(school, subjects, semester, subject) for subject in subjects]
            lessons = [d.pooled[key] for key in keys if key in d.pooled]
            if lessons:
                d.model.add(LinearExpr.sum(lessons) <= capacity)


def need_most(d: Decisions) -> None:
    """4: the lessons of a subject at a school never exceed its need."""
    for (school, _, subject), lessons in d.taught().items():
        d.model.add(LinearExpr.sum(lessons) <= d.case.schools[school].whole_need(subject))


def site_need_most(d: Decisions) -> None:
    """14: the lessons of a subject by visitors at a site never exceed the need of that site."""
    lessons: dict[tuple[int, int, str, str], list[Var]] = defaultdict(list)
    for (person, semester), targets in d.freedom.visits.items():
        for target in targets:
            for subject in target.subjects:
                key = semester, target.school, target.site, subject
                lessons[key] += d.lessons_at(person, semester, target, subject)
    for (_, school, site, subject), variables in lessons.items():
        most = d.case.schools[school].site_need[site, subject] // 1000
        d.model.add(LinearExpr.sum(variables) <= most)


def half_day_lessons(d: Decisions) -> None:
    """16: lessons only where the person is, at most `lessons_per_half_day`, and at least one."""
    most = d.case.settings.lessons_per_half_day
    for (person, semester), targets in d.freedom.visits.items():
        for target in targets:
            for half_day in target.half_days:
                here = d.at[person, semester, target.site, half_day]
                given = [d.given[person, semester, target.site, half_day, s] for s in target.subjects]
                d.model.add(LinearExpr.sum(given) <= most * here)
                d.model.add(LinearExpr.sum(given) >= here)


def one_site(d: Decisions) -> None:
    """16: in a half-day one site."""
    at: dict[tuple[int, int, HalfDay], list[Var]] = defaultdict(list)
    for (person, semester, _, half_day), var in d.at.items():
        at[person, semester, half_day].append(var)
    for variables in at.values():
        if len(variables) > 1:
            d.model.add_at_most_one(variables)


def visit_days(d: Decisions) -> None:
    """16: a visit makes a trip and its day; at most `visit_days_max` days."""
    trips: dict[tuple[int, int, int], list[Var]] = defaultdict(list)
    for (person, semester, site, half_day), here in d.at.items():
        d.model.add_implication(here, d.trip[person, semester, site, half_day.day])
    for (person, semester, _, day), trip in d.trip.items():
        trips[person, semester, day].append(trip)
    days: dict[tuple[int, int], list[Var]] = defaultdict(list)
    for (person, semester, day), variables in trips.items():
        visits = d.visits[person, semester]
        if len(variables) == 1:
            days[person, semester].append(variables[0])
        else:
            out = d.model.new_bool_var(f"out {person} {semester} {day}")
            for trip in variables:
                d.model.add_implication(trip, out)
            days[person, semester].append(out)
        for trip in variables:
            d.model.add_implication(trip, visits)
    for (person, semester), variables in days.items():
        most = d.case.settings.visit_days_max
        d.model.add(LinearExpr.sum(variables) <= most * d.visits[person, semester])


def home_lessons(d: Decisions) -> None:
    """16: a visiting teacher keeps at least `home_lessons_min` lessons at home."""
    least = home_least(d.case)
    for (person, semester), visits in d.visits.items():
        d.model.add(LinearExpr.sum(d.home_of(person, semester)) >= least * visits)


def home_half_days(d: Decisions) -> None:
    """16: a visiting teacher's home lessons fit into the half-days without a visit."""
    most = d.case.settings.lessons_per_half_day
    for (person, semester), visits in d.visits.items():
        home = d.home_of(person, semester)
        free = set(half_days_home(d.case, person, semester))
        used = [
            d.at[person, semester, target.site, half_day]
            for target in d.freedom.visits[person, semester]
            for half_day in target.half_days
            if half_day in free
        ]
        room = most * len(free)
        top = max(room, d.case.people[person].lessons_max)
        d.model.add(LinearExpr.sum(home) + most * LinearExpr.sum(used) <= top - (top - room) * visits)


def way_between_halves(d: Decisions) -> None:
    """17: two sites in the halves of one day need a way from the morning's to the afternoon's."""
    for (person, semester), targets in d.freedom.visits.items():
        for first, then in product(targets, targets):
            if first.site == then.site or (first.site, then.site) in d.case.site_seconds:
                continue
            for morning, afternoon in product(first.half_days, then.half_days):
                if morning.day == afternoon.day and morning < afternoon:
                    pair = (
                        d.at[person, semester, first.site, morning],
                        d.at[person, semester, then.site, afternoon],
                    )
                    d.model.add_at_most_one(pair)


def visitors(d: Decisions) -> None:
    """18: at most `visitors_max` different visitors per receiving school and subject."""
    most = d.case.settings.lessons_per_half_day
    counted: dict[tuple[int, int, str], list[Var]] = defaultdict(list)
    for (_, semester, school, subject), var in d.visitor.items():
        counted[semester, school, subject].append(var)
    for variables in counted.values():
        d.model.add(LinearExpr.sum(variables) <= d.case.settings.visitors_max)
    for (person, semester), targets in d.freedom.visits.items():
        for target in targets:
            for subject in target.subjects:
                visitor = d.visitor[person, semester, target.school, subject]
                for half_day in target.half_days:
                    d.model.add(d.given[person, semester, target.site, half_day, subject] <= most * visitor)
    _visitor_lessons(d)


def _visitor_lessons(d: Decisions) -> None:
    """Redundant: over the week a visitor gives no more than the visiting days hold. It tightens the LP."""
    rules = d.case.settings
    for (person, semester, school, subject), visitor in d.visitor.items():
        lessons = [
            var
            for target in d.freedom.visits[person, semester]
            if target.school == school and subject in target.subjects
            for var in d.lessons_at(person, semester, target, subject)
        ]
        most = min(
            2 * rules.visit_days_max * rules.lessons_per_half_day,
            d.case.people[person].lessons_max - home_least(d.case),
            d.case.schools[school].whole_need(subject),
        )
        d.model.add(LinearExpr.sum(lessons) <= most * visitor)
        d.model.add(LinearExpr.sum(lessons) >= visitor)


def class_day(d: Decisions) -> None:
    """19: on each day at most `day_lessons` lessons of one subject by visitors at a school."""
    lessons: dict[tuple[int, int, int, str], list[Var]] = defaultdict(list)
    for (person, semester), targets in d.freedom.visits.items():
        for target in targets:
            for half_day, subject in product(target.half_days, target.subjects):
                key = target.school, semester, half_day.day, subject
                lessons[key].append(d.given[person, semester, target.site, half_day, subject])
    for (school, *_), variables in lessons.items():
        most = d.case.schools[school].day_lessons
        if most is not None:
            d.model.add(LinearExpr.sum(variables) <= most)


def seats(d: Decisions) -> None:
    """20: at most `seats` visitors go a way with vehicles on a half-day."""
    going: dict[tuple[str, str, int, HalfDay], list[Var]] = defaultdict(list)
    for (person, semester, site, half_day), var in d.at.items():
        own = d.case.people[person].site
        if (own, site) in d.case.seats:
            going[own, site, semester, half_day].append(var)
    for (own, site, _, half_day), variables in going.items():
        d.model.add(LinearExpr.sum(variables) <= d.case.seats[own, site].get(half_day, 0))


def no_sender_loses(d: Decisions) -> None:
    """24: no school ends with more uncovered lessons than its own staff alone would leave.

    Asked of every school, not only of those that send: who sends nobody can refill its own lessons around
    any visitors until it is back at `alone` (an augmenting path never takes a lesson away), and that makes
    no term worse.
    """
    lessons: dict[tuple[int, int], list[Var]] = defaultdict(list)
    for (index, semester, _), variables in d.taught().items():
        lessons[index, semester] += variables
    for index, school in enumerate(d.case.schools):
        for semester in d.freedom.semesters:
            least = -(-(sum(school.need.values()) - school.alone_in(semester)) // 1000)
            if least > 0:
                d.model.add(LinearExpr.sum(lessons[index, semester]) >= least)
