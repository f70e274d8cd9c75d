"""Cold start of the command, and how long a planner waits for the first and for the last plan."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianxiao.benchmarks.calls import must_end_well
from lianxiao.benchmarks.joint_runs import DATA, county_of
from lianxiao.benchmarks.markdown import MACHINE, captioned
from lianxiao.benchmarks.plotting import panels, plain_numbers
from lianxiao.benchmarks.registry import Benchmark, Record, Results, Say, Settings, Table, option
from lianxiao.benchmarks.watched import watched
from lianxiao.instances.write import write_county

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HELP, CHECK, FIRST, LAST, SOLVE = "help", "check", "first plan", "final plan", "solve"
HEADS = {
    "en": ("county", "schools", "`--help`", "`check`", "first plan", "final plan", "`solve`"),
    "zh": ("县", "学校数", "`--help`", "`check`", "得到首个方案", "最终方案", "`solve`（含写文件）"),
}
CAPTION = {
    "en": "Seconds from the start of the process; median of {repeats} calls (plans: one call). The first "
    "call after the machine started may take longer. Plans: limit {time_limit:g} s, {workers} workers; "
    "the final plan is the checked one. " + MACHINE["en"],
    "zh": "自进程启动起的秒数；为 {repeats} 次调用的中位数（方案为一次调用）。开机后的首次调用可能更慢。"
    "方案：限时 {time_limit:g} 秒，{workers} 个工作进程；最终方案指检查后的方案。" + MACHINE["zh"],
}


class StartSettings(Settings):
    """Options of the measurement."""

    counties: tuple[str, ...] = option(
        ("ten_schools", "nantou", "60-1", "420-1"), "bundled counties, or schools-seed of made-up ones"
    )
    repeats: int = option(5, "calls of --help and check")
    time_limit: float = option(60.0, "wall seconds of a whole solve")
    workers: int = option(2, "processes of a solve")


def run(settings: StartSettings, say: Say) -> Record:
    """Measure every county by calls of the installed command."""
    runs: list[dict[str, Any]] = []
    for name in settings.counties:
        say(name)
        with tempfile.TemporaryDirectory() as place:
            folder, out = DATA / name, Path(place) / "out"
            if not folder.exists():
                folder = Path(place) / "county"
                write_county(folder, *county_of(name))
            helped = [must_end_well("solve", "--help", timeout=60).seconds for _ in range(settings.repeats)]
            checked = [
                must_end_well("check", str(folder), timeout=60).seconds for _ in range(settings.repeats)
            ]
            seen = watched(folder, settings.time_limit, settings.workers)
            limit, workers = f"{settings.time_limit:g}", str(settings.workers)
            options = ("--time-limit", limit, "--workers", workers, "--quiet")
            solved = must_end_well(
                "solve", str(folder), "--out", str(out), *options, timeout=settings.time_limit + 60
            )
        runs.append(
            {
                "county": name,
                "schools": seen.schools,
                HELP: _seconds(helped),
                CHECK: _seconds(checked),
                FIRST: None if seen.first_plan is None else round(seen.first_plan, 2),
                LAST: round(seen.seconds, 2),
                SOLVE: round(solved.seconds, 2),
                "tiers": len(seen.tiers),
                "proven": sum(tier.proven for tier in seen.tiers),
            }
        )
    return Record({"runs": runs}, Table(tuple(runs[0]), [tuple(row.values()) for row in runs]))


def _seconds(calls: Sequence[float]) -> float:
    return round(sorted(calls)[len(calls) // 2], 2)


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table with its caption."""
    lines = [
        (
            run["county"],
            str(run["schools"]),
            *("–" if run[key] is None else f"{run[key]:.1f}" for key in (HELP, CHECK, FIRST, LAST, SOLVE)),
        )
        for run in results.content["runs"]
    ]
    return captioned(HEADS[lang], lines, CAPTION, lang, results)


def waits_plot(results: Results) -> "Figure":
    """Draw how long each answer takes, county by county."""
    runs = results.content["runs"]
    keys = (HELP, CHECK, FIRST, LAST)
    figure, (axes,) = panels(1, width=6)
    for at, run in enumerate(runs):
        known = [(key, run[key]) for key in keys if run[key] is not None]
        places = [keys.index(key) + 0.8 * (at + 0.5) / len(runs) - 0.4 for key, _ in known]
        label = f"{run['county']} ({run['schools']})"
        axes.bar(places, [seconds for _, seconds in known], 0.8 / len(runs), label=label)
    axes.set_xticks(range(len(keys)), keys)
    axes.set_yscale("log")
    plain_numbers(axes, "y")
    axes.set_ylabel("seconds from the start of the process")
    axes.legend()
    return figure


BENCHMARK = Benchmark(
    name="start",
    compares="Cold start of the command: --help, check, time to the first and to the final plan.",
    settings=StartSettings(),
    smoke=StartSettings(counties=("ten_schools",), repeats=1, time_limit=5),
    takes="6 minutes",
    run=run,
    parts={"table": table},
    plots={"waits": waits_plot},
)
