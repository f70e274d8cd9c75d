"""What each term of the objective is worth on a candidate and on an unplaced column, in units of the term.

One function per term and one table of them; maxima are in ``maximum_of``. Source: contract "Terms of the
objective", docs/grouping.md 16 to 22.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from ...models.words import Term
from ..scale import MAXIMA, WORST, Beside, Counted, TierScale, exact
from .candidates import NOBODY, Candidates
from .pair_figures import distance_if_leading, distance_to
from .problem import Ints, Problem
from .prospect_tables import owed_least, pooled_bound
from .prospects import NOTHING, SchoolProspect

BLOCK = 200_000


def _sum_over_members(candidates: Candidates, per_pair: Ints) -> Ints:
    """Sum a figure per (lead, place) over the members; the table's last column answers for nobody."""
    total = np.zeros(len(candidates), dtype=np.int64)
    width = per_pair.shape[1]
    flat, base = per_pair.ravel(), candidates.lead.astype(np.int64) * width
    for column in candidates.members.T:
        total += flat[base + np.where(column == NOBODY, width - 1, column)]
    return total


def _uncovered(problem: Problem, candidates: Candidates) -> Ints:
    """Lessons uncovered: those of the exchange where it was solved, otherwise what pooling leaves short.

    Without teachers that is Σ over subjects of max(0, Σ need − Σ supply) over core and members.
    """
    short = _short_by_subject(problem, candidates)
    if problem.pooled is not None:
        np.maximum(short, pooled_bound(problem.pooled, candidates), out=short)
    return _with_known(problem, Term.UNCOVERED_LESSONS, candidates, short)


def _with_known(problem: Problem, term: Term, candidates: Candidates, otherwise: Ints) -> Ints:
    """Put the values of solved exchanges over what is only promised."""
    if problem.known is None or term not in problem.known.values:
        return otherwise
    rows, at = problem.known.rows_of(candidates)
    otherwise[rows] = np.maximum(otherwise[rows], problem.known.values[term][at])
    return otherwise


def _owed(problem: Problem, candidates: Candidates) -> Ints:
    """Teachers owed to the quotas by the schools of each candidate."""
    nothing = np.zeros(len(candidates), dtype=np.int64)
    least = nothing if problem.pooled is None else owed_least(problem.pooled, candidates)
    return _with_known(problem, Term.QUOTA_MISSED, candidates, least)


def _only_known(term: Term) -> Callable[[Problem, Candidates], Ints]:
    """Make the function of a term that nothing is promised of before the exchange is solved."""

    def figure(problem: Problem, candidates: Candidates) -> Ints:
        return _with_known(problem, term, candidates, np.zeros(len(candidates), dtype=np.int64))

    return figure


def _exceeding(term: Term) -> Callable[[Problem, Candidates], Ints]:
    """Make the function that says 1 where a maximum of the exchange exceeds its limit."""
    known = _only_known(term)

    def exceeds(problem: Problem, candidates: Candidates) -> Ints:
        limit = None if problem.prospects is None else problem.prospects.limits.get(term)
        if limit is None:
            return np.zeros(len(candidates), dtype=np.int64)
        return (known(problem, candidates) > limit).astype(np.int64)

    return exceeds


def _short_by_subject(problem: Problem, candidates: Candidates) -> Ints:
    """Lessons short after pooling: Σ over subjects of max(0, Σ need − Σ supply) over core and members."""
    nobody = np.zeros((1, problem.lacks.shape[1]), dtype=np.int64)
    lacks = np.vstack([nobody, problem.lacks, nobody, problem.lacks_in_primary])
    in_primary = np.array([lead.in_primary for lead in problem.leads], dtype=np.int64)
    first = 1 + in_primary * (1 + len(problem.places))  # NOBODY is −1: the row before the first
    total = np.empty(len(candidates), dtype=np.int64)
    for start in range(0, len(total), BLOCK):
        rows = slice(start, start + BLOCK)
        lead = candidates.lead[rows]
        pooled, base = problem.core_lacks[lead], first[lead]
        for column in candidates.members[rows].T:
            pooled += lacks[base + column]
        np.maximum(pooled, 0, out=pooled)
        total[rows] = pooled.sum(axis=1)
    return total


def _own(problem: Problem, figure: Callable[[int], int]) -> Ints:
    """Per lead a figure of the place that leading settles, 0 where it settles none."""
    return np.array(
        [figure(lead.covers) if lead.covers >= 0 else 0 for lead in problem.leads], dtype=np.int64
    )


def _dropped_by_leading(problem: Problem) -> Ints:
    return np.array(
        [
            lead.covers >= 0
            and problem.places[lead.covers][1] is lead.stage
            and problem.held_by[lead.covers] is not None
            for lead in problem.leads
        ],
        dtype=np.int64,
    )


ON_PAIR: dict[Counted, Callable[[Problem], Ints]] = {
    Term.PREFERENCES: lambda problem: problem.wishes_missed,
    Term.TOTAL_KM: lambda problem: problem.metres,
    Term.TOTAL_MINUTES: lambda problem: problem.seconds,
    Term.LOAD_KM: lambda problem: problem.metres * np.append(problem.load, 0),
    Term.CHANGED: lambda problem: problem.changes,
    Term.QUOTA_MISSED: lambda problem: problem.owed_beside_pairs,
    Beside.DISTANCE: lambda problem: problem.distance_of_pairs,
}
"""Terms that add up over core–member pairs: int64 (leads, places + 1), the last column for nobody."""

ON_LEAD: dict[Counted, Callable[[Problem], Ints]] = {
    Term.PREFERENCES: lambda problem: _own(problem, lambda place: len(problem.prefers[place])),
    Term.OPENING_COST: lambda problem: np.array(
        [lead.opening_cost for lead in problem.leads], dtype=np.int64
    ),
    Term.ALLIANCES: lambda problem: np.ones(len(problem.leads), dtype=np.int64),
    Term.DROPPED: _dropped_by_leading,
    Term.QUOTA_MISSED: lambda problem: problem.beside.leads,
    Beside.DISTANCE: lambda problem: _own(problem, partial(distance_if_leading, problem)),
}
"""Terms that an alliance adds by its lead: int64 (leads,)."""

ON_GROUP: dict[Counted, Callable[[Problem, Candidates], Ints]] = {
    Term.UNCOVERED_LESSONS: _uncovered,
    Term.QUOTA_MISSED: _owed,
    Term.WORST_UNCOVERED: _exceeding(Term.WORST_UNCOVERED),
    Term.TEACHER_MINUTES: _only_known(Term.TEACHER_MINUTES),
    Term.WORST_TEACHER_MINUTES: _exceeding(Term.WORST_TEACHER_MINUTES),
    Term.VISIT_CHANGES: _only_known(Term.VISIT_CHANGES),
}
"""Terms that depend on the members together: int64 (candidates,). Maxima of the exchange: whether it exceeds
its limit."""


def is_additive(scale: TierScale) -> bool:
    """Whether the tier adds up over pairs, leads and unplaced places."""
    return not any(term in ON_GROUP or term in MAXIMA for term in scale.factor)


def cost_of_pairs(problem: Problem, scale: TierScale) -> Ints:
    """Compute what each pair adds to a tier, in units of the tier: int64 (leads, places + 1)."""
    cost = np.zeros((len(problem.leads), len(problem.places) + 1), dtype=np.int64)
    for term, factor in scale.factor.items():
        if term in ON_PAIR:
            cost += factor * ON_PAIR[term](problem)
    return cost


def cost_of_leads(problem: Problem, scale: TierScale) -> Ints:
    """Compute what each lead adds to a tier when it leads, in units of the tier: int64 (leads,)."""
    cost = np.zeros(len(problem.leads), dtype=np.int64)
    for term, factor in scale.factor.items():
        if term in ON_LEAD:
            cost += factor * ON_LEAD[term](problem)
    return cost


def _alone(problem: Problem) -> Ints:
    """Lessons that each unplaced place leaves uncovered."""
    if problem.prospects is None:
        short: Ints = np.maximum(problem.lacks, 0).sum(axis=1)
        return short
    return _of_places(problem, [0 if idle else one.alone for idle, one in _prospects_of(problem)])


def _exceeding_alone(problem: Problem) -> Ints:
    """1 where an unplaced school's uncovered share exceeds the limit on it."""
    limit = None if problem.prospects is None else problem.prospects.limits.get(Term.WORST_UNCOVERED)
    shares = [0 if idle or limit is None else one.alone_worst > limit for idle, one in _prospects_of(problem)]
    return _of_places(problem, shares)


def _prospects_of(problem: Problem) -> list[tuple[bool, SchoolProspect]]:
    """Per place whether it stands for an idle core, and its school's prospect."""
    prospects = problem.prospects
    if prospects is None:
        return [(False, NOTHING)] * len(problem.places)
    return [(problem.is_idle(i), prospects.of(place)) for i, place in enumerate(problem.places)]


def _of_places(problem: Problem, figures: Sequence[int]) -> Ints:
    return np.array(figures, dtype=np.int64).reshape(len(problem.places))


def _ones_where_held(problem: Problem) -> Ints:
    return np.array([held is not None for held in problem.held_by], dtype=np.int64)


ON_UNPLACED: dict[Counted, Callable[[Problem], Ints]] = {
    Term.UNPLACED: lambda problem: problem.priority,
    Term.UNCOVERED_LESSONS: _alone,
    Term.QUOTA_MISSED: lambda problem: problem.beside.places,
    Term.WORST_UNCOVERED: _exceeding_alone,
    Term.PREFERENCES: lambda problem: np.array([len(cores) for cores in problem.prefers], dtype=np.int64),
    Term.DROPPED: _ones_where_held,
    Beside.DISTANCE: lambda problem: _of_places(
        problem, [distance_to(problem, place, None) for place in problem.places]
    ),
}


def cost_of_candidates(problem: Problem, scale: TierScale, candidates: Candidates) -> Ints:
    """Compute what each candidate adds to a tier apart from its maxima, in units of the tier."""
    cost = cost_of_leads(problem, scale)[candidates.lead]
    for term, factor in scale.factor.items():
        if term in ON_PAIR:
            cost = cost + factor * _sum_over_members(candidates, ON_PAIR[term](problem))
        if term in ON_GROUP:
            cost = cost + factor * ON_GROUP[term](problem, candidates)
    return cost


def cost_of_unplaced(problem: Problem, scale: TierScale) -> Ints:
    """Compute what each place adds to a tier when it is unplaced, in units of the tier."""
    cost = np.zeros(len(problem.places), dtype=np.int64)
    for term, factor in scale.factor.items():
        if term in ON_UNPLACED:
            cost += factor * ON_UNPLACED[term](problem)
    return cost


def longest_travel(problem: Problem, term: Term, candidates: Candidates) -> Ints:
    """Largest travel core–member of each candidate, in m (``worst_km``) or s (``worst_minutes``)."""
    longest = np.zeros(len(candidates), dtype=np.int64)
    table = problem.seconds if term is Term.WORST_MINUTES else problem.metres
    for column in candidates.members.T:
        np.maximum(longest, table[candidates.lead, column], out=longest)  # NOBODY is −1: the last column
    return longest


def mean_quality(problem: Problem, candidates: Candidates) -> Ints:
    """Student-weighted mean quality of each candidate in 0.000001, −1 where no school has one."""
    by_id = problem.county.by_id

    def weighed(school_id: str) -> tuple[int, int]:
        school = by_id[school_id]
        if school.quality is None or not school.students:
            return 0, 0
        return int(exact(school.quality) * 1000) * school.students, school.students

    member = np.array([weighed(school) for school, _ in problem.places] + [(0, 0)], dtype=np.int64).reshape(
        -1, 2
    )
    core = np.array([weighed(lead.core) for lead in problem.leads], dtype=np.int64).reshape(-1, 2)
    total = core[candidates.lead]
    for column in candidates.members.T:
        total = total + member[column]
    points, students = 1000 * total[:, 0], total[:, 1]
    mean = (2 * points + students) // np.maximum(2 * students, 1)
    return np.where(students > 0, mean, NOBODY)


def maximum_of(problem: Problem, term: Term, candidates: Candidates) -> Ints:
    """Figure of a candidate whose maximum (or spread) over alliances the term is; −1: takes no part."""
    return longest_travel(problem, term, candidates) if term in WORST else mean_quality(problem, candidates)
