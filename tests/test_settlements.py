"""settlements.csv: read in both languages, every fault found, written back; no county without it changes."""

from pathlib import Path

import pytest
from lianxiao.instances.read import read_county
from lianxiao.instances.write import write_county
from lianxiao.models.digest import county_sha256
from lianxiao.models.settlement import Settlement
from lianxiao.models.words import Stage
from lianxiao.reports.messages import finding_text, mend_text

from .test_reading_county import brief, findings_of, written

HOMES = """\
name,lat,lon,stage,grade,students,school_id
East,34.01,108.01,primary,,12,0002
West,34.02,108.00,,3,5,0002
"""


def test_rows_are_read_and_written_back(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    county, policy, _, _ = read_county(written(tmp_path / "first", {"settlements.csv": HOMES}))
    assert county.settlements == (
        Settlement(name="East", lat=34.01, lon=108.01, stage=Stage.PRIMARY, students=12, school_id="0002"),
        Settlement(
            name="West", lat=34.02, lon=108.0, stage=Stage.PRIMARY, grade=3, students=5, school_id="0002"
        ),
    )
    write_county(tmp_path / "second", county, policy)
    again = read_county(tmp_path / "second")
    assert again.county == county
    bare = county.model_copy(update={"settlements": ()})
    assert county_sha256(bare, policy) != county_sha256(county, policy)


def test_chinese_headers_and_old_ids(tmp_path: Path) -> None:
    table = "居民点名称,纬度,经度,学段,年级,学生人数,学校标识码\n东庄,34.01,108.01,小学,2,12,9999\n"
    county = read_county(written(tmp_path, {"settlements.csv": table})).county
    assert [(one.name, one.grade, one.students) for one in county.settlements] == [("东庄", 2, 12)]
    assert county.settlements[0].school_id in county.by_id


@pytest.mark.parametrize(
    ("code", "row", "more"),
    [
        ("id_unknown", 4, "Q,34.0,108.0,primary,1,5,QQ\n"),
        ("stage_not_of_school", 4, "Q,34.0,108.0,senior,10,5,0002\n"),
        ("cell_blank", 4, "Q,34.0,108.0,primary,1,,0002\n"),
        ("number_whole", 4, "Q,34.0,108.0,primary,1,2.5,0002\n"),
        ("coordinate_alone", 4, "Q,34.0,,primary,1,5,0002\n"),
        ("coordinates_swapped", 4, "Q,108.0,34.0,primary,1,5,0002\n"),
        ("settlement_nowhere", 4, "Q,,,primary,1,5,0002\n"),
        ("grade_not_of_stage", 4, "Q,34.0,108.0,primary,7,5,0002\n"),
        ("row_clash", 4, "East,34.01,108.01,primary,,13,0002\n"),
        ("row_twice", 4, "East,34.01,108.01,primary,,12,0002\n"),
        ("settlement_students", None, "Q,34.0,108.0,primary,1,100000,0002\n"),
    ],
)
def test_finding(tmp_path: Path, code: str, row: int | None, more: str) -> None:
    found = findings_of(written(tmp_path, {"settlements.csv": HOMES + more}))
    assert (code, "settlements.csv", row) in brief(found)
    for one in found:
        for lang in ("en", "zh"):
            assert finding_text(one, lang)
            assert mend_text(one, lang)


def test_indicators_of_schools_that_merged_later_stay_apart(tmp_path: Path) -> None:
    """Two ids that codes.csv joins made one school's results.csv contradict itself."""
    table = "school_id,year,indicator,value\n9999,2025,pass rate,90\n{now},2025,pass rate,80\n"
    plain = read_county(written(tmp_path)).county
    now = {code.old_id: code.new_id for code in plain.codes}["9999"]
    county = read_county(written(tmp_path, {"results.csv": table.format(now=now)})).county
    assert [(one.school_id, one.value) for one in county.results] == [("9999", 90), (now, 80)]
