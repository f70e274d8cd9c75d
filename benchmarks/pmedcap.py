"""The capacitated p-median problems of Osman and Christofides (OR-Library, ``pmedcap1``), read from files.

``python -m lianxiao.benchmarks.pmedcap DIR`` writes each as a county folder DIR/p1 … DIR/p20.
"""

import math
import sys
from pathlib import Path
from typing import NamedTuple

from lianxiao.benchmarks.location_county import Customer, LocationProblem, Site, write_problem
from lianxiao.models.words import Term

FILES = Path(__file__).with_name("data") / "pmedcap1"
NAMES = tuple(f"p{number}" for number in range(1, 21))


class Published(NamedTuple):
    """A problem, and the optimum that its file names."""

    problem: LocationProblem
    optimum: int


def published_problem(name: str) -> Published:
    """Read a problem.

    A file has: number, optimum; n, p, Q; then id, x, y, demand of each node. The load that a node serves, its
    own included, is at most Q; a distance is the Euclidean one, rounded down.
    """
    numbers = iter([int(word) for word in (FILES / f"{name}.txt").read_text("ascii").split()])
    _, optimum, nodes, groups, most = (next(numbers) for _ in range(5))
    node = [tuple(next(numbers) for _ in range(4)) for _ in range(nodes)]
    ids = [f"{number:03d}" for number, _, _, _ in node]
    problem = LocationProblem(
        name=f"pmedcap1 {name}",
        sites=tuple(Site(each, float(most - demand)) for each, (*_, demand) in zip(ids, node, strict=True)),
        customers=tuple(Customer(each, float(demand)) for each, (*_, demand) in zip(ids, node, strict=True)),
        km={
            (ids[i], ids[j]): float(math.isqrt((x - other_x) ** 2 + (y - other_y) ** 2))
            for i, (_, x, y, _) in enumerate(node)
            for j, (_, other_x, other_y, _) in enumerate(node)
            if i < j
        },
        groups=groups,
        terms={Term.TOTAL_KM: 1.0},
    )
    return Published(problem, optimum)


if __name__ == "__main__":
    for each in NAMES:
        write_problem(Path(sys.argv[1]) / each, published_problem(each).problem)
        print(f"written: {Path(sys.argv[1]) / each}")
