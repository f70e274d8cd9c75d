"""Solves whose LPs answer with wrong duals, and what holds all the same: nothing false is proven."""

from collections.abc import Iterable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.result import NoPlan
from lianxiao.solver.grouping import highs
from lianxiao.solver.grouping.duals import RealDuals
from lianxiao.solver.grouping.highs import Relaxed
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.run import solve_case
from lianxiao.tests.oracle import best_plan


def wrong_duals(master: Master, random: np.random.Generator) -> RealDuals:
    """Duals that no LP ever gave, of the size of the costs."""
    size = 10.0 ** random.integers(0, 7)
    return RealDuals(
        random.normal(0, size, master.rows.total),
        random.normal(0, 1, len(master.goal.budgets)),
        random.normal(0, size, (len(master.ceilings), len(master.problem.keys))),
    )


def mislead(
    monkeypatch: pytest.MonkeyPatch,
    modules: Iterable[ModuleType],
    lies: int | np.random.Generator,
    *,
    cuts_too: bool = False,
) -> None:
    """Let every LP that these modules solve answer with wrong duals, where it answers at all.

    Parameters
    ----------
    lies
        What they are drawn from: a seed draws the same ones for every LP, a generator others each time.
    cuts_too
        Whether the duals of cuts are wrong too.
    """
    honest = highs.relax

    def misled(master: Master, *asked: Any, **how: Any) -> Relaxed | None:
        found = honest(master, *asked, **how)
        if found is None:
            return None
        random, beyond = np.random.default_rng(lies), found.beyond
        if cuts_too:
            beyond = random.normal(0, 10.0 ** random.integers(0, 7), len(beyond))
        return replace(found, duals=wrong_duals(master, random), beyond=beyond)

    for module in modules:
        monkeypatch.setattr(module, "relax", misled)


def never_false(county: County, policy: Policy) -> None:
    """Hold every bound and every proof of a solve against the brute force, proven or not."""
    expected = best_plan(county, policy)
    solved = solve_case(county, policy, time_limit=6.0, workers=1, seed=0)
    if isinstance(solved, NoPlan):
        assert solved.status == "unknown" or expected is None
        return
    assert expected is not None
    sound = True  # best values are the optimum's only while every earlier tier is proven
    for reported, best in zip(solved.plan.tiers, expected.best, strict=True):
        if not sound:
            break
        assert reported.bound is not None
        assert reported.bound <= float(best) + 1e-9
        if reported.proven:
            assert reported.best == pytest.approx(float(best), abs=1e-9)
        sound = reported.proven
