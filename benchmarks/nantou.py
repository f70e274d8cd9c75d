"""The real county: what is known of every tier over the seconds of one solve."""

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lianxiao.benchmarks.joint_runs import DATA
from lianxiao.benchmarks.markdown import MACHINE, captioned, shown
from lianxiao.benchmarks.plotting import COLOURS, panels
from lianxiao.benchmarks.registry import Benchmark, Record, Results, Say, Settings, Table, option
from lianxiao.benchmarks.watched import Moment, watched
from lianxiao.reports.plan_screen import aim

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADS = {
    "en": ("tier", "aim", "value", "bound", "gap", "first after, s", "last better after, s"),
    "zh": ("层级", "目标", "目标值", "理论界", "差距", "首个值（秒）", "最后一次改进（秒）"),
}
CAPTION = {
    "en": "{county}, {schools} schools, one solve with its teachers: {time_limit:g} s, {workers} workers; "
    "the checked plan after {seconds:.1f} s. Bold: proven, with the rows above it. Bounds hold for plans as "
    "good in the rows above. " + MACHINE["en"],
    "zh": "{county}，{schools} 所学校，含教师的一次求解：限时 {time_limit:g} 秒，{workers} 个工作进程；"
    "检查后的方案用时 {seconds:.1f} 秒。粗体：连同上面各行均已证明。"
    "理论界针对上面各行不劣于该方案的方案。" + MACHINE["zh"],
}


class NantouSettings(Settings):
    """Options of the measurement."""

    county: str = option("nantou", "a bundled county")
    time_limit: float = option(60.0, "wall seconds of the solve")
    workers: int = option(2, "processes of the solve")


def run(settings: NantouSettings, say: Say) -> Record:
    """Solve the county once, watching every tier."""
    say(settings.county)
    seen = watched(DATA / settings.county, settings.time_limit, settings.workers)
    content = {
        "schools": seen.schools,
        "seconds": round(seen.seconds, 2),
        "tiers": [_tier(at, tier._asdict(), seen.moments) for at, tier in enumerate(seen.tiers)],
    }
    rows = [
        (moment.tier, " + ".join(moment.terms), f"{moment.seconds:.3f}", moment.best, moment.bound)
        for moment in seen.moments
    ]
    return Record(content, Table(("tier", "terms", "seconds", "best", "bound"), rows))


def _tier(at: int, tier: dict[str, Any], moments: Sequence[Moment]) -> dict[str, Any]:
    own = [moment for moment in moments if moment.tier == at and moment.best is not None]
    best = min((moment.best for moment in own if moment.best is not None), default=None)
    reached = [moment.seconds for moment in own if moment.best == best]
    return tier | {
        "first_seconds": round(own[0].seconds, 2) if own else None,
        "last_better_seconds": round(reached[0], 2) if reached else None,
    }


def table(results: Results, lang: str) -> str:
    """Make the tiers a Markdown table with its caption."""
    content = results.content
    lines = []
    for at, tier in enumerate(content["tiers"]):
        value, bound = tier["value"], tier["bound"]
        gap = "–" if bound is None else f"{(value - bound) / abs(value) if value else 0.0:.2%}"
        figure = shown(value)
        lines.append(
            (
                str(at + 1),
                aim(tier["terms"], "zh" if lang == "zh" else "en"),
                f"**{figure}**" if tier["proven"] else figure,
                "–" if bound is None else shown(bound),
                gap,
                *(
                    "–" if tier[key] is None else f"{tier[key]:.1f}"
                    for key in ("first_seconds", "last_better_seconds")
                ),
            )
        )
    known = {name: content[name] for name in ("schools", "seconds")}
    return captioned(HEADS[lang], lines, CAPTION, lang, results, **known)


def tiers_plot(results: Results) -> "Figure | None":
    """Draw value and bound of every tier over the seconds, a panel per tier that was searched."""
    searched = [at for at in range(len(results.content["tiers"])) if _series(results, at, "best")]
    if not searched:
        return None
    columns = min(3, len(searched))
    figure, axes = panels(columns, math.ceil(len(searched) / columns), width=3.2, height=2.3)
    for panel, at in zip(axes, searched, strict=False):
        for column, colour in zip(("best", "bound"), COLOURS, strict=False):
            series = _series(results, at, column)
            times, values = [seconds for seconds, _ in series], [value for _, value in series]
            times, values = [*times, results.content["seconds"]], [*values, *values[-1:]]
            style = "-" if column == "best" else "--"
            panel.step(times[: len(values)], values, style, where="post", color=colour, label=column)
        name = f"{at + 1}. {aim(results.content['tiers'][at]['terms'], 'en')}"
        panel.set_title("\n".join(textwrap.wrap(name, 36)), fontsize=8)
        panel.set_xlabel("seconds")
        panel.set_xlim(0, results.content["seconds"])
        most = max(value for _, value in _series(results, at, "best"))
        panel.set_ylim(min(0.0, 1.1 * most), 1.1 * most if most > 0 else 1.0)
    for panel in axes[len(searched) :]:
        panel.set_visible(False)
    axes[0].legend()
    return figure


def _series(results: Results, tier: int, column: str) -> list[tuple[float, float]]:
    rows = [row for row in results.rows if int(row["tier"]) == tier and row[column]]
    return [(float(row["seconds"]), float(row[column])) for row in rows]


BENCHMARK = Benchmark(
    name="nantou",
    compares="The real county with its teachers: value and bound of every tier over one solve.",
    settings=NantouSettings(),
    smoke=NantouSettings(county="three_schools", time_limit=5),
    takes="a minute",
    run=run,
    parts={"table": table},
    plots={"tiers": tiers_plot},
)
