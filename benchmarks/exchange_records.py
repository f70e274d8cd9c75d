"""What a run over alliances leaves, and its table and plot."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from lianxiao.benchmarks.exchange_cases import ExchangeCase
from lianxiao.benchmarks.exchange_runs import AllocationOutcome, Outcome
from lianxiao.benchmarks.markdown import MACHINE, captioned
from lianxiao.benchmarks.plotting import looks, panels
from lianxiao.benchmarks.registry import Record, Results, Table
from lianxiao.models.words import Term

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADS = {
    "en": (
        "teachers a school", "rotation", "method", "alliances", "allocation proven", "all tiers proven",
        "uncovered lessons: gain reached", "worst", "quota: gain reached", "seconds", "slowest",
    ),
    "zh": (
        "每校教师数", "轮岗", "方法", "联盟数", "分配已证明", "各级目标均已证明",
        "未覆盖课时：达到的改进", "最差", "轮岗指标：达到的改进", "秒", "最慢",
    ),
}  # fmt: skip
WORDS = {"en": ("no", "yes"), "zh": ("无", "有")}
CAPTION = {
    "en": "Gain reached: what the schedule gains over everybody staying at home, as a share of the most that "
    "the best valid bound of this run allows; over all alliances, and in the worst one. The quota's bound is "
    "of schedules as good in lessons as this one. Allocation proven: its lessons tier, and all its tiers. "
    "{time_limit:g} s and {threads} threads an alliance, seeds {first}–{last}. " + MACHINE["en"],
    "zh": "达到的改进：相对全部教师留在本校的方案，课表取得的改进占本次运行最佳有效界所允许改进的比例；"
    "分别为全部联盟合计与最差的一个。轮岗指标的界针对课时不劣于该课表的方案。分配已证明：课时一级，及全部各级。"
    "每个联盟限 {time_limit:g} 秒、{threads} 线程，随机种子 {first}–{last}。" + MACHINE["zh"],
}


class Run(NamedTuple):
    """One method on one alliance; ``allocation`` only of our own."""

    case: ExchangeCase
    method: str
    outcome: Outcome
    allocation: AllocationOutcome | None


def record(runs: Sequence[Run], teachers: Mapping[str, Sequence[int]]) -> Record:
    """Put together what a run leaves; ``teachers`` are the least and most of a school, by size."""
    rows = [_row(run) for run in runs]
    about = ("size", "seed", "rotation", "teachers", "method", "seconds")
    lines = [(*(row[name] for name in about), *tier.values()) for row in rows for tier in row["tiers"]]
    head = (*about, "tier", "alone", "value", "bound")
    return Record(
        {"runs": rows}, Table(head, lines), {"sizes": {size: list(teachers[size]) for size in teachers}}
    )


def _row(run: Run) -> dict[str, Any]:
    allocation = run.allocation
    return {
        "size": run.case.size,
        "seed": run.case.seed,
        "rotation": run.case.rotation,
        "teachers": run.case.teachers,
        "method": run.method,
        "seconds": round(run.outcome.seconds, 2),
        "allocation": None
        if allocation is None
        else allocation._asdict() | {"seconds": round(allocation.seconds, 2)},
        "tiers": [tier._asdict() for tier in run.outcome.tiers],
    }


class Gain(NamedTuple):
    """What one schedule gained in a tier, and the most that was possible."""

    reached: int
    possible: int

    @property
    def share(self) -> float:
        """Share of the possible gain; all of it where nothing was possible."""
        return self.reached / self.possible if self.possible else 1.0


def gains(rows: Sequence[dict[str, Any]], method: str, term: Term) -> Iterator[Gain]:
    """Gain of a method in one tier, alliance by alliance.

    Parameters
    ----------
    rows
        Runs of all methods, those of one alliance side by side. In the first tier every method's bound
        speaks of every schedule, so the best of them counts; in later ones only the method's own.
    """
    for _, of_case in groupby(rows, key=lambda row: (row["size"], row["rotation"], row["seed"])):
        tiers = {
            row["method"]: [(place, tier) for place, tier in enumerate(row["tiers"]) if tier["term"] == term]
            for row in of_case
        }
        if not tiers.get(method):
            continue
        ((place, own),) = tiers[method]
        bounds = [tier["bound"] for found in tiers.values() for at, tier in found if at == place == 0]
        yield Gain(own["alone"] - own["value"], own["alone"] - max([*bounds, own["bound"]]))


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table, a line per size, form and method, with its caption."""
    runs, settings = results.content["runs"], results.content["settings"]
    lines = []
    for (_, rotation), group in groupby(runs, key=lambda row: (row["size"], row["rotation"])):
        rows = list(group)
        lines += [
            _line(rows, method, settings["sizes"], WORDS[lang][rotation])
            for method in dict.fromkeys(row["method"] for row in rows)
        ]
    seeds = settings["seeds"]
    return captioned(HEADS[lang], lines, CAPTION, lang, results, first=min(seeds), last=max(seeds))


def gain_plot(results: Results) -> "Figure":
    """Draw, for each alliance, the share of the possible gain in lessons that each method reached."""
    runs = results.content["runs"]
    methods = list(dict.fromkeys(row["method"] for row in runs))
    figure, (axes,) = panels(1, width=6)
    for method, look in looks(methods).items():
        rows = [row for row in runs if row["method"] == method]
        found = [100 * gain.share for gain in gains(runs, method, Term.UNCOVERED_LESSONS)]
        axes.scatter([row["teachers"] for row in rows], found, alpha=0.7, **look)
    axes.set_xlabel("teachers of the alliance")
    axes.set_ylabel("gain in lessons reached,\n% of the possible")
    axes.legend()
    return figure


def _line(
    rows: Sequence[dict[str, Any]], method: str, sizes: dict[str, Sequence[int]], rotation: str
) -> tuple[str, ...]:
    own = [row for row in rows if row["method"] == method]
    proven = sum(all(tier["value"] == tier["bound"] for tier in row["tiers"]) for row in own)
    lessons = list(gains(rows, method, Term.UNCOVERED_LESSONS))
    quota = list(gains(rows, method, Term.QUOTA_MISSED))
    seconds = [row["seconds"] for row in own]
    return (
        "–".join(map(str, sizes[own[0]["size"]])),
        rotation,
        method,
        str(len(own)),
        _allocations(own),
        f"{proven / len(own):.0%}",
        _share(lessons),
        f"{min(gain.share for gain in lessons):.1%}",
        _share(quota) if quota else "–",
        f"{sum(seconds) / len(seconds):.1f}",
        f"{max(seconds):.1f}",
    )


def _share(of: Sequence[Gain]) -> str:
    return f"{Gain(sum(gain.reached for gain in of), sum(gain.possible for gain in of)).share:.1%}"


def _allocations(rows: Sequence[dict[str, Any]]) -> str:
    """Share of the alliances whose allocation is proven in its first tier, and in all of them."""
    found = [row["allocation"] for row in rows if row["allocation"] is not None]
    if not found:
        return "–"
    first = sum(one["first_proven"] for one in found) / len(found)
    every = sum(one["proven"] == one["tiers"] for one in found) / len(found)
    return f"{first:.0%}, {every:.0%}"
