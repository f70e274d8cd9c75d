"""Column generation: the LP of a part over its complete universe, and the best bound met on the way.

Where leads are summed, and wherever else duals jump about, they are kept in a box around the best ones so far
(two columns per place say so), and priced a little nearer to them: without it, so degenerate an LP takes
hundreds of rounds. Source: Marsten, Hogan, Blankenship (1975), "The boxstep method"; Wentges (1997),
"Weighted Dantzig–Wolfe decomposition".
"""

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from .bound import Bound, Priced
from .candidates import NONE, Candidates
from .clock import Clock
from .duals import Duals, RealDuals, reduced_costs, whole_duals
from .goal import Figures
from .highs import relax
from .master import Master, Model
from .patience import STALLED_AT_MOST, Patience
from .pricing import Pricer, certify
from .rows import Floats

FEWEST_KEPT = 4_000
KEPT_PER_ROW = 8
"""Columns per row that the restricted LP keeps; it is thinned when it holds twice as many."""
MANY_ROWS = 2_000
"""Rows from which the LP is solved nearly, by PDLP: HiGHS takes many times as long there."""
BOX_AT_MOST = 0.2
"""Share of the time left that the box around duals of a nearly solved LP may take."""
SMOOTHING = 0.3
"""Weight of the best duals so far in those that are priced, where leads are summed."""
BOX = 0.15
"""Half the side of the first box, as a share of the place's dual (or of a third of the mean, if more)."""
CLOSE_ENOUGH = 1e-5
"""Gap between the LP's value and the bound, as a share, at which summed leads are priced no further."""


class Pool:
    """Columns of the restricted LP, growing; candidates with their figures under one goal."""

    def __init__(self, master: Master, candidates: Candidates, plan: Candidates = NONE) -> None:
        self.master = master
        self.first = len(plan)
        self.candidates = plan.joined(candidates)
        self.figures = master.figures(self.candidates)
        self.relaxed: tuple[Candidates, Floats] | None = None
        """Columns of the last LP, and how much it takes of each."""

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


@dataclass(frozen=True)
class Start:
    """Duals known to be good, and their bound."""

    duals: RealDuals
    bound: Bound


def generate_columns(
    pricer: Pricer,
    pool: Pool,
    clock: Clock,
    until: float,
    enough: int | None,
    start: Start | None = None,
    *,
    rounds: int | None = None,
) -> Bound | None:
    """Solve the LP over the complete universe by column generation.

    Parameters
    ----------
    enough
        A plan's value: stop once the bound reaches it.
    until
        Seconds since the start at which to stop with the best bound so far.
    rounds
        Stop after so many looks at all candidates.

    Returns
    -------
    The best bound; None where there was no time for any.
    """
    if start is None:
        start, lost = _freely(pricer, pool, clock, until, enough, rounds)
        if start is None or not lost or rounds is not None or not pricer.held or clock.over(until):
            return None if start is None else start.bound
        if _solved_nearly(pricer):
            until = clock.seconds + BOX_AT_MOST * (until - clock.seconds)
    return _in_a_box(pricer, pool, clock, until, enough, start)


def _freely(
    pricer: Pricer, pool: Pool, clock: Clock, until: float, enough: int | None, rounds: int | None
) -> tuple[Start | None, bool]:
    """Solve the LP with its duals as they come; the best ones, and whether they are far off."""
    master = pricer.master
    best: Start | None = None
    looks = 0
    always = pool.first
    patience = Patience(nearly=_solved_nearly(pricer))
    while not patience.over and not clock.over(until):
        model = master.model(pool.candidates, pool.figures)
        nearly = patience.accuracy
        before = clock.seconds
        relaxed = relax(master, model, min(clock.left, until - clock.seconds), accuracy=nearly)
        if relaxed is None:
            break
        patience.solved(relaxed.value, (clock.seconds - before) / max(1e-3, until - clock.seconds))
        pool.relaxed = pool.candidates, relaxed.x[: len(pool.candidates)]
        duals = whole_duals(master.rows, master.ceilings, pool.figures, relaxed.duals, master.prohibitive)
        kept = KEPT_PER_ROW * (2 if nearly else 1) * master.rows.total
        pool.keep_cheapest(max(FEWEST_KEPT, kept), duals, always)
        if not pricer.held:
            near = pricer.price(duals, clock, complete=False)
            if near is None:
                break
            short_of = relaxed.value - certify(pricer, near, duals).total / duals.scale
            if len(near.cheap) and short_of > 1e-4 * abs(relaxed.value) + 0.5 and not patience.stalled:
                pool.add(near.cheap, near.figures)
                continue
        priced = pricer.price(duals, clock)
        if priced is None:
            break
        bound = certify(pricer, priced, duals)
        looks += 1
        better = best is None or bound.better_than(best.bound)
        patience.saw(better=better)
        if best is None or better:
            best = Start(relaxed.duals, bound)
        if looks == rounds or (enough is not None and best.bound.units >= enough):
            break
        entering, figures = _paying(master, duals, priced)
        if (patience.enough(best.bound) or not len(entering)) and not patience.finer(clock):
            break
        pool.add(entering, figures)
        pricer.remember(entering, figures)
    return best, best is not None and patience.far_off(best.bound)


def _solved_nearly(pricer: Pricer) -> bool:
    return pricer.master.rows.total >= MANY_ROWS and pricer.held


def _in_a_box(
    pricer: Pricer, pool: Pool, clock: Clock, until: float, enough: int | None, start: Start
) -> Bound:
    """Solve the LP with its duals in a box around the best ones, the box moving with them."""
    master = pricer.master
    places = len(master.problem.places)
    centre, best = start.duals, start.bound
    mean = float(np.abs(centre.structural[:places]).mean()) if places else 0.0
    if not mean and enough:  # a box around 0 must have an inside too
        mean = enough / places
    half = BOX * np.maximum(np.abs(centre.structural[:places]), mean / 3.0)
    stalled = 0
    always = pool.first
    summed = pricer.summed is not None
    while stalled < STALLED_AT_MOST and not clock.over(until):
        if enough is not None and best.units >= enough:
            break
        middle = centre.structural[:places]
        model = boxed(master.model(pool.candidates, pool.figures), middle - half, middle + half)
        relaxed = relax(master, model, min(clock.left, until - clock.seconds), by_simplex=summed)
        if relaxed is None:
            break
        if best.reaches(relaxed.value, CLOSE_ENOUGH * abs(relaxed.value)):
            leaning = relaxed.x[-2 * places :].reshape(2, places).sum(axis=0) > 1e-6
            if not leaning.any():
                break
            half = np.where(leaning, 2.0 * half, half)
            stalled += 1
            continue
        pool.relaxed = pool.candidates, relaxed.x[: len(pool.candidates)]
        real = _between(centre, relaxed.duals, SMOOTHING)
        never = () if summed else master.prohibitive
        duals = whole_duals(master.rows, master.ceilings, pool.figures, real, never)
        pool.keep_cheapest(max(FEWEST_KEPT, KEPT_PER_ROW * master.rows.total), duals, always)
        priced = pricer.price(duals, clock)
        if priced is None:
            break
        bound = certify(pricer, priced, duals)
        if bound.better_than(best):
            gained = bound.total / bound.duals.scale - best.total / best.duals.scale
            best, centre = bound, real
            stalled = 0 if gained > CLOSE_ENOUGH / 10 * abs(relaxed.value) else stalled + 1
        else:
            half = half * 0.7
            stalled += 1
        entering, figures = _paying(master, duals, priced)
        pool.add(entering, figures)
    return best


def boxed(model: Model, low: Floats, high: Floats) -> Model:
    """Keep the places' duals between two bounds: leaving out costs ``high``, taking twice pays ``low``."""
    places, rows = len(low), model.matrix.shape[0]
    unit = sp.csr_matrix((np.ones(places), (np.arange(places), np.arange(places))), shape=(rows, places))
    return replace(
        model,
        cost=np.concatenate([model.cost, high, -low]),
        matrix=sp.hstack([model.matrix, unit, -unit], format="csr"),
        top=np.concatenate([model.top, np.full(2 * places, np.inf)]),
    )


def _paying(master: Master, duals: Duals, priced: Priced) -> tuple[Candidates, Figures]:
    """Keep the candidates with a negative reduced cost."""
    reduced = reduced_costs(master.problem, master.rows, master.ceilings, duals, priced.cheap, priced.figures)
    rows = np.flatnonzero(reduced < 0)
    return priced.cheap.take(rows), priced.figures.take(rows)
