"""Cutting planes over a table of candidates: of three places, at most one alliance takes two or more.

Every plan keeps these subset rows, many LP solutions do not, so the bound rises and ever more candidates can
be excluded. All prices are read off the table itself; bounds and exclusions are exact whole numbers, for the
plans that hold candidates of the table only. Source: Jepsen, Petersen, Spoorendonk, Pisinger (2008),
"Subset-row inequalities applied to the vehicle-routing problem with time windows".
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from .candidates import Candidates
from .clock import Clock
from .columns import boxed
from .duals import Duals, bound_of, least_by_key, least_by_lead, reduced_costs, unplaced_reduced, whole_duals
from .goal import Figures
from .highs import Relaxed, relax
from .master import Master, Model
from .problem import Ints
from .rows import Floats
from .subset_rows import Cuts, PlaceRows, Triple

PER_ROUND = 120
PER_PLACE = 8
"""Cuts of one round, and how many of them may speak of the same place."""
VIOLATED = 0.02
FIRST_COLUMNS = 6_000
ENTERING = 1_500
ACTIVE_AT_MOST = 9_000
LITTLE = 1e-4
"""Rise of the bound, as a share of what is missing, below which a round counts as idle."""
IDLE_AT_MOST = 4
PROMISING = 4_000
"""Candidates that a MIP looks for a plan among, where the table is not complete."""
NEAR = 0.05
"""Share of the way from the bound to ``listed`` that an LP over the table may leave open."""


@dataclass(frozen=True)
class Tightened:
    """What is left of a table.

    Attributes
    ----------
    table, figures
        Candidates that a plan of value ≤ ``listed`` may hold.
    cuts
        Cuts over the table.
    promising
        Some of the first table's candidates, those that lasted longest.
    used
        Triples whose cut had a dual in the last LP.
    bound
        Whole units: no plan has a smaller value, unless it is above ``listed``.
    """

    table: Candidates
    figures: Figures
    cuts: Cuts
    promising: Candidates
    used: tuple[Triple, ...]
    bound: int


def tighten(
    master: Master,
    table: Candidates,
    figures: Figures,
    excess: Ints,
    known: tuple[Triple, ...],
    listed: int,
    small: int,
    clock: Clock,
    until: float,
) -> Tightened:
    """Raise the bound over a table by cuts, and drop the candidates that no plan of interest holds.

    Parameters
    ----------
    excess
        By how much a plan with each candidate exceeds the bound so far: the cheapest start the LP.
    known
        Triples that were cut before.
    listed
        Plans up to this value (whole units) hold candidates of the table only, and are of interest.
    small
        Candidates at which to stop: few enough for a MIP.
    """
    promising = table.take(_smallest(excess, PROMISING))
    bound = 0
    idle, begun = 0, False
    used = known
    active = _smallest(excess, FIRST_COLUMNS)
    rows: PlaceRows | None = PlaceRows(master, table) if known and len(table) else None
    cuts = rows.taking_two(known) if rows is not None else Cuts((), ())
    while len(table) and idle < IDLE_AT_MOST and not clock.over(until):
        solved = _solve(master, table, figures, cuts, active, listed, clock, until)
        if solved is None:
            break
        relaxed, duals, of_cuts, reduced, total, active = solved
        cuts = cuts.take(np.flatnonzero(of_cuts))  # the others may come back, and cost time meanwhile
        used = cuts.triples
        before, bound = bound, max(bound, -(-total // duals.scale))
        key = master.key_of_lead[table.lead]
        least = least_by_key(master.problem, least_by_lead(master.problem, table, reduced))
        excess = reduced - least[key]
        kept = np.flatnonzero(excess <= listed * duals.scale - total)
        if len(table) >= PROMISING:
            promising = table.take(_smallest(excess, PROMISING))
        x = np.zeros(len(table))
        x[active] = relaxed.x[: len(active)]
        if len(kept) < len(table):
            new_row = np.full(len(table), -1, dtype=np.int64)
            new_row[kept] = np.arange(len(kept))
            table, figures, cuts, x = table.take(kept), figures.take(kept), cuts.renumbered(new_row), x[kept]
            active = new_row[active]
            active = active[active >= 0]
            rows = None
        if bound > listed or len(table) <= small:
            break
        fresh = tuple(sorted(_violated(master, table, x) - set(cuts.triples)))
        if not fresh:
            break
        idle = idle + 1 if begun and bound - before <= LITTLE * max(1, listed - before) else 0
        begun = True
        rows = rows or PlaceRows(master, table)
        cuts = cuts.joined(rows.taking_two(fresh))
    return Tightened(table, figures, cuts, promising, used, bound)


def _smallest(figures: Ints, most: int) -> Ints:
    """Choose the positions of the smallest figures, ascending."""
    if len(figures) <= most:
        return np.arange(len(figures))
    return np.sort(np.argpartition(figures, most - 1)[:most])


Solved = tuple[Relaxed, Duals, Ints, Ints, int, Ints]


def _solve(
    master: Master,
    table: Candidates,
    figures: Figures,
    cuts: Cuts,
    active: Ints,
    listed: int,
    clock: Clock,
    until: float,
) -> Solved | None:
    """Solve the LP over the whole table by inspection, nearly: as nearly as the way to ``listed`` asks for.

    Returns
    -------
    tuple or None
        LP solution over the active columns, whole duals, those of the cuts, every row's reduced cost, the
        bound in units ÷ scale, and the active columns; None where time ran out.
    """
    best: Solved | None = None
    most = ACTIVE_AT_MOST
    while not clock.over(until):
        taken = table.take(active)
        model = master.model(taken, figures.take(active))
        own = cuts.matrix(active, model.matrix.shape[1], len(table))
        longer = _with_rows(model, own, master)
        relaxed = relax(master, longer, min(clock.left, until - clock.seconds), by_simplex=True)
        if relaxed is None:
            return best
        duals = whole_duals(master.rows, master.ceilings, figures, relaxed.duals)
        of_cuts = np.minimum(np.rint(relaxed.beyond * duals.scale), 0).astype(np.int64)
        reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, table, figures)
        for dual, inside in zip(of_cuts.tolist(), cuts.inside, strict=True):
            reduced[inside] -= dual
        cost, spent = master.unplaced
        total = int(of_cuts.sum()) + bound_of(
            master.goal,
            master.rows,
            master.ceilings,
            duals,
            least_by_key(master.problem, least_by_lead(master.problem, table, reduced)),
            unplaced_reduced(duals, cost, spent, master.may),
        )
        if best is None or total * best[1].scale >= best[4] * duals.scale:
            best = (relaxed, duals, of_cuts, reduced, total, active)
        paying = np.flatnonzero(reduced < 0)
        paying = np.setdiff1d(paying, active, assume_unique=True)
        missing = max(0.5, 1e-6 * abs(relaxed.value), NEAR * (listed - total / duals.scale))
        if not len(paying) or total / duals.scale >= relaxed.value - missing:
            return (relaxed, duals, of_cuts, reduced, total, active)
        entering = paying[np.argsort(reduced[paying], kind="stable")[:ENTERING]]
        if len(active) > most:
            active = active[np.argsort(reduced[active], kind="stable")[: most // 2]]
            most += ENTERING  # or the same columns could come and go for ever
        active = np.sort(np.concatenate([active, entering]))
    return best


def _with_rows(model: Model, own: sp.csr_matrix, master: Master) -> Model:
    """Append the cuts' rows; at a price places are left out or taken twice, so that the LP has a solution."""
    places = len(master.problem.places)
    price = np.full(places, 10.0 * (1.0 + float(np.abs(model.cost).max(initial=0.0))))
    longer = replace(
        model,
        matrix=sp.vstack([model.matrix, own], format="csr"),
        lower=np.concatenate([model.lower, np.full(own.shape[0], -np.inf)]),
        upper=np.concatenate([model.upper, np.ones(own.shape[0])]),
    )
    return boxed(longer, -price, price)


def _violated(master: Master, table: Candidates, x: Floats) -> set[Triple]:
    """Choose the triples that an LP solution violates most, spread over the places."""
    support = np.flatnonzero(x > 1e-6)
    part, weight = table.take(support), x[support]
    covers = np.array([lead.covers for lead in master.problem.leads], dtype=np.int64)[part.lead]
    places = len(master.problem.places)
    holds = np.zeros((places + 1, len(support)), dtype=np.float64)
    for column in [*part.members.T.astype(np.int64), covers]:
        holds[column, np.arange(len(support))] = 1.0  # NOBODY is −1: the last row
    holds = holds[:places]
    together = (holds * weight) @ holds.T
    np.fill_diagonal(together, 0.0)
    found: dict[Triple, float] = {}
    for hub in range(places):
        near = np.flatnonzero(together[hub] > 1e-6)
        if len(near) < 2:
            continue
        with_hub = holds[hub] > 0
        inside = holds[np.ix_(near, np.flatnonzero(with_hub))]
        all_three = (inside * weight[with_hub]) @ inside.T
        share = together[hub, near]
        taken = share[:, None] + share[None, :] + together[np.ix_(near, near)] - 2.0 * all_three
        for one, other in zip(*np.nonzero(np.triu(taken > 1.0 + VIOLATED, 1)), strict=True):
            first, second, third = sorted((hub, int(near[one]), int(near[other])))
            found[first, second, third] = float(taken[one, other])
    used = np.zeros(places, dtype=np.int64)
    chosen: set[Triple] = set()
    for triple in sorted(found, key=lambda three: (-found[three], three)):
        if used[list(triple)].max() < PER_PLACE:
            used[list(triple)] += 1
            chosen.add(triple)
            if len(chosen) == PER_ROUND:
                break
    return chosen
