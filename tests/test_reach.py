"""The pairs that ``check`` counts are those that the solver may use (docs/grouping.md, 8)."""

from pathlib import Path

import lianxiao
import pytest
from lianxiao.instances.generate import synthetic_county
from lianxiao.instances.reach import admissible_pairs
from lianxiao.instances.read import read_county
from lianxiao.models.county import County, Pin
from lianxiao.models.policy import Policy
from lianxiao.models.words import PinRule, Stage
from lianxiao.solver.grouping.problem import prepare
from lianxiao.tests.tiny_modes import many_modes

DATA = Path(lianxiao.__file__).parent / "instances" / "data"


def usable(county: County, policy: Policy) -> int:
    return sum(len(lead.members) for lead in prepare(county, policy).leads)


@pytest.mark.parametrize("name", ["nantou", "ten_schools"])
def test_pairs_of_a_bundled_county(name: str) -> None:
    read = read_county(DATA / name)
    assert sum(admissible_pairs(read.county, read.policy).values()) == usable(read.county, read.policy) > 0


@pytest.mark.parametrize("stage", [None, Stage.PRIMARY])
def test_pins_and_capacity_take_pairs_away(stage: Stage | None) -> None:
    county, policy = synthetic_county(40, 2)
    free = usable(county, policy)
    core, other = county.schools[0], county.schools[1]
    first, second = county.schools[-1], county.schools[-2]
    pins = (
        Pin(school_id=first.school_id, core_id=core.school_id, stage=stage, rule=PinRule.MUST),
        Pin(school_id=second.school_id, core_id=core.school_id, stage=stage, rule=PinRule.NEVER),
        Pin(school_id=second.school_id, core_id=other.school_id, stage=stage, rule=PinRule.PREFER),
    )
    full = other.model_copy(update={"capacity": 0.5})
    bound = county.model_copy(update={"pins": pins, "schools": (core, full, *county.schools[2:])})
    assert sum(admissible_pairs(bound, policy).values()) == usable(bound, policy) < free


def test_a_changed_copy_of_a_county_finds_its_own_schools() -> None:
    # the copy once kept the ids, and so the capacities, of the county it was made from
    county, _ = synthetic_county(10, 2)
    first = county.schools[0]
    assert county.by_id[first.school_id].capacity is None
    changed = first.model_copy(update={"capacity": 0.5})
    copy = county.model_copy(update={"schools": (changed, *county.schools[1:])})
    assert copy.by_id[first.school_id].capacity == 0.5
    assert county.by_id[first.school_id].capacity is None


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_pairs_of_tiny_counties_of_many_modes(first: int) -> None:
    for seed in range(first, first + 50):
        county, policy = many_modes(seed)
        by_mode = dict.fromkeys((mode.id for mode in policy.mode), 0)
        for lead in prepare(county, policy).leads:
            by_mode[policy.mode[lead.mode].id] += len(lead.members)
        assert admissible_pairs(county, policy) == by_mode, seed
