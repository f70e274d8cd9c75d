"""One CP-SAT model of everything: the certain way for tiny cases, and what the benchmark compares with."""

from collections.abc import Sequence
from math import inf

from .case import AllianceCase, Schedule, TierValue
from .freedom import every_freedom
from .lexicographic import Effort, solve_tiers
from .own_staff import staff_alone
from .reading_out import Staffing


def exact_exchange(
    case: AllianceCase,
    seconds: float,
    threads: int,
    seed: int,
    *,
    work: float = inf,
    start: Staffing | None = None,
    known: Sequence[TierValue] = (),
    free: bool = False,
) -> Schedule:
    """Best exchange of a case by one model over teachers, sites and half-days.

    Parameters
    ----------
    seconds
        Wall seconds over all tiers.
    work
        CP-SAT's deterministic time for one tier, so that runs agree whatever the machine's load.
    start
        A staffing that keeps every rule; everybody at home where there is none.
    known
        Tiers of an allocation of this case; their bounds serve here too.
    free
        A quicker search whose runs differ; a tier may take all the time that is left.

    Returns
    -------
    Schedule
        Its bounds hold for every schedule of the case that is no worse in the earlier tiers. Where time
        runs out, the best found so far.
    """
    effort = Effort(seconds, work, threads, seed, free)
    begin = staff_alone(case) if start is None else start
    found = solve_tiers(case, every_freedom(case), effort, start=begin, known=known)
    assert found is not None, "a start is never lost"
    return found
