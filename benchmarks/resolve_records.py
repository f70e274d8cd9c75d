"""What the re-solve benchmark leaves, and its table and plot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lianxiao.benchmarks.markdown import MACHINE, captioned, with_gap
from lianxiao.benchmarks.plotting import looks, over_size, panels, plain_numbers
from lianxiao.benchmarks.registry import Record, Results, Table
from lianxiao.benchmarks.resolve_runs import ANEW, CORE_LOST, KNOWN, MERGER, METHODS, SCRATCH, Outcome

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEADS = {
    "en": (
        "schools",
        "seed",
        "change",
        "solve",
        "seconds",
        "times as long",
        "tiers proven",
        "changed",
        "values of the tiers",
    ),
    "zh": (
        "学校数",
        "种子",
        "变动",
        "求解方式",
        "秒",
        "用时倍数",
        "已证明层数",
        "更换核心校的学校数",
        "各层的值",
    ),
}
WORDS = {
    "en": {},
    "zh": {
        MERGER: "一次合并",
        CORE_LOST: "失去一所核心校",
        KNOWN: "就近调整，从已知方案出发",
        SCRATCH: "就近调整，从零开始",
        ANEW: "全部重编",
    },
}
CAPTION = {
    "en": "Each solve at most {time_limit:g} s, {threads} threads. "
    "Bold: proven; else value (gap to the bound). " + MACHINE["en"],
    "zh": "每次求解限 {time_limit:g} 秒、{threads} 线程。粗体：已证明最优；其余括号内为与界的差距。"
    + MACHINE["zh"],
}


class Run(NamedTuple):
    """One method on one changed county."""

    schools: int
    seed: int
    change: str
    method: str
    outcome: Outcome


def record(runs: Sequence[Run]) -> Record:
    """Put together what a run leaves: the CSV file has a line per tier."""
    about = ("schools", "seed", "change", "method", "seconds", "changed")
    rows = [_row(run) for run in runs]
    lines = [(*(row[name] for name in about), *tier.values()) for row in rows for tier in row["tiers"]]
    return Record({"runs": rows}, Table((*about, "tier", "value", "bound", "proven"), lines))


def _row(run: Run) -> dict[str, Any]:
    return {
        "schools": run.schools,
        "seed": run.seed,
        "change": run.change,
        "method": run.method,
        "seconds": round(run.outcome.seconds, 2),
        "proven": run.outcome.proven,
        "changed": run.outcome.changed,
        "tiers": [
            {
                "terms": " + ".join(tier.terms),
                "value": tier.value,
                "bound": tier.bound,
                "proven": tier.proven,
            }
            for tier in run.outcome.tiers
        ],
    }


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table with its caption."""
    runs = results.content["runs"]
    quickest = {_case(row): row["seconds"] for row in runs if row["method"] == KNOWN}
    lines = []
    for row in runs:
        known = quickest.get(_case(row))
        lines.append(
            (
                str(row["schools"]),
                str(row["seed"]),
                WORDS[lang].get(row["change"], row["change"]),
                WORDS[lang].get(row["method"], row["method"]),
                f"{row['seconds']:.1f}",
                "–" if not known else f"{row['seconds'] / known:.1f}",
                f"{row['proven']} / {len(row['tiers'])}",
                str(row["changed"]),
                ", ".join(with_gap({**tier, "bound": tier["bound"] or 0}) for tier in row["tiers"]),
            )
        )
    return captioned(HEADS[lang], lines, CAPTION, lang, results)


def _case(row: dict[str, Any]) -> tuple[int, int, str]:
    return row["schools"], row["seed"], row["change"]


def latency_plot(results: Results) -> "Figure":
    """Draw the seconds of each method over the size of the county, a panel per change."""
    runs = results.content["runs"]
    changes = list(dict.fromkeys(row["change"] for row in runs))
    figure, found = panels(len(changes))
    for axes, change in zip(found, changes, strict=True):
        for method, look in looks(tuple(METHODS)).items():
            rows = [row for row in runs if (row["change"], row["method"]) == (change, method)]
            axes.plot([row["schools"] for row in rows], [row["seconds"] for row in rows], **look)
        over_size(axes, [row["schools"] for row in runs])
        axes.set_yscale("log")
        plain_numbers(axes, "y")
        axes.set_title(change)
        axes.set_ylabel("seconds")
    found[0].legend()
    return figure
