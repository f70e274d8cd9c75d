"""Curriculum, loads and classes: the lessons a county needs and those a teacher may give, as read."""

from pathlib import Path

import pytest
from lianxiao.instances.curriculum import lessons_in, usual_lessons
from lianxiao.instances.loads import standard_load
from lianxiao.instances.read import read_county
from lianxiao.models.school_year import StandardLoad
from lianxiao.models.words import Stage

from .staffed_county import STAFFED, WITH_NEEDS, read, staffed, teacher
from .test_reading_county import GOOD, brief, findings_of


def test_without_needs_the_curriculum_gives_the_lessons(tmp_path: Path) -> None:
    whole = "\n".join(
        ["stage,grade,subject,lessons"]
        + [f"{row.stage},{row.grade},{row.subject},{row.lessons}" for row in usual_lessons()]
    )
    for table in (None, whole):
        files: dict[str, str | bytes] = {} if table is None else {"curriculum.csv": table}
        left = "needs.csv curriculum.csv" if table is None else "needs.csv"
        folder = tmp_path / str(table is None)
        folder.mkdir()
        county = read_county(staffed(folder, files, left)).county
        assert county.needs is None
        assert county.lessons == usual_lessons()
        assert "physics" in county.curriculum[Stage.JUNIOR]


def test_the_own_curriculum_replaces_the_other_wholly(tmp_path: Path) -> None:
    own = STAFFED["curriculum.csv"] + "primary,2,maths,4.00049\njunior,7,physics,2\n"
    county = read(tmp_path, {"curriculum.csv": own}, "needs.csv").county
    assert {(row.grade, row.subject): row.lessons for row in county.lessons} == {
        (1, "music"): 2,
        (1, "chinese"): 8,
        (2, "maths"): 4.0,
        (7, "physics"): 2,
    }
    assert county.curriculum == {Stage.PRIMARY: ("music", "chinese", "maths"), Stage.JUNIOR: ("physics",)}


def test_grade_six_belongs_to_junior_where_primary_has_five_grades() -> None:
    rows = lessons_in({Stage.PRIMARY: 5, Stage.JUNIOR: 4})
    assert {row.stage for row in rows if row.grade == 6} == {Stage.JUNIOR}
    assert len(rows) == len(usual_lessons())


@pytest.mark.parametrize(
    ("stage", "subject", "load"),
    [
        (Stage.PRIMARY, "chinese", 14),
        (Stage.PRIMARY, "music", 18),
        (Stage.PRIMARY, "围棋", 18),
        (Stage.JUNIOR, "english", 12),
        (Stage.JUNIOR, "it", 16),
        (Stage.JUNIOR, "moral", 14),
        (Stage.SENIOR, "chinese", None),
        (Stage.KINDERGARTEN, "music", None),
    ],
)
def test_usual_loads(stage: Stage, subject: str, load: int | None) -> None:
    assert standard_load(stage, subject) == load


def test_own_loads_come_first_and_a_star_stands_for_the_others() -> None:
    own = [
        StandardLoad(stage=Stage.SENIOR, subject="*", standard=11),
        StandardLoad(stage=Stage.SENIOR, subject="maths", standard=10),
    ]
    assert standard_load(Stage.SENIOR, "maths", own) == 10
    assert standard_load(Stage.SENIOR, "music", own) == 11
    assert standard_load(Stage.PRIMARY, "maths", own) == 14


def test_without_a_load_the_cell_must_be_filled(tmp_path: Path) -> None:
    schools = GOOD["schools.csv"] + "0005,High,34.01,108.02,senior,none,60,,\n"
    needs = WITH_NEEDS + "0005,senior,music,3,0\n"
    files: dict[str, str | bytes] = {
        "schools.csv": schools,
        "needs.csv": needs,
        "teachers.csv": teacher(school_id="0005", stage="senior"),
    }
    found = findings_of(staffed(tmp_path, files))
    assert ("load_unknown", "teachers.csv", 6) in brief(found)
    for repair in (
        {"teachers.csv": teacher(school_id="0005", stage="senior", lessons_max="12")},
        {"loads.csv": "stage,subject,standard\nsenior,*,12\n"},
    ):
        assert not [
            one for one in findings_of(staffed(tmp_path, {**files, **repair})) if one.level == "error"
        ]


def test_classes_that_are_missing_or_spread_are_said(tmp_path: Path) -> None:
    schools = GOOD["schools.csv"].replace("load\n", "load,classes\n").replace("900,10,\n", "900,10,,12\n")
    found = findings_of(staffed(tmp_path, {"schools.csv": schools}, "needs.csv curriculum.csv"))
    (missing,) = (finding for finding in found if finding.code == "classes_missing")
    assert missing.figures == {"schools": ["0003", "0004"], "count": 2}  # 0002 stands in classes.csv
    (spread,) = (finding for finding in found if finding.code == "classes_spread")
    assert spread.figures == {"count": 1}
