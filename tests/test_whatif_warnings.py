"""Warnings of a what-if: each true of the changed county, said once, and of which runs of a sweep."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.models.finding import Finding
from lianxiao.reports.commands.scenarios import Run, read_scenarios, runs_from
from lianxiao.reports.commands.warned import said_of_runs
from lianxiao.reports.messages import LANGS, Lang, finding_text, mend_text
from lianxiao.tests.conftest import CountyMaker


@pytest.fixture
def county(make_county: CountyMaker) -> Path:
    """Two cores; 0104 is beyond every limit."""
    return make_county()


def runs(county: Path, tmp_path: Path, *scenarios: str) -> tuple[ReadCounty, tuple[Run, ...]]:
    read = read_county(county)
    files = []
    for at, text in enumerate(scenarios):
        file = tmp_path / f"{at}.toml"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    given = read_scenarios(files)
    return read, runs_from(read.county, read, read.policy, given, county)


def of(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def test_a_school_out_of_reach_is_named_once_with_the_core_that_is_nearest_now(
    county: Path, tmp_path: Path
) -> None:
    """The walk-through: "No core can take 084736" stood there twice, with two different nearest cores."""
    read = read_county(county)
    (then,) = of(read.warnings, "member_out_of_reach")
    nearest = then.figures["core"]
    other = "0200" if nearest == "0100" else "0100"
    closed = f'[[change]]\nset = {{ school = "{nearest}", role = "none" }}\n'
    _, (run,) = runs(county, tmp_path, closed)
    now = [one for one in run.warnings if one.figures.get("school") == "0104"]
    assert [(one.code, one.figures.get("core")) for one in now] in (
        [("member_out_of_reach", other)],
        [("member_without_core", None)],
    )


def test_what_a_scenario_mends_is_warned_of_no_more(county: Path, tmp_path: Path) -> None:
    near = '[[change]]\ntravel = { from = "0100", to = "0104", km = 3 }\n'
    read, (run,) = runs(county, tmp_path, near)
    assert of(read.warnings, "member_out_of_reach")
    assert not of(run.warnings, "member_out_of_reach")


def test_what_a_later_scenario_mends_is_warned_of_no_more(county: Path, tmp_path: Path) -> None:
    narrow = '[[change]]\npolicy = { "mode.joint_alliance.max_km" = 1 }\n'
    wide = '[[change]]\npolicy = { "mode.joint_alliance.max_km" = 300 }\n'
    assert len(of(runs(county, tmp_path, narrow)[1][0].warnings, "member_out_of_reach")) > 1
    assert not of(runs(county, tmp_path, narrow, wide)[1][0].warnings, "member_out_of_reach")


def test_what_is_wrong_with_the_files_stays(county: Path, tmp_path: Path) -> None:
    """A column that nobody knows is not in the county that is written: it stays in the planner's file."""
    schools = county / "schools.csv"
    text = schools.read_text(encoding="utf-8").splitlines()
    schools.write_text("\n".join([text[0] + ",colour", *(line + ",red" for line in text[1:])]), "utf-8")
    read, (run,) = runs(county, tmp_path, '[[change]]\nset = { school = "0101", load = 1 }\n')
    files = {finding.code for finding in read.warnings} - {"member_out_of_reach"}
    assert files
    assert files <= {finding.code for finding in run.warnings}


@pytest.mark.parametrize("lang", LANGS)
def test_a_warning_of_some_runs_says_of_which(county: Path, tmp_path: Path, lang: Lang) -> None:
    """The walk-through: of a sweep only the first run's warnings were shown."""
    swept = '[sweep]\n"mode.joint_alliance.max_km" = [1, 300]\n'
    _, made = runs(county, tmp_path, swept)
    assert [bool(of(run.warnings, "member_out_of_reach")) for run in made] == [True, False]
    said = said_of_runs([(run.name, run.warnings) for run in made], lang)
    told = [one for one in said if one.code == "sweep_warned"]
    assert len(told) >= len(of(made[0].warnings, "member_out_of_reach"))
    for one in told:
        assert made[0].name in finding_text(one, lang) or made[1].name in finding_text(one, lang)
    alone = of(made[0].warnings, "member_out_of_reach")[0]
    (again,) = [one for one in told if finding_text(alone, lang) in finding_text(one, lang)]
    assert made[1].name not in finding_text(again, lang)
    assert mend_text(again, lang) == mend_text(alone, lang)


def test_a_warning_of_all_runs_is_said_once_as_it_is(county: Path, tmp_path: Path) -> None:
    swept = '[sweep]\n"mode.joint_alliance.max_members" = [3, 4]\n'
    read, made = runs(county, tmp_path, swept)
    said = said_of_runs([(run.name, run.warnings) for run in made], "en")
    assert of(tuple(said), "member_out_of_reach") == of(read.warnings, "member_out_of_reach")
    assert not of(tuple(said), "sweep_warned")
