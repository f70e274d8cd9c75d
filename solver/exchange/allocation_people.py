"""Names for the numbers: which teacher of a class visits, rotates and stays, and what each of them gives."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from ...models.words import Term
from .allocation_model import AllocationModel, lessons_alone
from .allocation_split import Broken, Counts, Share, SplitWeek, split_week
from .case import SEMESTERS, AllianceCase, Allocation, PickedRotation, PromisedVisit, TierValue
from .own_staff import staff_alone
from .packages import Package, Reach
from .tier_values import EXCHANGE_TERMS, Home, quota_missed, share, short


class Draft(NamedTuple):
    """An allocation without its tiers; ``seconds`` is each visitor's travel (mean over both semesters)."""

    home: Home
    visits: tuple[PromisedVisit, ...]
    rotations: tuple[PickedRotation, ...]
    seconds: Mapping[int, int]

    def with_bounds(self, case: AllianceCase, bounds: Sequence[int]) -> Allocation:
        """Finish the allocation: values from itself, bounds as given."""
        tiers = tuple(
            TierValue(terms, sum(tier[term] * value for term, value in terms.items()), bound)
            for tier, terms, bound in zip(case.tiers, self.terms(case), bounds, strict=True)
        )
        return Allocation(self.home, self.visits, self.rotations, tiers)

    def values(self, case: AllianceCase) -> tuple[int, ...]:
        """Weighted value of each tier."""
        return tuple(
            sum(tier[term] * value for term, value in terms.items())
            for tier, terms in zip(case.tiers, self.terms(case), strict=True)
        )

    def taught(self, case: AllianceCase) -> Mapping[tuple[int, int], int]:
        """Lessons taught by (school, semester), over all subjects."""
        totals: dict[tuple[int, int], int] = defaultdict(int)
        for (person, semester), lessons in self.home.items():
            totals[case.people[person].school, semester] += sum(lessons.values())
        for visit in self.visits:
            totals[case.school_of_site(visit.site), visit.semester] += sum(visit.lessons.values())
        for rotation in self.rotations:
            for (semester, _), count in rotation.lessons.items():
                totals[rotation.school, semester] += count
        return totals

    def terms(self, case: AllianceCase) -> tuple[dict[Term, int], ...]:
        """Compute every tier's terms from the allocation itself (docs/exchange.md 27 to 31)."""
        totals = self.taught(case)
        at_school = [(i, s) for i in range(len(case.schools)) for s in SEMESTERS]
        went_on = {
            (visit.person, case.school_of_site(visit.site), subject)
            for visit in self.visits
            for subject in visit.lessons
        }
        values = {
            Term.UNCOVERED_LESSONS: sum(short(case.schools[i], totals[i, s]) for i, s in at_school) // 2,
            Term.WORST_UNCOVERED: max(
                (share(case.schools[i], totals[i, s]) for i, s in at_school if case.schools[i].is_member),
                default=0,
            ),
            Term.QUOTA_MISSED: quota_missed(case, self.rotations),
            Term.TEACHER_MINUTES: sum(self.seconds.values()),
            Term.WORST_TEACHER_MINUTES: max(self.seconds.values(), default=0),
            Term.VISIT_CHANGES: len(case.kept - went_on),
        }
        return tuple({term: values[term] for term in EXCHANGE_TERMS if term in tier} for tier in case.tiers)


def draft_alone(case: AllianceCase) -> Draft:
    """Everybody at home: always allowed."""
    return Draft(staff_alone(case).home, (), (), {})


def draft_of(model: AllocationModel, counts: Counts) -> Draft | tuple[Broken, ...]:
    """Name the teachers behind the numbers, or say what rows the numbers break."""
    broken: list[Broken] = []
    split: dict[tuple[int, int], SplitWeek] = {}
    for c in range(len(model.classes)):
        for t in range(len(model.spans)):
            found = split_week(model, counts, c, t)
            if isinstance(found, Broken):
                broken.append(found)
            else:
                split[c, t] = found
    if broken:
        return tuple(broken)
    maker = _Names(model, counts)
    for c in range(len(model.classes)):
        maker.rotate(c)
        for semester in SEMESTERS:
            if (span := maker.span_of(semester)) is not None:
                maker.teach(c, span, semester, split[c, span])
    return maker.draft()


def draft_without(model: AllocationModel, counts: Counts, classes: frozenset[int]) -> Draft | None:
    """Name the teachers behind the numbers, some classes visiting nobody; None where a sender then loses.

    Their lessons at home stay; the schools they would have visited lose theirs (24 is asked of every school).
    """
    staying = replace(
        counts,
        visit={key: n for key, n in counts.visit.items() if key[0] not in classes},
        away={key: n for key, n in counts.away.items() if key[0] not in classes},
        givers={key: n for key, n in counts.givers.items() if key[0] not in classes},
    )
    draft = draft_of(model, staying)
    if not isinstance(draft, Draft):
        return None
    taught = draft.taught(model.case)
    keeps = all(
        taught[s, semester] >= lessons_alone(model.case, s, semester)
        for s in range(len(model.case.schools))
        for semester in SEMESTERS
    )
    return draft if keeps else None


class _Names:
    """Collects rows while classes are gone through."""

    def __init__(self, model: AllocationModel, counts: Counts) -> None:
        self._model, self._counts = model, counts
        self._home: dict[tuple[int, int], dict[str, int]] = {}
        self._visits: list[PromisedVisit] = []
        self._rotations: dict[int, PickedRotation] = {}
        self._seconds: dict[int, int] = defaultdict(int)

    def span_of(self, semester: int) -> int | None:
        """Return the modelled span that a semester is planned by; None for a closed semester."""
        for t, span in enumerate(self._model.spans):
            if span.semester == semester or span.weight == len(SEMESTERS):
                return t
        return None

    def rotate(self, c: int) -> None:
        """Pick the rotating teachers of a class and share their lessons evenly."""
        model, staff = self._model, self._model.classes[c]
        gone: dict[tuple[int, int], list[int]] = defaultdict(list)
        chosen: dict[int, tuple[int, tuple[int, ...]]] = {}
        for g, group in enumerate(staff.groups):
            left = iter(group.people)
            for (_c, _g, s, u), number in sorted(self._counts.rotate.items()):
                if (_c, _g) != (c, g):
                    continue
                for semesters in model.turns[u].semesters * number:
                    person = next(left)
                    chosen[person] = (s, semesters)
                    for semester in semesters:
                        gone[s, semester].append(person)
        lessons: dict[int, dict[tuple[int, str], int]] = {person: {} for person in chosen}
        for (s, semester), people in sorted(gone.items()):
            t = self.span_of(semester)
            assert t is not None
            totals = [self._counts.there.get((c, s, t, j), 0) for j in range(len(staff.subjects))]
            shares = _evenly(sum(totals), len(people))
            for person, own in zip(people, _by_subject(shares, totals), strict=True):
                for j, count in own.items():
                    lessons[person][semester, staff.subjects[j]] = count
        for person, (s, semesters) in chosen.items():
            self._rotations[person] = PickedRotation(person, s, semesters, lessons[person])

    def teach(self, c: int, t: int, semester: int, split: SplitWeek) -> None:
        """Name visitors and share out lessons at home; who never rotates visits first."""
        staff = self._model.classes[c]
        here = [
            person
            for person in staff.people
            if person not in self._rotations or semester not in self._rotations[person].semesters
        ]
        here.sort(key=lambda person: (person in self._rotations, person))
        visitors = [one for one in split.visitors if any(one.away.values())]
        idle = sum(one.home for one in split.visitors if not any(one.away.values()))
        for person, one in zip(here, visitors, strict=False):
            self._visit(c, t, semester, person, one)
        rest = len(here) - len(visitors)
        shares = [one.home for one in visitors] + _evenly(split.stayers + idle, rest)
        totals = [self._counts.home.get((c, t, j), 0) for j in range(len(staff.subjects))]
        for person, own in zip(here, _by_subject(shares, totals), strict=True):
            if own:
                self._home[person, semester] = {staff.subjects[j]: n for j, n in own.items()}

    def _visit(self, c: int, t: int, semester: int, person: int, one: Share) -> None:
        model, week = self._model, self._model.weeks[c, t]
        package = _cheapest(model.case, week.reach, week.packages, one)
        self._seconds[person] += package.seconds
        for k, site in enumerate(week.reach):
            lessons = {model.classes[c].subjects[j]: n for (kk, j), n in one.away.items() if kk == k}
            if lessons:
                least = -(-sum(lessons.values()) // model.case.settings.lessons_per_half_day)
                half_days = min(package.half_days[k], max(least, package.days[k]))
                self._visits.append(PromisedVisit(person, site.site, semester, lessons, half_days))

    def draft(self) -> Draft:
        """All of it, in order; semesters in which nobody may leave are staffed alone."""
        case = self._model.case
        home = dict(self._home)
        if not all(case.open):
            alone = draft_alone(case).home
            home |= {key: dict(lessons) for key, lessons in alone.items() if not case.open[key[1]]}
        return Draft(
            dict(sorted(home.items())),
            tuple(sorted(self._visits, key=lambda v: (v.person, v.semester, v.site))),
            tuple(self._rotations[person] for person in sorted(self._rotations)),
            dict(sorted(self._seconds.items())),
        )


def _cheapest(case: AllianceCase, reach: Sequence[Reach], packages: Sequence[Package], one: Share) -> Package:
    """Return the package with the least travel that holds what a visitor really gives."""
    lessons = case.settings.lessons_per_half_day

    def holds(package: Package) -> bool:
        for k, site in enumerate(reach):
            given = [n for (kk, _j), n in one.away.items() if kk == k]
            if sum(given) > lessons * package.half_days[k]:
                return False
            if any(n > site.day_lessons * package.days[k] for n in given):
                return False
        return one.home <= lessons * package.home_half_days

    fitting = [package for package in packages if holds(package)]
    return min(fitting, key=lambda package: (package.seconds, package.half_days), default=one.package)


def _evenly(total: int, parts: int) -> list[int]:
    if not parts:
        return []
    each, more = divmod(total, parts)
    return [each + (i < more) for i in range(parts)]


def _by_subject(shares: Sequence[int], totals: Sequence[int]) -> list[dict[int, int]]:
    """Fill shares with the first subject, then the next; both sum to the same."""
    left = list(totals)
    filled: list[dict[int, int]] = []
    for size in shares:
        own: dict[int, int] = {}
        room = size
        for j, lessons in enumerate(left):
            if taken := min(room, lessons):
                own[j] = taken
                left[j] -= taken
                room -= taken
        filled.append(own)
    return filled
