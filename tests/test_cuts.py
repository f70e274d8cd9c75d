"""Cuts over tables of candidates: what they take in, and that no plan of interest is lost or bounded away."""

import threading
from itertools import combinations

import numpy as np
import pytest
from lianxiao.solver.grouping import cuts, highs
from lianxiao.solver.grouping.candidates import Candidates
from lianxiao.solver.grouping.clock import Clock
from lianxiao.solver.grouping.cuts import tighten
from lianxiao.solver.grouping.master import Master
from lianxiao.solver.grouping.subset_rows import Cuts, PlaceRows, Triple, takes_two
from lianxiao.tests.every_plan import CANDIDATES_AT_MOST, every_candidate, masters, plans_of
from lianxiao.tests.misled import mislead
from lianxiao.tests.tiny_counties import random_county
from lianxiao.tests.tiny_groups import large_groups
from lianxiao.tests.tiny_modes import many_modes

FAMILIES = (large_groups, many_modes, random_county)


def some_of(table: Candidates, random: np.random.Generator) -> Candidates:
    """Draw a table small enough that every plan of it can be tried."""
    size = min(len(table), int(random.choice([10, 25, CANDIDATES_AT_MOST // 2])))
    return table.take(np.sort(random.permutation(len(table))[:size]))


@pytest.mark.parametrize("seed", range(7000, 7020))
def test_who_takes_two_of_three(seed: int) -> None:
    random = np.random.default_rng(seed)
    for master in masters(*FAMILIES[seed % 3](seed)):
        places = len(master.problem.places)
        table = every_candidate(master)
        table = table.take(np.sort(random.permutation(len(table))[:200]))
        if places < 3:
            return
        triples: tuple[Triple, ...] = tuple(
            (a, b, c) for a, b, c in (sorted(random.permutation(places)[:3].tolist()) for _ in range(20))
        )
        at_once, by_place = (
            takes_two(master, table, triples),
            PlaceRows(master, table).taking_two(triples),
        )
        assert at_once.triples == by_place.triples == triples
        for triple, one, other in zip(triples, at_once.inside, by_place.inside, strict=True):
            expected = [
                row
                for row, (lead, members) in enumerate(zip(table.lead.tolist(), table.members, strict=True))
                if len({*members.tolist(), master.problem.leads[lead].covers} & set(triple)) >= 2
            ]
            assert sorted(one.tolist()) == sorted(other.tolist()) == expected
        assert PlaceRows(master, table).taking_two(triples[:1] * 2).inside[1].tolist() == (
            by_place.inside[0].tolist()
        )


def test_cuts_follow_a_table_that_keeps_some_rows() -> None:
    held = Cuts(((0, 1, 2), (1, 2, 3)), (np.array([0, 2, 5]), np.array([1])))
    moved = held.renumbered(np.array([0, -1, 1, 2, -1, 3]))
    assert [rows.tolist() for rows in moved.inside] == [[0, 1, 3], []]
    matrix = moved.matrix(np.array([1, 3]), 6, 4).toarray()
    assert matrix.tolist() == [[1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]]


def hold_tightened(seed: int) -> int:
    """Tighten small tables and hold bound and table against every plan; how often something went."""
    random = np.random.default_rng(seed)
    clock = Clock(60.0, threading.Event())
    shorter = 0
    for master in masters(*FAMILIES[seed % 3](seed), maxima=True):
        table = some_of(every_candidate(master), random)
        figures = master.figures(table)
        plans = plans_of(master, table)
        values = sorted({value for value, _ in plans} or {0})
        for listed in {values[0] - 1, values[0], values[len(values) // 4], values[-1]} - {-1}:
            excess = random.permutation(figures.cost)
            left = tighten(master, table, figures, excess, known_of(master, random), listed, 0, clock, 60.0)
            lasting = {named(left.table, row) for row in range(len(left.table))}
            shorter += len(left.table) < len(table)
            for value, plan in plans:
                if value <= listed:
                    assert left.bound <= value
                    assert {named(table, row) for row in plan} <= lasting
            assert left.figures.cost.tolist() == master.figures(left.table).cost.tolist()
            again = takes_two(master, left.table, left.cuts.triples)
            assert [a.tolist() for a in again.inside] == [sorted(b.tolist()) for b in left.cuts.inside]
    return shorter


def known_of(master: Master, random: np.random.Generator) -> tuple[Triple, ...]:
    """Draw some triples that were cut before, each once."""
    places = range(len(master.problem.places))
    triples = list(combinations(places, 3))
    return tuple(triples[at] for at in sorted(random.permutation(len(triples))[: int(random.integers(4))]))


def named(table: Candidates, row: int) -> tuple[int, ...]:
    return (int(table.lead[row]), *table.members[row].tolist())


@pytest.mark.parametrize("seed", range(7100, 7160))
def test_no_plan_of_interest_is_lost(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "FIRST_COLUMNS", 4)
    monkeypatch.setattr(cuts, "ENTERING", 5)
    monkeypatch.setattr(cuts, "ACTIVE_AT_MOST", 12)
    monkeypatch.setattr(cuts, "PROMISING", 3)
    hold_tightened(seed)


@pytest.mark.parametrize("seed", range(7200, 7230))
def test_no_plan_of_interest_is_lost_by_wrong_duals(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mislead(monkeypatch, [cuts], np.random.default_rng(seed), cuts_too=True)
    hold_tightened(seed)


def test_tables_do_get_shorter() -> None:
    assert sum(hold_tightened(seed) for seed in range(7300, 7312)) > 20


def test_cuts_raise_a_bound_that_the_lp_leaves_low() -> None:
    # Where the LP takes halves of three pairs, only a cut says that two of them cannot be together.
    raised = 0
    clock = Clock(60.0, threading.Event())
    for seed in range(7400, 7430):
        for master in masters(*large_groups(seed)):
            table = every_candidate(master)
            figures = master.figures(table)
            model = master.model(table, figures)
            relaxed, whole = highs.relax(master, model, 10.0), highs.solve_whole(master, model, 10.0)
            if relaxed is None or whole.bound is None or relaxed.value > whole.bound - 1:
                continue
            target = round(whole.bound) - 1
            left = tighten(master, table, figures, figures.cost, (), target, 0, clock, 60.0)
            raised += left.bound > relaxed.value + 1
    assert raised >= 3
