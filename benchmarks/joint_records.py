"""What the joint benchmarks leave, and their two tables."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from lianxiao.benchmarks.joint_runs import Outcome
from lianxiao.benchmarks.joint_solve import Measured
from lianxiao.benchmarks.markdown import MACHINE, captioned, shown
from lianxiao.benchmarks.registry import Record, Results, Table

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
    "before it are equal. Both methods' plans are valued by the checker. {time_limit:g} s a solve, {workers} "
    "workers, at most {seconds_each:g} s an alliance, seed {seed}. " + MACHINE["en"],
    "zh": "粗体：已证明（连同前面各列）为任何编组与交流所能达到的最优。其余在数值后注明理论界（有意义时）。"
    "前面各列相等时，后面的列才有比较意义。两种方法的方案均由检查器计值。"
    "每次求解限 {time_limit:g} 秒、{workers} 个进程，每个联盟最多 {seconds_each:g} 秒，随机种子 {seed}。"
    + MACHINE["zh"],
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
    "en": "{county}: schools {schools}, teachers {teachers}, alliances {alliances}; limit {time_limit:g} s, "
    "{workers} workers, seed {seed}. Most memory: main process {main} MB, worker processes {processes} MB. "
    + MACHINE["en"],
    "zh": "{county}：{schools} 所学校，{teachers} 名教师，{alliances} 个联盟；"
    "限时 {time_limit:g} 秒，{workers} 个进程，随机种子 {seed}。"
    "内存峰值：主进程 {main} MB，工作进程 {processes} MB。" + MACHINE["zh"],
}


class Run(NamedTuple):
    """One method on one county."""

    county: str
    schools: int
    teachers: int
    method: str
    outcome: Outcome


def record(runs: Sequence[Run], seconds_each: float) -> Record:
    """Put together what a comparison leaves: the CSV file has a line per tier of each run."""
    about = ("county", "schools", "teachers", "method", "alliances", "seconds")
    rows = [_row(run) for run in runs]
    lines = [(*(row[name] for name in about), *tier.values()) for row in rows for tier in row["tiers"]]
    head = (*about, "tier", "value", "bound", "proven")
    return Record({"runs": rows}, Table(head, lines), {"seconds_each": seconds_each})


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


def stage_record(measured: Measured, seconds_each: float) -> Record:
    """Put together what the measurement of one solve leaves."""
    stages = [stage._asdict() | {"seconds": round(stage.seconds, 2)} for stage in measured.stages]
    content = {
        "county": measured.county,
        "schools": measured.schools,
        "teachers": measured.teachers,
        "alliances": measured.alliances,
        "seconds": round(measured.seconds, 1),
        "stages": stages,
        "memory_mb": {
            "main": None if measured.memory.main is None else round(measured.memory.main),
            "workers": [round(peak) for peak in measured.memory.workers],
        },
        "tiers": [tier._asdict() for tier in measured.tiers],
    }
    lines = [(measured.county, *stage.values()) for stage in stages]
    return Record(
        content, Table(("county", "stage", "seconds", "calls"), lines), {"seconds_each": seconds_each}
    )


def first_difference(ours: Sequence[dict[str, Any]], other: Sequence[dict[str, Any]]) -> tuple[str, float]:
    """First tier in which two plans of a county differ, and by how much ours is better (below 0: worse)."""
    for own, others in zip(ours, other, strict=True):
        better = round(others["value"] - own["value"], 6)
        if better:
            return own["terms"], better
    return "", 0.0


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table, a line per county and method, with its caption."""
    return captioned(HEADS[lang], [_line(row) for row in results.content["runs"]], CAPTION, lang, results)


def _line(row: dict[str, Any]) -> tuple[str, ...]:
    by_name = {tier["terms"]: tier for tier in row["tiers"]}
    figures = (_figure(by_name[name]) if name in by_name else "–" for name in COLUMNS)
    about = (row["county"], str(row["schools"]), str(row["teachers"]), row["method"])
    return (*about, *figures, str(row["alliances"]), f"{row['seconds']:.0f}")


def _figure(tier: dict[str, Any]) -> str:
    figure = shown(tier["value"])
    if tier["proven"]:
        return f"**{figure}**"
    return figure if not tier["bound"] else f"{figure} (≥ {shown(tier['bound'])})"


def stage_table(results: Results, lang: str) -> str:
    """Make the stages a Markdown table with its caption."""
    content = results.content
    words = STAGE_WORDS if lang == "zh" else {}
    total = content["seconds"]
    lines = [
        (
            words.get(stage["name"], stage["name"]),
            f"{stage['seconds']:.1f}",
            f"{stage['seconds'] / total:.0%}",
            "" if stage["name"] == "rest" else str(stage["calls"]),
        )
        for stage in content["stages"]
    ]
    lines.append((words.get("all", "all"), f"{total:.1f}", "", ""))
    memory = content["memory_mb"]
    return captioned(
        STAGE_HEADS[lang],
        lines,
        STAGE_CAPTION,
        lang,
        results,
        **{name: content[name] for name in ("county", "schools", "teachers", "alliances")},
        main="–" if memory["main"] is None else memory["main"],
        processes=", ".join(map(str, memory["workers"])) or "–",
    )
