"""Rotations of the school year that are fact already (docs/exchange.md, 39 to 42).

They stand in exchanges.csv with a semester of this school year that is not planned any more.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from ...models.county import County
from ...models.policy import Policy
from ..scope import Place
from .case import Person
from .demand import Demand
from .quotas import Quota


class Executed(NamedTuple):
    """Rotations that have begun, by teacher.

    Attributes
    ----------
    gone
        Teachers who have rotated: they count for the quotas, and rotate no more.
    running
        School at which a rotation goes on in the planned semester, by teacher.
    """

    gone: frozenset[str]
    running: Mapping[str, str]

    def at_work(self, people: Mapping[Place, tuple[Person, ...]]) -> dict[Place, tuple[Person, ...]]:
        """Put everybody where they work: who rotates still, at the receiving school, and nowhere else."""
        found: dict[Place, list[Person]] = {place: [] for place in people}
        for (school, stage), own in people.items():
            for person in own:
                to = self.running.get(person.teacher)
                free = person._replace(may_rotate=person.may_rotate and person.teacher not in self.gone)
                if to is None:
                    found[school, stage].append(free)
                else:
                    found[to, stage].append(free._replace(site=to, may_visit=False))
        return {place: tuple(sorted(own)) for place, own in found.items()}

    def still_owed(self, quota: Quota, own: tuple[Person, ...]) -> Quota:
        """Return what a school still owes, and how many more of its own people may be away."""
        sent = [person for person in own if person.teacher in self.gone]
        away = [person for person in own if person.teacher in self.running]
        return Quota(
            max(0, quota.rotation - len(sent)),
            max(0, quota.backbone - sum(person.backbone for person in sent)),
            max(0, quota.away_most - len(away)),
            max(0, quota.backbone_away_most - sum(person.backbone for person in away)),
        )


def executed_rotations(county: County, policy: Policy, demand: Demand) -> Executed:
    """Read off exchanges.csv who has rotated in this school year, and whose rotation goes on."""
    names = {number: f"{policy.school_year}-{number}" for number in (1, 2)}
    planned = {names[number] for number in policy.planned}
    facts = set(names.values()) - planned
    teachers = {teacher.teacher_id: teacher for teacher in county.teachers or ()}
    semesters: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in county.exchanges:
        if row.kind == "rotation" and row.teacher in teachers:
            semesters[row.teacher, row.to_id] |= set(row.semester.split(";"))
    gone: set[str] = set()
    running: dict[str, str] = {}
    for (name, to), named in semesters.items():
        if not named & facts:
            continue
        gone.add(name)
        teacher = teachers[name]
        own = demand.school_of.get(teacher.school_id)
        goes_on = named & planned and not any(teacher.is_away(one) for one in planned)
        if goes_on and own not in (None, to) and (to, teacher.stage) in demand.places:
            running.setdefault(name, to)
    return Executed(frozenset(gone), dict(sorted(running.items())))
