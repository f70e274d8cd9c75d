"""Counties rolled over year after year: they read back, are shown, and are written beside what is there."""

import csv
import io
import json
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from lianxiao.instances.bundled import bundled_county
from lianxiao.instances.read import read_county
from lianxiao.instances.replace_county import replace_county
from lianxiao.instances.reread import reread
from lianxiao.models.county import ClassCount, County
from lianxiao.models.errors import CannotWrite
from lianxiao.models.next_year import NextYear
from lianxiao.models.plan import Alliance, Exchange, PlacedMember, Plan
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role
from lianxiao.reports.answer import messages_of
from lianxiao.reports.messages import Lang
from lianxiao.reports.next_year_screen import next_year_result, next_year_screen
from lianxiao.reports.next_year_tables import PUPILS, TEACHERS, next_year_tables
from lianxiao.solver.next_year.roll import next_year
from lianxiao.tests import exchange_plan, made_staff
from lianxiao.tests.made_staff import PRIMARY, teacher
from rich.console import Console

POLICY = made_staff.policy()
LANGS: tuple[Lang, ...] = get_args(Lang)


def staffed() -> County:
    """Give the county of the hand-made plan, with classes by grade, an old man and an exempt woman."""
    here = exchange_plan.here()
    rows = [
        ClassCount(school_id=one, stage=PRIMARY, grade=grade, classes=1, students=students)
        for one, first in (("A", 30), ("j", 15), ("p", 4))
        for grade, students in enumerate(range(first, first + 6), 1)
    ]
    more = (
        teacher("T4", "A", birth="1967-01", name="Old Man"),
        teacher("T5", "A", exempt="secret illness", exempt_until="2027-01"),
        teacher("T6", "j", birth=None),
    )
    ways = made_staff.minutes(Aj=20, Au=20, ju=20, Ap=20, jp=20, up=20)
    return here.model_copy(
        update={"travel": ways, "classes": tuple(rows), "teachers": (*(here.teachers or ()), *more)}
    )


def shown(rolled: NextYear, before: County, lang: Lang) -> str:
    page = io.StringIO()
    console = Console(width=160, file=page)
    for part in next_year_screen(rolled, before, lang):
        console.print(part)
    return page.getvalue()


def test_a_county_with_teachers_reads_back_year_after_year() -> None:
    read = reread(staffed(), POLICY)
    county, policy, plan = read.county, read.policy, exchange_plan.PLAN
    for year in (2027, 2028, 2029):
        rolled = next_year(county, policy, plan)
        again = reread(rolled.county, rolled.policy)
        assert again.county == rolled.county
        assert again.policy == rolled.policy
        assert again.policy.school_year == year
        assert [(row.core_id, row.member_id) for row in again.county.alliances] == [("A", "j")]
        county, policy = again.county, again.policy
        plan = plan.model_copy(update={"exchange": Exchange()})
    # T1 and T3 rotated in autumn 2026; that is known ever after
    exchanged = {one.teacher_id: one.last_exchange for one in county.teachers or ()}
    assert exchanged == {"T1": "2027-02", "T2": None, "T3": "2027-02", "T5": None, "T6": None}


def test_nantou_reads_back_three_years_in_a_row() -> None:
    read = read_county(bundled_county("nantou"))
    county, policy = read.county, read.policy
    cores = [one.school_id for one in county.schools if one.role is Role.CORE]
    members = [one.school_id for one in county.schools if one.role is Role.MEMBER]
    alliances = tuple(
        Alliance(
            mode="joint",
            stage=PRIMARY,
            core=core,
            members=tuple(PlacedMember(school=one) for one in members[2 * at : 2 * at + 2]),
        )
        for at, core in enumerate(cores)
        if members[2 * at : 2 * at + 2]
    )
    teachers = [len(county.teachers or ())]
    for _ in range(3):
        rolled = next_year(county, policy, Plan(alliances=alliances))
        again = reread(rolled.county, rolled.policy)
        assert again.county == rolled.county
        assert again.policy == rolled.policy
        known = [one for one in rolled.projections if one.students is not None]
        assert len(known) >= len(rolled.projections) - 3
        assert len(again.county.alliances) == sum(len(one.members) for one in alliances)
        assert len(rolled.county.teachers or ()) + len(rolled.retired) == teachers[-1]
        county, policy = again.county, again.policy
        teachers.append(len(county.teachers or ()))
    assert policy.school_year == 2027
    # posts are not filled: some leave every year, never many (a career has some thirty years)
    assert all(0.9 * before < after < before for before, after in pairwise(teachers))


@pytest.mark.parametrize("lang", LANGS)
def test_the_screen_names_who_retires_and_never_why_somebody_was_exempt(lang: Lang) -> None:
    before = staffed()
    rolled = next_year(before, POLICY, exchange_plan.PLAN)
    screen = shown(rolled, before, lang)
    said = "".join(one.text + one.mend for one in messages_of(rolled.warnings, lang))
    assert "T4 Old Man" in screen
    assert "T5" in screen
    assert "T6" in said
    assert "secret" not in screen + said + json.dumps(next_year_result(rolled))
    assert "{" not in screen + said


@pytest.mark.parametrize("lang", LANGS)
def test_the_lists_have_every_school_and_everybody_whom_something_befalls(lang: Lang) -> None:
    before = staffed()
    tables = next_year_tables(next_year(before, POLICY, exchange_plan.PLAN), before, lang)
    pupils = list(csv.reader(tables[PUPILS].splitlines()))
    people = list(csv.reader(tables[TEACHERS].splitlines()))
    assert [row[0] for row in pupils[1:]] == ["A", "j", "p"]
    # A: (30 + 31) ÷ (31 + 32) × 30 = 29.05; 29 come, 35 leave of 195
    assert pupils[1][3:9] == ["195", "189", "6", "6", "30", "29"]
    assert [row[0] for row in people[1:]] == ["T1", "T3", "T4", "T5", "T6"]
    assert "secret" not in tables[TEACHERS]


def written(folder: Path, county: County, policy: Policy, **beside: str) -> tuple[str, ...]:
    return replace_county(
        folder, county, policy, beside={f"{name}.csv": text for name, text in beside.items()}, copied={}
    )


def test_other_files_stay_and_tables_that_differ_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "next"
    first = staffed()
    assert written(folder, first, POLICY, list="1\n") == ()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "alliances.csv").write_text("core_id,member_id\nA,j\n", encoding="utf-8")
    before = (folder / "classes.csv").read_bytes()
    kept = written(folder, first.model_copy(update={"classes": first.classes[1:]}), POLICY, list="2\n")
    assert kept == ("alliances.csv", "classes.csv", "list.csv")
    assert not (folder / "alliances.csv").exists()
    assert (folder / "alliances.previous.csv").read_text("utf-8").endswith("A,j\n")
    assert (folder / "classes.previous.csv").read_bytes() == before
    assert (folder / "list.csv").read_text("utf-8") == "2\n"
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert read_county(folder).county.classes == first.classes[1:]
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_where_one_file_cannot_be_written_nothing_changes(tmp_path: Path) -> None:
    folder = tmp_path / "next"
    first = staffed()
    written(folder, first, POLICY)
    (folder / "teachers.csv").unlink()
    (folder / "teachers.csv").mkdir()
    (folder / "teachers.csv" / "mine").write_text("", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    with pytest.raises(CannotWrite):
        written(folder, first.model_copy(update={"classes": first.classes[1:]}), POLICY)
    after = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert after == before


def test_an_extract_of_the_roads_comes_along(tmp_path: Path) -> None:
    (tmp_path / "roads.osm.pbf").write_bytes(b"roads")
    replace_county(
        tmp_path / "next",
        staffed(),
        POLICY,
        beside={},
        copied={"maps/roads.osm.pbf": tmp_path / "roads.osm.pbf"},
    )
    assert (tmp_path / "next" / "maps" / "roads.osm.pbf").read_bytes() == b"roads"


def test_a_file_in_the_way_cannot_be_written_over(tmp_path: Path) -> None:
    (tmp_path / "next").write_text("mine", encoding="utf-8")
    with pytest.raises(CannotWrite):
        written(tmp_path / "next", staffed(), POLICY)
