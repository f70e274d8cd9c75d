"""What is wrong or doubtful in tables: one line per case, with the row a planner sees."""

from pathlib import Path

import pytest

from .test_reading_county import GOOD, brief, findings_of, written

SCHOOLS, NEEDS, TRAVEL, PINS = (GOOD[name] for name in ("schools.csv", "needs.csv", "travel.csv", "pins.csv"))
ALLIANCES, CODES, CLASSES = (GOOD[name] for name in ("alliances.csv", "codes.csv", "classes.csv"))


def school(**cells: str) -> str:
    """The good schools and one more in row 6."""
    columns = ["school_id", "name", "lat", "lon", "stages", "role", "students", "capacity", "load", *cells]
    more = {
        "school_id": "0005",
        "lat": "34.01",
        "lon": "108.02",
        "stages": "primary",
        "role": "member",
    } | cells
    columns = list(dict.fromkeys(columns))
    first = [line + "," * (len(columns) - 9) for line in SCHOOLS.splitlines()[1:]]
    last = ",".join(f'"{more.get(column, "")}"' for column in columns)
    return "\n".join([",".join(columns), *first, last, ""])


POINTS = SCHOOLS.replace("load\n", "load,parent_id\n") + (
    "0005,Point,34.01,108.02,primary,,6,,,0004\n0006,Class,34.01,108.01,senior,member,4,,,0005\n"
)
NAMED = """core_id,member_id,stage,since,until,name
0001,0002,primary,,,West
0001,0003,primary,,,
"""
CASES: list[tuple[str, str, int | None, str, str | bytes]] = [
    # code, file, row, what stands there instead
    ("column_unknown_near", "schools.csv", 1, "headers", SCHOOLS.replace("students", "studnets")),
    ("column_unknown", "schools.csv", 1, "headers", SCHOOLS.replace("students", "qqqqqqqq")),
    ("column_twice", "schools.csv", 1, "headers", SCHOOLS.replace("capacity", "学校名称")),
    ("column_missing", "schools.csv", 1, "headers", SCHOOLS.replace("school_id", "")),
    ("column_nameless", "schools.csv", 1, "headers", SCHOOLS.replace("students", "")),
    ("table_empty", "schools.csv", None, "rows", ""),
    ("table_empty", "needs.csv", None, "rows", " \n\n"),
    ("table_no_rows", "schools.csv", None, "rows", SCHOOLS.splitlines()[0]),
    ("table_only_header", "needs.csv", None, "rows", NEEDS.splitlines()[0]),
    ("row_long", "needs.csv", 3, "rows", NEEDS.replace("24", "24,7")),
    ("csv_quote", "needs.csv", 3, "quotes", NEEDS.replace("0001", '"0001')),
    ("csv_quote", "needs.csv", 2, "quotes", NEEDS.replace("0002", '"00"02')),
    ("file_nul", "needs.csv", None, "encoding", b"school_id\0,stage"),
    ("file_nul", "needs.csv", None, "encoding", NEEDS.encode("utf-16-le")),
    ("file_encoding", "needs.csv", None, "encoding", NEEDS.encode() + b"\xff\xff\xff"),
    ("cell_blank", "schools.csv", 6, "ids", school(school_id=" ")),
    ("id_long", "schools.csv", 6, "ids", school(school_id="7" * 65)),
    ("id_path", "schools.csv", 6, "ids", school(school_id="../../etc")),
    ("id_path", "schools.csv", 6, "ids", school(school_id="a\\b")),
    ("id_control", "schools.csv", 6, "ids", school(school_id="a\x1bb")),
    ("id_made_number", "schools.csv", 6, "ids", school(school_id="84601.0")),
    ("id_made_power", "schools.csv", 6, "ids", school(school_id="8.46E+05")),
    ("id_zero_lost", "schools.csv", 6, "ids", school(school_id="5")),
    ("id_made_number", "needs.csv", 2, "ids", NEEDS.replace("0002", "2.0")),
    ("id_unknown_near", "needs.csv", 2, "references", NEEDS.replace("0002", "2")),
    ("id_unknown", "needs.csv", 2, "references", NEEDS.replace("0002", "QQQQQQ")),
    ("id_unknown_near", "travel.csv", 3, "references", TRAVEL.replace("0003", "00003")),
    ("id_unknown", "pins.csv", 2, "references", PINS.replace("0001", "XX")),
    ("id_unknown", "alliances.csv", 3, "references", ALLIANCES.replace("9999", "XX")),
    ("id_unknown", "classes.csv", 2, "references", CLASSES.replace("0002", "XX")),
    ("id_unknown", "codes.csv", 3, "references", CODES.replace("0003", "XX")),
    ("school_twice", "schools.csv", 6, "schools", school(school_id="0002")),
    ("stages_blank", "schools.csv", 6, "schools", school(stages="")),
    ("word_unknown_near", "schools.csv", 6, "schools", school(stages="primry")),
    ("word_unknown_near", "schools.csv", 6, "schools", school(role="mmber")),
    ("word_unknown", "schools.csv", 6, "schools", school(area="113")),
    ("word_unknown", "schools.csv", 6, "schools", school(legal_person="perhaps")),
    ("id_unknown", "schools.csv", 6, "parents", school(parent_id="QQQQ")),
    ("parent_itself", "schools.csv", 6, "parents", school(parent_id="0005")),
    ("parent_is_point", "schools.csv", 7, "parents", POINTS),
    ("point_with_role", "schools.csv", 7, "parents", POINTS),
    ("point_stage", "schools.csv", 7, "parents", POINTS),
    ("kind_not_used", "schools.csv", None, "kinds", school(kind="托管")),
    ("word_unknown", "schools.csv", 6, "kinds", school(kind="half")),
    ("alliance_names_differ", "alliances.csv", 4, "alliances", NAMED + "0001,0004,primary,,,East\n"),
    ("term_over", "alliances.csv", 2, "alliances", ALLIANCES.replace("2027-08", "2026-08")),
    ("control_character", "schools.csv", 6, "names", school(name="a\x1b[31mb")),
    ("number_bad", "schools.csv", 6, "numbers", school(students="many")),
    ("number_bad", "schools.csv", 6, "numbers", school(students="1_000")),
    ("number_bad", "schools.csv", 6, "numbers", school(students="٣")),
    ("number_comma", "schools.csv", 6, "numbers", school(load="1,5")),
    ("number_range", "schools.csv", 6, "numbers", school(students="-1")),
    ("number_range", "schools.csv", 6, "numbers", school(students="200001")),
    ("number_range", "schools.csv", 6, "numbers", school(students="9" * 400)),
    ("number_range", "schools.csv", 6, "numbers", school(load="1e400")),
    ("number_range", "schools.csv", 6, "numbers", school(load="1e999999999")),
    ("number_bad", "schools.csv", 6, "numbers", school(load="1e9999999999999999999999")),
    ("number_range", "schools.csv", 6, "numbers", school(quality="1.001")),
    ("number_range", "schools.csv", 6, "numbers", school(opening_cost="1000000001")),
    ("number_not_finite", "schools.csv", 6, "numbers", school(load="nan")),
    ("number_not_finite", "schools.csv", 6, "numbers", school(load="-inf")),
    ("number_not_finite", "schools.csv", 6, "numbers", school(load="#DIV/0!")),
    ("number_whole", "schools.csv", 6, "numbers", school(students="12.5")),
    ("coordinate_alone", "schools.csv", 6, "coordinates", school(lon="")),
    ("coordinates_swapped", "schools.csv", 6, "coordinates", school(lat="108", lon="34")),
    ("number_range", "schools.csv", 6, "coordinates", school(lat="91", lon="191")),
    ("number_range", "schools.csv", 6, "coordinates", school(lat="34", lon="191")),
    ("coordinates_far", "schools.csv", 6, "coordinates", school(lat="34", lon="111")),
    ("coordinates_same", "schools.csv", 6, "coordinates", school(lat="34.02", lon="108.00")),
    ("coordinates_missing", "schools.csv", 6, "coordinates", school(lat="", lon="")),
    ("number_range", "travel.csv", 2, "travel", TRAVEL.replace("3.1", "1000000000.1")),
    ("number_range", "travel.csv", 2, "travel", TRAVEL.replace("3.1,5", "3.1,-5")),
    ("cell_blank", "travel.csv", 2, "travel", TRAVEL.replace("3.1,5", ",5")),
    ("row_twice", "travel.csv", 4, "travel", TRAVEL + "0001,0002,3.1000,5.0\n"),
    ("row_clash", "travel.csv", 4, "travel", TRAVEL + "0001,0002,3.2,5\n"),
    ("travel_to_itself", "travel.csv", 4, "travel", TRAVEL + "0001,0001,0,0\n"),
    ("travel_far", "travel.csv", 2, "travel", TRAVEL.replace("3.1", "5000.1")),
    ("row_twice", "needs.csv", 4, "needs", NEEDS + "0002,小学,音乐,6.0,\n"),
    ("row_clash", "needs.csv", 4, "needs", NEEDS + "0002,primary,music,7,0\n"),
    ("cell_blank", "needs.csv", 2, "needs", NEEDS.replace("music,6", ",6")),
    ("cell_blank", "needs.csv", 2, "needs", NEEDS.replace("music,6", "music,")),
    ("stage_not_of_school", "needs.csv", 2, "needs", NEEDS.replace("0002,primary", "0002,junior")),
    ("stage_blank", "needs.csv", 4, "needs", NEEDS + "0004,,music,7,0\n"),
    ("subject_near", "needs.csv", 4, "needs", NEEDS + "0004,primary,musik,7,0\n"),
    ("supply_missing", "needs.csv", None, "needs", "school_id,stage,subject,need\n0002,primary,music,6\n"),
    ("row_twice", "pins.csv", 3, "pins", PINS + "0002,0001,primary,prefer\n"),
    ("pin_to_itself", "pins.csv", 3, "pins", PINS + "0001,0001,primary,must\n"),
    ("pin_out_of_scope", "pins.csv", 3, "pins", PINS + "0002,0001,junior,must\n"),
    ("pin_out_of_scope", "pins.csv", 3, "pins", PINS + "0001,0002,primary,must\n"),
    ("pin_says_nothing", "pins.csv", 3, "pins", PINS + "0001,0002,,must\n"),
    ("cell_blank", "pins.csv", 3, "pins", PINS + "0003,0001,,\n"),
    ("word_unknown", "pins.csv", 3, "pins", PINS + "0003,0001,,xyzzy\n"),
    ("month_impossible", "alliances.csv", 2, "months", ALLIANCES.replace("2024-09,2027", "2024-13,2027")),
    ("month_impossible", "alliances.csv", 2, "months", ALLIANCES.replace("2024-09,2027", "2024-00,2027")),
    ("month_bad", "alliances.csv", 2, "months", ALLIANCES.replace("2024-09,2027", "autumn,2027")),
    ("month_ambiguous", "alliances.csv", 2, "months", ALLIANCES.replace("2024-09,2027", "2024.1,2027")),
    ("months_reversed", "alliances.csv", 2, "months", ALLIANCES.replace("2027-08", "2023-08")),
    ("row_clash", "alliances.csv", 4, "alliances", ALLIANCES + "0004,0002,primary,joint,,\n"),
    ("alliance_with_itself", "alliances.csv", 4, "alliances", ALLIANCES + "0004,0004,primary,joint,,\n"),
    ("alliance_merged", "alliances.csv", 4, "alliances", ALLIANCES + "0002,9998,primary,joint,,\n"),
    ("alliance_joined", "alliances.csv", 4, "alliances", ALLIANCES + "0003,9998,primary,joint,,\n"),
    ("code_circle", "codes.csv", 2, "codes", CODES.replace("0003", "9999")),
    ("code_in_use", "codes.csv", 4, "codes", CODES + "0002,0003,\n"),
    ("row_clash", "codes.csv", 4, "codes", CODES + "9999,0002,\n"),
    ("number_range", "classes.csv", 2, "classes", CLASSES.replace("primary,1", "primary,13")),
    ("grade_not_of_stage", "classes.csv", 2, "classes", CLASSES.replace("primary,1", "primary,7")),
    ("row_clash", "classes.csv", 3, "classes", CLASSES + "0002,primary,1,2,14\n"),
    ("roles_blank", "schools.csv", None, "roles", school(role="")),
    ("table_not_used", "strengths.csv", None, "later", ""),
    ("month_impossible", "alliances.csv", 2, "months", ALLIANCES.replace("2024-09,2027", "1949-09,2027")),
    ("school_without_mode", "schools.csv", 6, "suspicions", school(stages="senior")),
    ("core_without_room", "schools.csv", 2, "suspicions", SCHOOLS.replace("900,10", "900,0.5")),
    ("core_alone", "schools.csv", 6, "suspicions", school(role="core", lat="35", lon="108")),
    ("member_out_of_reach", "schools.csv", 6, "suspicions", school(lat="35", lon="108")),
    ("stage_without_core", "county.toml", None, "suspicions", SCHOOLS.replace(",core,", ",none,")),
    ("member_without_core", "schools.csv", 3, "suspicions", SCHOOLS.replace(",core,", ",none,")),
]


@pytest.mark.parametrize(
    ("code", "file", "row", "content"),
    [(code, file, row, content) for code, file, row, _, content in CASES],
    ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)],
)
def test_finding(tmp_path: Path, code: str, file: str, row: int | None, content: str | bytes) -> None:
    changed = "schools.csv" if file == "county.toml" else file
    assert (code, file, row) in brief(findings_of(written(tmp_path, {changed: content})))


def test_all_errors_come_at_once(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "schools.csv": school(students="-1", role="boss"),
            "needs.csv": NEEDS.replace("0002", "XX"),
            "county.toml": "naem = 1\n",
        },
    )
    codes = {finding.code for finding in findings_of(folder)}
    assert codes >= {"number_range", "word_unknown", "id_unknown", "setting_unknown_near", "mode_missing"}


def test_parents_in_a_circle_are_named(tmp_path: Path) -> None:
    table = (
        "school_id,lat,lon,stages,parent_id\n"
        "A1,34,108,primary,B2\nB2,34,108.1,primary,C3\nC3,34,108.2,primary,A1\n"
    )
    found = findings_of(
        written(
            tmp_path,
            {"schools.csv": table},
            "needs.csv travel.csv pins.csv alliances.csv codes.csv classes.csv",
        )
    )
    circles = [finding for finding in found if finding.code == "parent_circle"]
    assert [finding.row for finding in circles] == [2, 3, 4]
    assert circles[0].figures["circle"] == ["A1", "B2", "C3", "A1"]


def test_an_error_names_both_tables_and_the_id_probably_meant(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"needs.csv": NEEDS.replace("0002", "2")}))
    (finding,) = (finding for finding in found if finding.code == "id_unknown_near")
    assert (finding.file, finding.row, finding.column, finding.value) == ("needs.csv", 2, "school_id", "2")
    assert finding.figures == {"there": "schools.csv", "nearest": "0002"}


def test_the_header_is_named_as_the_planner_wrote_it(tmp_path: Path) -> None:
    found = findings_of(
        written(tmp_path, {"schools.csv": SCHOOLS.replace("students", "在校学生数").replace("900", "x")})
    )
    assert [finding.column for finding in found if finding.code == "number_bad"] == ["在校学生数"]


def test_a_million_equal_faults_stay_one_readable_list(tmp_path: Path) -> None:
    rows = "".join("0001,0002,x,\n" for _ in range(1000))
    found = findings_of(written(tmp_path, {"travel.csv": "from_id,to_id,km,minutes\n" + rows}))
    assert len(found) == 201
    (rest,) = (finding for finding in found if finding.code == "further_rows")
    assert rest.figures == {"count": 800, "first": 202, "last": 1001}


def test_rows_are_those_of_a_spreadsheet_also_with_line_breaks_in_cells(tmp_path: Path) -> None:
    table = SCHOOLS.replace("East", '"Ea\nst"').replace(",70,", ",x,").replace("0002", "\n0002", 1)
    found = findings_of(written(tmp_path, {"schools.csv": table}))
    assert ("number_bad", "schools.csv", 5) in brief(found)


def test_a_school_without_coordinates_is_fine_when_all_its_pairs_are_listed(tmp_path: Path) -> None:
    schools = school(lat="", lon="")
    travel = TRAVEL + "0005,0001,12,\n"
    assert findings_of(written(tmp_path, {"schools.csv": schools, "travel.csv": travel})) == ()


def test_travel_from_the_table_needs_the_table(tmp_path: Path) -> None:
    settings = GOOD["county.toml"].replace("straight_line", "table")
    found = findings_of(written(tmp_path, {"county.toml": settings}, "travel.csv"))
    assert ("travel_missing", "travel.csv", None) in brief(found)


def test_one_warning_only_says_that_there_are_no_rules_for_roles(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"schools.csv": SCHOOLS.replace(",member,", ",,")}))
    (finding,) = (finding for finding in found if finding.code == "roles_blank")
    assert finding.figures == {"count": 3}


def test_points_need_no_role(tmp_path: Path) -> None:
    points = SCHOOLS.replace("load\n", "load,parent_id\n") + "0005,Point,34.01,108.02,primary,,6,,,0004\n"
    assert findings_of(written(tmp_path, {"schools.csv": points})) == ()


def test_a_wrong_role_is_not_also_called_blank(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"schools.csv": SCHOOLS.replace("primary,core", "primary,boss")}))
    assert [finding.code for finding in found if finding.level == "error"] == ["word_unknown"]
    assert all(finding.code != "roles_blank" for finding in found)


def test_an_unreadable_needs_table_is_not_also_called_missing(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"needs.csv": b"\0"}))
    assert [finding.code for finding in found] == ["file_nul"]


def test_unknown_files_are_left_alone(tmp_path: Path) -> None:
    assert findings_of(written(tmp_path, {"notes.txt": "x", "Map.png": b"\0\1"})) == ()
