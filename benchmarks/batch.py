"""Many counties at once: throughput, memory, and what two jobs gain over one."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lianxiao.benchmarks.calls import called, must_end_well
from lianxiao.benchmarks.markdown import MACHINE, captioned
from lianxiao.benchmarks.plotting import looks, panels
from lianxiao.benchmarks.registry import Benchmark, Record, Results, Say, Settings, Table, option
from lianxiao.models.batch import AS_IT_IS, CaseRecord, CaseStatus

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TERRAINS = ("plain", "mountain", "valley")
LOCAL, CLUSTER = "processes", "Dask"
WHOLE, GROUPING = "all", "grouping"

HEADS = {
    "en": (
        "solved", "by", "jobs", "counties", "proven", "tiers proven", "minutes", "counties an hour",
        "efficiency", "most memory of a case, MB", "same plans",
    ),
    "zh": (
        "求解范围", "方式", "并行数", "县数", "全部已证明", "已证明层数", "分钟", "每小时县数",
        "并行效率", "单例最大内存（MB）", "方案相同",
    ),
}  # fmt: skip
WORDS = {
    "en": {WHOLE: "grouping and exchange", GROUPING: "grouping"},
    "zh": {WHOLE: "编组与交流", GROUPING: "仅编组", LOCAL: "本机进程", CLUSTER: "Dask"},
}
CAPTION = {
    "en": "{counties} made-up counties of {least} to {most} schools (plain, mountain, valley), at most "
    "{time_limit:g} s each, one thread a case. Efficiency: minutes of the run with one job ÷ jobs ÷ minutes; "
    "where cases use up their limit it says little, and tiers proven says what company costs. Same plans: of "
    "the counties, how many got the plan of the first run. " + MACHINE["en"],
    "zh": "{counties} 个合成县，{least}–{most} 所学校（平原、山区、河谷），"
    "每县最多 {time_limit:g} 秒、单线程。并行效率＝单并行用时 ÷ 并行数 ÷ 用时；"
    "若各县都用满时限，该值意义不大，并行的代价请看“已证明层数”。"
    "方案相同：与第一次运行方案一致的县数。" + MACHINE["zh"],
}


class BatchSettings(Settings):
    """Options of the benchmark."""

    counties: int = option(100, "made-up counties; terrains take turns")
    sizes: tuple[int, ...] = option((20, 40, 60, 90, 120, 150), "schools, taking turns")
    only: tuple[Literal["grouping", "all"], ...] = option(
        (GROUPING, WHOLE), "grouping alone, with the exchange"
    )
    jobs: tuple[int, ...] = option((1, 2), "cases at once")
    dask: tuple[int, ...] = option((2,), "the same on a local Dask cluster of so many workers; 0: left out")
    time_limit: float = option(20.0, "wall seconds of a case")


def run(settings: BatchSettings, say: Say) -> Record:
    """Make the counties, and send them through the installed command in every way that is asked for."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for number in range(settings.counties):
            made = folder / "counties" / f"county-{number:03}"
            schools, terrain = settings.sizes[number % len(settings.sizes)], TERRAINS[number % len(TERRAINS)]
            words = ("--schools", str(schools), "--terrain", terrain, "--seed", str(number))
            must_end_well("generate", *words, "--out", str(made), timeout=120)
        say(f"{settings.counties} counties made")
        runs, cases = [], []
        for only in settings.only:
            first: dict[str, str] = {}
            ways = [(LOCAL, jobs) for jobs in settings.jobs] + [
                (CLUSTER, jobs) for jobs in settings.dask if jobs
            ]
            for by, jobs in ways:
                out = folder / f"{only}-{by}-{jobs}"
                seconds = _batch(folder / "counties", out, settings, only, by, jobs)
                records = _records(out)
                plans = {record.county: record.plan_sha256 for record in records if record.plan_sha256}
                first = first or plans
                found = _run(only, by, jobs, seconds, records) | {
                    "same_plans": sum(first.get(county) == plan for county, plan in plans.items())
                }
                say(f"{only}, {by}, {jobs} jobs: {seconds:.0f} s, {found['finished']} finished")
                runs.append(found)
                cases += [(only, by, jobs, *_case(record)) for record in records]
    head = (
        "only",
        "by",
        "jobs",
        "county",
        "status",
        "tiers",
        "proven",
        "seconds",
        "waiting",
        "peak_memory_mb",
    )
    return Record({"runs": runs}, Table(head, cases))


def _batch(counties: Path, out: Path, settings: BatchSettings, only: str, by: str, jobs: int) -> float:
    words = ["batch", f"{counties}/*", "--out", str(out), "--jobs", str(jobs), "--workers", "1", "--quiet"]
    words += ["--time-limit", f"{settings.time_limit:g}"]
    words += ["--only", "grouping"] if only == GROUPING else []
    words += ["--cluster", "local"] if by == CLUSTER else []
    done = called(*words, timeout=120 + settings.counties * (settings.time_limit + 30))
    if not (out / "manifest.json").exists():
        raise RuntimeError(f"lianxiao {' '.join(words)}: exit {done.exit}: {done.out}{done.err}")
    return done.seconds


def _records(out: Path) -> list[CaseRecord]:
    files = sorted(out.glob(f"*/{AS_IT_IS}/case.json"))
    return [CaseRecord.model_validate_json(file.read_text(encoding="utf-8")) for file in files]


def _run(only: str, by: str, jobs: int, seconds: float, records: Sequence[CaseRecord]) -> dict[str, Any]:
    return {
        "only": only,
        "by": by,
        "jobs": jobs,
        "seconds": round(seconds, 1),
        "finished": sum(record.status.finished for record in records),
        "statuses": {
            status.value: count
            for status in CaseStatus
            if (count := sum(record.status is status for record in records))
        },
        "tiers": sum(len(record.tiers) for record in records),
        "proven": sum(tier.proven for record in records for tier in record.tiers),
        "case_seconds": round(sum(record.seconds for record in records), 1),
        "peak_memory_mb": round(max((record.peak_memory_mb for record in records), default=0.0)),
    }


def _case(record: CaseRecord) -> tuple[Any, ...]:
    return (
        record.county,
        record.status.value,
        len(record.tiers),
        sum(tier.proven for tier in record.tiers),
        round(record.seconds, 2),
        round(record.waiting, 2),
        round(record.peak_memory_mb),
    )


def efficiency(runs: Sequence[dict[str, Any]], one: dict[str, Any]) -> float | None:
    """Give the time of the run with one process ÷ jobs ÷ time; None where there was no such run."""
    alone = [
        run["seconds"] for run in runs if (run["only"], run["by"], run["jobs"]) == (one["only"], LOCAL, 1)
    ]
    return alone[0] / one["jobs"] / one["seconds"] if alone else None


def table(results: Results, lang: str) -> str:
    """Make the runs a Markdown table with its caption."""
    runs, settings = results.content["runs"], results.content["settings"]
    lines = []
    for run in runs:
        share = efficiency(runs, run)
        lines.append(
            (
                WORDS[lang].get(run["only"], run["only"]),
                WORDS[lang].get(run["by"], run["by"]),
                str(run["jobs"]),
                str(run["finished"]),
                str(run["statuses"].get(CaseStatus.OPTIMAL.value, 0)),
                f"{run['proven']} / {run['tiers']}",
                f"{run['seconds'] / 60:.1f}",
                f"{3600 * run['finished'] / run['seconds']:.0f}",
                "–" if share is None else f"{share:.0%}",
                str(run["peak_memory_mb"]),
                str(run["same_plans"]),
            )
        )
    sizes = settings["sizes"]
    return captioned(HEADS[lang], lines, CAPTION, lang, results, least=min(sizes), most=max(sizes))


def throughput_plot(results: Results) -> "Figure":
    """Draw how many counties were finished after how many minutes, run by run."""
    kinds = list(dict.fromkeys(row["only"] for row in results.rows))
    figure, axes = panels(max(1, len(kinds)))
    for panel, only in zip(axes, kinds, strict=False):
        ways = list(dict.fromkeys((row["by"], row["jobs"]) for row in results.rows if row["only"] == only))
        series = looks([f"{by}, {jobs} at once" for by, jobs in ways])
        for (by, jobs), look in zip(ways, series.values(), strict=True):
            rows = [row for row in results.rows if (row["only"], row["by"], row["jobs"]) == (only, by, jobs)]
            ends = sorted((float(row["waiting"]) + float(row["seconds"])) / 60 for row in rows)
            panel.step(ends, range(1, len(ends) + 1), where="post", **(look | {"marker": None}))
        panel.set_title(WORDS["en"][only])
        panel.set_xlabel("minutes")
        panel.set_ylabel("counties finished")
        panel.legend()
    return figure


BENCHMARK = Benchmark(
    name="batch",
    compares="A hundred made-up counties in one batch: one process, two, and two workers of a Dask cluster.",
    settings=BatchSettings(),
    smoke=BatchSettings(counties=1, sizes=(8,), only=(GROUPING,), dask=(), time_limit=3),
    takes="about 2 hours",
    run=run,
    parts={"table": table},
    plots={"throughput": throughput_plot},
)
