"""Synthetic cases of one alliance for the allocation: a strong core, members without specialists."""

from collections.abc import Mapping
from math import floor
from random import Random

from lianxiao.models.policy import ExchangeSettings
from lianxiao.models.words import Stage, Term
from lianxiao.solver.exchange.case import AllianceCase, Person, SchoolCase
from lianxiao.solver.exchange.own_staff import staff_alone
from lianxiao.solver.exchange.tier_values import short

LESSONS = {
    "chinese": 8.0,
    "maths": 5.0,
    "english": 2.5,
    "pe": 3.5,
    "music": 2.0,
    "art": 2.0,
    "science": 2.0,
    "it": 0.8,
    "moral": 2.0,
    "labour": 1.0,
}
HOME = ("chinese", "maths")
DEFAULT_TIERS: tuple[Mapping[Term, int], ...] = (
    {Term.UNCOVERED_LESSONS: 1},
    {Term.QUOTA_MISSED: 1},
    {Term.WORST_UNCOVERED: 1},
    {Term.TEACHER_MINUTES: 1},
    {Term.VISIT_CHANGES: 1},
)


def made_alliance(
    sizes: tuple[int, ...],
    seed: int,
    settings: ExchangeSettings | None = None,
    tiers: tuple[Mapping[Term, int], ...] = DEFAULT_TIERS,
    *,
    rotating: float = 0.5,
    kept: int = 0,
) -> AllianceCase:
    """Make an alliance whose schools have so many teachers, the core first; the same seed, the same case."""
    rng = Random(seed)
    rules = settings or ExchangeSettings()
    people: list[Person] = []
    needs: list[dict[str, int]] = []
    classes: list[int] = []
    for index, size in enumerate(sizes):
        number = max(1, round(size * 16 * (0.95 if index == 0 else 1.08) / sum(LESSONS.values())))
        need = {one: round(1000 * number * lessons) for one, lessons in LESSONS.items()}
        needs.append(need)
        classes.append(number)
        missing = (
            set()
            if index == 0
            else {one for one in LESSONS if one not in HOME and rng.random() < (0.6 if size < 60 else 0.3)}
        )
        weights = [
            0.05 if one in missing else lessons * (1.25 if one in HOME else 0.85)
            for one, lessons in LESSONS.items()
        ]
        for _ in range(size):
            main = rng.choices(list(LESSONS), weights)[0]
            second = rng.choice(list(LESSONS)) if rng.random() < 0.25 else main
            people.append(
                Person(
                    "",
                    f"S{index}",
                    index,
                    (main,) if second == main else (main, second),
                    (14 if main in HOME else 18) // (2 if rng.random() < 0.08 else 1),
                    may_visit=rng.random() < 0.9,
                    may_rotate="rotation" in rules.forms and rng.random() < rotating,
                    backbone=rng.random() < (0.22 if index == 0 else 0.06),
                )
            )
    people = [person._replace(teacher=f"T{i:04}") for i, person in enumerate(people)]
    minutes = {(a, b): rng.uniform(8, 45) for a in range(len(sizes)) for b in range(a + 1, len(sizes))}
    seconds = {(i, j): round(60 * m) for (a, b), m in minutes.items() for i, j in ((a, b), (b, a))}
    eligible = sum(person.may_rotate for person in people if person.school == 0)
    schools = tuple(
        SchoolCase(
            f"S{i}",
            i > 0,
            (f"S{i}",),
            needs[i],
            {(f"S{i}", one): lessons for one, lessons in needs[i].items()},
            floor(classes[i] * rules.class_lessons_per_day),
            {},
            0,
            -(-eligible // 10) if i == 0 else 0,
            -(-eligible // 50) if i == 0 else 0,
            max(floor(size * 0.2), i == 0),
            max(floor(0.2 * sum(p.backbone for p in people if p.school == i)), i == 0),
        )
        for i, size in enumerate(sizes)
    )
    case = AllianceCase(
        "primary-S0",
        Stage.PRIMARY,
        schools,
        tuple(people),
        {(f"S{a}", f"S{b}"): s for (a, b), s in seconds.items() if s <= 60 * rules.visit_minutes_max},
        {pair: s for pair, s in seconds.items() if s <= 60 * rules.rotation_minutes_max},
        rules,
        kept=_kept(rng, people, seconds, rules, kept),
        tiers=tiers,
    )
    return with_alone(case)


def with_alone(case: AllianceCase) -> AllianceCase:
    """Fill in what each school's own staff alone leaves uncovered."""
    taught = [0] * len(case.schools)
    for (person, semester), lessons in staff_alone(case).home.items():
        if semester == 0:
            taught[case.people[person].school] += sum(lessons.values())
    schools = tuple(school._replace(alone=short(school, taught[i])) for i, school in enumerate(case.schools))
    return case.__class__(**{**case.__dict__, "schools": schools})


def _kept(
    rng: Random,
    people: list[Person],
    seconds: dict[tuple[int, int], int],
    rules: ExchangeSettings,
    number: int,
) -> frozenset[tuple[int, int, str]]:
    near = [
        (p, b, person.subjects[0])
        for p, person in enumerate(people)
        if person.may_visit and person.school == 0 and person.subjects[0] not in HOME
        for (a, b), way in seconds.items()
        if a == 0 and way <= 60 * rules.visit_minutes_max
    ]
    return frozenset(rng.sample(near, min(number, len(near))))
