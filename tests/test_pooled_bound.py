"""The pooled bound: lessons short if the schools of an alliance were one, against a maximum flow."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import networkx as nx
import pytest
from lianxiao.solver.grouping.candidates import joined
from lianxiao.solver.grouping.prospect_tables import pooled_bound
from lianxiao.solver.grouping.prospects import SchoolProspect, all_sets, pooled_uncovered, telling_sets
from lianxiao.tests.prepared_joint import LESSONS_FIRST, prepared, with_prospects
from lianxiao.tests.tiny_exchanges import random_joint


def flow_short(schools: Sequence[SchoolProspect]) -> int:
    """Lessons (thousandths) short if the schools were one, by a maximum flow."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("teachers", "lessons"))
    needed: dict[str, int] = {}
    for one in schools:
        for subject, lessons in one.need.items():
            needed[subject] = needed.get(subject, 0) + lessons // 1000
    for at, one in enumerate(schools):
        for number, (taught, lessons) in enumerate(one.staff.items()):
            graph.add_edge("teachers", (at, number), capacity=lessons)
            graph.add_edges_from(((at, number), ("to", subject)) for subject in taught)
    graph.add_edges_from((("to", subject), "lessons", {"capacity": most}) for subject, most in needed.items())
    whole = sum(needed.values()) - nx.maximum_flow_value(graph, "teachers", "lessons")
    return 1000 * int(whole) + sum(one.fraction for one in schools)


def random_prospect(dice: Random, subjects: Sequence[str]) -> SchoolProspect:
    staff: dict[frozenset[str], int] = {}
    for _ in range(dice.randint(0, 6)):
        taught = frozenset(dice.sample(subjects, min(len(subjects), dice.choice((1, 1, 2)))))
        staff[taught] = staff.get(taught, 0) + dice.randint(1, 18)
    lessons = {one: dice.choice((500, 1000, 2500, 6000, 12000)) for one in subjects if dice.random() < 0.8}
    return SchoolProspect(lessons, staff, 0, 0, 0, 0)


@pytest.mark.parametrize("subjects", [1, 2, 5, 9, 14, 15])
def test_the_pool_is_short_of_what_the_maximum_flow_leaves(subjects: int) -> None:
    """14 subjects are the most of which every set is tried; 15 go another way."""
    dice = Random(subjects)
    names = [f"s{at:02}" for at in range(subjects)]
    for _ in range(5 if subjects > 9 else 40):
        pool = [random_prospect(dice, names) for _ in range(dice.randint(1, 4))]
        assert pooled_uncovered(pool) == flow_short(pool)


def test_nobody_needs_anything() -> None:
    assert pooled_uncovered([]) == 0
    assert pooled_uncovered([SchoolProspect({}, {frozenset({"pe"}): 4}, 0, 0, 0, 0)]) == 0


@pytest.mark.parametrize("seed", range(12))
def test_every_family_of_sets_bounds_from_below_and_all_of_them_exactly(seed: int) -> None:
    made = prepared(*random_joint(seed), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    pools = [
        [prospects.of((key.core, key.stage)), *map(prospects.of, ((m, key.stage) for m, _ in key.members))]
        for key in made.keys
    ]
    truth = [flow_short(pool) for pool in pools]
    family = tuple(all_sets(prospects.subjects))
    for number in (0, 1, 2, len(family)):
        chosen = tuple(Random(seed).sample(family, min(number, len(family))))
        told = with_prospects(made.problem, prospects._replace(sets=chosen))
        assert told.pooled is not None
        bounds = pooled_bound(told.pooled, made.candidates)
        assert (bounds <= truth).all()
        if number >= len(family):
            assert bounds.tolist() == truth


@pytest.mark.parametrize("seed", range(12))
def test_sets_learned_from_groups_bound_these_groups_exactly(seed: int) -> None:
    made = prepared(*random_joint(seed), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    groups = [[(key.core, key.stage), *((m, key.stage) for m, _ in key.members)] for key in made.keys]
    sets = telling_sets(prospects.schools, groups, 1000)
    told = with_prospects(made.problem, prospects._replace(sets=sets))
    assert told.pooled is not None
    bounds = pooled_bound(told.pooled, made.candidates)
    assert bounds.tolist() == [flow_short(list(map(prospects.of, group))) for group in groups]
    fewer = telling_sets(prospects.schools, groups, 1)
    assert fewer == sets[: len(fewer)]
    assert telling_sets(prospects.schools, [], 5) == ()


def test_all_sets_of_many_subjects_are_the_small_ones_and_the_whole() -> None:
    names = [f"s{at:02}" for at in range(16)]
    found = all_sets(names)
    assert frozenset(names) in found
    assert {frozenset(three) for three in combinations(names, 3)} < set(found)
    assert len(found) == 16 + 120 + 560 + 1
    assert len(all_sets(names[:5])) == 31
    assert joined([]).lead.size == 0
