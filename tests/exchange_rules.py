"""Which rules of docs/exchange.md (4, 12 to 24) a schedule of a case breaks, by plain counting."""

from collections import Counter, defaultdict
from fractions import Fraction

from lianxiao.models.half_day import HalfDay
from lianxiao.solver.exchange.case import AllianceCase, Schedule


def broken_rules(case: AllianceCase, plan: Schedule) -> list[str]:  # noqa: PLR0912, PLR0915 - one count a rule
    """Sentences, one for each broken rule; empty where all hold."""
    rules, wrong = case.settings, []
    taught: Counter[tuple[int, int, str]] = Counter()
    given: Counter[tuple[int, int]] = Counter()
    home: Counter[tuple[int, int]] = Counter()
    for (p, s), lessons in plan.home.items():
        for subject, n in lessons.items():
            wrong += [f"4 {p} {subject}"] * (n < 0 or subject not in case.people[p].subjects)
            taught[case.people[p].school, s, subject] += n
            given[p, s] += n
            home[p, s] += n
    rotating = {(r.person, s): r for r in plan.rotations for s in r.semesters}
    wrong += _rotations(case, plan, rotating)
    for r in plan.rotations:
        for (s, subject), n in r.lessons.items():
            wrong += [f"4 {r.person} {subject}"] * (n < 0 or subject not in case.people[r.person].subjects)
            taught[r.school, s, subject] += n
            given[r.person, s] += n
    wrong += [f"22 {p} at home while rotating" for p, s in rotating if home[p, s]]
    wrong += [
        f"22 {v.person} visits while rotating" for v in plan.visits if (v.person, v.semester) in rotating
    ]
    senders = {(case.people[p].school, s) for p, s in rotating}

    at_site: Counter[tuple[int, str, str]] = Counter()
    visitors: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    on_day: Counter[tuple[int, int, int, str]] = Counter()
    ways: Counter[tuple[int, str, str, HalfDay]] = Counter()
    where: dict[tuple[int, int], dict[HalfDay, str]] = defaultdict(dict)
    for v in plan.visits:
        who, j = case.people[v.person], case.school_of_site(v.site)
        wrong += [f"9 {who.teacher}"] * (not who.may_visit)
        wrong += [f"13 {v.semester}"] * (not case.open[v.semester])
        wrong += [f"14 {who.teacher} own school"] * (j == who.school)
        wrong += [f"14 {who.teacher} to {v.site}"] * ((who.site, v.site) not in case.site_seconds)
        senders.add((who.school, v.semester))
        for d, lessons in v.lessons.items():
            total = sum(lessons.values())
            wrong += [f"16 {who.teacher} {d} {total} lessons"] * (
                not 1 <= total <= rules.lessons_per_half_day
            )
            wrong += [f"16 {who.teacher} two sites {d}"] * (d in where[v.person, v.semester])
            blocked = case.schools[j].blocked.get(v.site, (frozenset(), frozenset()))[v.semester]
            wrong += [f"16 {who.teacher} blocked {d}"] * (d in who.blocked[v.semester] | blocked)
            where[v.person, v.semester][d] = v.site
            ways[v.semester, who.site, v.site, d] += 1
            given[v.person, v.semester] += total
            for subject, n in lessons.items():
                wrong += [f"4 {who.teacher} {subject}"] * (n < 0 or subject not in who.subjects)
                taught[j, v.semester, subject] += n
                at_site[v.semester, v.site, subject] += n
                on_day[j, v.semester, d.day, subject] += n
                if n:
                    visitors[j, v.semester, subject].add(v.person)
    wrong += _weeks(case, where, home)
    wrong += [f"4 {p} {n}" for (p, _), n in given.items() if n > case.people[p].lessons_max]
    wrong += [f"4 {k} {n}" for k, n in taught.items() if n > case.schools[k[0]].whole_need(k[2])]
    for (_, site, subject), n in at_site.items():
        need = case.schools[case.school_of_site(site)].site_need.get((site, subject), 0)
        wrong += [f"14 {site} {subject}"] * (n > need // 1000)
    wrong += [f"18 {k}" for k, people in visitors.items() if len(people) > rules.visitors_max]
    for (j, _, day, subject), n in on_day.items():
        most = case.schools[j].day_lessons
        wrong += [f"19 {j} {day} {subject}"] * (most is not None and n > most)
    for (_, own, site, d), n in ways.items():
        if (own, site) in case.seats:
            wrong += [f"20 {own} {site} {d}"] * (n > case.seats[own, site].get(d, 0))
    for j, s in sorted(senders):
        total = sum(n for (school, when, _), n in taught.items() if (school, when) == (j, s))
        left = sum(case.schools[j].need.values()) - 1000 * total
        wrong += [f"24 school {j} semester {s}: {left} > {case.schools[j].alone}"] * (
            left > case.schools[j].alone
        )
    return wrong


def _rotations(case: AllianceCase, plan: Schedule, rotating: dict) -> list[str]:  # type: ignore[type-arg]
    wrong = []
    wrong += [f"22 {p} twice" for p, n in Counter(r.person for r in plan.rotations).items() if n > 1]
    for r in plan.rotations:
        who = case.people[r.person]
        wrong += [f"10 {who.teacher}"] * (not who.may_rotate)
        wrong += [f"13 {who.teacher}" for s in r.semesters if not case.open[s]]
        wrong += [f"15 {who.teacher}"] * ((who.school, r.school) not in case.school_seconds)
        wrong += [f"22 {who.teacher} other semester" for s, _ in r.lessons if s not in r.semesters]
        for s in r.semesters:
            total = sum(n for (when, _), n in r.lessons.items() if when == s)
            wrong += [f"22 {who.teacher} {total} lessons"] * (
                total < Fraction(case.settings.rotation_lessons_min)
            )
    for j, school in enumerate(case.schools):
        for s in (0, 1):
            gone = [case.people[p] for p, when in rotating if when == s and case.people[p].school == j]
            wrong += [f"23 school {j}"] * (len(gone) > school.away_most)
            wrong += [f"23 backbone {j}"] * (sum(p.backbone for p in gone) > school.backbone_away_most)
    return wrong


def _weeks(
    case: AllianceCase, where: dict[tuple[int, int], dict[HalfDay, str]], home: Counter[tuple[int, int]]
) -> list[str]:
    wrong, rules = [], case.settings
    for (p, s), week in where.items():
        who = case.people[p]
        wrong += [f"16 {who.teacher} days"] * (len({d.day for d in week}) > rules.visit_days_max)
        wrong += [f"16 {who.teacher} home {home[p, s]}"] * (home[p, s] < Fraction(rules.home_lessons_min))
        own = case.schools[who.school].blocked.get(who.site, (frozenset(), frozenset()))[s]
        free = [d for d in HalfDay if d not in who.blocked[s] | own and d not in week]
        wrong += [f"16 {who.teacher} home half-days"] * (home[p, s] > len(free) * rules.lessons_per_half_day)
        for d, site in week.items():
            for then, other in week.items():
                if d.day == then.day and d.endswith("am") and then.endswith("pm") and site != other:
                    wrong += [f"17 {who.teacher} {d}"] * ((site, other) not in case.site_seconds)
    return wrong
