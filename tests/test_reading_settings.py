"""What is wrong or doubtful in county.toml, and in the folder itself."""

import difflib
import os
from pathlib import Path

import pytest
from lianxiao.models.mode import EntrustedCount, ModeTerm
from lianxiao.models.words import ModeKey

from .test_reading_county import GOOD, brief, findings_of, good, written

TOML = GOOD["county.toml"]
MODE = '[[mode]]\nkey = "joint_alliance"\n'
GROUP = MODE.replace("joint_alliance", "core_group") + 'id = "group"\n'
LAYER = '[[subject_alliance]]\nsubject = "music"\n'
LIST = 'scope = "list"\nmembers = [%s]\n'
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
    ("mode_key_unknown", "mode[1].key", TOML.replace("joint_alliance", "pared")),
    ("mode_is_layer", "mode[1].key", TOML.replace("joint_alliance", "subject_alliance")),
    ("mode_is_layer", "mode[1].key", TOML.replace("joint_alliance", "学科联盟")),
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
    ("setting_not_used", "calendar", TOML + '[calendar]\nx = "y"\n'),
    ("entrusted_elsewhere", "mode.joint.entrusted", TOML + "entrusted = { max = 2 }\n"),
    ("entrusted_bounds_crossed", "mode.group.entrusted", GROUP + "entrusted = { min = 3, max = 2 }\n"),
    ("entrusted_bounds_crossed", "mode.group.entrusted", GROUP + "entrusted = { min = 3 }\n"),
    ("setting_range_whole", "mode.group.entrusted.min", GROUP + "entrusted = { min = -1 }\n"),
    ("setting_block", "mode.group.entrusted", GROUP + "entrusted = 2\n"),
    ("setting_unknown", "mode.group.entrusted.exactly", GROUP + "entrusted = { exactly = 2 }\n"),
    ("setting_yes_no", "mode.joint.core_larger", TOML + 'core_larger = "very"\n'),
    ("setting_word_near", "mode.joint.governance", TOML + 'governance = "oneteam"\n'),
    ("setting_word_near", "mode.joint.legal_status", TOML + 'legal_status = "seperate"\n'),
    ("setting_word", "mode.joint.assessment", TOML + 'assessment = "xx"\n'),
    ("by_kind_elsewhere", "mode.joint.legal_status", TOML + 'legal_status = "by_kind"\n'),
    ("setting_range_whole", "mode.joint.term.semesters", TOML + "term = { semesters = 0 }\n"),
    ("setting_range_whole", "mode.joint.term.semesters", TOML + "term = { semesters = 41 }\n"),
    ("setting_semester", "mode.joint.term.start", TOML + 'term = { start = "2026-3" }\n'),
    ("term_before_year", "mode.joint.term.start", TOML + 'term = { start = "2025-2" }\n'),
    (
        "term_without_start",
        "mode.joint.term",
        TOML.replace("school_year = 2026\n", "") + "term = { semesters = 2 }\n",
    ),
    ("setting_missing", "subject_alliance[1].subject", TOML + '[[subject_alliance]]\nscope = "county"\n'),
    ("setting_word_near", "subject_alliance[1].scope", TOML + LAYER + 'scope = "countie"\n'),
    ("setting_word_near", "subject_alliance[1].link", TOML + LAYER + 'link = "advisor"\n'),
    ("setting_range_whole", "subject_alliance[1].grade", TOML + LAYER + "grade = 13\n"),
    ("layer_list_empty", "subject_alliance[1].members", TOML + LAYER + 'scope = "list"\n'),
    ("layer_members_not_used", "subject_alliance[1].members", TOML + LAYER + 'members = ["0001"]\n'),
    ("id_unknown_near", "subject_alliance[1].members[2]", TOML + LAYER + LIST % '"0001", "00002"'),
    ("id_unknown", "subject_alliance[1].members[1]", TOML + LAYER + LIST % '"QQ", "0002"'),
    ("layer_school_twice", "subject_alliance[1].members[2]", TOML + LAYER + LIST % '"0001", "0001"'),
    ("layer_twice", "subject_alliance[2]", TOML + LAYER + LAYER),
    ("layer_subject_near", "subject_alliance[1].subject", TOML + LAYER.replace("music", "musik")),
    ("layer_subject_unknown", "subject_alliance[1].subject", TOML + LAYER.replace("music", "chess")),
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


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
@pytest.mark.parametrize("name", ["county.toml", "schools.csv", "needs.csv"])
def test_a_pipe_is_no_table_and_no_settings(tmp_path: Path, name: str) -> None:
    # reading it waited for somebody to write
    os.mkfifo(written(tmp_path, leave_out=name) / name)
    assert ("file_not_stored", name, None) in brief(findings_of(tmp_path))


def test_no_folder_and_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    assert {finding.code for finding in findings_of(tmp_path / "none")} == {"folder_missing"}
    (tmp_path / "county.xlsx").write_bytes(b"PK")
    assert {finding.code for finding in findings_of(tmp_path / "county.xlsx")} == {"folder_is_file"}


def test_names_of_files_in_capitals(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "needs.csv").rename(folder / "Needs.CSV")
    assert findings_of(folder) == ()


KEYS = (
    *("joint_alliance", "merged_group", "fused", "co_built", "cooperative", "core_group", "paired"),
    "centre_school",
)
CHINESE_KEYS = {
    "联合联盟捆绑办学": "joint_alliance",
    "联合联盟捆绑": "joint_alliance",
    "合并式集团化办学": "merged_group",
    "合并式集团化": "merged_group",
    "融合型教联体": "fused",
    "共建型教联体": "co_built",
    "协作型教联体": "cooperative",
    "“1+N”教育集团": "core_group",
    "1+N教育集团": "core_group",
    "集团": "core_group",
    "学校对口协作": "paired",
    "小学–中心学校捆绑": "centre_school",
    "小学-中心学校捆绑": "centre_school",
}


def test_every_mode_key_is_read_with_its_preset(tmp_path: Path) -> None:
    settings = "school_year = 2026\n" + "".join(f'[[mode]]\nkey = "{key}"\n' for key in KEYS)
    policy = good(tmp_path, {"county.toml": settings}).policy
    assert tuple(mode.id for mode in policy.mode) == KEYS
    assert {mode.key for mode in policy.mode} == set(ModeKey)
    by_key = {mode.id: mode for mode in policy.mode}
    bounds = {key: (mode.min_members, mode.max_members) for key, mode in by_key.items()}
    assert bounds == {
        "joint_alliance": (2, 3),
        "merged_group": (2, 3),
        "fused": (1, 2),
        "co_built": (1, 0),
        "cooperative": (1, 0),
        "core_group": (1, 0),
        "paired": (1, 1),
        "centre_school": (1, 1),
    }
    assert by_key["core_group"].entrusted == EntrustedCount(min=1, max=2)
    assert by_key["paired"].core_larger
    assert by_key["paired"].term == ModeTerm(semesters=6)


@pytest.mark.parametrize(("chinese", "key"), CHINESE_KEYS.items())
def test_modes_by_their_chinese_names(tmp_path: Path, chinese: str, key: str) -> None:
    (mode,) = good(tmp_path, {"county.toml": f'[[mode]]\nkey = "{chinese}"\n'}).policy.mode
    assert (mode.key, mode.id) == (key, key)


def test_a_value_in_a_table_replaces_only_its_own_of_the_preset(tmp_path: Path) -> None:
    settings = (
        'school_year = 2026\n[[mode]]\nkey = "paired"\nterm = { start = "2026-2" }\n'
        '[[mode]]\nkey = "core_group"\nentrusted = { min = 0 }\n'
    )
    paired, group = good(tmp_path, {"county.toml": settings}).policy.mode
    assert paired.term == ModeTerm(start="2026-2", semesters=6)
    assert group.entrusted == EntrustedCount(min=0, max=2)


def test_the_subject_layer_in_chinese_words(tmp_path: Path) -> None:
    layer = '[[subject_alliance]]\nsubject = "音乐"\nscope = "全县"\nlink = "学科顾问"\n'
    settings = TOML + 'governance = "试点"\n' + layer
    _, policy, warnings, _ = good(tmp_path, {"county.toml": settings})
    (block,) = policy.subject_alliance
    assert (block.subject, block.scope, block.link) == ("music", "county", "adviser")
    assert policy.mode[0].governance == "one_team"
    assert warnings == ()


def test_a_finding_of_bounds_names_those_of_the_preset(tmp_path: Path) -> None:
    found = findings_of(written(tmp_path, {"county.toml": GROUP + "entrusted = { min = 3 }\n"}))
    (finding,) = (one for one in found if one.level == "error")
    assert finding.figures == {"least": 3, "most": 2}
    found = findings_of(written(tmp_path, {"county.toml": TOML + "max_members = 1\n"}))
    (finding,) = (one for one in found if one.level == "error")
    assert finding.figures == {"least": 2, "most": 1}


def test_roads_are_measured_after_reading_and_judged_then(tmp_path: Path) -> None:
    far = GOOD["schools.csv"].replace("34.05", "35.05")
    settings = TOML.replace('"straight_line"', '"roads"')
    files: dict[str, str | bytes] = {"county.toml": settings, "schools.csv": far}
    codes = {one.code for one in findings_of(written(tmp_path, files))}
    assert "member_out_of_reach" not in codes
    assert "roads_not_available" not in codes
