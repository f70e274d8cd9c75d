"""What a joint benchmark leaves: JSON, CSV, and the two tables of its document."""

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lianxiao.benchmarks.joint_runs import Outcome
from lianxiao.benchmarks.joint_stages import Measured
from lianxiao.benchmarks.records import ROOT, fill_documents, machine

RESULTS = ROOT / "benchmarks" / "results" / "joint.json"
STAGES = RESULTS.with_name("joint_stages.json")
DOCUMENTS = (ROOT / "docs" / "joint-benchmarks.md", ROOT / "README.md", ROOT / "README.zh-CN.md")
MARKS = re.compile(
    r"(<!-- joint (table|stages) (en|zh) -->\n).*?(<!-- end of joint (?:table|stages) -->)", re.DOTALL
)
OURS = "lianxiao"

HEADS = {
    "en": (
        "county", "schools", "teachers", "method", "unplaced", "uncovered lessons", "teachers owed",
        "largest share uncovered", "longest way, km", "total, km", "alliances", "seconds",
    ),
    "zh": (
        "县", "学校数", "教师数", "方法", "未编入联盟", "未覆盖课时", "轮岗欠缺人数",
        "最大未覆盖比例", "最远路程（公里）", "总路程（公里）", "联盟数", "秒",
    ),
}  # fmt: skip
COLUMNS = (
    "unplaced",
    "uncovered_lessons",
    "quota_missed",
    "worst_uncovered",
    "worst_km",
    "total_km + opening_cost",
)
CAPTION = {
    "en": "Bold: proven (with the columns before it) to be the best any grouping and exchange can reach. "
    "Otherwise the bound stands behind the value, where it says anything. A column counts only where those "
    "before it are equal. Both methods' plans are valued by the checker. {limit:g} s a solve, {workers} "
    "workers, at most {each:g} s an alliance, seed {seed}. {cpu}, {cores} cores, Python {python}, "
    "OR-Tools {ortools}, {date}.",
    "zh": "粗体：已证明（连同前面各列）为任何编组与交流所能达到的最优。其余在数值后注明理论界（有意义时）。"
    "前面各列相等时，后面的列才有比较意义。两种方法的方案均由检查器计值。"
    "每次求解限 {limit:g} 秒、{workers} 个进程，每个联盟最多 {each:g} 秒，随机种子 {seed}。"
    "{cpu}（{cores} 核），Python {python}，OR-Tools {ortools}，{date}。",
}
STAGE_HEADS = {"en": ("stage", "seconds", "share", "calls"), "zh": ("步骤", "秒", "占比", "次数")}
STAGE_WORDS = {
    "reading": "读取数据",
    "preparing": "准备",
    "hard rules": "硬性规则",
    "grouping rounds": "编组各轮",
    "bounds of alliances": "联盟的界",
    "exchanges": "教师交流",
    "swaps": "对调轮岗",
    "calendar": "学年安排",
    "check": "检查",
    "rest": "其余",
    "all": "合计",
}
STAGE_CAPTION = {
    "en": "{county}: schools {schools}, teachers {teachers}, alliances {alliances}; limit {limit:g} s, "
    "{workers} workers, seed {seed}. Most memory: main process {main} MB, worker processes {processes} MB. "
    "{cpu}, {cores} cores, Python {python}, OR-Tools {ortools}, {date}.",
    "zh": "{county}：{schools} 所学校，{teachers} 名教师，{alliances} 个联盟；"
    "限时 {limit:g} 秒，{workers} 个进程，随机种子 {seed}。"
    "内存峰值：主进程 {main} MB，工作进程 {processes} MB。"
    "{cpu}（{cores} 核），Python {python}，OR-Tools {ortools}，{date}。",
}


class Run(NamedTuple):
    """One method on one county."""

    county: str
    schools: int
    teachers: int
    method: str
    outcome: Outcome


def results(runs: Sequence[Run], settings: dict[str, Any]) -> dict[str, Any]:
    """Put together what a results file holds: settings, machine, the outcome of each run."""
    return {"settings": settings, "machine": machine(), "runs": [_row(run) for run in runs]}


def _row(run: Run) -> dict[str, Any]:
    outcome, inside = run.outcome, run.outcome.exchange_seconds
    return {
        "county": run.county,
        "schools": run.schools,
        "teachers": run.teachers,
        "method": run.method,
        "alliances": outcome.alliances,
        "seconds": round(outcome.seconds, 1),
        "exchange_seconds": None if inside is None else round(inside, 1),
        "tiers": [tier._asdict() for tier in outcome.tiers],
    }


def stage_results(measured: Measured, settings: dict[str, Any]) -> dict[str, Any]:
    """Put together what the file of stages holds."""
    return {
        "settings": settings,
        "machine": machine(),
        "county": measured.county,
        "schools": measured.schools,
        "teachers": measured.teachers,
        "alliances": measured.alliances,
        "seconds": round(measured.seconds, 1),
        "stages": [stage._asdict() | {"seconds": round(stage.seconds, 2)} for stage in measured.stages],
        "memory_mb": {
            "main": None if measured.memory.main is None else round(measured.memory.main),
            "workers": [round(peak) for peak in measured.memory.workers],
        },
        "tiers": [tier._asdict() for tier in measured.tiers],
    }


def write_results(content: dict[str, Any]) -> Path:
    """Write joint.json and, a line per tier of each run, joint.csv."""
    about = ("county", "schools", "teachers", "method", "alliances", "seconds")
    lines = [
        (*(row[name] for name in about), *tier.values()) for row in content["runs"] for tier in row["tiers"]
    ]
    _write_csv(RESULTS.with_suffix(".csv"), (*about, "tier", "value", "bound", "proven"), lines)
    return _write_json(RESULTS, content)


def write_stages(content: dict[str, Any]) -> Path:
    """Write joint_stages.json and joint_stages.csv."""
    lines = [(content["county"], *stage.values()) for stage in content["stages"]]
    _write_csv(STAGES.with_suffix(".csv"), ("county", "stage", "seconds", "calls"), lines)
    return _write_json(STAGES, content)


def _write_csv(file: Path, head: Sequence[str], lines: Sequence[Sequence[Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows((head, *lines))


def _write_json(file: Path, content: dict[str, Any]) -> Path:
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n")
    return file


def first_difference(ours: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]]) -> tuple[str, float]:
    """First tier in which two plans of a county differ, and by how much ours is better (below 0: worse)."""
    for own, others in zip(ours, other, strict=True):
        better = round(others["value"] - own["value"], 6)
        if better:
            return own["terms"], better
    return "", 0.0


def table(content: dict[str, Any], lang: str) -> str:
    """Make the results a Markdown table, a line per county and method, with its caption."""
    settings = content["settings"]
    lines = [HEADS[lang], tuple("---" for _ in HEADS[lang]), *map(_line, content["runs"])]
    caption = CAPTION[lang].format(
        limit=settings["time_limit"],
        workers=settings["workers"],
        each=settings["seconds_each"],
        seed=settings["seed"],
        date=settings["date"],
        **content["machine"],
    )
    return _markdown(lines) + f"\n\n{caption}\n"


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    by_name = {tier["terms"]: tier for tier in row["tiers"]}
    figures = (_figure(by_name[name]) if name in by_name else "–" for name in COLUMNS)
    about = (row["county"], str(row["schools"]), str(row["teachers"]), row["method"])
    return (*about, *figures, str(row["alliances"]), f"{row['seconds']:.0f}")


def _figure(tier: dict[str, Any]) -> str:
    shown = _shown(tier["value"])
    if tier["proven"]:
        return f"**{shown}**"
    return shown if not tier["bound"] else f"{shown} (≥ {_shown(tier['bound'])})"


def _shown(value: float) -> str:
    return f"{value:g}" if value == int(value) else f"{value:.3f}"


def stage_table(content: dict[str, Any], lang: str) -> str:
    """Make the stages a Markdown table with its caption."""
    words = STAGE_WORDS if lang == "zh" else {}
    total = content["seconds"]
    lines = [STAGE_HEADS[lang], tuple("---" for _ in STAGE_HEADS[lang])]
    lines += [
        (
            words.get(stage["name"], stage["name"]),
            f"{stage['seconds']:.1f}",
            f"{stage['seconds'] / total:.0%}",
            "" if stage["name"] == "rest" else str(stage["calls"]),
        )
        for stage in content["stages"]
    ]
    lines.append((words.get("all", "all"), f"{total:.1f}", "", ""))
    memory, settings = content["memory_mb"], content["settings"]
    caption = STAGE_CAPTION[lang].format(
        **{name: content[name] for name in ("county", "schools", "teachers", "alliances")},
        limit=settings["time_limit"],
        workers=settings["workers"],
        seed=settings["seed"],
        main="–" if memory["main"] is None else memory["main"],
        processes=", ".join(map(str, memory["workers"])) or "–",
        date=settings["date"],
        **content["machine"],
    )
    return _markdown(lines) + f"\n\n{caption}\n"


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write_documents() -> list[Path]:
    """Put the tables of the last results into the marked places of the documents."""
    kinds = {"table": (RESULTS, table), "stages": (STAGES, stage_table)}
    there = {
        kind: (json.loads(file.read_text(encoding="utf-8")), made)
        for kind, (file, made) in kinds.items()
        if file.exists()
    }

    def filled(found: re.Match[str]) -> str:
        if found[2] not in there:
            return found[0]
        content, made = there[found[2]]
        return found[1] + made(content, found[3]) + found[4]

    return fill_documents(DOCUMENTS, MARKS, filled)
