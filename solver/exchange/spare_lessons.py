"""A quick exchange without any solver: lessons that own staff has to spare go where they lack.

Everybody teaches at home first; who then has lessons to spare visits the school that lacks most of a subject
of theirs. It is the start of every solve, and what there is where time is over before one could begin.
Source: docs/exchange.md 14 to 19 and 24.
"""

from collections import Counter
from collections.abc import Iterator

from .by_hand import lay_by_hand
from .case import SEMESTERS, AllianceCase, PromisedVisit
from .freedom import Target, home_least, targets
from .own_staff import staff_alone
from .reading_out import Staffing
from .tier_values import tier_values

HALF_DAYS_A_DAY = 2


def spare_lessons(case: AllianceCase) -> Staffing:
    """Let spare lessons go where they lack, where that is better than everybody at home."""
    alone = staff_alone(case)
    promises = [visit for semester in SEMESTERS for visit in _visits(case, alone, semester)]
    if not promises:
        return alone
    laid = lay_by_hand(case, alone.home, promises, ())
    return min(alone, laid, key=lambda one: tuple(worth.value for worth in tier_values(case, *one)))


def _visits(case: AllianceCase, alone: Staffing, semester: int) -> Iterator[PromisedVisit]:
    """Promise the visits of one semester: the largest shortage first, by whoever has most to spare."""
    least = home_least(case)
    at_home = {p: sum(alone.home.get((p, semester), {}).values()) for p in range(len(case.people))}
    spare = {p: who.most(semester) - at_home[p] for p, who in enumerate(case.people)}
    reach = {p: targets(case, p, semester) for p, left in spare.items() if left and at_home[p] >= least}
    lack: Counter[tuple[int, str]] = Counter()
    for s, school in enumerate(case.schools):
        for subject in school.need:
            lack[s, subject] = school.whole_need(subject)
    for (p, when), lessons in alone.home.items():
        if when == semester:
            for subject, count in lessons.items():
                lack[case.people[p].school, subject] -= count
    most = case.settings.visit_days_max * HALF_DAYS_A_DAY * case.settings.lessons_per_half_day
    for (s, subject), short in sorted(lack.items(), key=lambda row: (-row[1], row[0])):
        left = short
        room = {
            site: case.schools[s].site_need.get((site, subject), 0) // 1000 for site in case.schools[s].sites
        }
        for p, target in _able(reach, s, subject, spare)[: case.settings.visitors_max]:
            count = min(left, spare[p], most, room[target.site])
            if count < 1:
                continue
            half_days = -(-count // case.settings.lessons_per_half_day)
            yield PromisedVisit(p, target.site, semester, {subject: count}, half_days)
            del reach[p]  # one site a teacher: the next one's days would have to fit beside
            left -= count
            room[target.site] -= count


def _able(
    reach: dict[int, tuple[Target, ...]], school: int, subject: str, spare: dict[int, int]
) -> list[tuple[int, Target]]:
    """Who can give the subject there, most spare lessons first; each with one of the school's sites."""
    able: dict[int, Target] = {}
    for p, sites in reach.items():
        for target in sites:
            if target.school == school and subject in target.subjects:
                able.setdefault(p, target)
    return sorted(able.items(), key=lambda one: (-spare[one[0]], one[0]))
