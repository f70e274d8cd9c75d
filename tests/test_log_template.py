"""The log template: a row for all that a plan lays, blank where people say what happened, read back whole."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.models.plan import Plan
from lianxiao.reports.log_template import has_entries, log_template, planned_rows
from lianxiao.reports.messages import Lang
from lianxiao.reports.plan_file import as_json, read_plan
from lianxiao.tests.conftest import Caller
from lianxiao.tests.conftest import call_here as call_command
from lianxiao.tests.exchange_plan import ALLIANCE, AUTUMN, EXCHANGE, PLAN, SPRING, visit


def cells(plan: Plan = PLAN, lang: Lang = "en") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(log_template(plan, lang).removeprefix("\ufeff"))))


def test_every_thing_the_plan_lays_has_its_row() -> None:
    rows = {
        (row.kind, row.semester, row.week, row.school, row.people)
        for row in planned_rows(PLAN)
        if row.alliance == ALLIANCE
    }
    assert rows == {
        ("council", AUTUMN, 3, "A", ("A", "j")),
        ("posting", SPRING, 5, "A", ("T3",)),
        ("posting", SPRING, 6, "A", ("T3",)),
        ("shadowing", SPRING, 7, "j", ("T1",)),
        ("mentor_pairs", AUTUMN, None, "j", ("T2", "T3")),
        ("mentor_pairs", SPRING, None, "j", ("T2", "T3")),
        ("visit", AUTUMN, None, "p", ("T2",)),
        ("visit", SPRING, None, "p", ("T2",)),
        ("rotation", AUTUMN, None, "j", ("T1",)),
        ("rotation", AUTUMN, None, "A", ("T3",)),
        ("semester_report", AUTUMN, 18, "A", ()),
        ("posting_report", SPRING, 18, "", ("T3",)),
        # of a paper that is due on a date only the semester is told: 30 April is spring, 8 January autumn
        ("cooperation_plan", SPRING, None, "A", ()),
        ("tea_party_minutes", AUTUMN, None, "j", ()),
    }
    assert len(planned_rows(PLAN)) == len(rows)


def test_several_subjects_at_one_school_are_one_row() -> None:
    two = visit(AUTUMN).model_copy(update={"subject": "art"})
    plan = PLAN.model_copy(
        update={"exchange": EXCHANGE.model_copy(update={"visits": (*EXCHANGE.visits, two)})}
    )
    assert len(planned_rows(plan)) == len(planned_rows(PLAN))


def test_the_columns_are_those_of_the_contract_and_times_and_evidence_are_blank() -> None:
    rows = cells()
    assert list(rows[0]) == [
        *("semester", "week", "alliance", "kind", "school", "people", "times", "online", "evidence")
    ]
    assert all(row["times"] == row["evidence"] == "" for row in rows)
    council = next(row for row in rows if row["kind"] == "council meeting")
    assert (council["week"], council["people"], council["online"]) == ("3", "A;j", "yes")


def test_no_cell_is_taken_for_a_formula() -> None:
    spiked = visit(AUTUMN).model_copy(update={"teacher": "＝cmd()", "to": "+1+1"})
    plan = PLAN.model_copy(update={"exchange": EXCHANGE.model_copy(update={"visits": (spiked,)})})
    row = next(row for row in cells(plan) if row["kind"] == "visit")
    assert (row["people"], row["school"]) == ("'＝cmd()", "'+1+1")


@pytest.mark.parametrize(
    ("written", "entries"),
    [
        ("", False),
        ("\ufeffsemester,kind\n", False),
        ("semester,kind\n,,\n  \n", False),
        ("semester,kind\n2026-1,visit\n", True),
        ("学期,活动类型\r\n2026-1,走教\r\n", True),
    ],
)
def test_what_counts_as_an_entry(written: str, entries: bool) -> None:
    assert has_entries(written) is entries


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Solve the county of three schools; give its folder and the plan."""
    folder = tmp_path_factory.mktemp("three")
    shutil.copytree(bundled_county("three_schools"), folder / "county")
    done = call_command("solve", folder / "county", "--out", folder / "out", "--time-limit", "30", "--quiet")
    assert done.exit == 0, done.err
    return folder / "county", folder / "out" / "plan.json"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_template_is_read_back_without_a_complaint(
    call_here: Caller, solved: tuple[Path, Path], tmp_path: Path, lang: str
) -> None:
    county, plan = solved
    shutil.copytree(county, tmp_path / "county")
    before = call_here("check", county, "--json").answer["messages"]
    made = call_here("report", plan, "--log-template", "--out", tmp_path / "county", "--lang", lang)
    assert made.exit == 0, made.err
    after = call_here("check", tmp_path / "county", "--json")
    assert after.exit == 0
    assert after.answer["messages"] == before
    # the kinds are understood in both languages
    log = read_county(tmp_path / "county").county.log
    planned = planned_rows(read_plan(plan))
    assert [(one.semester, one.week, one.alliance, one.kind, one.school) for one in log] == [
        (row.semester, row.week, row.alliance, row.kind, row.school) for row in planned
    ]
    assert {"visit", "rotation", "council"} <= {one.kind for one in log}
    assert all(one.times is None for one in log)


def test_a_log_with_entries_is_never_overwritten(call_here: Caller, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(as_json(PLAN), encoding="utf-8")
    log = tmp_path / "log.csv"
    asked = ("report", plan, "--log-template", "--out", tmp_path, "--json")
    log.write_text("semester,kind,times\n2026-1,visit,7\n", encoding="utf-8")
    refused = call_here(*asked)
    assert refused.exit == 7
    assert refused.answer["messages"][0]["code"] == "log_has_entries"
    assert "2026-1,visit,7" in log.read_text(encoding="utf-8")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.csv", "plan.json"]
    log.write_text("semester,kind,times\n", encoding="utf-8")
    assert call_here(*asked).answer["result"]["rows"] == len(planned_rows(PLAN))
    assert call_here(*asked).exit == 0  # its own template, still blank, stands in nobody's way
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.csv", "plan.json"]


def test_a_plan_without_an_exchange_gives_headings_and_says_so(call: Caller, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    bare = Plan(alliances=PLAN.alliances)
    plan.write_text(as_json(bare), encoding="utf-8")
    done = call("report", tmp_path, "--log-template", "--out", tmp_path / "new", "--json")
    assert done.exit == 0
    assert [one["code"] for one in done.answer["messages"]] == ["log_nothing_planned"]
    assert len((tmp_path / "new" / "log.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_report_without_a_word_of_what_to_write_says_what_it_can(call_here: Caller, tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        done = call_here("report", tmp_path / "plan.json", "--out", tmp_path, "--lang", lang)
        assert done.exit == 2
        assert "--log-template" in done.err


def test_a_folder_in_place_of_the_log_is_left_alone(call_here: Caller, tmp_path: Path) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(as_json(PLAN), encoding="utf-8")
    (tmp_path / "log.csv").mkdir()
    assert call_here("report", plan, "--log-template", "--out", tmp_path).exit == 7
    assert (tmp_path / "log.csv").is_dir()
