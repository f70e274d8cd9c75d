"""The benchmark's three methods agree on a small county."""

import pytest
from lianxiao.benchmarks.compact import Limits, Sample, compact_county
from lianxiao.benchmarks.methods import METHODS
from lianxiao.instances.generate import synthetic_county


@pytest.mark.parametrize("schools", [10, 20])
def test_all_methods_prove_the_same_optimum(schools: int) -> None:
    county, policy = synthetic_county(schools, 1)
    found = {}
    for name, method in METHODS.items():
        samples: list[Sample] = []
        outcome = method(county, policy, Limits(60, 2, 0), samples.append)
        assert all(tier.proven for tier in outcome.tiers), name
        assert samples, name
        found[name] = [tier.value for tier in outcome.tiers]
    ours = found.pop("lianxiao")
    for name, values in found.items():
        assert values == pytest.approx(ours), name


def test_the_compact_model_refuses_what_it_cannot_express() -> None:
    county, policy = synthetic_county(10, 1)
    capped = county.schools[0].model_copy(update={"capacity": 1.0})
    with pytest.raises(ValueError, match="compact models"):
        compact_county(county.model_copy(update={"schools": (capped, *county.schools[1:])}), policy)
