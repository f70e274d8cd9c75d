"""What a grouping run leaves, its tables and its plots."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from lianxiao.benchmarks.aims import AIMS, ALL_CORES, LARGE_GROUPS, P_MEDIAN, TIERS
from lianxiao.benchmarks.compact import TIERS as TERMS
from lianxiao.benchmarks.compact import Outcome, Sample
from lianxiao.benchmarks.markdown import MACHINE, captioned, with_gap
from lianxiao.benchmarks.plotting import looks, over_size, panels, plain_numbers
from lianxiao.benchmarks.registry import Record, Results, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADS = {
    "en": ("schools", "method", "unplaced", "uncovered lessons", "longest way, km", "total, km", "seconds"),
    "zh": ("学校数", "方法", "未编入联盟", "未覆盖课时", "最远路程（公里）", "总路程（公里）", "秒"),
}
CAPTION = {
    "en": "Bold: proven optimal (with the earlier columns). Otherwise the gap to the bound stands behind the "
    "value. {time_limit:g} s and {threads} threads for a whole solve, county seeds {named_seeds}, "
    + MACHINE["en"],
    "zh": "粗体：已证明最优（连同前面各列）；其余在数值后注明与理论界的差距。"
    "每次求解限 {time_limit:g} 秒、{threads} 线程，县数据随机种子 {named_seeds}，" + MACHINE["zh"],
}
ONE_TIER_HEADS = {
    "en": ("aim", "schools", "method", "value", "above the best bound", "seconds"),
    "zh": ("目标", "学校数", "方法", "目标值", "高于最佳理论界", "秒"),
}
AIM_WORDS = {
    "en": {
        "total_km": "total km",
        "lessons_km": "uncovered lessons + total km",
        P_MEDIAN: "nine in ten cores lead, km",
        LARGE_GROUPS: "a quarter of the cores leads, km",
        ALL_CORES: "every core leads, km",
    },
    "zh": {
        "total_km": "总路程（公里）",
        "lessons_km": "未覆盖课时＋总路程（公里）",
        P_MEDIAN: "九成核心校组建联盟（公里）",
        LARGE_GROUPS: "四分之一核心校组建联盟（公里）",
        ALL_CORES: "全部核心校组建联盟（公里）",
    },
}
ONE_TIER_CAPTION = {
    "en": "Bold: proven optimal by the method itself; otherwise the gap to its own bound stands behind the "
    "value (?: it gives none); –: no plan in time. Above the best bound: against the best bound that any "
    "method of this run gives for the same case. Where a number of cores leads, seconds of lianxiao and "
    "spopt are those of a whole process, start and reading included. {time_limit:g} s and {threads} threads "
    "for a whole solve, county seeds {named_seeds}, " + MACHINE["en"],
    "zh": "粗体：该方法自行证明最优；其余在数值后注明与其自身理论界的差距（“?”：未给出界）；"
    "“–”：限时内未得到方案。高于最佳理论界：与本次运行中任一方法对同一算例给出的最佳理论界相比。"
    "限定组建数的各目标中，lianxiao 与 spopt 的秒数为整个进程的用时，含启动与读取。"
    "每次求解限 {time_limit:g} 秒、{threads} 线程，县数据随机种子 {named_seeds}，" + MACHINE["zh"],
}


class Run(NamedTuple):
    """One method on one county under one aim; location methods report no samples."""

    aim: str
    method: str
    schools: int
    seed: int
    outcome: Outcome
    samples: tuple[Sample, ...]


def record(runs: Sequence[Run]) -> Record:
    """Put together what a run leaves: the CSV file has value and bound of each tier over time."""
    rows = [
        {
            "aim": run.aim,
            "method": run.method,
            "schools": run.schools,
            "seed": run.seed,
            "seconds": round(run.outcome.seconds, 4),
            "tiers": [tier._asdict() for tier in run.outcome.tiers],
        }
        for run in runs
    ]
    lines: list[tuple[Any, ...]] = []
    for run in runs:
        about = (run.method, run.schools, run.seed)
        last = len(run.outcome.tiers) - 1
        end = Sample(last, run.outcome.seconds, run.outcome.tiers[last].value, run.outcome.tiers[last].bound)
        for sample in (*run.samples, *(() if run.samples else (end,))):
            term = TERMS[sample.tier].value if run.aim == TIERS else run.aim
            lines.append(
                (*about, sample.tier, term, f"{sample.seconds:.3f}", sample.best, sample.bound, run.aim)
            )
    head = ("method", "schools", "seed", "tier", "term", "seconds", "best", "bound", "aim")
    return Record({"runs": rows}, Table(head, lines))


def _seeds(results: Results) -> str:
    return ", ".join(map(str, results.content["settings"]["seeds"]))


def table(results: Results, lang: str) -> str:
    """Make the runs of four tiers a Markdown table with its caption."""
    lines = [
        (
            str(run["schools"]),
            run["method"],
            *(with_gap(tier) for tier in run["tiers"]),
            f"{run['seconds']:.1f}",
        )
        for run in results.content["runs"]
        if run.get("aim", TIERS) == TIERS
    ]
    if not lines:
        return ""
    return captioned(HEADS[lang], lines, CAPTION, lang, results, named_seeds=_seeds(results))


class Compared(NamedTuple):
    """A run of one tier, and the best bound that any method gave for its case."""

    run: dict[str, Any]
    best_bound: float | None

    @property
    def tier(self) -> dict[str, Any]:
        """Value, bound, proven."""
        found: dict[str, Any] = self.run["tiers"][0]
        return found

    @property
    def above(self) -> float | None:
        """How far the value lies above the best bound, as a share of the value."""
        value = self.tier["value"]
        if value is None or self.best_bound is None:
            return None
        return max(0.0, (value - self.best_bound) / value) if value else 0.0


def compared(results: Results) -> Iterator[Compared]:
    """Give the runs of one tier with the best bound of their case, in the order of aims and sizes."""

    def case(run: dict[str, Any]) -> tuple[int, int, int]:
        return AIMS.index(run["aim"]), run["schools"], run["seed"]

    single = [run for run in results.content["runs"] if run.get("aim", TIERS) != TIERS]
    for _, of_case in groupby(sorted(single, key=case), key=case):
        runs = list(of_case)
        bounds = [run["tiers"][0]["bound"] for run in runs if run["tiers"][0]["bound"] is not None]
        for run in runs:
            yield Compared(run, max(bounds, default=None))


def one_tier_table(results: Results, lang: str) -> str:
    """Make the runs of one tier a Markdown table with its caption."""
    lines = [
        (
            AIM_WORDS[lang][one.run["aim"]],
            str(one.run["schools"]),
            one.run["method"],
            with_gap(one.tier, 2),
            "–" if one.above is None else f"{one.above:.2%}",
            f"{one.run['seconds']:.3g}" if one.run["seconds"] < 0.1 else f"{one.run['seconds']:.1f}",
        )
        for one in compared(results)
    ]
    if not lines:
        return ""
    return captioned(
        ONE_TIER_HEADS[lang], lines, ONE_TIER_CAPTION, lang, results, named_seeds=_seeds(results)
    )


def gap_plot(results: Results) -> "Figure | None":
    """Draw how far each method's value lies above the best bound, over size, a panel per aim."""

    def draw(axes: "Axes", runs: Sequence[Compared], look: dict[str, Any]) -> None:
        known = [(one.run["schools"], 100 * one.above) for one in runs if one.above is not None]
        axes.plot([size for size, _ in known], [above for _, above in known], **look)
        axes.set_yscale("symlog", linthresh=0.01)
        plain_numbers(axes, "y", (0, 0.01, 0.1, 1, 10, 100))
        axes.set_ylim(0, 100)
        axes.set_ylabel("above the best bound, %")

    return _over_size(results, draw)


def seconds_plot(results: Results) -> "Figure | None":
    """Draw the seconds of each method over size, a panel per aim; hollow where nothing was proven."""

    def draw(axes: "Axes", runs: Sequence[Compared], look: dict[str, Any]) -> None:
        proven = [one for one in runs if one.tier["proven"]]
        axes.plot(
            [one.run["schools"] for one in runs],
            [one.run["seconds"] for one in runs],
            **(look | {"markerfacecolor": "none"}),
        )
        axes.plot(
            [one.run["schools"] for one in proven],
            [one.run["seconds"] for one in proven],
            **(look | {"linestyle": "none", "label": None}),
        )
        axes.set_yscale("log")
        plain_numbers(axes, "y")
        axes.set_ylabel("seconds (filled: proven)")

    return _over_size(results, draw)


def _over_size(results: Results, draw: Any) -> "Figure | None":
    found = list(compared(results))
    if not found:
        return None
    aims = [aim for aim in AIMS if any(one.run["aim"] == aim for one in found)]
    series = looks(list(dict.fromkeys(one.run["method"] for one in found)))
    figure, axes = panels(min(2, len(aims)), -(-len(aims) // 2))
    for panel, aim in zip(axes, aims, strict=False):
        for method, look in series.items():
            runs = [one for one in found if (one.run["aim"], one.run["method"]) == (aim, method)]
            if runs:
                draw(panel, runs, look)
        over_size(panel, [one.run["schools"] for one in found])
        panel.set_title(AIM_WORDS["en"][aim])
    for panel in axes[len(aims) :]:
        panel.set_visible(False)
    handles = dict(
        pair[::-1]
        for panel in axes[: len(aims)]
        for pair in zip(*panel.get_legend_handles_labels(), strict=True)
    )
    figure.legend(handles.values(), handles.keys(), loc="outside lower center", ncols=3)
    return figure
