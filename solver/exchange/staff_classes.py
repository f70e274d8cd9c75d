"""Classes of teachers whom every rule of the exchange treats alike, so that they can be counted.

Two teachers are in one *class* where school, site, subjects, most lessons, blocked half-days, leave to
visit and absence are the same. Rotation looks at more (leave, rank, whether it counts); a class therefore
has *groups*. A visit never asks for the group: whoever of the class does not rotate in that semester can
make it.
"""

from typing import NamedTuple

from ...models.half_day import HalfDay
from ...models.words import Term
from .case import AllianceCase, Person
from .freedom import rotation_choices


class RotationGroup(NamedTuple):
    """Teachers of a class who may rotate and whom the rules of rotation treat alike (person indices)."""

    people: tuple[int, ...]
    backbone: bool
    counts: bool


class TeacherClass(NamedTuple):
    """Teachers alike in everything that lessons and visits depend on.

    Attributes
    ----------
    people
        Person indices, ascending.
    groups
        Those of them who may rotate, by what rotation looks at.
    kept
        Last year's visits of the one person of the class: (school index, subject).
    """

    people: tuple[int, ...]
    site: str
    school: int
    subjects: tuple[str, ...]
    lessons_max: int
    may_visit: bool
    blocked: tuple[frozenset[HalfDay], frozenset[HalfDay]]
    groups: tuple[RotationGroup, ...]
    kept: tuple[tuple[int, str], ...]
    here: tuple[bool, bool] = (True, True)

    def size(self, semester: int) -> int:
        """Teachers of the class who work in a semester: all, or none where they are away."""
        return len(self.people) if self.here[semester] else 0


def classes_of(case: AllianceCase) -> tuple[TeacherClass, ...]:
    """Sort the case's people into classes, in the order of their first person.

    Teachers with visits of last year are classes of their own: continuity knows them by name. Where the
    largest travel of one teacher counts, everyone who may visit is: it adds up both semesters of one person.
    """
    kept: dict[int, list[tuple[int, str]]] = {}
    for who, school, subject in sorted(case.kept):
        kept.setdefault(who, []).append((school, subject))
    named = any(Term.WORST_TEACHER_MINUTES in tier for tier in case.tiers)
    members: dict[tuple[object, ...], list[int]] = {}
    for index, person in enumerate(case.people):
        alone = index if index in kept or (named and person.may_visit) else -1
        members.setdefault((*_alike(person), alone), []).append(index)
    return tuple(_class(case, tuple(people), tuple(kept.get(people[0], ()))) for people in members.values())


def _alike(person: Person) -> tuple[object, ...]:
    alike = person.site, person.school, person.subjects, person.lessons_max, person.may_visit, person.blocked
    return *alike, person.here


def _class(case: AllianceCase, people: tuple[int, ...], kept: tuple[tuple[int, str], ...]) -> TeacherClass:
    first = case.people[people[0]]
    groups: dict[tuple[bool, bool], list[int]] = {}
    for index in people:
        if rotation_choices(case, index):
            person = case.people[index]
            groups.setdefault((person.backbone, person.counts), []).append(index)
    return TeacherClass(
        people,
        first.site,
        first.school,
        first.subjects,
        first.lessons_max,
        first.may_visit,
        first.blocked,
        tuple(RotationGroup(tuple(found), *key) for key, found in sorted(groups.items())),
        kept,
        first.here,
    )
