"""The closing step: everything that a better plan may hold, settled by cuts and one MIP.

What the bound could not exclude is listed completely, as candidates or as pairs; cutting planes shrink the
list of candidates; HiGHS settles the rest. That last step is trusted and named in the certificate.
"""

import numpy as np
import scipy.sparse as sp

from .bound import Bound
from .candidates import Candidates
from .compact import Mask, solve_pairs
from .cuts import tighten
from .found import Closing, Search
from .goal import Figures
from .highs import solve_whole
from .master import Master, Model
from .neighbourhood import plan_from
from .pricing import Pricer
from .shortlist import Shortlist
from .subset_rows import Cuts, takes_two

LISTED_AT_MOST = 60_000
"""Candidates of a shortlist that is not to be cut."""
CLOSED_AT_MOST = 60_000
"""Candidates of the largest closing MIP."""
CUT_FROM = 2_500
"""Candidates from which cuts are tried before the MIP."""
PROMISING_SHARE = 0.1
"""Share of the time left for a MIP that looks for a plan and cannot prove anything."""
CUTTING_SHARE = 0.6
LAST_CUTTING_SHARE = 0.85
"""Share of the time left that cutting may use, and where the list holds every better plan."""
CLOSED_WITH_CUTS = 8_000
"""Candidates of the largest closing MIP that has cuts: more would make HiGHS forget its time limit."""
CHEAPEST = 500
PER_ROW = 100
"""Candidates per lead and per place in the last MIP, where those that could pay are too many."""
NOISE = 1e-10
"""HiGHS holds dual feasibility to 1e-7 and reckons in 53 bits: this share of a bound may be noise."""


def shortlist_of(
    pricer: Pricer,
    bound: Bound,
    alive: Candidates | None,
    slack: int,
    most: int,
    state: Search,
    *,
    complete: bool = True,
) -> Shortlist | None:
    """List the candidates that a plan of value ≤ bound + slack may hold; None where time ran out."""
    if alive is None:
        return pricer.cheapest(bound, slack, most, state.clock, complete=complete)
    figures = pricer.master.figures(alive)
    excess = pricer.excess(bound, alive, figures)
    rows = np.flatnonzero(excess <= slack)
    return Shortlist(alive.take(rows), figures.take(rows), excess[rows], slack)


def slack_of(state: Search, bound: Bound) -> int:
    """Excess (units ÷ scale) that a candidate of a better plan, by at least a step, may have."""
    target = 0 if state.decide else state.value - bound.step
    return target * bound.duals.scale - bound.total


def close(
    state: Search,
    pricer: Pricer,
    bound: Bound,
    alive: Candidates | None,
    most: int,
    seconds: float,
    *,
    anyway: bool = False,
) -> bool:
    """Solve one MIP over all candidates that a better plan may hold, if these are at most ``most``.

    With ``anyway``, a spread of them where they are too many: whatever that finds, plans with other
    candidates are worth more than the shortlist's slack says.

    Returns
    -------
    Whether the goal is settled.
    """
    slack = slack_of(state, bound)
    short = shortlist_of(pricer, bound, alive, slack, LISTED_AT_MOST, state)
    if short is None:
        return state.over()
    if len(short.table) > most or short.slack < slack:
        if not anyway:
            return False
        short = short.spread(CHEAPEST, PER_ROW)
    return settle(state, bound, short, seconds)


def settle(state: Search, bound: Bound, short: Shortlist, seconds: float) -> bool:
    """Settle a shortlist: cuts while it is long, then one MIP.

    The bound rises as far as the list is complete; plans are looked for beyond that too.

    Returns
    -------
    Whether the goal is settled.
    """
    goal = 0 if state.decide else state.value - bound.step
    # plans up to this value hold listed candidates only
    listed = min(goal, (bound.total + short.slack) // bound.duals.scale)
    worth = min(state.value, _to_step(listed + 1, bound.step))
    size = len(short.table)
    table, figures, cuts = short.table, short.figures, Cuts((), ())
    if size > CUT_FROM:
        share = CUTTING_SHARE if listed < goal else LAST_CUTTING_SHARE
        until = state.clock.seconds + share * state.seconds(seconds)
        # What lasted longest in an earlier list starts the LP of this one (twice in the table does no harm).
        table = table.joined(state.promising)
        figures = figures.joined(state.master.figures(state.promising))
        first = np.full(len(state.promising), int(short.excess.min()) - 1, dtype=np.int64)
        excess = np.concatenate([short.excess, first])
        left = tighten(state.master, table, figures, excess, state.cuts, listed, CUT_FROM, state.clock, until)
        state.cuts, state.promising = left.used, left.promising
        state.raise_bound(min(worth, _to_step(left.bound, bound.step)), "enumerated_mip", size)
        if state.over():
            return True
        if listed < goal:
            promising = left.promising
            cuts_there = takes_two(state.master, promising, left.cuts.triples)
            short_try = min(seconds, PROMISING_SHARE * (state.until - state.clock.seconds))
            _mip(state, promising, state.master.figures(promising), cuts_there, state.seconds(short_try))
        table, figures, cuts = left.table, left.figures, left.cuts
    if len(table) > CLOSED_WITH_CUTS:
        cuts = Cuts((), ())
    if len(table) <= CLOSED_AT_MOST and not state.over() and state.bound < worth:
        claimed = _mip(state, table, figures, cuts, state.seconds(seconds))
        raise_by_mip(state, bound, claimed, worth, "enumerated_mip", size)
    return state.over()


def _mip(state: Search, table: Candidates, figures: Figures, cuts: Cuts, seconds: float) -> float | None:
    """Solve the MIP over a table and the present plan; its bound, None where it has none."""
    table = table.joined(state.plan)
    figures = figures.joined(state.master.figures(state.plan))
    model = _with_cuts(state.master, state.master.model(table, figures), table, cuts)
    found = solve_whole(state.master, model, seconds)
    state.clock.cut |= not found.finished
    if found.x is not None:
        state.better(plan_from(table, np.flatnonzero(found.x[: len(table)] > 0.5)))
    return found.bound


def close_by_pairs(state: Search, bound: Bound, allowed: Mask, complete_to: int, seconds: float) -> bool:
    """Settle the goal by the compact model over the pairs that a better plan may hold.

    Parameters
    ----------
    allowed
        bool (leads, places); those of the present plan among them.
    complete_to
        Plans up to this value (whole units) hold allowed pairs only.

    Returns
    -------
    Whether the goal is settled.
    """
    worth = min(state.value, _to_step(complete_to + 1, bound.step))
    # The plan itself is allowed: "impossible" would prove nothing; a bound that reaches it settles the goal.
    found = solve_pairs(state.master, state.clock, state.seconds(seconds), allowed, at_most=state.value)
    state.better(found.plan)
    if found.plan is None and found.bound is None and found.finished:
        return state.over()  # HiGHS says "impossible": of that no claim is made
    raise_by_mip(state, bound, found.bound, worth, "pairs_mip", found.pairs)
    return state.over()


def raise_by_mip(
    state: Search, bound: Bound, claimed: float | None, worth: int, closing: Closing, size: int
) -> None:
    """Take over a MIP's bound, less its noise, rounded up to a step, at most ``worth``.

    Values so large that noise reaches a whole step are left open rather than called proven.
    """
    if claimed is None:
        return
    steps = claimed / bound.step
    raised = int(np.ceil(steps - max(1e-3, NOISE * abs(steps)))) * bound.step
    state.raise_bound(min(worth, raised), closing, size)


def _to_step(value: int, step: int) -> int:
    return -(-value // step) * step


def _with_cuts(master: Master, model: Model, table: Candidates, cuts: Cuts) -> Model:
    """Append the cuts as rows: redundant for whole plans, and they pay by tightening the LP."""
    if not cuts.triples:
        return model
    inside = takes_two(master, table, cuts.triples)
    rows = inside.matrix(np.arange(len(table)), model.matrix.shape[1], len(table))
    return Model(
        model.cost,
        sp.vstack([model.matrix, rows], format="csr"),
        np.concatenate([model.lower, np.full(rows.shape[0], -np.inf)]),
        np.concatenate([model.upper, np.ones(rows.shape[0])]),
        model.top,
        model.whole,
    )
