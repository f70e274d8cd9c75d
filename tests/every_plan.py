"""Every plan that can be made of a table of candidates, with its value, to hold cuts and pairs against."""

from collections.abc import Iterator

import numpy as np
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.solver.grouping.candidates import NOBODY, Candidates, enumerate_lead, joined
from lianxiao.solver.grouping.goal import Budget, Goal
from lianxiao.solver.grouping.master import Master, places_left
from lianxiao.solver.grouping.problem import prepare
from lianxiao.solver.grouping.solve import start_state
from lianxiao.solver.scale import MAXIMA

CANDIDATES_AT_MOST = 70


def every_candidate(master: Master) -> Candidates:
    """Enumerate all candidates."""
    return joined([enumerate_lead(master.problem, index) for index in range(len(master.problem.leads))])


def masters(county: County, policy: Policy, *, maxima: bool = False) -> Iterator[Master]:
    """Sum tiers of a county one by one, each alone and under a loose budget of the tier before it."""
    problem = prepare(county, policy)
    if not problem.leads or not problem.places:
        return
    scales = [
        scale
        for scale in start_state(problem).scales
        if not scale.worst_alone and (maxima or not MAXIMA & set(scale.factor))
    ]
    for number, scale in enumerate(scales):
        yield Master(problem, Goal(scale, ()))
        if number:
            before = Master(problem, Goal(scales[number - 1], ()))
            values = [value for value, _ in plans_of(before, every_candidate(before))]
            if values:
                middle = sorted(values)[len(values) // 2]
                yield Master(problem, Goal(scale, (Budget(0, scales[number - 1], middle),)))


def plans_of(master: Master, table: Candidates) -> list[tuple[int, tuple[int, ...]]]:
    """Make every plan of a table's candidates that keeps rows and budgets; none where these are too many."""
    if len(table) > CANDIDATES_AT_MOST:
        return []
    rows, problem = master.rows, master.problem
    takes = [
        set(members[members != NOBODY].tolist()) | set(of_lead[of_lead >= 0].tolist())
        for members, of_lead in zip(table.members, rows.of_lead[table.lead], strict=True)
    ]
    single = {row for row in range(rows.total) if rows.upper[row] <= 1 and row not in rows.counts}
    chosen: list[tuple[int, ...]] = [()]
    for row, taken in enumerate(takes):
        chosen += [
            (*plan, row) for plan in chosen if not any(taken & takes[other] & single for other in plan)
        ]
    found = []
    for plan in chosen:
        candidates = table.take(np.array(plan, dtype=np.int64))
        met = np.zeros(rows.total)
        for row in plan:
            met[sorted(takes[row])] += 1
        others = slice(len(problem.places), None)
        if (met[others] < rows.lower[others]).any() or (met[others] > rows.upper[others]).any():
            continue
        if not all(problem.may_stay_unplaced(place) for place in places_left(problem, candidates)):
            continue
        if master.keeps_budgets(candidates):
            found.append((master.value(candidates), plan))
    return found
