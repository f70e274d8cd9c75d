"""What a benchmark run leaves: every sample as CSV, the runs as JSON, tables for screen and documents."""

import csv
import json
import os
import platform
import re
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from lianxiao.benchmarks.compact import TIERS, Outcome, Sample

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "grouping.json"
DOCUMENTS = (ROOT / "docs" / "benchmarks.md", ROOT / "README.md", ROOT / "README.zh-CN.md")
MARKS = re.compile(r"(<!-- benchmark table (en|zh) -->\n).*?(<!-- end of benchmark table -->)", re.DOTALL)
PACKAGES = ("ortools", "scipy", "numpy")

HEADS = {
    "en": ("schools", "method", "unplaced", "uncovered lessons", "longest way, km", "total, km", "seconds"),
    "zh": ("学校数", "方法", "未编入联盟", "未覆盖课时", "最远路程（公里）", "总路程（公里）", "秒"),
}
CAPTION = {
    "en": "Bold: proven optimal (with the earlier columns). Otherwise the gap to the bound stands behind the "
    "value. {limit:g} s and {threads} threads for a whole solve, county seeds {seeds}, {cpu}, {cores} cores, "
    "Python {python}, OR-Tools {ortools}, {date}.",
    "zh": "粗体：已证明最优（连同前面各列）；其余在数值后注明与理论界的差距。"
    "每次求解限 {limit:g} 秒、{threads} 线程，县数据随机种子 {seeds}，"
    "{cpu}（{cores} 核），Python {python}，OR-Tools {ortools}，{date}。",
}


class Run(NamedTuple):
    """One method on one county."""

    method: str
    schools: int
    seed: int
    outcome: Outcome
    samples: tuple[Sample, ...]


def machine() -> dict[str, Any]:
    """Say what the run was made on."""
    cpu = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*:\s*(.+)$", cpu.read_text(), re.MULTILINE) if cpu.exists() else None
    return {
        "cpu": named.group(1).strip() if named else platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def results(runs: Sequence[Run], settings: dict[str, Any]) -> dict[str, Any]:
    """Put together what a results file holds: settings, machine, the outcome of each run."""
    return {
        "settings": settings,
        "machine": machine(),
        "runs": [
            {
                "method": run.method,
                "schools": run.schools,
                "seed": run.seed,
                "seconds": round(run.outcome.seconds, 2),
                "tiers": [tier._asdict() for tier in run.outcome.tiers],
            }
            for run in runs
        ],
    }


def write_results(content: dict[str, Any], runs: Sequence[Run]) -> Path:
    """Write grouping.json (the results) and grouping.csv (every sample over time)."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.with_suffix(".csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("method", "schools", "seed", "tier", "term", "seconds", "best", "bound"))
        for run in runs:
            for sample in run.samples:
                where = (run.method, run.schools, run.seed, sample.tier, TIERS[sample.tier].value)
                writer.writerow((*where, f"{sample.seconds:.3f}", sample.best, sample.bound))
    RESULTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    return RESULTS


def table(content: dict[str, Any], lang: str) -> str:
    """Make the results a Markdown table with its caption."""
    rows = [HEADS[lang], tuple("---" for _ in HEADS[lang])]
    rows += [
        (
            str(run["schools"]),
            run["method"],
            *(_figure(tier) for tier in run["tiers"]),
            f"{run['seconds']:.1f}",
        )
        for run in content["runs"]
    ]
    settings = content["settings"]
    caption = CAPTION[lang].format(
        limit=settings["time_limit"],
        threads=settings["threads"],
        seeds=", ".join(map(str, settings["seeds"])),
        date=settings["date"],
        **content["machine"],
    )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + f"\n\n{caption}\n"


def _figure(tier: dict[str, Any]) -> str:
    value, bound = tier["value"], tier["bound"]
    if value is None:
        return "–"
    shown = f"{value:g}" if value == int(value) else f"{value:.3f}"
    if tier["proven"]:
        return f"**{shown}**"
    if bound is None:
        return f"{shown} (?)"
    return f"{shown} ({(value - bound) / value if value else 0:.1%})"


def write_documents() -> list[Path]:
    """Put the table of the last results into the marked places of the documents."""
    content = json.loads(RESULTS.read_text(encoding="utf-8"))
    return fill_documents(DOCUMENTS, MARKS, lambda found: found[1] + table(content, found[2]) + found[3])


def fill_documents(
    documents: Sequence[Path], marks: re.Pattern[str], filled: Callable[[re.Match[str]], str]
) -> list[Path]:
    """Put what ``filled`` makes of each mark into some documents; returns those that changed."""
    changed = []
    for file in documents:
        text = file.read_text(encoding="utf-8")
        new = marks.sub(filled, text)
        if new != text:
            file.write_text(new, encoding="utf-8", newline="\n")
            changed.append(file)
    return changed
