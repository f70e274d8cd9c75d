"""``lianxiao solve`` of a county with teachers: what it writes beside the plan, shows and says on the way."""

import csv
import errno
import io
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.errors import CannotWrite
from lianxiao.models.progress import Progress, Step
from lianxiao.models.words import Term
from lianxiao.reports.messages import Lang
from lianxiao.reports.output_folder import ELIGIBILITY, OutputFolder
from lianxiao.reports.progress_screen import shown_progress
from lianxiao.solver.run import solve_case
from lianxiao.tests.conftest import Called, Caller

THREE = "bundled:three_schools"


def solve(call: Caller, out: Path, *more: str, county: str | Path = THREE) -> Called:
    return call("solve", county, "--out", out, "--time-limit", "30", *more)


def test_the_exchange_of_three_schools(call: Caller, tmp_path: Path) -> None:
    # docs/three-schools.md works out by hand: 14 lessons short with own staff alone, 4 with the exchange
    done = solve(call, tmp_path, "--json")
    assert done.exit == 0, done.err
    result = done.answer["result"]
    assert result["exchange"]["uncovered_own_staff_alone"] == 14
    assert result["exchange"]["uncovered"] == 4
    (alliance,) = result["exchange"]["alliances"]
    assert alliance["open"] is None
    assert [Path(file).name for file in result["files"]] == [
        "plan.json",
        "certificate.json",
        "eligibility.csv",
    ]
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    missed = sum(one["planned"] < one["minimum"] for one in plan["duties"])
    assert sum(one["missed"] for one in result["exchange"]["duties"]) == missed
    assert call("verify", THREE, tmp_path).exit == 0


def test_the_screen_names_no_teacher_and_tells_progress(call_here: Caller, tmp_path: Path) -> None:
    done = solve(call_here, tmp_path)
    assert "14 with own staff alone, 4 with this exchange" in " ".join(done.out.split())
    assert "proven best over all groupings and exchanges together" in done.out
    assert "not for publication" in done.out
    assert not re.search(r"\bT0\d\b", done.out)
    assert "林晓" not in done.out
    assert "exchange solved of alliances: 1" in done.err


def test_eligibility_is_written_and_an_earlier_one_replaced(call_here: Caller, tmp_path: Path) -> None:
    (tmp_path / "eligibility.csv").write_text("earlier", encoding="utf-8")
    done = solve(call_here, tmp_path, "--lang", "zh")
    assert done.exit == 0, done.err
    assert "不得公开" in done.out
    written = (tmp_path / "eligibility.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
    assert "内部资料" in head[0]
    assert {row[0] for row in rows} == {f"T0{number}" for number in range(1, 10)}
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        *("certificate.json", "eligibility.csv", "plan.json")
    ]


def test_a_folder_in_place_of_eligibility_exits_7_before_solving(call_here: Caller, tmp_path: Path) -> None:
    (tmp_path / "eligibility.csv").mkdir()
    assert solve(call_here, tmp_path).exit == 7
    assert [file.name for file in tmp_path.iterdir()] == ["eligibility.csv"]


def test_only_grouping_names_what_is_left_out(call_here: Caller, tmp_path: Path) -> None:
    done = solve(call_here, tmp_path, "--only", "grouping")
    assert done.exit == 0, done.err
    shown = " ".join(done.out.split())
    assert "--only grouping: no exchange of teachers." in shown
    assert "largest uncovered share" in shown
    assert "estimate" in shown
    assert "exchange solved" not in done.err
    assert (tmp_path / "eligibility.csv").exists()
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert plan["exchange"]["teaching"] == []
    assert plan["run"]["skipped"] == ["quota_missed", "worst_uncovered", "teacher_minutes", "visit_changes"]


BAD_TABLES = [
    ("teachers.csv", "T01,林晓,0201,", "T01,林晓,0299,", "0299"),
    ("teachers.csv", "哺乳期,2027-07", ",2027-07", "2027-07"),
    ("blocked.csv", "T01,wed_am", "T01,sun_am", "sun_am"),
    ("blocked.csv", "T01,wed_am", "T77,wed_am", "T77"),
    ("calendar.csv", "", "semester,week,kind\n2026-1,1,holiday\n2026-2,1,teaching\n", "2026-1"),
    ("calendar.csv", "", "semester,week,kind\n2026-1,99,teaching\n2026-2,1,teaching\n", "99"),
    ("exchanges.csv", "tue_am:3", "tue_night:3", "tue_night"),
    ("log.csv", "", "semester,kind,times\n2026-1,visit,often\n", "often"),
    ("duties.csv", "", "mode,kind,minimum\nmarriage,council,1\n", "marriage"),
]


@pytest.mark.parametrize(("file", "old", "new", "value"), BAD_TABLES)
@pytest.mark.parametrize("command", ["check", "solve"])
def test_bad_tables_of_teachers_are_listed_and_nothing_is_written(
    call_here: Caller, tmp_path: Path, command: str, file: str, old: str, new: str, value: str
) -> None:
    county = tmp_path / "county"
    shutil.copytree(bundled_county("three_schools"), county)
    before = (county / file).read_text(encoding="utf-8") if old else ""
    (county / file).write_text(before.replace(old, new, 1) if old else new, encoding="utf-8")
    out = tmp_path / "out"
    for lang in ("en", "zh"):
        more = () if command == "check" else ("--out", out)
        done = call_here(command, county, *more, "--lang", lang)
        assert done.exit == 3
        assert "Traceback" not in done.err
        assert value in done.err
        assert file in done.err
        assert {"en": "mend: ", "zh": "改正："}[lang] in done.err
    assert not out.exists()


def test_lists_of_words_are_chinese_for_chinese_planners(call_here: Caller, tmp_path: Path) -> None:
    county = tmp_path / "county"
    shutil.copytree(bundled_county("three_schools"), county)
    teachers = (county / "teachers.csv").read_text(encoding="utf-8")
    (county / "teachers.csv").write_text(teachers.replace(",chinese,", ",latin,"), encoding="utf-8")
    (county / "duties.csv").write_text("mode,kind,minimum\nmarriage,council,1\n", encoding="utf-8")
    said = "".join(call_here("check", county, "--lang", "zh").err.split())
    assert "信息科技" in said
    assert "学校对口协作" in said


def test_a_solve_tells_which_alliance_it_is_at() -> None:
    read = read_county(bundled_county("three_schools"))
    told: list[Progress] = []
    solve_case(read.county, read.policy, time_limit=30, watch=told.append)
    at_work = [one for one in told if one.step is Step.EXCHANGE]
    assert {one.alliance for one in at_work} == {"primary-0201"}
    assert at_work[0].exchanges == 0
    assert told[-1].exchanges == 1
    # each tier is announced before anything is known of it
    assert {one.tier for one in told if one.best is None} == set(range(8))


def test_earlier_eligibility_comes_back_where_the_plan_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OutputFolder(tmp_path)
    folder.publish_plan("plan", "certificate", {ELIGIBILITY: "earlier"})
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == "plan.json" and ".tmp" in Path(source).name:
            raise OSError(errno.ENOSPC, "full")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(CannotWrite):
        folder.publish_plan("new plan", "new certificate", {ELIGIBILITY: "new"})
    contents = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    assert contents == {
        "plan.json": "plan",
        "certificate.json": "certificate",
        "eligibility.csv": "earlier",
    }


RUNNING = Progress(1, 8, (Term.UNCOVERED_LESSONS,), 5.0, 3.0, False, False, 7.0, 53.0)


@pytest.mark.parametrize(
    ("lang", "step", "words"),
    [
        ("en", Step.EXCHANGE, "aim 2 of 8, .*; exchange solved of alliances: 4; solving primary-A$"),
        ("en", Step.PROMISES, "exchange solved of alliances: 4; estimating primary-A$"),
        ("zh", Step.EXCHANGE, "已求解 4 个联盟的教师交流；正在求解 primary-A$"),
        ("zh", Step.PROMISES, "正在估计 primary-A$"),
    ],
)
def test_progress_tells_tier_step_and_alliance(lang: Lang, step: Step, words: str) -> None:
    stream = io.StringIO()
    with shown_progress(stream, lang) as watch:
        assert watch is not None
        watch(RUNNING._replace(done=True, exchanges=4, step=step, alliance="primary-A"))
    assert re.search(words, stream.getvalue().strip())


def test_progress_before_there_is_a_plan_has_no_best_and_no_gap() -> None:
    stream = io.StringIO()
    with shown_progress(stream, "en") as watch:
        assert watch is not None
        watch(RUNNING._replace(done=True, best=None, exchanges=0))
    assert "best –, bound 3, gap –" in stream.getvalue()
    assert stream.getvalue().strip().endswith("exchange solved of alliances: 0")


def test_progress_without_teachers_says_nothing_of_exchanges() -> None:
    stream = io.StringIO()
    with shown_progress(stream, "en") as watch:
        assert watch is not None
        watch(RUNNING._replace(done=True))
    assert stream.getvalue().strip().endswith("53 s left")
