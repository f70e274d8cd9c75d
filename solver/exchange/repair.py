"""Where promises and half-days do not fit: visits, home lessons and rotations decided together, near them."""

from .case import AllianceCase, Allocation, Schedule
from .freedom import every_rotation, promised_freedom
from .lexicographic import Effort, solve_tiers
from .reading_out import Staffing


def repair(
    case: AllianceCase, allocation: Allocation, effort: Effort, *, start: Staffing, wider: bool
) -> Schedule | None:
    """Best schedule near an allocation, by one model of its visitors, its rotations and home lessons.

    Lessons may move among days and people, a rotation may be given up. With ``wider`` visitors may go to
    other sites and give other subjects than promised, and any rotation may be taken.

    Parameters
    ----------
    start
        A schedule that keeps every rule and only has visitors and rotations of the allocation.
    """
    freedom = promised_freedom(case, allocation.visits, allocation.rotations, wider=wider)
    if wider:
        freedom = freedom._replace(rotations=every_rotation(case))
    return solve_tiers(case, freedom, effort, start=start, known=allocation.tiers)
