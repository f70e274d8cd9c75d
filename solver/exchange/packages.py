"""Visit packages: what the week of one visiting teacher can look like, seen on its own.

A package says how many half-days on how many days the teacher is at which sites, what that costs in travel,
how many half-days stay for home, and (its *support*) which subjects are given where. Every package can be
laid on half-days that are free for the teacher and the sites; what several visitors share (lessons of a
class on a day, seats) is not looked at here. Packages that another one beats in everything are left out.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, combinations, product
from math import ceil
from typing import NamedTuple

from ...models.half_day import HalfDay
from .case import AllianceCase
from .freedom import home_least
from .staff_classes import TeacherClass

HALF_DAYS = tuple(HalfDay)
DAYS = 5
_Subjects = tuple[int, ...]
_Look = tuple[tuple[tuple[bool, ...], bool], tuple[tuple[bool, ...], bool]]
"""Morning and afternoon of a day: by site whether free, and whether it counts at home."""


class Reach(NamedTuple):
    """A site that a class can visit in a semester.

    Attributes
    ----------
    seconds
        One way, from the class's own site.
    subjects
        Positions in the class's subjects that the site itself needs.
    useful
        Most lessons that a visitor can give here in a week.
    day_lessons
        Most lessons of one subject that visitors may give here on a day.
    free
        By half-day, whether a visit may take place.
    seated
        Whether the way needs seats.
    """

    site: str
    school: int
    seconds: int
    subjects: _Subjects
    useful: int
    day_lessons: int
    free: tuple[bool, ...]
    seated: bool


class Package(NamedTuple):
    """One way to spend a week as a visitor; tuples are by reachable site.

    Attributes
    ----------
    seconds
        One way, summed over sites and days (rule 30 counts both ways, and the mean of two semesters halves).
    home_half_days
        Half-days left for lessons at home.
    support
        By site, the subjects given there; None: any, counted elsewhere.
    """

    half_days: tuple[int, ...]
    days: tuple[int, ...]
    seconds: int
    home_half_days: int
    support: tuple[_Subjects, ...] | None


def reach_of(case: AllianceCase, staff: TeacherClass, semester: int) -> tuple[Reach, ...]:
    """List the sites that teachers of a class can visit in a semester, in the order of the schools."""
    most = away_most(case, staff)
    if not staff.may_visit or most < 1 or case.settings.visitors_max < 1 or not case.open[semester]:
        return ()
    found: list[Reach] = []
    for number, school in enumerate(case.schools):
        for site in school.sites if number != staff.school else ():
            seconds = case.site_seconds.get((staff.site, site))
            whole = [school.site_need.get((site, subject), 0) // 1000 for subject in staff.subjects]
            subjects = tuple(j for j, lessons in enumerate(whole) if lessons > 0)
            seats = case.seats.get((staff.site, site))
            taken = staff.blocked[semester] | _blocked(case, number, site, semester)
            free = tuple(
                half not in taken and (seats is None or seats.get(half, 0) > 0) for half in HALF_DAYS
            )
            a_day = school.day_lessons if school.day_lessons is not None else 2 * most
            if seconds is None or not subjects or not any(free) or a_day < 1:
                continue
            useful = min(most, sum(whole[j] for j in subjects))
            found.append(Reach(site, number, seconds, subjects, useful, a_day, free, seats is not None))
    return tuple(found)


def _blocked(case: AllianceCase, school: int, site: str, semester: int) -> frozenset[HalfDay]:
    found = case.schools[school].blocked.get(site)
    return found[semester] if found is not None else frozenset()


def away_most(case: AllianceCase, staff: TeacherClass) -> int:
    """Most lessons that a visitor of the class can give away from home."""
    return staff.lessons_max - home_least(case)


class _Day(NamedTuple):
    """What one day of visits adds: half-days and days by site, and half-days lost at home."""

    half_days: tuple[int, ...]
    days: tuple[int, ...]
    lost: int


def packages_of(
    case: AllianceCase, staff: TeacherClass, reach: Sequence[Reach], semester: int, *, supported: bool
) -> tuple[Package, ...]:
    """List the packages of a class that no other package beats in everything.

    ``supported``: with every choice of subjects; otherwise with support None (any).
    """
    if not reach:
        return ()
    taken = staff.blocked[semester] | _blocked(case, staff.school, staff.site, semester)
    home = tuple(half not in taken for half in HALF_DAYS)
    split = frozenset(
        (a, b)
        for a, b in product(range(len(reach)), repeat=2)
        if a != b and (reach[a].site, reach[b].site) in case.site_seconds
    )
    lessons, least = case.settings.lessons_per_half_day, home_least(case)
    weeks = _weeks(
        tuple((*site[2:3], *site[4:]) for site in reach),
        home,
        split,
        case.settings.visit_days_max,
        lessons,
        ceil(staff.lessons_max / lessons),
        ceil(least / lessons),
    )
    packages = [Package(*week, None) for week in weeks]
    if not supported:
        return tuple(packages)
    return tuple(chain.from_iterable(_with_support(package, reach) for package in packages))


@lru_cache(maxsize=512)
def _weeks(
    reach: tuple[tuple[int, int, int, tuple[bool, ...], bool], ...],
    home: tuple[bool, ...],
    split: frozenset[tuple[int, int]],
    days_max: int,
    lessons: int,
    home_most: int,
    home_least: int,
) -> tuple[tuple[tuple[int, ...], tuple[int, ...], int, int], ...]:
    """Half-days, days, seconds and half-days left at home of every week that none beats; cached.

    ``reach`` has seconds, useful, day_lessons, free and seated per site. Half-days at home beyond
    ``home_most`` are worth nothing; below ``home_least`` a week is impossible.
    """
    sites = range(len(reach))
    kinds: dict[_Look, int] = {}
    for day in range(DAYS):
        am, pm = 2 * day, 2 * day + 1
        look = (
            (tuple(reach[k][3][am] for k in sites), home[am]),
            (tuple(reach[k][3][pm] for k in sites), home[pm]),
        )
        kinds[look] = kinds.get(look, 0) + 1
    free_at_home = sum(home)
    states = {(tuple(0 for _ in sites), tuple(0 for _ in sites), 0): 0}  # to days used
    for look, number in kinds.items():
        options = _day_options(look, split, len(reach))
        fresh = dict(states)
        for _ in range(min(number, days_max)):
            grown: dict[tuple[tuple[int, ...], tuple[int, ...], int], int] = {}
            for (halves_at, days_at, lost), used in fresh.items():
                if used == days_max:
                    continue
                for option in options:
                    key = (
                        tuple(a + b for a, b in zip(halves_at, option.half_days, strict=True)),
                        tuple(a + b for a, b in zip(days_at, option.days, strict=True)),
                        lost + option.lost,
                    )
                    if min(grown.get(key, DAYS + 1), states.get(key, DAYS + 1)) > used + 1:
                        grown[key] = used + 1
            # while days are still added every half-day at home counts: the next day may take the spare one
            fresh = _undominated(grown, reach, lessons, free_at_home, free_at_home)
            states |= fresh
            states = _undominated(states, reach, lessons, free_at_home, free_at_home)
    states = _undominated(states, reach, lessons, free_at_home, home_most)
    return tuple(
        (halves_at, days_at, sum(reach[k][0] * days_at[k] for k in sites), free_at_home - lost)
        for halves_at, days_at, lost in sorted(states)
        if any(halves_at) and free_at_home - lost >= home_least
    )


def _day_options(look: _Look, split: frozenset[tuple[int, int]], number: int) -> list[_Day]:
    """List what a day of one kind can hold, each effect once."""
    (morning, home_am), (afternoon, home_pm) = look
    nowhere = -1
    found: set[_Day] = set()
    for am, pm in product((nowhere, *range(number)), repeat=2):
        if (am == pm == nowhere) or (am >= 0 and not morning[am]) or (pm >= 0 and not afternoon[pm]):
            continue
        if am != pm and am >= 0 and pm >= 0 and (am, pm) not in split:
            continue
        halves = tuple((am == k) + (pm == k) for k in range(number))
        lost = (am >= 0 and home_am) + (pm >= 0 and home_pm)
        found.add(_Day(halves, tuple(min(1, half) for half in halves), lost))
    return sorted(found)


_State = tuple[tuple[int, ...], tuple[int, ...], int]


def _undominated(
    states: dict[_State, int],
    reach: tuple[tuple[int, int, int, tuple[bool, ...], bool], ...],
    lessons: int,
    free_at_home: int,
    home_most: int,
) -> dict[_State, int]:
    """Drop states that another one beats or equals in everything, days used included."""

    def worth(state: _State, used: int) -> tuple[int, ...]:
        halves_at, days_at, lost = state
        gain: list[int] = []
        cost = 0
        for (seconds, useful, a_day, _free, seated), halves, days in zip(
            reach, halves_at, days_at, strict=True
        ):
            gain += [min(useful, lessons * halves), min(useful, a_day * days)]
            cost += seconds * days
            if seated:
                gain.append(-halves)
        return (*gain, -cost, min(home_most, free_at_home - lost), -used)

    ranked = sorted(((worth(state, used), state) for state, used in states.items()), reverse=True)
    best: list[tuple[tuple[int, ...], _State]] = []
    for vector, state in ranked:
        if not any(all(a >= b for a, b in zip(other, vector, strict=True)) for other, _ in best):
            best.append((vector, state))
    return {state: states[state] for _vector, state in best}


def _with_support(package: Package, reach: Sequence[Reach]) -> Iterable[Package]:
    """Write out every choice of subjects per school that the package visits (sites of a school alike)."""
    schools = sorted({site.school for site, half in zip(reach, package.half_days, strict=True) if half})
    choices = []
    for school in schools:
        needed = sorted(
            {
                j
                for site, half in zip(reach, package.half_days, strict=True)
                if half and site.school == school
                for j in site.subjects
            }
        )
        choices.append([set(c) for n in range(1, len(needed) + 1) for c in combinations(needed, n)])
    for chosen in product(*choices):
        at = dict(zip(schools, chosen, strict=True))
        yield package._replace(
            support=tuple(
                tuple(j for j in site.subjects if half and j in at[site.school]) if half else ()
                for site, half in zip(reach, package.half_days, strict=True)
            )
        )


def room_in(
    case: AllianceCase,
    staff: TeacherClass,
    reach: Sequence[Reach],
    package: Package,
    wanted: frozenset[tuple[int, int]],
    *,
    home: bool = False,
) -> int:
    """Most lessons that a visitor with the package can give of the wanted (site, subject) positions.

    With ``home``, of these and of home lessons beyond the least ones together. Over all subsets these
    numbers describe the package completely: its limits are a laminar family (a subject at a site, a site,
    home, everything), so they form an integral polymatroid.
    """
    lessons, least = case.settings.lessons_per_half_day, home_least(case)
    total = max(0, lessons * package.home_half_days - least) if home else 0
    for k, site in enumerate(reach):
        if not package.half_days[k]:
            continue
        most = lessons * package.half_days[k]
        a_subject = min(most, site.day_lessons * package.days[k])
        given = site.subjects if package.support is None else package.support[k]
        total += min(most, a_subject * sum((k, j) in wanted for j in given))
    return min(total, away_most(case, staff))
