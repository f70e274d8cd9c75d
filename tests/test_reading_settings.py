"""What is wrong or doubtful in county.toml, and in the folder itself."""

import difflib
from pathlib import Path

import pytest

from .test_reading_county import GOOD, brief, findings_of, written

TOML = GOOD["county.toml"]
MODE = '[[mode]]\nkey = "joint_alliance"\n'
TIERS = "[objective]\ntiers = [{ unplaced = 1 }, %s]\n"

CASES: list[tuple[str, str | None, str | bytes]] = [
    # code, setting, county.toml
    ("toml_broken", None, TOML.replace('"Small"', '"Small')),
    ("toml_broken", None, "x = " + "9" * 5000),
    ("toml_broken", None, "name ="),
    ("toml_twice", None, TOML.replace("school_year", 'name = "x"\nschool_year')),
    ("toml_twice", None, TOML + "[travel]\n"),
    ("toml_deep", None, "x = " + "[" * 5000),
    ("file_encoding", None, b"name = '\xff\xff'"),
    ("file_nul", None, b"name = '\0'"),
    ("mode_missing", "mode", 'name = "x"\n'),
    ("mode_missing", "mode", "mode = []\n"),
    ("mode_brackets", "mode", TOML.replace("[[mode]]", "[mode]")),
    ("mode_key_unknown", "mode[1].key", TOML.replace("joint_alliance", "paired")),
    ("mode_key_unknown", "mode[1].key", TOML.replace('"joint_alliance"', "7")),
    ("setting_missing", "mode.joint.key", TOML.replace('key = "joint_alliance"', "")),
    ("mode_twice", "mode[2].id", TOML + '[[mode]]\nkey = "joint_alliance"\nid = "joint"\n'),
    ("mode_twice", "mode[2].id", MODE + MODE),
    ("mode_id_bad", "mode[1].id", TOML.replace('"joint"', '"a/b"')),
    ("setting_unknown_near", "naem", "naem = 'x'\n" + TOML),
    ("setting_unknown_near", "mode.joint.max_kms", TOML.replace("max_km", "max_kms")),
    ("setting_unknown", "zzzzzzzz", "zzzzzzzz = 1\n" + TOML),
    ("setting_range", "mode.joint.max_km", TOML.replace("30.0", "-1")),
    ("setting_range", "mode.joint.max_km", TOML.replace("30.0", "5001")),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "nan")),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "inf")),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "1e400")),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "9" * 400)),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "0x" + "f" * 5000)),
    ("setting_number", "mode.joint.max_km", TOML.replace("30.0", "true")),
    ("setting_range", "mode.joint.max_km", TOML.replace("30.0", '"far"')),
    ("setting_range", "travel.detour", TOML.replace("1.3", "0.9")),
    ("setting_whole", "mode.joint.max_members", TOML + "max_members = true\n"),
    ("setting_range_whole", "mode.joint.max_members", TOML + "max_members = 2.5\n"),
    ("setting_range_whole", "school_year", TOML.replace("2026", "1826")),
    ("members_bounds_crossed", "mode.joint", TOML + "max_members = 1\n"),
    ("alliances_bounds_crossed", "mode.joint.alliances", TOML + "alliances = { min = 3, max = 2 }\n"),
    ("alliances_exactly_and_bounds", "mode.joint.alliances", TOML + "alliances = { min = 3, exactly = 3 }\n"),
    ("setting_block", "mode.joint.alliances", TOML + "alliances = 12\n"),
    ("setting_yes_no", "mode.joint.place_all", TOML + "place_all = 3\n"),
    ("setting_semester", "mode.joint.term.start", TOML + 'term = { start = "2026" }\n'),
    ("setting_word_near", "mode.joint.core_area[1]", TOML + 'core_area = ["urben"]\n'),
    ("setting_word", "several_stages", 'several_stages = "xx"\n' + TOML),
    ("setting_word", "format", "format = 2\n" + TOML),
    ("setting_text", "name", TOML.replace('"Small"', "7")),
    ("setting_list", "mode.joint.stages", TOML.replace('["primary"]', "7")),
    ("setting_empty", "mode.joint.stages", TOML.replace('["primary"]', "[]")),
    ("setting_control", "name", TOML.replace("Small", "a\\u001bb")),
    ("setting_word_near", "travel.source", TOML.replace("straight_line", "straight line")),
    ("roads_not_available", "travel.source", TOML.replace("straight_line", "roads")),
    ("setting_unknown", "roles.boss", TOML + "[roles]\nboss = { min_students = 3 }\n"),
    ("setting_unknown_near", "roles.core.min_student", TOML + "[roles]\ncore = { min_student = 3 }\n"),
    ("term_unknown_near", "objective.tiers[2].total_kms", TOML + TIERS % "{ total_kms = 1 }"),
    ("term_unknown", "objective.tiers[2].zzz", TOML + TIERS % "{ zzz = 1 }"),
    ("tier_empty", "objective", TOML + TIERS % "{}"),
    ("tier_empty", "objective", TOML + "[objective]\ntiers = []\n"),
    ("setting_range", "objective.tiers[2].total_km", TOML + TIERS % "{ total_km = 0 }"),
    ("weight_fine", "objective.tiers[2].total_km", TOML + TIERS % "{ total_km = 0.0000001 }"),
    ("weight_fine", "objective.tiers[2].total_km", TOML + TIERS % "{ total_km = 1.0000001 }"),
    ("term_twice", "objective.tiers[2].unplaced", TOML + TIERS % "{ unplaced = 1 }"),
    ("term_needs_teachers", "objective.tiers[2].quota_missed", TOML + TIERS % "{ quota_missed = 1 }"),
    (
        "tolerance_long",
        "objective.tolerance",
        TOML + TIERS % "{ total_km = 1 }" + "tolerance = [0, 0, 0.1]\n",
    ),
    ("tolerance_long", "objective.tolerance", TOML + "[objective]\ntolerance = [0, 0, 0, 0, 0, 0.1]\n"),
    ("setting_range", "objective.tolerance[1]", TOML + "[objective]\ntolerance = [-0.1]\n"),
    ("setting_not_used", "exchange", TOML + "[exchange]\nvisit_days_max = 3\n"),
    ("setting_not_used", "subject_alliance", TOML + '[[subject_alliance]]\nsubject = "*"\n'),
]


@pytest.mark.parametrize(
    ("code", "setting", "content"), CASES, ids=[f"{number}-{code}" for number, (code, *_) in enumerate(CASES)]
)
def test_finding(tmp_path: Path, code: str, setting: str | None, content: str | bytes) -> None:
    found = findings_of(written(tmp_path, {"county.toml": content}))
    here = {(finding.code, finding.column) for finding in found if finding.file == "county.toml"}
    assert (code, setting) in here, difflib.get_close_matches(code, [str(one) for one in here])
    errors = [finding for finding in found if finding.level == "error"]
    assert len(errors) <= 1  # one fault, one error


def test_a_fault_of_toml_names_its_line(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"county.toml": 'name = "x"\nschool_year = 2026 2027\n'}))
    assert brief(found) == {("toml_broken", "county.toml", 2)}


def test_lessons_named_as_an_aim_need_the_table(tmp_path: Path) -> None:
    settings = TOML + TIERS % "{ uncovered_lessons = 1 }"
    found = findings_of(written(tmp_path, {"county.toml": settings}, "needs.csv"))
    assert ("term_needs_lessons", "county.toml", None) in brief(found)
    assert all(finding.code != "needs_missing" for finding in found)


def test_changes_named_as_an_aim_are_always_zero_without_a_round_in_force(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"county.toml": TOML + TIERS % "{ changed = 1 }"}, "alliances.csv"))
    assert {finding.code for finding in found} == {"term_needs_alliances"}


def test_windows_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    content = TOML.replace("\n", "\r\n").encode("utf-8-sig")
    assert findings_of(written(tmp_path, {"county.toml": content})) == ()


@pytest.mark.parametrize("missing", ["county.toml", "schools.csv"])
def test_a_missing_file(tmp_path: Path, missing: str) -> None:
    assert ("file_missing", missing, None) in brief(findings_of(written(tmp_path, leave_out=missing)))


def test_a_folder_in_place_of_a_table(tmp_path: Path) -> None:
    (written(tmp_path, leave_out="needs.csv") / "needs.csv").mkdir()
    assert ("file_unreadable", "needs.csv", None) in brief(findings_of(tmp_path))


def test_no_folder_and_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    assert {finding.code for finding in findings_of(tmp_path / "none")} == {"folder_missing"}
    (tmp_path / "county.xlsx").write_bytes(b"PK")
    assert {finding.code for finding in findings_of(tmp_path / "county.xlsx")} == {"folder_is_file"}


def test_names_of_files_in_capitals(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "needs.csv").rename(folder / "Needs.CSV")
    assert findings_of(folder) == ()
