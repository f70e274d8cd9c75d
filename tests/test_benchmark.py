"""The benchmark's methods agree on a small county, under every aim that they can express."""

from pathlib import Path

import pytest
from lianxiao.benchmarks import flow, spopt
from lianxiao.benchmarks.aims import (
    ALL_CORES,
    COUNTY_AIMS,
    LOCATION_AIMS,
    P_MEDIAN,
    county_case,
    location_case,
)
from lianxiao.benchmarks.compact import Limits, Sample, compact_county
from lianxiao.benchmarks.location_runs import METHODS as LOCATION_METHODS
from lianxiao.benchmarks.methods import METHODS
from lianxiao.instances.generate import synthetic_county

PEERS = spopt.peers_python()


@pytest.mark.parametrize("aim", COUNTY_AIMS)
def test_all_methods_prove_the_same_optimum(aim: str) -> None:
    county, policy = county_case(aim, 10, 1)
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


@pytest.mark.parametrize("aim", LOCATION_AIMS)
def test_all_location_methods_prove_the_same_optimum(aim: str) -> None:
    problem = location_case(aim, 20, 1)
    methods = {**LOCATION_METHODS, **(spopt.methods(PEERS) if PEERS is not None else {})}
    if aim != P_MEDIAN:  # once is enough for a whole process
        del methods["lianxiao"]
        methods.pop("spopt, HiGHS", None)
    if flow.expressible(problem):
        methods["flow"] = flow.network_flow
    assert ("flow" in methods) == (aim == ALL_CORES)
    values = {}
    for name, method in methods.items():
        answer = method(problem, 60, 2)
        assert answer.proven, name
        values[name] = answer.value
    assert list(values.values()) == [pytest.approx(values["compact HiGHS"])] * len(values)


def test_spopt_is_asked_only_what_it_can_express() -> None:
    problem = location_case(P_MEDIAN, 20, 1)
    assert spopt.expressible(problem)
    some = dict(list(problem.km.items())[1:])
    for other in (
        {"groups": None},
        {"km": some},
        {"customers": tuple(each._replace(load=2.0) for each in problem.customers)},
    ):
        changed = type(problem)(**{**vars(problem), **other})
        assert not spopt.expressible(changed)
        with pytest.raises(ValueError, match="cannot express"):
            spopt.spopt(Path("python"), "CBC", changed, 1, 1)
    with pytest.raises(ValueError, match="no min-cost flow"):
        flow.network_flow(problem, 1, 1)


def test_the_compact_model_refuses_what_it_cannot_express() -> None:
    county, policy = synthetic_county(10, 1)
    capped = county.schools[0].model_copy(update={"capacity": 1.0})
    with pytest.raises(ValueError, match="compact models"):
        compact_county(county.model_copy(update={"schools": (capped, *county.schools[1:])}), policy)


def test_nobody_may_be_left_out_where_everybody_is_to_be_placed() -> None:
    county, policy = county_case("total_km", 10, 1)
    compact = compact_county(county, policy)
    with pytest.raises(ValueError, match="not everybody"):
        compact.values(tuple(None for _ in compact.members))
