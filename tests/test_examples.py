"""The scenario files of docs/examples are read, and change the bundled county as their first lines say."""

from functools import cache
from pathlib import Path

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.reread import reread
from lianxiao.instances.scenario_file import read_scenario
from lianxiao.models.changed import Changed
from lianxiao.solver.scenario.apply import apply_scenario
from lianxiao.solver.scenario.sweep import runs_of

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "examples"
EXAMPLES = sorted(file.name for file in FOLDER.glob("*.toml"))


@cache
def nantou() -> ReadCounty:
    return read_county(bundled_county("nantou"))


def runs(name: str) -> list[Changed]:
    """Apply an example to the bundled county, run by run, as the command line does."""
    read, made = nantou(), read_scenario(FOLDER / name)
    assert made.warnings == ()
    return [
        apply_scenario(read.county, read.policy, run.scenario, reread, file=made.file, warned=read.warnings)
        for run in runs_of(made.scenario)
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_named_and_applies(name: str) -> None:
    assert read_scenario(FOLDER / name).scenario.name
    assert all(run.county.schools for run in runs(name))


def test_two_schools_are_merged() -> None:
    (made,) = runs("merge-two-small-schools.toml")
    schools = {school.school_id: school for school in made.county.schools}
    assert {"084683", "084684"}.isdisjoint(schools)
    assert (schools["084678"].students, schools["084678"].classes) == (36 + 26 + 27, 18)


def test_a_core_leads_no_more_and_stays_open() -> None:
    (made,) = runs("core-lost.toml")
    (core,) = (school for school in made.county.schools if school.school_id == "084706")
    assert core.role == "none"
    assert core.students


def test_a_core_opens_with_the_lessons_of_its_staff() -> None:
    (made,) = runs("new-core.toml")
    (core,) = (school for school in made.county.schools if school.school_id == "084799")
    assert (core.role, core.classes, core.students) == ("core", 12, 330)
    rows = [need for need in made.county.needs or () if need.school_id == "084799"]
    assert len(rows) == 10
    assert sum(row.need for row in rows) == 344


def test_limits_are_tried_one_after_the_other() -> None:
    assert [run.policy.mode[0].max_km for run in runs("how-far.toml")] == [25, 30, 35, 40]
