"""Rotations beyond the alliance: two teachers of different schools take over each other's lessons.

Where ``rotation_scope`` is the township or the county, what the alliances' own exchanges leave owed to the
quotas is met by swaps. Each of the two gives exactly the lessons the other gave, so that nothing else in the
plan changes: no lesson more or less anywhere. Source: docs/exchange.md, 12, 15, 22, 23 and 27; rule X34.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ortools.sat.python import cp_model

from ...models.county import County
from ...models.plan import Exchange, Rotation, Teaching
from ...models.words import Stage
from .case import Person
from .prepare import Staffing
from .ways import seconds_in

Place = tuple[str, Stage]


class Settled(NamedTuple):
    """What the alliances' own exchanges settle before.

    Attributes
    ----------
    alliance_of
        Alliance of each (school, stage) that is in one: inside it the alliance's own exchange has the word.
    closed
        Those whose alliance has not begun in every semester: swaps are for the whole year.
    uncounted
        Teachers whose rotation counts toward no quota.
    """

    alliance_of: Mapping[Place, str]
    closed: Set[Place]
    uncounted: Set[str]


class _Free(NamedTuple):
    """A teacher who may rotate and stays at home all year with the same lessons."""

    person: Person
    place: Place
    lessons: Mapping[str, int]

    @property
    def given(self) -> int:
        """Weekly lessons."""
        return sum(self.lessons.values())


def with_swaps(
    county: County,
    staffing: Staffing,
    exchange: Exchange,
    settled: Settled,
    seconds: float,
    threads: int,
    seed: int,
) -> Exchange:
    """Add swaps across schools so that as few teachers as possible are owed, with as few swaps as that takes.

    Parameters
    ----------
    exchange
        A finished exchange; its rows stay as they are but for the lessons of the teachers who swap.

    Returns
    -------
    Exchange
        The same where the scope is the alliance or nothing is owed.
    """
    scope = staffing.settings.rotation_scope
    if scope == "alliance" or "rotation" not in staffing.settings.forms:
        return exchange
    tally = _Tally(staffing, exchange, settled.uncounted)
    free = sorted(
        (one for one in _free(staffing, exchange) if one.place not in settled.closed),
        key=lambda one: one.person.teacher,
    )
    pairs = [
        (a, b)
        for a, b in _pairs(county, staffing, free)
        if settled.alliance_of.get(free[a].place, "") != settled.alliance_of.get(free[b].place)
    ]
    chosen = _chosen(staffing, tally, free, pairs, seconds, threads, seed)
    if not chosen:
        return exchange
    names = staffing.semesters
    takes = {}
    for a, b in chosen:
        takes[free[a].person.teacher] = (free[a], free[b])
        takes[free[b].person.teacher] = (free[b], free[a])
    teaching = [row for row in exchange.teaching if row.teacher not in takes]
    rotations = list(exchange.rotations)
    for teacher, (own, other) in sorted(takes.items()):
        teaching += [
            Teaching(
                teacher=teacher,
                school=other.place[0],
                stage=other.place[1],
                subject=subject,
                semester=name,
                lessons=lessons,
            )
            for name in names
            for subject, lessons in other.lessons.items()
        ]
        rotations.append(
            Rotation(
                teacher=teacher,
                from_=own.person.site,
                to=other.place[0],
                subject=own.person.subjects[0],
                semesters=names,
                reason=f"swap:{other.person.teacher}",
            )
        )
    return exchange.model_copy(
        update={
            "teaching": tuple(
                sorted(teaching, key=lambda row: (row.teacher, row.semester, row.school, row.subject))
            ),
            "rotations": tuple(sorted(rotations, key=lambda row: row.teacher)),
        }
    )


class _Tally:
    """What each school still owes, and how many more of its teachers may be away at once."""

    def __init__(self, staffing: Staffing, exchange: Exchange, uncounted: Set[str]) -> None:
        person_of = {
            person.teacher: (place, person)
            for place in staffing.schools
            for person in staffing.ready[place].people
        }
        away: defaultdict[tuple[Place, str], Counter[bool]] = defaultdict(Counter)
        gone: Counter[Place] = Counter()
        backbone_gone: Counter[Place] = Counter()
        running = {row.teacher for row in staffing.running}  # quotas and room are less by them already
        for row in exchange.rotations:
            if row.teacher in running:
                continue
            place, person = person_of[row.teacher]
            if row.teacher not in uncounted:
                gone[place] += 1
                backbone_gone[place] += person.backbone
            for semester in row.semesters:
                away[place, semester][person.backbone] += 1
        self.owed: dict[Place, int] = {}
        self.backbone_owed: dict[Place, int] = {}
        self.room: dict[Place, int] = {}
        self.backbone_room: dict[Place, int] = {}
        for place in staffing.schools:
            school = staffing.ready[place].school
            at_once = [counts for (where, _), counts in away.items() if where == place]
            self.owed[place] = max(0, school.rotation_quota - gone[place])
            self.backbone_owed[place] = max(0, school.backbone_quota - backbone_gone[place])
            self.room[place] = school.away_most - max((c[True] + c[False] for c in at_once), default=0)
            self.backbone_room[place] = school.backbone_away_most - max((c[True] for c in at_once), default=0)


def _free(staffing: Staffing, exchange: Exchange) -> Iterator[_Free]:
    busy = {row.teacher for row in exchange.visits} | {row.teacher for row in exchange.rotations}
    lessons: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in exchange.teaching:
        lessons[row.teacher][row.semester][row.subject] += row.lessons
    for place in staffing.schools:
        for person in staffing.ready[place].people:
            given = list(lessons[person.teacher].values())
            alike = len(given) == len(staffing.planned) and given[0] == given[-1]
            enough = alike and sum(given[0].values()) >= staffing.settings.rotation_lessons_min
            if person.may_rotate and person.teacher not in busy and enough:
                yield _Free(person, place, dict(sorted(given[0].items())))


def _pairs(county: County, staffing: Staffing, free: Sequence[_Free]) -> Iterator[tuple[int, int]]:
    """Pairs who could take over each other's lessons, within the scope and the limit on the way."""
    most = seconds_in(staffing.settings.rotation_minutes_max)
    same_township = staffing.settings.rotation_scope == "township"
    near: dict[tuple[str, str], bool] = {}
    by_subject: defaultdict[tuple[Stage, frozenset[str]], list[int]] = defaultdict(list)
    for at, one in enumerate(free):
        by_subject[one.place[1], frozenset(one.lessons)].append(at)
    for (stage, given), group in sorted(by_subject.items(), key=str):
        for (other_stage, others_given), other_group in sorted(by_subject.items(), key=str):
            if stage is not other_stage or (str(sorted(given)) > str(sorted(others_given))):
                continue
            for a in group:
                for b in other_group:
                    if (given == others_given and a >= b) or not _can_swap(free[a], free[b]):
                        continue
                    schools = (free[a].place[0], free[b].place[0])
                    if same_township and (
                        county.by_id[schools[0]].township != county.by_id[schools[1]].township
                        or not county.by_id[schools[0]].township
                    ):
                        continue
                    if schools not in near:
                        both = [schools, schools[::-1]]
                        near[schools] = len(staffing.ways.within(both, most)) == len(both)
                    if near[schools]:
                        yield a, b


def _can_swap(one: _Free, other: _Free) -> bool:
    return (
        one.place != other.place
        and set(other.lessons) <= set(one.person.subjects)
        and set(one.lessons) <= set(other.person.subjects)
        and other.given <= one.person.lessons_max
        and one.given <= other.person.lessons_max
    )


def _chosen(
    staffing: Staffing,
    tally: _Tally,
    free: Sequence[_Free],
    pairs: Sequence[tuple[int, int]],
    seconds: float,
    threads: int,
    seed: int,
) -> list[tuple[int, int]]:
    """Choose swaps: fewest teachers owed, then fewest swaps."""
    useful = [
        (a, b)
        for a, b in pairs
        if any(tally.owed[free[i].place] or tally.backbone_owed[free[i].place] for i in (a, b))
    ]
    if not useful:
        return []
    model = cp_model.CpModel()
    takes = [model.new_bool_var(f"{free[a].person.teacher} {free[b].person.teacher}") for a, b in useful]
    of_teacher: defaultdict[int, list[cp_model.IntVar]] = defaultdict(list)
    of_place: defaultdict[Place, list[cp_model.IntVar]] = defaultdict(list)
    backbone_of: defaultdict[Place, list[cp_model.IntVar]] = defaultdict(list)
    for (a, b), take in zip(useful, takes, strict=True):
        for i in (a, b):
            of_teacher[i].append(take)
            of_place[free[i].place].append(take)
            if free[i].person.backbone:
                backbone_of[free[i].place].append(take)
    for _, chosen in sorted(of_teacher.items()):
        model.add_at_most_one(chosen)
    met: list[cp_model.IntVar] = []
    for going, room, owed in (
        (of_place, tally.room, tally.owed),
        (backbone_of, tally.backbone_room, tally.backbone_owed),
    ):
        for place, chosen in sorted(going.items()):
            model.add(sum(chosen) <= max(0, room[place]))
            if owed[place]:
                reached = model.new_int_var(0, owed[place], f"met {place}")
                model.add(reached <= sum(chosen))
                met.append(reached)
    model.maximize((len(takes) + 1) * sum(met) - sum(takes))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = threads
    solver.parameters.interleave_search = threads > 1
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    return [pair for pair, take in zip(useful, takes, strict=True) if solver.boolean_value(take)]
