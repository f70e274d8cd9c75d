"""Column generation: the LP of a part over its complete universe, and the best bound met on the way.

Where leads are summed, the duals are smoothed (priced between the LP's and the best ones so far), which
spares most of the rounds that degenerate LPs would take. Source: Wentges (1997), "Weighted Dantzig–Wolfe
decomposition for linear mixed-integer programming".
"""

import numpy as np

from .candidates import NONE, Candidates
from .clock import Clock
from .duals import Duals, RealDuals, reduced_costs, whole_duals
from .goal import Figures
from .highs import relax
from .master import Master
from .pricing import Bound, Priced, Pricer, certify

FEWEST_KEPT = 4_000
KEPT_PER_ROW = 8
"""Columns per row that the restricted LP keeps; it is thinned when it holds twice as many."""
STALLED_AT_MOST = 6
"""Rounds without a better LP value or bound after which column generation is at its numerical end."""
SMOOTHING = 0.6
"""Weight of the best duals so far in those that are priced, where leads are summed."""
SMALLEST_SMOOTHING = 0.05
CLOSE_ENOUGH = 1e-5
"""Gap between the LP's value and the bound, as a share, at which summed leads are priced no further."""


class Pool:
    """Columns of the restricted LP, growing; candidates with their figures under one goal."""

    def __init__(self, master: Master, candidates: Candidates, plan: Candidates = NONE) -> None:
        self.master = master
        self.first = len(plan)
        self.candidates = plan.joined(candidates)
        self.figures = master.figures(self.candidates)

    def add(self, candidates: Candidates, figures: Figures) -> None:
        """Let further columns in."""
        self.figures = self.figures.joined(figures)
        self.candidates = self.candidates.joined(candidates)

    def keep_cheapest(self, most: int, duals: Duals, always: int) -> None:
        """Let the dearest columns go; the first ``always`` stay, so that the LP keeps a solution."""
        if len(self.candidates) <= 2 * most:
            return
        master = self.master
        reduced = reduced_costs(
            master.problem, master.rows, master.ceilings, duals, self.candidates, self.figures
        )
        reduced[:always] = np.iinfo(np.int64).min
        rows = np.sort(np.argsort(reduced, kind="stable")[:most])
        self.candidates, self.figures = self.candidates.take(rows), self.figures.take(rows)


def _between(one: RealDuals, other: RealDuals, weight: float) -> RealDuals:
    """Mix two vectors of duals, ``weight`` for the first; the right signs stay right."""
    return RealDuals(*(weight * a + (1.0 - weight) * b for a, b in zip(one, other, strict=True)))


def generate_columns(
    pricer: Pricer,
    pool: Pool,
    clock: Clock,
    until: float,
    enough: int | None,
    start: tuple[RealDuals, Bound] | None = None,
) -> Bound | None:
    """Solve the LP over the complete universe by column generation.

    Parameters
    ----------
    enough
        A plan's value: stop once the bound reaches it.
    until
        Seconds since the start at which to stop with the best bound so far.
    start
        Duals known to be good, and their bound.

    Returns
    -------
    The best bound; None where there was no time for any.
    """
    master = pricer.master
    centre, best = start if start is not None else (None, None)
    smoothing = SMOOTHING if pricer.summed is not None else 0.0
    value = np.inf
    stalled = 0
    always = pool.first
    while stalled < STALLED_AT_MOST and not clock.over(until):
        model = master.model(pool.candidates, pool.figures)
        relaxed = relax(master, model, min(clock.left, until - clock.seconds))
        if relaxed is None:
            break
        before, value = value, relaxed.value
        real = relaxed.duals
        if smoothing and centre is not None:
            real = _between(centre, real, smoothing)
        duals = whole_duals(master.rows, master.ceilings, pool.figures, real)
        pool.keep_cheapest(max(FEWEST_KEPT, KEPT_PER_ROW * master.rows.total), duals, always)
        if not pricer.held:
            near = pricer.price(duals, clock, complete=False)
            if near is None:
                break
            short_of = value - certify(pricer, near, duals).total / duals.scale
            if len(near.cheap) and short_of > 1e-4 * abs(value) + 0.5 and stalled == 0:
                pool.add(near.cheap, near.figures)
                continue
        priced = pricer.price(duals, clock)
        if priced is None:
            break
        bound = certify(pricer, priced, duals)
        if best is None or bound.total * best.duals.scale > best.total * bound.duals.scale:
            best, centre = bound, real
            stalled = 0
        elif value > before - 1e-9 * abs(before):
            stalled += 1
            smoothing = smoothing / 2 if smoothing > SMALLEST_SMOOTHING else 0.0
        if enough is not None and best.units >= enough:
            break
        entering, figures = _paying(master, duals, priced)
        if _at_end(pricer, best, value) or (not len(entering) and not smoothing):
            break
        pool.add(entering, figures)
        pricer.remember(entering, figures)
    return best


def _paying(master: Master, duals: Duals, priced: Priced) -> tuple[Candidates, Figures]:
    """Keep the candidates with a negative reduced cost."""
    reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, priced.cheap, priced.figures)
    rows = np.flatnonzero(reduced < 0)
    return priced.cheap.take(rows), priced.figures.take(rows)


def _at_end(pricer: Pricer, best: Bound, value: float) -> bool:
    """Whether the bound has reached the LP's value, or the same step of values."""
    certified = best.total / best.duals.scale
    near = max(0.5, 1e-6 * abs(value)) if pricer.summed is None else CLOSE_ENOUGH * abs(value)
    same_step = best.units >= -(-(value - 1e-6 * abs(value)) // best.step) * best.step
    return certified >= value - near or same_step
