"""The weekly pattern: an allocation's visits on half-days, every promise kept (docs/exchange.md 16 to 21)."""

from collections.abc import Mapping

from .case import SEMESTERS, AllianceCase, Allocation, PromisedVisit, Schedule
from .decisions import Decisions, LinearExpr
from .freedom import Freedom, promised_freedom, same_blocked, same_people
from .lexicographic import Effort, solve_tiers
from .reading_out import Staffing


def lay_week(
    case: AllianceCase, allocation: Allocation, effort: Effort, *, start: Staffing | None
) -> Schedule | None:
    """Lay every promised lesson on a half-day; None where that cannot be, or not in time.

    Home lessons may be dealt out anew, so that free half-days and visits fit together; the tiers are
    minimised again, as the travel is only known once days are.

    Parameters
    ----------
    start
        A schedule that keeps every rule and every promise.
    """
    freedom, visits = _once_where_alike(case, allocation)

    def keep_promises(d: Decisions) -> None:
        for visit in visits:
            (target,) = [t for t in freedom.visits[visit.person, visit.semester] if t.site == visit.site]
            for subject in target.subjects:
                lessons = d.lessons_at(visit.person, visit.semester, target, subject)
                d.model.add(LinearExpr.sum(lessons) == visit.lessons.get(subject, 0))
        for rotates in d.rotates.values():
            d.model.add(rotates == 1)

    if not _reachable(freedom, visits):
        return None
    return solve_tiers(case, freedom, effort, start=start, known=allocation.tiers, promise=keep_promises)


def promises_kept(allocation: Allocation, staffing: Staffing) -> bool:
    """Whether a staffing gives every promised lesson of a visit, and has every rotation."""
    given: dict[tuple[int, int, str, str], int] = {}
    for visit in staffing.visits:
        for lessons in visit.lessons.values():
            for subject, count in lessons.items():
                key = visit.person, visit.semester, visit.site, subject
                given[key] = given.get(key, 0) + count
    promised = {
        (visit.person, visit.semester, visit.site, subject): count
        for visit in allocation.visits
        for subject, count in visit.lessons.items()
        if count
    }
    rotating = {(r.person, r.school, r.semesters) for r in staffing.rotations}
    return given == promised and rotating == {r[:3] for r in allocation.rotations}


def _reachable(freedom: Freedom, visits: tuple[PromisedVisit, ...]) -> bool:
    """Whether each promised site has a half-day at all: seats and blocked half-days may leave none."""
    return all(
        any(
            target.site == visit.site and {s for s, n in visit.lessons.items() if n} <= set(target.subjects)
            for target in freedom.visits[visit.person, visit.semester]
        )
        for visit in visits
    )


def _once_where_alike(
    case: AllianceCase, allocation: Allocation
) -> tuple[Freedom, tuple[PromisedVisit, ...]]:
    """Semesters with the same promises, and nothing else to tell them apart, are laid once."""
    visits = tuple(visit for visit in allocation.visits if any(visit.lessons.values()))
    freedom = promised_freedom(case, visits, allocation.rotations)

    def promises(semester: int) -> Mapping[tuple[int, str], dict[str, int]]:
        return {
            (v.person, v.site): {s: n for s, n in v.lessons.items() if n}
            for v in visits
            if v.semester == semester
        }

    if case.single:
        return freedom, tuple(visit for visit in visits if visit.semester in freedom.semesters)
    alike = same_blocked(case) and same_people(case)
    if allocation.rotations or not alike or promises(0) != promises(1):
        return freedom, visits
    first = SEMESTERS[0]
    once = {key: targets for key, targets in freedom.visits.items() if key[1] == first}
    return freedom._replace(semesters={first: 2}, visits=once), tuple(
        visit for visit in visits if visit.semester == first
    )
