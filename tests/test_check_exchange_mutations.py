"""A valid exchange with one thing changed: the checker catches every change."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from lianxiao.models.plan import Plan
from lianxiao.models.policy import Objective
from lianxiao.models.result import NoPlan
from lianxiao.models.words import Term
from lianxiao.solver.check import Doubt, check_plan
from lianxiao.solver.run import solve_case
from lianxiao.tests.check_exchange import county, plan, policy
from lianxiao.tests.test_check_exchange_terms import tiers_of
from lianxiao.tests.tiny_exchanges import random_joint

Json = dict[str, Any]
COUNTY, POLICY = county(), policy()
HONEST = plan().model_copy(update={"tiers": tiers_of()})


def mutants(honest: Json) -> Iterator[tuple[str, Json]]:
    """Rows dropped, doubled, with a lesson more or less, with another name, place, semester or half-day."""
    for table in ("teaching", "visits", "rotations"):
        for at in range(len(honest["exchange"][table])):
            for name, change in CHANGES[table].items():
                mutant = copy.deepcopy(honest)
                rows = mutant["exchange"][table]
                if name == "dropped":
                    del rows[at]
                elif name == "doubled":
                    rows.append(copy.deepcopy(rows[at]))
                else:
                    change(rows[at])
                yield f"{table} {at} {name}", mutant


def _swap(row: Json, key: str, first: str, second: str) -> None:
    row[key] = second if row[key] == first else first


CHANGES: dict[str, dict[str, Any]] = {
    "teaching": {
        "dropped": None,
        "doubled": None,
        "one more": lambda row: row.update(lessons=row["lessons"] + 1),
        "one less": lambda row: row.update(lessons=row["lessons"] - 1),
        "another teacher": lambda row: row.update(teacher="d1" if row["teacher"] != "d1" else "n1"),
        "another school": lambda row: row.update(school="d" if row["school"] != "d" else "n"),
        "another subject": lambda row: _swap(row, "subject", "maths", "music"),
        "another semester": lambda row: _swap(row, "semester", "2026-1", "2026-2"),
        "another stage": lambda row: row.update(stage="junior"),
    },
    "visits": {
        "dropped": None,
        "doubled": None,
        "another teacher": lambda row: row.update(teacher="c4"),
        "another school": lambda row: _swap(row, "to", "n", "d"),
        "from elsewhere": lambda row: _swap(row, "from", "n", "d"),
        "another subject": lambda row: _swap(row, "subject", "maths", "pe"),
        "another semester": lambda row: _swap(row, "semester", "2026-1", "2026-2"),
        "one more": lambda row: row.update(lessons=row["lessons"] + 1),
        "on another day too": lambda row: row["half_days"].update(fri_am=1),
        "all in one half-day": lambda row: row.update(half_days={"mon_am": row["lessons"] + 2}),
    },
    "rotations": {
        "dropped": None,
        "doubled": None,
        "another teacher": lambda row: row.update(teacher="c1"),
        "another school": lambda row: row.update(to="m"),
        "from elsewhere": lambda row: row.update({"from": "d"}),
        "the other semester": lambda row: row.update(semesters=["2026-1"]),
        "the whole year": lambda row: row.update(semesters=["2026-1", "2026-2"]),
        "another subject": lambda row: row.update(subject="music"),
    },
}


def test_every_change_is_caught() -> None:
    """A lesson less at a school outside alliances is a doubt; everything else breaks a rule or a claim."""
    assert check_plan(COUNTY, POLICY, HONEST).sound
    honest = HONEST.model_dump(mode="json", by_alias=True)
    doubted, tried = [], 0
    for name, mutant in mutants(honest):
        verdict = check_plan(COUNTY, POLICY, Plan.model_validate(mutant))
        tried += 1
        if verdict.sound:
            assert verdict.warnings, name
            doubted.append(name)
    assert tried > 150
    outside = [at for at, row in enumerate(honest["exchange"]["teaching"]) if row["school"] == "d"]
    assert set(doubted) <= {f"teaching {at} {name}" for at in outside for name in ("dropped", "one less")}


GENERAL = {
    "teaching": ("dropped", "doubled", "one more", "one less", "another stage"),
    "visits": ("dropped", "doubled", "one more", "on another day too", "another semester"),
    "rotations": ("dropped", "doubled"),
}


@pytest.mark.parametrize("seed", range(6))
def test_every_change_of_a_solved_plan_is_caught(seed: int) -> None:
    """Plans of tiny counties from the solver; lessons at schools outside alliances are a doubt."""
    its, settings = random_joint(seed)
    tiers = ({Term.UNPLACED: 1.0}, {Term.UNCOVERED_LESSONS: 1.0}, {Term.QUOTA_MISSED: 1.0})
    settings = settings.model_copy(update={"objective": Objective(tiers=tiers)})
    solved = solve_case(its, settings, time_limit=20)
    if isinstance(solved, NoPlan):
        pytest.skip("no plan exists")
    assert check_plan(its, settings, solved.plan, solved.certificate).sound
    honest = solved.plan.model_dump(mode="json", by_alias=True)
    for name, mutant in mutants(honest):
        table, _, change = name.split(" ", 2)
        if change in GENERAL[table]:
            verdict = check_plan(its, settings, Plan.model_validate(mutant))
            known = {one.code for one in verdict.warnings} - {Doubt.RESTS_ON_EXCHANGE}
            assert not verdict.sound or known, name
