"""Known values of exchanges stand on exactly the alliances they are of."""

from random import Random

import numpy as np
import pytest
from lianxiao.models.words import Term
from lianxiao.solver.grouping.candidates import NOBODY, Candidates
from lianxiao.solver.grouping.parts import split, within
from lianxiao.solver.grouping.prospect_tables import known_table
from lianxiao.solver.grouping.terms import cost_of_candidates
from lianxiao.solver.grouping.universe import universe_of
from lianxiao.solver.joint.state import keys_of
from lianxiao.solver.scale import UNIT, TierScale
from lianxiao.tests.made_staff import mode
from lianxiao.tests.prepared_joint import LESSONS_FIRST, prepared, several_stages, with_prospects
from lianxiao.tests.tiny_exchanges import random_joint


@pytest.mark.parametrize("seed", [None, *range(6)])
def test_known_values_stand_on_exactly_the_alliances_they_are_of(seed: int | None) -> None:
    """In the county and in its parts, whatever the order of members and the width of the table."""
    made = prepared(*(several_stages() if seed is None else random_joint(seed)), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    dice = Random(0)
    known = {
        key: {Term.UNCOVERED_LESSONS: 10**9 + at} for at, key in enumerate(made.keys) if dice.random() < 0.4
    }
    told = with_prospects(made.problem, prospects._replace(known=known))

    near = within(told, Term.WORST_KM, int(np.median(told.metres[told.metres > 0])))
    for problem in (told, near, *split(near)):
        candidates = shuffled(universe_of(problem).all(), dice)
        keys = keys_of(problem, candidates)
        assert len(set(keys)) == len(keys)
        table = known_table(problem, problem.prospects or prospects)
        rows, at = table.rows_of(candidates)
        expected = {row: known[key] for row, key in enumerate(keys) if key in known}
        found = {
            row: {term: int(figures[place]) for term, figures in table.values.items()}
            for row, place in zip(rows.tolist(), at.tolist(), strict=True)
        }
        assert found == expected
        unit = TierScale(UNIT[Term.UNCOVERED_LESSONS], {Term.UNCOVERED_LESSONS: 1})
        costs = cost_of_candidates(problem, unit, candidates).tolist()
        assert [cost >= 10**9 for cost in costs] == [row in expected for row in range(len(keys))]


def shuffled(candidates: Candidates, dice: Random) -> Candidates:
    """Candidates and members in another order, in a wider table."""
    order = list(range(len(candidates)))
    dice.shuffle(order)
    taken = candidates.take(np.array(order, dtype=np.int64))
    members = np.pad(taken.members, ((0, 0), (0, dice.randint(0, 2))), constant_values=NOBODY)
    for row in members:
        there = row.tolist()
        dice.shuffle(there)
        row[:] = there
    return Candidates(taken.lead, members)


def test_one_mode_s_alliance_is_not_taken_for_another_s() -> None:
    """The same schools under another mode may have another exchange (its term, its legal status)."""
    county, rules = several_stages()
    rules = rules.model_copy(update={"mode": (mode(id="one"), mode(id="two"))})
    made = prepared(county, rules, LESSONS_FIRST)
    keys = made.keys
    of_mode = [{key[1:] for key in keys if key.mode == number} for number in (0, 1)]
    assert of_mode[0] == of_mode[1] != set()
    known = {key: {Term.UNCOVERED_LESSONS: 10**9} for key in keys if key.mode == 1}
    prospects = made.problem.prospects
    assert prospects is not None
    told = with_prospects(made.problem, prospects._replace(known=known))
    table = known_table(told, told.prospects or prospects)
    rows, _ = table.rows_of(made.candidates)
    assert [keys[row].mode for row in rows.tolist()] == [1] * len(of_mode[1])


def test_a_known_value_never_lowers_what_is_promised() -> None:
    made = prepared(*random_joint(3), LESSONS_FIRST)
    prospects = made.problem.prospects
    assert prospects is not None
    nothing = {key: {Term.UNCOVERED_LESSONS: 0, Term.QUOTA_MISSED: 0} for key in made.keys}
    told = made._replace(problem=with_prospects(made.problem, prospects._replace(known=nothing)))
    for term in (Term.UNCOVERED_LESSONS, Term.QUOTA_MISSED):
        assert told.promised(term) == made.promised(term)
