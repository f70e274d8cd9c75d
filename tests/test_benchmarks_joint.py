"""The joint benchmark on counties small enough: both methods valued alike, stages and memory measured."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lianxiao.benchmarks.joint_records import (
    OURS,
    Run,
    first_difference,
    record,
    stage_record,
    stage_table,
    table,
)
from lianxiao.benchmarks.joint_runs import METHODS, Limits, county_of, without_teachers
from lianxiao.benchmarks.joint_solve import READING, REST, STAGES, _holders, measure, peak_mb
from lianxiao.benchmarks.records import machine
from lianxiao.benchmarks.registry import Record, Results
from lianxiao.models.words import Role, Stage
from lianxiao.solver.exchange.prepare import prepare_exchange
from lianxiao.tests.made_staff import county, need, policy, school, teacher
from lianxiao.tests.tiny_exchanges import random_joint

LIMITS = Limits(10.0, 1, 0)
SETTINGS = {"time_limit": 10.0, "workers": 1, "seed": 0, "date": "2026-01-01"}


def results(record: Record) -> Results:
    return Results({**record.content, "settings": {**SETTINGS, **record.about}, "machine": machine()}, [])


@pytest.mark.parametrize("seed", [None, 0, 1, 2, 3])
def test_the_joint_plan_is_never_worse_than_one_after_the_other(seed: int | None) -> None:
    """Of counties so small that every tier is proven."""
    drawn = county_of("three_schools") if seed is None else random_joint(seed)
    outcomes = {method: solve(*drawn, LIMITS) for method, solve in METHODS.items()}
    ours = outcomes.pop(OURS)
    assert all(tier.proven for tier in ours.tiers)
    for other in outcomes.values():
        assert [tier.terms for tier in other.tiers] == [tier.terms for tier in ours.tiers]
        assert [tier.value for tier in ours.tiers] <= [tier.value for tier in other.tiers]
    runs = [Run("tiny", 3, 9, method, outcome) for method, outcome in {OURS: ours, **outcomes}.items()]
    found = results(record(runs, 20.0))
    for lang in ("en", "zh"):
        lines = table(found, lang).splitlines()
        assert len({len(line.split("|")) for line in lines[:4]}) == 1
        assert "**" in lines[2]
        assert "**" not in lines[3]


def test_the_first_tier_that_differs_says_how_much_better() -> None:
    rows = [{"terms": name, "value": value} for name, value in (("a", 1.0), ("b", 4.0), ("c", 9.0))]
    other = [{"terms": name, "value": value} for name, value in (("a", 1.0), ("b", 5.5), ("c", 1.0))]
    assert first_difference(rows, other) == ("b", 1.5)
    assert first_difference(other, rows) == ("b", -1.5)
    assert first_difference(rows, rows) == ("", 0.0)


def test_where_needs_have_no_supply_own_staff_gives_it() -> None:
    """Two of three lessons of maths are covered by the school's only teacher, pe by nobody."""
    made = county(
        school("A", Role.CORE),
        school("j"),
        needs=(*need("A", maths=2), *need("j", maths=3, pe=2)),
        teachers=(teacher("T1", "A"), teacher("T2", "j", lessons_max=2)),
    )
    plain = without_teachers(made, policy())
    assert plain.teachers is None
    found = {(row.school_id, row.subject): (row.need, row.supply) for row in plain.needs or ()}
    assert found == {("A", "maths"): (2, 2), ("j", "maths"): (3, 2), ("j", "pe"): (2, 0)}
    given = made.model_copy(
        update={"needs": tuple(row.model_copy(update={"supply": 1.0}) for row in made.needs or ())}
    )
    assert without_teachers(given, policy()).needs == given.needs
    assert prepare_exchange(made, policy()).ready["j", Stage.PRIMARY].school.alone == 3000


def test_stages_add_up_and_every_function_is_put_back() -> None:
    functions = [function for found in STAGES.values() for function in found]
    before = {function: _holders(function) for function in functions}
    assert all(before.values())
    measured = measure("three_schools", LIMITS)
    assert {function: _holders(function) for function in functions} == before
    assert [stage.name for stage in measured.stages] == [READING, *STAGES, REST]
    assert sum(stage.seconds for stage in measured.stages) == pytest.approx(measured.seconds, abs=0.05)
    calls = {stage.name: stage.calls for stage in measured.stages}
    assert all(calls[name] for name in (READING, "preparing", "grouping rounds", "exchanges", "check"))
    found = results(stage_record(measured, 20.0))
    for lang in ("en", "zh"):
        lines = stage_table(found, lang).splitlines()
        assert len(lines) == 2 + len(measured.stages) + 1 + 2
        assert len({len(line.split("|")) for line in lines[:-2]}) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps the peak of every process")
def test_a_process_s_peak_is_its_own_and_not_its_parent_s() -> None:
    """What the parent held when the child began does not count."""
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as child:
        deadline = time.monotonic() + 10
        while "python" not in Path(f"/proc/{child.pid}/exe").resolve().name and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)
        peak, own = peak_mb(child.pid), peak_mb(os.getpid())
        child.communicate()
    assert peak is not None
    assert own is not None
    assert peak < 150 < len(held) / 2**20 < own
    assert peak_mb(child.pid) is None
