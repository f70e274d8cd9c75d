"""The variables of the weekly model: they exist only for what a `Freedom` leaves open.

Home lessons of people who cannot be away are one variable for all teachers of a school with the same
subjects: whole lessons can always be dealt out among them, as each has only a cap on the sum.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from ...models.half_day import HalfDay
from .case import AllianceCase
from .freedom import Freedom, Target, home_least

Var = cp_model.IntVar
Linear = cp_model.LinearExprT
LinearExpr = cp_model.LinearExpr


@dataclass(frozen=True)
class Decisions:
    """Variables by name.

    Attributes
    ----------
    home
        (person, semester, subject): home lessons of people who may be away.
    pooled
        (school, subjects, semester, subject): home lessons of all the others with these subjects.
    at
        (person, semester, site, half-day): whether the person is there.
    given
        (person, semester, site, half-day, subject): lessons given there.
    trip
        (person, semester, site, day): whether the person goes there on that day.
    visits
        (person, semester): whether the person visits at all.
    visitor
        (person, semester, school, subject): whether the person is a visitor of the subject there.
    rotates
        (person, school, semesters): whether the person rotates so.
    away
        (person, semester, school, subject): lessons given while rotating.
    """

    model: cp_model.CpModel
    case: AllianceCase
    freedom: Freedom
    home: dict[tuple[int, int, str], Var] = field(default_factory=dict)
    pooled: dict[tuple[int, tuple[str, ...], int, str], Var] = field(default_factory=dict)
    at: dict[tuple[int, int, str, HalfDay], Var] = field(default_factory=dict)
    given: dict[tuple[int, int, str, HalfDay, str], Var] = field(default_factory=dict)
    trip: dict[tuple[int, int, str, int], Var] = field(default_factory=dict)
    visits: dict[tuple[int, int], Var] = field(default_factory=dict)
    visitor: dict[tuple[int, int, int, str], Var] = field(default_factory=dict)
    rotates: dict[tuple[int, int, tuple[int, ...]], Var] = field(default_factory=dict)
    away: dict[tuple[int, int, int, str], Var] = field(default_factory=dict)

    def taught(self) -> Mapping[tuple[int, int, str], list[Var]]:
        """Variables that add up to the lessons of (school, semester, subject)."""
        lessons: dict[tuple[int, int, str], list[Var]] = defaultdict(list)
        for (person, semester, subject), var in self.home.items():
            lessons[self.case.people[person].school, semester, subject].append(var)
        for (school, _, semester, subject), var in self.pooled.items():
            lessons[school, semester, subject].append(var)
        for (person, semester), targets in self.freedom.visits.items():
            for target in targets:
                for subject in target.subjects:
                    lessons[target.school, semester, subject] += self.lessons_at(
                        person, semester, target, subject
                    )
        for (_, semester, school, subject), var in self.away.items():
            lessons[school, semester, subject].append(var)
        return lessons

    def lessons_at(self, person: int, semester: int, target: Target, subject: str) -> list[Var]:
        """Lessons of a subject that a visitor gives at a site, over the week."""
        return [self.given[person, semester, target.site, d, subject] for d in target.half_days]

    def home_of(self, person: int, semester: int) -> list[Var]:
        """Home lessons of a person who may be away, of every subject."""
        keys = [(person, semester, subject) for subject in self.case.people[person].subjects]
        return [self.home[key] for key in keys if key in self.home]

    def rotating(self, person: int, semester: int) -> list[Var]:
        """Rotations that take the person away in the semester; at most one of them holds."""
        return [
            self.rotates[person, school, semesters]
            for school, semesters in self.freedom.rotations.get(person, ())
            if semester in semesters
        ]


def pools(
    case: AllianceCase, mobile: tuple[int, ...], semester: int
) -> Mapping[tuple[int, tuple[str, ...]], int]:
    """Lessons that the people who stay at home can give in a semester in all, by (school, subjects)."""
    gone = set(mobile)
    capacity: dict[tuple[int, tuple[str, ...]], int] = defaultdict(int)
    for index, person in enumerate(case.people):
        if index not in gone:
            capacity[person.school, tuple(sorted(person.subjects))] += person.most(semester)
    return dict(sorted(capacity.items()))


def make_decisions(case: AllianceCase, freedom: Freedom) -> Decisions:
    """Make every variable that the freedom leaves open."""
    d = Decisions(cp_model.CpModel(), case, freedom)
    for semester in freedom.semesters:
        mobile = freedom.mobile(semester)
        for person in mobile:
            _home(d, person, semester)
        for (school, subjects), capacity in pools(case, mobile, semester).items():
            for subject in subjects:
                most = min(capacity, case.schools[school].whole_need(subject))
                if most:
                    d.pooled[school, subjects, semester, subject] = d.model.new_int_var(0, most, "")
    for (person, semester), targets in freedom.visits.items():
        if targets:
            d.visits[person, semester] = d.model.new_bool_var(f"visits {person} {semester}")
        for target in targets:
            _visit(d, person, semester, target)
    for person, choices in freedom.rotations.items():
        for school, semesters in choices:
            d.rotates[person, school, semesters] = d.model.new_bool_var(f"rotates {person} {school}")
            for semester in semesters:
                if semester in freedom.semesters:
                    _away(d, person, semester, school)
    return d


def _home(d: Decisions, person: int, semester: int) -> None:
    who = d.case.people[person]
    for subject in who.subjects:
        most = min(who.lessons_max, d.case.schools[who.school].whole_need(subject))
        if most:
            d.home[person, semester, subject] = d.model.new_int_var(0, most, f"home {person} {semester}")


def _visit(d: Decisions, person: int, semester: int, target: Target) -> None:
    case, model = d.case, d.model
    school = case.schools[target.school]
    most = min(case.settings.lessons_per_half_day, case.people[person].lessons_max - home_least(case))
    most_of_one = most if school.day_lessons is None else min(most, school.day_lessons)
    name = f"{person} {semester} {target.site}"
    for half_day in target.half_days:
        d.at[person, semester, target.site, half_day] = model.new_bool_var(f"at {name} {half_day}")
        if (person, semester, target.site, half_day.day) not in d.trip:
            d.trip[person, semester, target.site, half_day.day] = model.new_bool_var(f"trip {name}")
        for subject in target.subjects:
            top = min(most_of_one, school.site_need[target.site, subject] // 1000)
            d.given[person, semester, target.site, half_day, subject] = model.new_int_var(0, top, "")
    for subject in target.subjects:
        if (person, semester, target.school, subject) not in d.visitor:
            d.visitor[person, semester, target.school, subject] = model.new_bool_var(f"visitor {name}")


def _away(d: Decisions, person: int, semester: int, school: int) -> None:
    who = d.case.people[person]
    for subject in who.subjects:
        most = min(who.lessons_max, d.case.schools[school].whole_need(subject))
        if most and (person, semester, school, subject) not in d.away:
            d.away[person, semester, school, subject] = d.model.new_int_var(0, most, f"away {person}")
