"""What the soak leaves: figures of every phase as JSON and CSV, and their table."""

from collections.abc import Sequence

from lianxiao.benchmarks.markdown import MACHINE, captioned
from lianxiao.benchmarks.registry import Record, Results, Table
from lianxiao.benchmarks.soak_phases import CALM, CLUSTER, DISK, STORM, Phase

TRIED = (
    "begun",
    "kill -9",
    "Ctrl-C",
    "SIGTERM",
    "cases killed",
    "cases asked to end",
    "workers killed",
    "files changed",
    "counties away",
    "disk full",
)
"""What was done to the batch, how often."""

FOUND = (
    "lost",
    "half-written",
    "repeated",
    "processes left",
    "left over",
    "other answer",
    "plans refused",
    "not finished",
    "unexpected status",
    "wrong exit code",
    "did not end",
)
"""What should be 0 everywhere."""

WORDS = {
    "en": {
        "cases": "counties",
        "seconds": "seconds",
        "finished": "finished in the end",
        "plans verified": "plans checked again by `verify`",
        "begun": "batches begun or resumed",
        "kill -9": "batch: kill -9",
        "Ctrl-C": "batch: Ctrl-C",
        "SIGTERM": "batch: SIGTERM",
        "cases killed": "processes of cases: kill -9",
        "cases asked to end": "processes of cases: SIGTERM",
        "workers killed": "workers of the cluster: kill -9",
        "files changed": "files changed while it ran",
        "counties away": "county folders gone while it ran",
        "disk full": "disk full",
        "lost": "finished cases lost",
        "half-written": "half-written results",
        "repeated": "finished cases solved again",
        "processes left": "processes left behind",
        "left over": "files left behind",
        "other answer": "answers other than in the calm batch",
        "plans refused": "plans refused by `verify`",
        "not finished": "cases not finished in the end",
        "unexpected status": "cases with another status than their kind must have",
        "wrong exit code": "wrong exit codes",
        "did not end": "batches that did not end when asked",
    },
    "zh": {
        "cases": "县数",
        "seconds": "用时（秒）",
        "finished": "最终完成",
        "plans verified": "由 `verify` 复核的方案",
        "begun": "启动或续算次数",
        "kill -9": "批处理：kill -9",
        "Ctrl-C": "批处理：Ctrl-C",
        "SIGTERM": "批处理：SIGTERM",
        "cases killed": "单县进程：kill -9",
        "cases asked to end": "单县进程：SIGTERM",
        "workers killed": "集群工作进程：kill -9",
        "files changed": "运行中被改动的文件",
        "counties away": "运行中消失的县文件夹",
        "disk full": "磁盘写满",
        "lost": "丢失的已完成结果",
        "half-written": "写了一半的结果",
        "repeated": "被重复求解的已完成结果",
        "processes left": "遗留进程",
        "left over": "遗留文件",
        "other answer": "与未受干扰时不同的结果",
        "plans refused": "未通过 `verify` 的方案",
        "not finished": "最终未完成",
        "unexpected status": "状态与县的类型不符",
        "wrong exit code": "退出码有误",
        "did not end": "要求结束而未结束的批处理",
    },
}
PHASES = {
    "en": {
        CALM: "undisturbed",
        STORM: "disturbed",
        CLUSTER: "disturbed, on a cluster",
        DISK: "disk too small",
    },
    "zh": {CALM: "未受干扰", STORM: "受干扰", CLUSTER: "受干扰（集群）", DISK: "磁盘过小"},
}
HEAD = {"en": "", "zh": ""}
CAPTION = {
    "en": "Each case at most {time_limit:g} s, {jobs} at once, seed {seed}. " + MACHINE["en"],
    "zh": "每县限 {time_limit:g} 秒，同时 {jobs} 个，随机种子 {seed}。" + MACHINE["zh"],
}
NOT_DONE = {"en": "not done: {reason}", "zh": "未进行：{reason}"}


def record(phases: Sequence[Phase]) -> Record:
    """Put together what a run leaves; every problem is in it by its words."""
    rows = [
        (phase.name, word, phase.done[word])
        for phase in phases
        for word in ("finished", "plans verified", *TRIED, *FOUND)
    ]
    runs = [
        {
            "phase": phase.name,
            "cases": phase.cases,
            "seconds": phase.seconds,
            "skipped": phase.skipped,
            **{word: phase.done[word] for word in ("finished", "plans verified", *TRIED, *FOUND)},
            "problems": list(phase.problems),
        }
        for phase in phases
    ]
    return Record({"runs": runs}, table=Table(("phase", "figure", "count"), rows))


def table(results: Results, lang: str) -> str:
    """Make the figures a table: one column a phase; what nobody tried stays out."""
    runs = results.content["runs"]
    done = [run for run in runs if not run["skipped"]]
    words = ("cases", "seconds", *TRIED, "finished", "plans verified", *FOUND)
    lines = [
        (WORDS[lang][word], *(f"{run[word]:g}" for run in done))
        for word in words
        if word not in TRIED or any(run[word] for run in done)
    ]
    made = captioned(
        (HEAD[lang], *(PHASES[lang][run["phase"]] for run in done)), lines, CAPTION, lang, results
    )
    skipped = [
        f"{PHASES[lang][run['phase']]}: {NOT_DONE[lang].format(reason=run['skipped'])}\n"
        for run in runs
        if run["skipped"]
    ]
    return "\n".join((made, *skipped))
