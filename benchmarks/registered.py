"""All benchmarks, in the order in which they are listed and run."""

from typing import Any

from lianxiao.benchmarks import (
    batch,
    exchange,
    grouping,
    joint,
    joint_stages,
    nantou,
    published,
    recipes,
    resolve,
    roads,
    scale,
    soak,
    start,
)
from lianxiao.benchmarks.registry import Benchmark

REGISTRY: dict[str, Benchmark[Any]] = {
    module.BENCHMARK.name: module.BENCHMARK
    for module in (
        grouping,
        published,
        recipes,
        exchange,
        resolve,
        batch,
        start,
        nantou,
        joint,
        joint_stages,
        roads,
        scale,
        soak,
    )
}
