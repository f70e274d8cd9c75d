"""One case end to end: allocation, weekly pattern, repair, and where it pays the exact model.

Whatever happens there is a schedule that keeps every rule, at worst everybody at home.
"""

import logging
from collections.abc import Iterable, Sequence
from time import monotonic

from ...models.words import Term
from .allocation import allocate
from .by_hand import lay_by_hand
from .case import AllianceCase, Allocation, Schedule, TierValue
from .easier import best_promises
from .exact import exact_exchange
from .freedom import every_freedom
from .idle_visits import without_idle_visits
from .lexicographic import Effort, known_bound, with_bounds
from .one_semester import taken_once
from .own_staff import staff_alone
from .reading_out import Staffing
from .repair import repair
from .spare_lessons import spare_lessons
from .tier_values import tier_values
from .week import lay_week, promises_kept

ALLOCATION_SHARE = 0.5
"""Share of the seconds that the allocation may take."""
WEEK_SHARE, REPAIR_SHARE = 0.3, 0.4
"""Shares of what is then left, for one attempt each."""
WORK = 0.1
"""Deterministic time of CP-SAT for a tier, per second: small enough to end before the clock does."""
EXACT_SIZE = 400
"""Up to so many open (person, semester, site, half-day), what is left unproven goes to the exact model."""
TIDYING_SECONDS = 0.3
"""Seconds for taking back idle visits where time is over already."""
POLISH = frozenset({Term.WORST_UNCOVERED, Term.TEACHER_MINUTES, Term.WORST_TEACHER_MINUTES})
"""Terms for which a repair is not worth its time where the allocation reached the same value."""

_log = logging.getLogger(__name__)


def exchange_of(case: AllianceCase, seconds: float, threads: int, seed: int) -> Schedule:
    """Best exchange of one alliance, or of one school alone.

    Parameters
    ----------
    seconds
        Wall seconds; never an error when they run out, only a wider gap.

    Returns
    -------
    Schedule
        Every rule holds. A tier's bound is valid for every schedule of the case that is no worse than this
        one in the earlier tiers; a tier without a known bound has 0.
    """
    until = monotonic() + seconds
    alone = staff_alone(case)
    freedom = every_freedom(case)
    if freedom.size == 0:
        return _proven(case, alone)
    allocation = best_promises(case, allocate(case, ALLOCATION_SHARE * seconds), until)
    best = taken_once(case, spare_lessons(case))
    known: list[Sequence[TierValue]] = [allocation.tiers]
    for found in _attempts(case, allocation, seconds, until, threads, seed):
        laid = taken_once(case, Staffing(*found[:3]))
        best = min(best, laid, key=lambda staffing: _rank(case, staffing))
        if _closed(case, best, known):
            break
    if not _closed(case, best, known):
        best = taken_once(case, without_idle_visits(case, best, max(until, monotonic() + TIDYING_SECONDS)))
    if not _closed(case, best, known) and freedom.size <= EXACT_SIZE and monotonic() < until:
        exact = exact_exchange(
            case,
            until - monotonic(),
            threads,
            seed,
            work=WORK * seconds,
            start=best,
            known=allocation.tiers,
        )
        best = taken_once(case, Staffing(*exact[:3]))
        known.append(exact.tiers)
    return Schedule(*best, with_bounds(tier_values(case, *best), _bounds(case, best, known)))


def _attempts(
    case: AllianceCase, allocation: Allocation, seconds: float, until: float, threads: int, seed: int
) -> Iterable[Staffing | Schedule]:
    """Schedules from an allocation, each with more freedom than the one before."""

    def effort(share: float) -> Effort:
        left = share * max(0.0, until - monotonic())
        return Effort(left, share * WORK * seconds, threads, seed)

    hand = lay_by_hand(case, allocation.home, allocation.visits, allocation.rotations)
    yield hand
    week = None
    if _rank(case, hand) > tuple(tier.value for tier in allocation.tiers):
        kept = hand if promises_kept(allocation, hand) else None
        week = lay_week(case, allocation, effort(WEEK_SHARE), start=kept)
        if week is not None:
            yield week
        else:
            _log.info("%s: the week does not hold every promise", case.alliance)
    start = hand if week is None else Staffing(*week[:3])
    for wider in (False, True):
        if not _repair_pays(case, allocation, start):
            return
        repaired = repair(case, allocation, effort(REPAIR_SHARE), start=start, wider=wider)
        if repaired is not None:
            start = Staffing(*repaired[:3])
            yield repaired


def _repair_pays(case: AllianceCase, allocation: Allocation, staffing: Staffing) -> bool:
    """Whether the first open tier lost something against the allocation, or is worth a search of its own."""
    worths = tier_values(case, *staffing)
    bounds = _bounds(case, staffing, [allocation.tiers])
    for worth, bound, tier in zip(worths, bounds, allocation.tiers, strict=True):
        if worth.value > bound:
            return worth.value > tier.value or not set(tier.terms) <= POLISH
    return False


def _rank(case: AllianceCase, staffing: Staffing) -> tuple[int, ...]:
    return tuple(worth.value for worth in tier_values(case, *staffing))


def _bounds(case: AllianceCase, staffing: Staffing, known: Sequence[Sequence[TierValue]]) -> tuple[int, ...]:
    worths = tier_values(case, *staffing)
    bounds = tuple(max(known_bound(worths, tiers, i) for tiers in known) for i in range(len(worths)))
    assert all(bound <= worth.value for bound, worth in zip(bounds, worths, strict=True))
    return bounds


def _closed(case: AllianceCase, staffing: Staffing, known: Sequence[Sequence[TierValue]]) -> bool:
    return _rank(case, staffing) == _bounds(case, staffing, known)


def _proven(case: AllianceCase, staffing: Staffing) -> Schedule:
    """Where nobody can leave, own staff is best in every tier: its terms are the least, or fixed."""
    worths = tier_values(case, *staffing)
    return Schedule(*staffing, with_bounds(worths, [worth.value for worth in worths]))
