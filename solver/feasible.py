"""Whether any plan keeps every hard rule of a county, and how many promises have to break otherwise."""

import threading
from collections.abc import Sequence

from ..models.county import County
from ..models.policy import Policy
from .grouping.clock import Clock
from .grouping.problem import Problem, prepare
from .grouping.solve import Feasibility, keep_hard_rules, start_state
from .question import Cap, Question


def can_be_kept(
    county: County,
    policy: Policy,
    *,
    caps: Sequence[Cap] = (),
    seconds: float,
    workers: int = 2,
    seed: int = 0,
    stop: threading.Event | None = None,
) -> bool | None:
    """Decide whether a county has any plan.

    Parameters
    ----------
    caps
        Limits on terms that the plan has to keep too.
    seconds
        Wall seconds.

    Returns
    -------
    bool or None
        True: a plan was found. False: proven that there is none. None: not decided in time.
    """
    found = feasibility_of(
        prepare(county, policy),
        caps=caps,
        clock=Clock(seconds, stop or threading.Event(), workers),
        seed=seed,
    )
    if found.missed == 0:
        return True
    return False if found.at_least > 0 else None


def feasibility_of(problem: Problem, *, caps: Sequence[Cap], clock: Clock, seed: int) -> Feasibility:
    """Look for a plan of a prepared county that keeps every hard rule, and bound how many must break."""
    state = start_state(problem, question=Question(caps=tuple(caps)))
    return keep_hard_rules(state, clock, clock.limit, seed)
