"""Location problems as counties: what is read is what was written, and three methods agree."""

import math
from pathlib import Path

import pytest
from lianxiao.benchmarks.location_compact import compact_cpsat, compact_highs, compact_scip
from lianxiao.benchmarks.location_county import LocationProblem, location_county, value, write_problem
from lianxiao.benchmarks.location_recipes import RECIPES, SMOKE, made_problem
from lianxiao.benchmarks.location_records import Run, record, summary, table
from lianxiao.benchmarks.location_runs import installed
from lianxiao.benchmarks.pmedcap import NAMES, published_problem
from lianxiao.benchmarks.records import machine
from lianxiao.benchmarks.registry import Results
from lianxiao.instances.read import read_county


@pytest.mark.parametrize("name", [*NAMES, *SMOKE])
def test_a_problem_reads_back_from_its_folder_as_it_was_written(name: str, tmp_path: Path) -> None:
    problem = published_problem(name).problem if name in NAMES else made_problem(name, 1)
    write_problem(tmp_path, problem)
    read = read_county(tmp_path)
    county, policy = location_county(problem)
    assert (read.county.schools, dict(read.county.travel)) == (county.schools, dict(county.travel))
    assert read.policy == policy
    assert not read.warnings


def test_the_published_files_are_all_twenty() -> None:
    found = [published_problem(name) for name in NAMES]
    assert [each.optimum for each in found[:3]] == [713, 740, 751]
    assert [len(each.problem.sites) for each in found] == [50] * 10 + [100] * 10
    assert [each.problem.groups for each in found] == [5] * 10 + [10] * 10
    # p1: nodes 1 (2, 62) and 2 (80, 25) are √(78² + 37²) = 86.33… apart; node 1 needs 3 of its 120
    first = found[0].problem
    assert first.km["001", "002"] == 86
    assert (first.sites[0].capacity, first.customers[0].load) == (117, 3)


def test_the_compact_model_finds_a_published_optimum() -> None:
    published = published_problem("p2")
    found = compact_highs(published.problem, 60, 1)
    assert found.proven
    assert found.value == published.optimum


@pytest.mark.parametrize("name", SMOKE)
def test_all_methods_prove_the_same_optimum(name: str) -> None:
    problem = made_problem(name, 1)
    ours = installed(problem, 60, 2)
    assert (ours.proven, ours.verified) == (True, True)
    for method in (compact_cpsat, compact_highs, compact_scip):
        other = method(problem, 60, 2)
        assert other.proven
        assert other.value == pytest.approx(ours.value)


def _tiny() -> LocationProblem:
    problem = made_problem("either-24", 1)
    assert problem.groups == 4
    return problem


def test_groups_that_break_a_rule_have_no_value() -> None:
    problem = _tiny()
    ids = [customer.school_id for customer in problem.customers]
    with pytest.raises(ValueError, match="3 groups instead of 4"):
        value(problem, {each: () for each in ids[:3]})
    with pytest.raises(ValueError, match="twice, or not at all"):
        value(problem, {each: () for each in ids[:4]})
    with pytest.raises(ValueError, match="more than its capacity"):
        value(problem, {ids[0]: ids[4:], **{each: () for each in ids[1:4]}})


def test_the_same_seed_makes_the_same_problem() -> None:
    assert made_problem("opening-4x12", 3) == made_problem("opening-4x12", 3)
    assert made_problem("opening-4x12", 3) != made_problem("opening-4x12", 4)


def test_every_recipe_makes_a_problem() -> None:
    made = [made_problem(name, 1) for name in RECIPES]
    assert all(math.isfinite(sum(problem.km.values())) for problem in made)


def test_tables_say_what_was_found() -> None:
    published = published_problem("p2")
    answer = compact_highs(published.problem, 60, 1)
    runs = [
        Run("p2", published.problem, published.optimum, "lianxiao", answer),
        Run("p2", published.problem, published.optimum, "other", answer._replace(proven=False, bound=666.0)),
        Run("p2", published.problem, published.optimum, "late", answer._replace(value=None, proven=False)),
    ]
    settings = {"time_limit": 60, "threads": 2, "date": "2026-01-01"}
    content = Results({**record(runs, {}).content, "settings": settings, "machine": machine()}, [])
    line = table(content, "en").splitlines()[2]
    assert line.startswith("| p2 | 50 | 5 | 740 | **740** |")
    assert "740 (10.00%)" in line
    assert "| – |" in line
    assert "1 proven optimal within 60 s, 1 of them equal to the published optimum" in summary(content, "en")
    assert "1 个在 60 秒内证明最优，其中 1 个等于文献最优值" in summary(content, "zh")
