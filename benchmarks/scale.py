"""Single counties of up to ten thousand schools: gap over size and time, memory, and where time goes."""

from typing import TYPE_CHECKING, Any, Literal

from lianxiao.benchmarks.markdown import MACHINE, captioned, shown
from lianxiao.benchmarks.plotting import looks, over_size, panels
from lianxiao.benchmarks.registry import Benchmark, Record, Results, Say, Settings, Table, option
from lianxiao.benchmarks.scale_case import ScaleCase, ScaleOutcome, outcome_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADS = {
    "en": (
        "schools", "terrain", "seed", "aim", "limit, s", "s", "first plan, s", "unplaced (bound)",
        "value", "bound", "gap", "MB",
    ),
    "zh": (
        "学校数", "地形", "种子", "目标", "时限（秒）", "用时（秒）", "首个方案（秒）", "未编入（下界）",
        "数值", "下界", "差距", "内存（MB）",
    ),
}  # fmt: skip
STAGE_HEADS = {"en": ("stage", "s", "share"), "zh": ("阶段", "秒", "占比")}
CAPTION = {
    "en": "Made-up counties without borders, 30 km, `unplaced` first, {threads} threads. "
    "Gap: (value − bound) ÷ value, 0 where proven. "
    "The bound holds for plans that leave out no more than this one. " + MACHINE["en"],
    "zh": "无县界的合成区域，30 公里，先 `unplaced`，{threads} 线程。差距＝（数值−下界）÷数值，已证明为 0。"
    "下界对未编入校数不多于本方案的所有方案成立。" + MACHINE["zh"],
}


class ScaleSettings(Settings):
    """Options of the benchmark."""

    sizes: tuple[int, ...] = option((150, 1000, 3000, 10000), "schools of a county")
    limits: tuple[float, ...] = option((60.0, 60.0, 120.0, 300.0), "wall seconds of a solve, size by size")
    seeds: tuple[int, ...] = option((1, 2, 3), "counties per size")
    most_seeds: tuple[int, ...] = option((3, 3, 3, 3), "of these seeds, how many are solved, size by size")
    terrain: Literal["plain", "mountain", "valley"] = option("mountain", "terrain of the counties")
    aims: tuple[str, ...] = option(("uncovered_lessons", "total_km"), "the second aim, one after the other")
    most_aims: tuple[int, ...] = option((2, 2, 2, 2), "of these aims, how many are solved, size by size")
    threads: int = option(2, "threads of every solve")


def run(settings: ScaleSettings, say: Say) -> Record:
    """Solve every county for every aim."""
    runs, rows = [], []
    per_size = (settings.sizes, settings.limits, settings.most_seeds, settings.most_aims)
    for schools, limit, most, aims in zip(*per_size, strict=True):
        for seed in settings.seeds[:most]:
            for aim in settings.aims[:aims]:
                case = ScaleCase(schools, settings.terrain, seed, aim, limit, settings.threads)
                outcome = outcome_of(case)
                say(f"{schools} schools, seed {seed}, {aim}: {outcome.best} ≥ {outcome.bound}")
                runs.append(_as_json(case, outcome))
                rows += [(schools, seed, aim, *point) for point in outcome.curve]
    head = ("schools", "seed", "aim", "seconds", "best", "bound")
    return Record({"runs": runs}, Table(head, rows))


def _as_json(case: ScaleCase, outcome: ScaleOutcome) -> dict[str, Any]:
    row = case._asdict() | outcome._asdict()
    del row["curve"]
    return {**row, "limit": case.seconds, "seconds": outcome.seconds}


def gap_of(best: float | None, bound: float | None) -> float | None:
    """(Value − bound) ÷ value in per cent, None while either is unknown."""
    if best is None or bound is None:
        return None
    return 100.0 * max(0.0, best - bound) / best if best else 0.0


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table with its caption."""
    lines = []
    for row in results.content["runs"]:
        gap = gap_of(row["best"], row["bound"])
        left, least = row["unplaced"] or (None, None)
        lines.append(
            (
                str(row["schools"]),
                row["terrain"],
                str(row["seed"]),
                f"`{row['aim']}`",
                f"{row['limit']:g}",
                f"{row['seconds']:.1f}",
                "–" if row["first_plan"] is None else f"{row['first_plan']:.1f}",
                "–" if left is None else f"{left:g} ({least:g})",
                "–" if row["best"] is None else shown(row["best"]),
                "–" if row["bound"] is None else shown(row["bound"]),
                "–" if gap is None else f"{gap:.2f} %",
                str(row["memory_mb"]),
            )
        )
    return captioned(HEADS[lang], lines, CAPTION, lang, results)


def stages(results: Results, lang: str) -> str:
    """Say where the time went: a table per size, of the first county and aim."""
    parts = []
    for schools in sorted({row["schools"] for row in results.content["runs"]}):
        row = next(row for row in results.content["runs"] if row["schools"] == schools)
        known = sorted(row["stages"].items(), key=lambda stage: -stage[1])
        rest = row["seconds"] - sum(row["stages"].values())
        lines = [
            (stage, f"{seconds:.1f}", f"{100 * seconds / row['seconds']:.0f} %")
            for stage, seconds in [*known, ("rest", max(0.0, rest))]
            if seconds >= 0.05
        ]
        parts.append(captioned(STAGE_HEADS[lang], lines, {lang: f"{schools}: `{row['aim']}`"}, lang, results))
    return "\n".join(parts)


def gap_over_size(results: Results) -> "Figure":
    """Draw the gap at the end over the size, and the gap over time, size by size."""
    runs = results.content["runs"]
    aims = list(dict.fromkeys(row["aim"] for row in runs))
    figure, found = panels(2)
    for aim, look in looks(aims).items():
        rows = [row for row in runs if row["aim"] == aim]
        gaps = [max(0.001, gap_of(row["best"], row["bound"]) or 0.001) for row in rows]
        found[0].plot([row["schools"] for row in rows], gaps, linestyle="", **look)
    over_size(found[0], [row["schools"] for row in runs])
    found[0].set_yscale("log")
    found[0].set_ylabel("gap at the limit, % (0.001: proven)")
    found[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    first_seed = runs[0]["seed"]
    names = [f"{size} {aim}" for size in sorted({row["schools"] for row in runs}) for aim in aims]
    for name, look in looks(names).items():
        size, aim = name.split()
        points = [
            (float(row["seconds"]), gap_of(float(row["best"]), float(row["bound"])))
            for row in results.rows
            if (row["schools"], row["aim"], row["seed"]) == (size, aim, str(first_seed))
            and row["best"]
            and row["bound"]
        ]
        if not points:
            continue
        found[1].plot(
            [at for at, _ in points], [max(0.001, gap or 0.001) for _, gap in points], markersize=3, **look
        )
    found[1].set_yscale("log")
    found[1].set_xlabel("seconds")
    found[1].set_ylabel("gap, %")
    found[1].legend(fontsize=7, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


BENCHMARK = Benchmark(
    name="scale",
    compares="Gap, memory and time to a first plan of single counties of up to 10 000 schools.",
    settings=ScaleSettings(),
    smoke=ScaleSettings(sizes=(150,), limits=(6.0,), seeds=(1,), most_seeds=(1,), most_aims=(1,)),
    takes="about 65 minutes",
    run=run,
    parts={"table": table, "stages": stages},
    plots={"gap": gap_over_size},
)
