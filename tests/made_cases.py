"""Alliances made in code for tests of the exchange: tiny ones where rules bind, and large realistic ones."""

from dataclasses import replace
from random import Random

from lianxiao.models.half_day import HalfDay
from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.words import Stage, Term
from lianxiao.solver.exchange.case import AllianceCase, Person, SchoolCase

ALL_TIERS = (
    {Term.UNCOVERED_LESSONS: 1},
    {Term.QUOTA_MISSED: 1},
    {Term.WORST_UNCOVERED: 1},
    {Term.TEACHER_MINUTES: 1},
    {Term.VISIT_CHANGES: 1},
)
NEVER = (frozenset[HalfDay](), frozenset[HalfDay]())


def school(  # one school of a made case
    name: str,
    need: dict[str, int],
    *,
    is_member: bool = True,
    points: dict[str, dict[str, int]] | None = None,
    day_lessons: int | None = None,
    blocked: dict[str, tuple[frozenset[HalfDay], frozenset[HalfDay]]] | None = None,
    alone: int = 0,
    rotation_quota: int = 0,
    backbone_quota: int = 0,
    away_most: int = 1,
    backbone_away_most: int = 1,
) -> SchoolCase:
    """Need in thousandths, of the school itself; that of its points is added."""
    points = points or {}
    site_need = {(name, s): n for s, n in need.items()}
    site_need |= {(p, s): n for p, needs in points.items() for s, n in needs.items()}
    total: dict[str, int] = {}
    for (_, subject), lessons in site_need.items():
        total[subject] = total.get(subject, 0) + lessons
    return SchoolCase(
        name, is_member, (name, *sorted(points)), total, site_need, day_lessons, blocked or {}, alone,
        rotation_quota, backbone_quota, away_most, backbone_away_most,
    )  # fmt: skip


def with_alone(case: AllianceCase) -> AllianceCase:
    """The case with every school's `alone` as docs/exchange.md 7 defines it, by brute flow."""
    import networkx as nx  # noqa: PLC0415 - slow to load, needed here alone

    schools = []
    for i, one in enumerate(case.schools):
        graph = nx.DiGraph()
        graph.add_nodes_from(["s", "t"])
        for p, who in enumerate(case.people):
            if who.school == i:
                graph.add_edge("s", p, capacity=who.lessons_max)
                for subject in who.subjects:
                    graph.add_edge(p, subject)
        for subject in one.need:
            graph.add_edge(subject, "t", capacity=one.whole_need(subject))
        taught = nx.maximum_flow_value(graph, "s", "t")
        schools.append(one._replace(alone=sum(one.need.values()) - 1000 * taught))
    return AllianceCase(**{**vars(case), "schools": tuple(schools)})


def tiny_case(seed: int) -> AllianceCase:
    """Two or three schools, a few teachers, few half-days: every rule binds in some of them."""
    rng = Random(seed)
    subjects = ["a", "b", "c"][: rng.randint(2, 3)]
    week = list(HalfDay)
    closed = frozenset(rng.sample(week, rng.randint(4, 8)))

    def half_days(chance: float) -> tuple[frozenset[HalfDay], frozenset[HalfDay]]:
        one = frozenset(d for d in week if rng.random() < chance) | closed
        two = one if rng.random() < 0.7 else frozenset(d for d in week if rng.random() < chance) | closed
        return one, two

    schools, sites = [], []
    for i in range(rng.randint(2, 3)):
        name = f"S{i}"
        need = {s: rng.choice([0, 1000, 2000, 2500, 4000, 6000]) for s in subjects}
        points = {f"{name}P": {rng.choice(subjects): rng.choice([1000, 3000])}} if rng.random() < 0.3 else {}
        blocked = {site: half_days(0.1) for site in (name, *points)}
        schools.append(
            school(
                name, {s: n for s, n in need.items() if n}, is_member=i > 0, points=points,
                day_lessons=rng.choice([None, None, 0, 1, 2, 4]), blocked=blocked,
                rotation_quota=rng.choice([0, 0, 1, 2]), backbone_quota=rng.choice([0, 0, 1]),
                away_most=rng.choice([0, 1, 1, 2]), backbone_away_most=rng.choice([0, 1]),
            )
        )  # fmt: skip
        sites.append([name, *points])
    people = []
    for t in range(rng.randint(2, 5)):
        i = rng.randrange(len(schools))
        people.append(
            Person(
                f"T{t}", rng.choice(sites[i]), i, tuple(rng.sample(subjects, rng.randint(1, 2))),
                rng.randint(2, 8), rng.random() < 0.8, rng.random() < 0.5, rng.random() < 0.4,
                half_days(0.15), rng.random() < 0.9,
            )
        )  # fmt: skip
    all_sites = [site for group in sites for site in group]
    site_seconds = {
        (a, b): rng.randint(1, 30) * 60 for a in all_sites for b in all_sites if a != b and rng.random() < 0.8
    }
    school_seconds = {
        (i, j): 60 for i in range(len(schools)) for j in range(len(schools)) if i != j and rng.random() < 0.8
    }
    kept = set()
    for p, who in enumerate(people):
        i = rng.randrange(len(schools))
        reachable = any((who.site, site) in site_seconds for site in sites[i])
        if i != who.school and reachable and who.may_visit and rng.random() < 0.5:
            kept.add((p, i, rng.choice(who.subjects)))
    seats = {
        pair: {d: rng.randint(0, 1) for d in week if rng.random() < 0.6}
        for pair in site_seconds
        if rng.random() < 0.15
    }
    tiers = [
        {Term.UNCOVERED_LESSONS: 1}, {Term.QUOTA_MISSED: 1}, {Term.WORST_UNCOVERED: 1},
        {Term.TEACHER_MINUTES: 1}, {Term.VISIT_CHANGES: 1}, {Term.WORST_TEACHER_MINUTES: 1},
    ]  # fmt: skip
    if rng.random() < 0.5:
        rng.shuffle(tiers)
        if rng.random() < 0.5:
            merged = {**tiers.pop(), **tiers.pop()}
            tiers.insert(rng.randrange(len(tiers) + 1), {term: rng.randint(1, 5) for term in merged})
    case = AllianceCase(
        alliance=f"primary-{seed}", stage=Stage.PRIMARY, schools=tuple(schools), people=tuple(people),
        site_seconds=site_seconds, school_seconds=school_seconds,
        settings=ExchangeSettings(
            visit_days_max=rng.randint(1, 2), lessons_per_half_day=rng.randint(1, 3),
            visitors_max=rng.randint(1, 2), home_lessons_min=rng.choice([0, 1, 1.5, 2]),
            rotation_lessons_min=rng.choice([0, 1, 2, 4]),
        ),
        open=rng.choice([(True, True), (True, True), (False, True)]), kept=frozenset(kept), seats=seats,
        tiers=tuple(tiers),
    )  # fmt: skip
    return with_alone(case)


SUBJECT_LESSONS = {
    "chinese": 6.5, "maths": 4.5, "english": 2.2, "pe": 3.5, "music": 1.7, "art": 1.7, "science": 2.2,
    "moral": 2.0, "labour": 1.0, "it": 0.7,
}  # fmt: skip
MAIN = ("chinese", "maths")


def large_case(seed: int, teachers: int, *, rotation: bool = True, members: int = 3) -> AllianceCase:
    """A core and members of about so many teachers each; members lack specialists, the core has them."""
    rng = Random(seed)
    schools, people, places = [], [], []
    for i in range(members + 1):
        name = f"S{i}"
        staff = max(4, round(teachers * rng.uniform(0.7, 1.3)))
        classes = max(4, round(staff * 17 / 27))
        points = {}
        if i and rng.random() < 0.4:
            points = {f"{name}P": {s: round(2 * n * 1000) for s, n in SUBJECT_LESSONS.items()}}
        need = {s: round(classes * n * 1000) for s, n in SUBJECT_LESSONS.items()}
        weights = [
            n * (1.15 if s in MAIN else 0.8) if i else n * (1.1 if s in MAIN else 1.0)
            for s, n in SUBJECT_LESSONS.items()
        ]
        if i:
            weights = [
                w if s in (*MAIN, "moral", "labour") else w * rng.choice([0.0, 0.3, 0.6, 1.0])
                for s, w in zip(SUBJECT_LESSONS, weights, strict=True)
            ]
        mine = []
        for _ in range(staff):
            main = rng.choices(list(SUBJECT_LESSONS), weights)[0]
            second = rng.choice(["moral", "labour", "it", "art", "music"]) if rng.random() < 0.35 else None
            subjects = (main,) if second in (None, main) else (main, second)
            blocked = NEVER
            if rng.random() < 0.1:
                off = frozenset({rng.choice(list(HalfDay))})
                blocked = (off, off)
            eligible = rng.random() < 0.5
            mine.append(
                Person(
                    "", name if not points or rng.random() < 0.9 else f"{name}P", i, subjects,
                    14 if main in MAIN else 18, rng.random() < 0.9, rotation and eligible,
                    rng.random() < (0.22 if i == 0 else 0.06), blocked,
                )
            )  # fmt: skip
        quota = -(-sum(p.may_rotate for p in mine) // 10) if i == 0 else 0
        share = max(1 if quota else 0, staff // 5)
        backbone = sum(p.backbone for p in mine)
        schools.append(
            school(
                name, need, is_member=i > 0, points=points, day_lessons=2 * classes,
                rotation_quota=quota, backbone_quota=-(-quota // 5), away_most=share,
                backbone_away_most=max(1 if quota else 0, backbone // 5),
            )
        )  # fmt: skip
        people += mine
        places += [(s, rng.uniform(0, 14), rng.uniform(0, 14), i) for s in (name, *points)]
    people = [p._replace(teacher=f"T{k:04d}") for k, p in enumerate(people)]
    seconds = {
        (a, b): round(1.3 * ((xa - xb) ** 2 + (ya - yb) ** 2) ** 0.5 / 40 * 3600)
        for a, xa, ya, _ in places
        for b, xb, yb, _ in places
        if a != b
    }
    heads = {name: i for name, _, _, i in places if not name.endswith("P")}
    case = AllianceCase(
        alliance=f"primary-L{seed}", stage=Stage.PRIMARY, schools=tuple(schools), people=tuple(people),
        site_seconds={pair: s for pair, s in seconds.items() if s <= 2400},
        school_seconds={
            (heads[a], heads[b]): s
            for (a, b), s in seconds.items()
            if a in heads and b in heads and s <= 5400
        },
        settings=ExchangeSettings(), tiers=ALL_TIERS,
    )  # fmt: skip
    return with_alone(case)


def tight(case: AllianceCase, seed: int) -> AllianceCase:
    """The case with a week that hardly holds what is promised: few half-days, seats and lessons a day."""
    rng = Random(seed)
    week = list(HalfDay)

    def some(chance: float) -> tuple[frozenset[HalfDay], frozenset[HalfDay]]:
        rows = frozenset(d for d in week if rng.random() < chance)
        return rows, rows

    schools = tuple(
        one._replace(
            blocked={site: some(0.4) for site in one.sites},
            day_lessons=max(1, sum(one.need.values()) // 26_000 // 3),
        )
        for one in case.schools
    )
    people = tuple(one._replace(blocked=some(0.2)) for one in case.people)
    seats = {
        pair: {d: rng.randint(0, 2) for d in week if rng.random() < 0.8}
        for pair in sorted(case.site_seconds)
        if rng.random() < 0.4
    }
    return replace(case, schools=schools, people=people, seats=seats)
