"""The rules of rotations as rows of the weekly model (docs/exchange.md 22, 23)."""

from collections import defaultdict

from .decisions import Decisions, LinearExpr, Var
from .freedom import rotation_least


def one_rotation(d: Decisions) -> None:
    """22: at most one rotation a school year, to one school."""
    taken: dict[int, list[Var]] = defaultdict(list)
    for (person, *_), var in d.rotates.items():
        taken[person].append(var)
    for variables in taken.values():
        if len(variables) > 1:
            d.model.add_at_most_one(variables)


def rotation_alone(d: Decisions) -> None:
    """22: who rotates in a semester neither teaches at home nor visits in it."""
    for person in d.freedom.rotations:
        for semester in d.freedom.semesters:
            rotating = d.rotating(person, semester)
            if not rotating:
                continue
            most = d.case.people[person].lessons_max
            home = d.home_of(person, semester)
            d.model.add(LinearExpr.sum(home) <= most - most * LinearExpr.sum(rotating))
            if (person, semester) in d.visits:
                d.model.add_at_most_one([d.visits[person, semester], *rotating])


def rotation_lessons(d: Decisions) -> None:
    """22: lessons at the receiving school only while rotating, at least `rotation_lessons_min`."""
    least = rotation_least(d.case)
    for person, choices in d.freedom.rotations.items():
        who = d.case.people[person]
        for school, semester in sorted(
            {(school, s) for school, when in choices for s in when if s in d.freedom.semesters}
        ):
            there = LinearExpr.sum(
                [d.rotates[person, school, when] for to, when in choices if to == school and semester in when]
            )
            lessons = LinearExpr.sum(
                [
                    d.away[person, semester, school, subject]
                    for subject in who.subjects
                    if (person, semester, school, subject) in d.away
                ]
            )
            d.model.add(lessons <= who.lessons_max * there)
            d.model.add(lessons >= least * there)


def away_most(d: Decisions) -> None:
    """23: at once no more than a share of a school's teachers, and of its backbone teachers, rotate away."""
    gone: dict[tuple[int, int], list[Var]] = defaultdict(list)
    backbone: dict[tuple[int, int], list[Var]] = defaultdict(list)
    for (person, _, semesters), var in d.rotates.items():
        who = d.case.people[person]
        for semester in semesters:
            gone[who.school, semester].append(var)
            if who.backbone:
                backbone[who.school, semester].append(var)
    for (school, _), variables in gone.items():
        d.model.add(LinearExpr.sum(variables) <= d.case.schools[school].away_most)
    for (school, _), variables in backbone.items():
        d.model.add(LinearExpr.sum(variables) <= d.case.schools[school].backbone_away_most)
