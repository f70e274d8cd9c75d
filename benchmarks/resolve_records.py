"""What the re-solve benchmark leaves: JSON, CSV, and the table of its document."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lianxiao.benchmarks.records import ROOT, fill_documents, machine
from lianxiao.benchmarks.resolve_runs import ANEW, CORE_LOST, KNOWN, MERGER, SCRATCH, Outcome

RESULTS = ROOT / "benchmarks" / "results" / "resolve.json"
DOCUMENTS = (ROOT / "docs" / "resolve-benchmarks.md",)
MARKS = re.compile(r"(<!-- resolve table (en|zh) -->\n).*?(<!-- end of resolve table -->)", re.DOTALL)
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
    "en": "Each solve at most {limit:g} s, {threads} threads. Bold: proven; else value (gap to the bound). "
    "{cpu}, {cores} cores, Python {python}, OR-Tools {ortools}, {date}.",
    "zh": "每次求解限 {limit:g} 秒、{threads} 线程。"
    "粗体：已证明最优；其余括号内为与界的差距。"
    "{cpu}（{cores} 核），Python {python}，OR-Tools {ortools}，{date}。",
}


class Run(NamedTuple):
    """One method on one changed county."""

    schools: int
    seed: int
    change: str
    method: str
    outcome: Outcome


def results(runs: Sequence[Run], settings: dict[str, Any]) -> dict[str, Any]:
    """Put together what the results file holds: settings, machine, the outcome of each run."""
    return {"settings": settings, "machine": machine(), "runs": [_row(run) for run in runs]}


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


def write_results(content: dict[str, Any]) -> Path:
    """Write resolve.json and, a line per tier of each run, resolve.csv."""
    about = ("schools", "seed", "change", "method", "seconds", "changed")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow((*about, "tier", "value", "bound", "proven"))
        for row in content["runs"]:
            for tier in row["tiers"]:
                writer.writerow((*(row[name] for name in about), *tier.values()))
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    return RESULTS


def table(content: dict[str, Any], lang: str) -> str:
    """Make the results a Markdown table with its caption."""
    lines = [HEADS[lang], tuple("---" for _ in HEADS[lang])]
    quickest = {_case(row): row["seconds"] for row in content["runs"] if row["method"] == KNOWN}
    for row in content["runs"]:
        known = quickest.get(_case(row))
        times = "–" if not known else f"{row['seconds'] / known:.1f}"
        lines.append(
            (
                str(row["schools"]),
                str(row["seed"]),
                WORDS[lang].get(row["change"], row["change"]),
                WORDS[lang].get(row["method"], row["method"]),
                f"{row['seconds']:.1f}",
                times,
                f"{row['proven']} / {len(row['tiers'])}",
                str(row["changed"]),
                ", ".join(map(_figure, row["tiers"])),
            )
        )
    caption = CAPTION[lang].format(
        limit=content["settings"]["time_limit"],
        threads=content["settings"]["threads"],
        date=content["settings"]["date"],
        **content["machine"],
    )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{caption}\n"


def _case(row: dict[str, Any]) -> tuple[int, int, str]:
    return row["schools"], row["seed"], row["change"]


def _figure(tier: dict[str, Any]) -> str:
    value, bound = tier["value"], tier["bound"]
    shown = f"{value:g}" if value == int(value) else f"{value:.3f}"
    if tier["proven"]:
        return f"**{shown}**"
    return f"{shown} ({(value - (bound or 0)) / value if value else 0:.1%})"


def write_documents() -> list[Path]:
    """Put the table of the last results into the marked places of the document."""
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    return fill_documents(DOCUMENTS, MARKS, lambda found: found[1] + table(content, found[2]) + found[3])
