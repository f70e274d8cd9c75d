"""Why a teacher goes: the rules, what the plan asks, who else could, and the price of doing without.

The price is that of the alliance's exchange alone, solved again with the teacher at home; where another one
is to go instead, nobody goes who does not go in the plan, but that one. Source: docs/answers.md 8.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from ...models.county import County
from ...models.plan import Plan
from ...models.policy import Policy
from ...models.staff_explanation import Replaced, Substitute, Task, TeacherExplanation
from ...models.staffing import Form, Verdict
from ..exchange.case import AllianceCase, Schedule
from ..exchange.prepare import prepare_exchange
from ..exchange.solve import exchange_of
from ..exchange.staff_view import eligibility_trail
from ..exchange.staffing import Staffing
from ..scope import Place
from .alliance_alone import AllianceAlone, alliance_alone, alliance_of
from .substitutes import Looking, asked_rules, substitutes

LEAST_SECONDS = 1.0
TOO_LITTLE = 0.2


class _Time:
    """Seconds for all questions together; each gets its share, and none once the planner has stopped it."""

    def __init__(self, seconds: float, stop: threading.Event | None, workers: int, seed: int) -> None:
        self._until = monotonic() + seconds
        self._stop = stop
        self._workers, self._seed = workers, seed

    def solve(self, case: AllianceCase, questions: int) -> Schedule | None:
        """Solve an exchange; None where no time is left for it."""
        stopped = self._stop is not None and self._stop.is_set()
        left = self._until - monotonic()
        if stopped or left <= TOO_LITTLE:
            return None
        seconds = min(left, max(LEAST_SECONDS, left / max(1, questions)))
        return exchange_of(case, seconds, self._workers, self._seed)


def explain_teacher(
    county: County,
    policy: Policy,
    plan: Plan,
    teacher: str,
    *,
    instead: str | None = None,
    seconds: float = 30.0,
    workers: int = 2,
    seed: int = 0,
    stop: threading.Event | None = None,
    lang: str = "en",
) -> TeacherExplanation:
    """Explain what a plan asks of a teacher.

    Parameters
    ----------
    instead
        Price only this other teacher's going instead; None: everybody's who could, as far as time goes.
    seconds
        Wall seconds for all prices together.

    Raises
    ------
    KeyError
        The county has no teacher of this id.
    InputError
        The teacher's alliance in the plan names a mode or a school that the county has not.
    """
    started = monotonic()
    teachers = {one.teacher_id: one for one in county.teachers or ()}
    who = teachers[teacher]
    staffing = prepare_exchange(county, policy)
    school = next((s for s in staffing.schools if _has(staffing, s, teacher)), None)
    verdicts = _verdicts(county, policy, staffing, school, teacher)
    common = {
        "teacher": teacher,
        "school": who.school_id,
        "stage": who.stage,
        "subject": who.subject,
        "second_subject": who.second_subject,
        "lessons_max": who.lessons_max,
        "lessons_home": _at_home(county, plan, teacher),
        "rules": asked_rules(county, verdicts, lang),
    }
    tasks = _tasks(plan, teacher)
    found = TeacherExplanation(**common, tasks=tasks)
    alliance = None if school is None else alliance_of(plan, *school)
    if alliance is not None:
        found = found.model_copy(update={"alliance": f"{alliance.stage.value}-{alliance.core}"})
        moving = [task for task in tasks if task.form in (Form.VISIT, Form.ROTATION)]
        alone = alliance_alone(county, policy, plan, alliance, staffing)
        sites = {site for one in alone.case.schools for site in one.sites}
        beyond = any(task.to not in sites for task in moving)
        if moving and not beyond:
            looking = Looking(county, policy, plan, staffing, alone.case, lang)
            time = _Time(seconds - (monotonic() - started), stop, workers, seed)
            found = _priced(found, looking, alone, moving, time, instead)
        found = found.model_copy(update={"beyond_alliance": beyond})
    return found.model_copy(update={"seconds": round(monotonic() - started, 3)})


def _has(staffing: Staffing, place: Place, teacher: str) -> bool:
    return any(person.teacher == teacher for person in staffing.ready[place].people)


def _verdicts(
    county: County, policy: Policy, staffing: Staffing, place: Place | None, teacher: str
) -> Sequence[Verdict]:
    """Ask every rule about the teacher; of a school that takes no part there are none."""
    if place is None:
        return ()
    own = replace(staffing, schools=(place,))
    return [one for one in eligibility_trail(county, policy, own) if one.teacher == teacher]


def _at_home(county: County, plan: Plan, teacher: str) -> dict[str, int]:
    """Lessons at the own school (or point) by semester."""
    own = next(one.school_id for one in county.teachers or () if one.teacher_id == teacher)
    away = {(row.to, row.semester) for row in plan.exchange.visits if row.teacher == teacher}
    away |= {
        (row.to, semester)
        for row in plan.exchange.rotations
        if row.teacher == teacher
        for semester in row.semesters
    }
    found: dict[str, int] = {}
    for row in plan.exchange.teaching:
        if row.teacher == teacher:
            home = (row.school, row.semester) not in away or row.school == own
            found[row.semester] = found.get(row.semester, 0) + (row.lessons if home else 0)
    return dict(sorted(found.items()))


def _tasks(plan: Plan, teacher: str) -> tuple[Task, ...]:
    """List what the plan asks of the teacher; the same visit in both semesters is one task."""
    exchange = plan.exchange
    visits: dict[tuple[str, str, tuple[tuple[str, int], ...]], list[str]] = {}
    for row in exchange.visits:
        if row.teacher == teacher:
            days = tuple(sorted((str(day), lessons) for day, lessons in row.half_days.items()))
            visits.setdefault((row.to, row.subject, days), []).append(row.semester)
    tasks = [
        Task(
            form=Form.VISIT.value,
            to=to,
            subject=subject,
            semesters=tuple(sorted(semesters)),
            lessons=sum(lessons for _, lessons in days),
            half_days=dict(days),
        )
        for (to, subject, days), semesters in visits.items()
    ]
    tasks += [
        Task(
            form=Form.ROTATION.value,
            to=row.to,
            subject=row.subject,
            semesters=row.semesters,
            lessons=_lessons_there(plan, teacher, row.to, row.semesters),
        )
        for row in exchange.rotations
        if row.teacher == teacher
    ]
    tasks += [
        Task(form=Form.POSTING.value, to=row.to, semesters=(row.semester,), weeks=row.weeks)
        for row in exchange.postings
        if row.teacher == teacher
    ]
    tasks += [
        Task(
            form=Form.SHADOWING.value,
            to=row.to,
            subject=row.subject,
            semesters=(row.semester,),
            weeks=row.weeks,
        )
        for row in exchange.shadowing
        if row.teacher == teacher
    ]
    pairs: dict[tuple[str, str], list[str]] = {}
    for pair in exchange.mentors:
        if pair.mentor == teacher:
            pairs.setdefault((pair.mentee, pair.subject), []).append(pair.semester)
    tasks += [
        Task(form=Form.MENTORING.value, to=to, subject=subject, semesters=tuple(sorted(semesters)))
        for (to, subject), semesters in sorted(pairs.items())
    ]
    return tuple(tasks)


def _lessons_there(plan: Plan, teacher: str, school: str, semesters: Sequence[str]) -> int | None:
    """Weekly lessons of a rotation, the most of its semesters."""
    given = [
        sum(
            row.lessons
            for row in plan.exchange.teaching
            if (row.teacher, row.school, row.semester) == (teacher, school, semester)
        )
        for semester in semesters
    ]
    return max(given, default=None)


def _going(plan: Plan) -> set[str]:
    """Teachers who visit or rotate in the plan."""
    visiting = {row.teacher for row in plan.exchange.visits}
    return visiting | {row.teacher for row in plan.exchange.rotations}


def _priced(
    found: TeacherExplanation,
    looking: Looking,
    alone: AllianceAlone,
    moving: Sequence[Task],
    time: _Time,
    instead: str | None,
) -> TeacherExplanation:
    """Price keeping the teacher at home, then every other one's going instead."""
    teacher = found.teacher
    replaced = [Replaced(task=task, others=substitutes(looking, teacher, task)) for task in moving]
    going = _going(looking.plan)
    able = sorted(
        {
            other.teacher
            for one in replaced
            for other in one.others
            if not other.barred and instead in (None, other.teacher)
        }
    )
    schedule = time.solve(alone.staying({teacher}), len(able) + 1)
    prices = {}
    for at, other in enumerate(able):
        others = {person.teacher for person in alone.case.people} - going - {other}
        priced = time.solve(alone.staying(others | {teacher}), len(able) - at)
        if priced is not None:
            prices[other] = alone.prices(priced.tiers)

    def with_prices(other: Substitute) -> Substitute:
        return other.model_copy(update={"prices": prices.get(other.teacher, ())})

    return found.model_copy(
        update={
            "without": () if schedule is None else alone.prices(schedule.tiers),
            "went_instead": () if schedule is None else _new(alone.case, schedule, going),
            "replaced": tuple(
                one.model_copy(update={"others": tuple(map(with_prices, one.others))}) for one in replaced
            ),
        }
    )


def _new(case: AllianceCase, schedule: Schedule, going: set[str]) -> tuple[str, ...]:
    """Teachers who go in a schedule and did not go in the plan."""
    persons = {row.person for row in schedule.visits} | {row.person for row in schedule.rotations}
    return tuple(sorted({case.people[person].teacher for person in persons} - going))
