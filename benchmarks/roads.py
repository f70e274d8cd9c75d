"""Time and memory of road travel: reading an extract, joining schools, ways between them, and the cache.

Liechtenstein is real. The grid is made up: streets every 150 m, with a bend in every block, a net as large as
a whole prefecture's. Every case runs twice, each time in a process of its own (``python -m
lianxiao.benchmarks.roads CASE FOLDER``), with an empty cache first.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from lianxiao.benchmarks.registry import Benchmark, Record, Results, Say, Settings, Table, option
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage
from lianxiao.solver.travel.roads import between_schools, roads_for

BLOCK_M, DEGREE_M = 150, 111_195.08
STEPS = ("read", "net", "join", "ways")
HEAD = (
    "| county | schools | roads | reading | net | joining | ways | ways kept | all, first run | peak | "
    "second run | peak | kept on disk |"
)


CASES = ("liechtenstein", "grid 400 30 1300", "grid 400 400 0")
"""Liechtenstein, or: grid, streets each way, cores, members (none: all schools are of role either)."""


class RoadsSettings(Settings):
    """Options of the measurement."""

    cases: tuple[str, ...] = option(CASES, "liechtenstein, or 'grid STREETS CORES MEMBERS' in quotes")


def run(settings: RoadsSettings, say: Say) -> Record:
    """Measure every case twice: with an empty cache, and with what the first run kept."""
    measured = []
    for case in settings.cases:
        say(case)
        measured.append(_both_runs(case))
    head = ("case", "run", "schools", "roads", "pairs", *STEPS, "whole", "peak_mb")
    lines = [
        (
            one["case"],
            which,
            one[which]["schools"],
            one[which].get("roads"),
            one[which]["pairs"],
            *(one[which]["seconds"].get(step) for step in STEPS),
            one[which]["whole"],
            one[which]["peak_mb"],
        )
        for one in measured
        for which in ("first", "second")
    ]
    return Record({"cases": measured}, Table(head, lines))


def _both_runs(case: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if case != "liechtenstein":
            write_grid(folder / "county.osm.pbf", int(case.split()[1]))
        runs = []
        for _ in range(2):
            done = subprocess.run(
                [sys.executable, "-m", "lianxiao.benchmarks.roads", case, place],
                env={**os.environ, "LIANXIAO_CACHE": str(folder / "cache")},
                capture_output=True,
                text=True,
                check=True,
                timeout=600,
            )
            runs.append(json.loads(done.stdout))
        disk = sum(file.stat().st_size for file in (folder / "cache" / "roads").iterdir())
    return {"case": case, "first": runs[0], "second": runs[1], "disk": disk}


def _measured(case: str, folder: Path) -> dict[str, Any]:
    """One run in this process: seconds of every step, peak of memory in MB."""
    import resource  # noqa: PLC0415 - not on every system, and the list of benchmarks is to load on each

    seconds: dict[str, float] = {}
    sizes: dict[str, int] = {}

    def timed(name: str, step: Any) -> Any:
        def run(*given: Any, **named: Any) -> Any:
            started = time.perf_counter()
            found = step(*given, **named)
            seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started
            if name == "net":
                sizes["roads"] = len(found.start)
            return found

        return run

    for name, steps in (
        ("read", ("read_ways",)),
        ("net", ("road_net",)),
        ("join", ("joints", "joined_net")),
        ("ways", ("ways_between", "connected")),
    ):
        for step in steps:
            setattr(between_schools, step, timed(name, getattr(between_schools, step)))
    if case == "liechtenstein":
        folder = bundled_county("liechtenstein")
        read = read_county(folder)
        county, policy = read.county, read.policy
    else:
        county, policy = grid_county(*map(int, case.split()[1:]))
    started = time.perf_counter()
    roads = roads_for(county, policy, folder).county.roads
    whole = time.perf_counter() - started
    assert roads is not None
    return {
        "schools": len(roads.joints),
        "pairs": len(roads.pairs),
        "seconds": seconds,
        "whole": whole,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **sizes,
    }


def write_grid(file: Path, lines: int) -> None:
    """Write streets in a grid of so many lines each way: crossings every 150 m, one bend in every block."""
    import osmium  # noqa: PLC0415 - an extra

    step = BLOCK_M / DEGREE_M
    nodes: dict[tuple[float, float], int] = {}
    for row in range(lines):
        for column in range(lines):
            for place in ((row, column), (row + 0.5, column + 0.05), (row + 0.05, column + 0.5)):
                nodes[place] = len(nodes) + 1
    with osmium.SimpleWriter(str(file)) as writer:
        for (north, east), number in nodes.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(east * step, north * step)))
        number = 0
        for line in range(lines):
            kind = "primary" if line % 40 == 0 else "tertiary" if line % 8 == 0 else "residential"
            for upright in (False, True):
                for first in range(0, lines - 1, 10):
                    refs = []
                    for at in range(first, min(first + 10, lines - 1)):
                        refs += [nodes[(at, line) if upright else (line, at)]]
                        refs += [nodes[(at + 0.5, line + 0.05) if upright else (line + 0.05, at + 0.5)]]
                    last = min(first + 10, lines - 1)
                    refs.append(nodes[(last, line) if upright else (line, last)])
                    number += 1
                    writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags={"highway": kind}))


def grid_county(lines: int, cores: int, members: int) -> tuple[County, Policy]:
    """Make schools anywhere on the grid; with no members all are of role either. Limit: 30 minutes."""
    rng = Random(1)
    side = (lines - 1) * BLOCK_M / DEGREE_M
    schools = tuple(
        School(
            school_id=f"{number:05}",
            name=f"{number:05}",
            stages=(Stage.PRIMARY,),
            role=Role.EITHER if not members else Role.CORE if number < cores else Role.MEMBER,
            lat=rng.random() * side,
            lon=rng.random() * side,
        )
        for number in range(cores + members)
    )
    mode = {"key": "cooperative", "stages": ["primary"], "max_minutes": 30}
    policy = Policy.model_validate({"travel": {"source": "roads", "roads": "county.osm.pbf"}, "mode": [mode]})
    return County(schools=schools), policy


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table (English only)."""
    del lang
    content = results.content
    lines = [HEAD, "|---|" + "---:|" * (HEAD.count("|") - 2)]
    for one in content["cases"]:
        first, second = one["first"], one["second"]
        name = one["case"].split()
        shown = (
            "Liechtenstein"
            if name[0] == "liechtenstein"
            else f"grid, {name[2]} of role either"
            if name[3] == "0"
            else f"grid, {name[2]} cores, {name[3]} members"
        )
        cells = [
            shown,
            f"{first['schools']}",
            f"{first['roads']}",
            *(f"{first['seconds'][step]:.2f} s" for step in STEPS),
            f"{first['pairs']}",
            f"{first['whole']:.2f} s",
            f"{first['peak_mb']:.0f} MB",
            f"{second['whole']:.2f} s",
            f"{second['peak_mb']:.0f} MB",
            f"{one['disk'] / 1e6:.1f} MB",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    on = content["machine"]
    lines += [
        "",
        f"Peak: of the whole process. {on['cpu']}, {on['cores']} cores, Python {on['python']}, "
        f"osmium {on['osmium']}, SciPy {on['scipy']}, {content['settings']['date']}.",
        "",
    ]
    return "\n".join(lines)


BENCHMARK = Benchmark(
    name="roads",
    compares="Time and memory of reading roads and of the ways between schools, first and again.",
    settings=RoadsSettings(),
    smoke=RoadsSettings(cases=("grid 30 5 20",)),
    takes="2 minutes",
    run=run,
    parts={"table": table},
)

if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], Path(sys.argv[2]))))
