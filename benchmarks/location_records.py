"""What a run over location problems leaves, and its tables."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from lianxiao.benchmarks.location_compact import Answer
from lianxiao.benchmarks.location_county import LocationProblem
from lianxiao.benchmarks.markdown import captioned
from lianxiao.benchmarks.registry import Record, Results, Table

HEADS = {
    "en": ("problem", "leads × members", "groups", "published optimum"),
    "zh": ("算例", "可任核心校数×成员校数", "组数", "文献最优值"),
}
UNITS = {"en": "s", "zh": "秒"}
ANY = {"en": "any", "zh": "不限"}
CAPTION = {
    "en": "Bold: proven optimal. Otherwise the gap to the bound stands behind the value; –: no plan in time. "
    "{time_limit:g} s and {threads} threads for a whole solve (HiGHS takes one). Seconds of lianxiao are "
    "those of the whole command, reading and its own check included. {cpu}, {cores} cores, Python {python}, "
    "OR-Tools {ortools}, SciPy {scipy}, {date}.",
    "zh": "粗体：已证明最优；否则数值后为与下界的差距；“–”：限时内未得到方案。每次求解限 {time_limit:g} 秒、"
    "{threads} 线程（HiGHS 只用一个）。lianxiao 的秒数是整条命令的时间，含读取与自检。{cpu}，{cores} 核，"
    "Python {python}，OR-Tools {ortools}，SciPy {scipy}，{date}。",
}
SUMMARY = {
    "en": "{problems} capacitated p-median problems of the literature ({schools} schools, any of which may "
    "lead): {proven} proven optimal within {limit:g} s, {equal} of them equal to the published optimum; the "
    "slowest took {slowest:.0f} s.\n",
    "zh": "文献中的带容量 p-中位问题 {problems} 个（{schools} 所学校，任何一所都可任核心校）："
    "{proven} 个在 {limit:g} 秒内证明最优，其中 {equal} 个等于文献最优值；最慢的用时 {slowest:.0f} 秒。\n",
}


class Run(NamedTuple):
    """One method on one problem."""

    key: str
    problem: LocationProblem
    published: int | None
    method: str
    answer: Answer


def record(runs: Sequence[Run], about: dict[str, Any]) -> Record:
    """Put together what a run leaves: the CSV file has the same lines."""
    rows = [
        {
            "problem": run.key,
            "sites": len(run.problem.sites),
            "customers": len(run.problem.customers),
            "groups": run.problem.groups,
            "published": run.published,
            "method": run.method,
            "value": _rounded(run.answer.value),
            "bound": _rounded(run.answer.bound),
            "proven": run.answer.proven,
            "verified": run.answer.verified,
            "seconds": round(run.answer.seconds, 2),
        }
        for run in runs
    ]
    return Record({"runs": rows}, Table(tuple(rows[0]), [tuple(row.values()) for row in rows]), about)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 6)


def table(results: Results, lang: str) -> str:
    """Make the results a Markdown table, one line per problem, with its caption."""
    runs = results.content["runs"]
    methods = list(dict.fromkeys(run["method"] for run in runs))
    head = (*HEADS[lang], *(column for method in methods for column in (method, UNITS[lang])))
    lines = []
    for problem, of_problem in groupby(runs, key=lambda run: run["problem"]):
        rows = {run["method"]: run for run in of_problem}
        first = next(iter(rows.values()))
        either = str(first["sites"])
        size = f"{first['sites']} × {first['customers']}" if first["groups"] is None else either
        published = "–" if first["published"] is None else f"{first['published']:g}"
        groups = ANY[lang] if first["groups"] is None else str(first["groups"])
        found = (cell for method in methods for cell in _cells(rows[method]))
        lines.append((problem, size, groups, published, *found))
    return captioned(head, lines, CAPTION, lang, results)


def _cells(run: dict[str, Any]) -> tuple[str, str]:
    value, bound, seconds = run["value"], run["bound"], f"{run['seconds']:.1f}"
    if value is None:
        return "–", seconds
    shown = f"{value:.0f}" if value == int(value) else f"{value:.3f}"
    if run["proven"]:
        return f"**{shown}**", seconds
    return f"{shown} ({'?' if bound is None else f'{(value - bound) / value:.2%}'})", seconds


def summary(results: Results, lang: str) -> str:
    """Say in one sentence what this package reached on the problems."""
    runs = [run for run in results.content["runs"] if run["method"] == "lianxiao"]
    proven = [run for run in runs if run["proven"]]
    sizes = sorted({run["customers"] for run in runs})
    return SUMMARY[lang].format(
        problems=len(runs),
        schools="–".join(str(size) for size in dict.fromkeys((sizes[0], sizes[-1]))),
        proven=len(proven),
        equal=sum(run["value"] == run["published"] for run in proven),
        limit=results.content["settings"]["time_limit"],
        slowest=max(run["seconds"] for run in runs),
    )
