"""Scenario files: what a planner writes is what the program has, every fault found at once."""

import json
import os
import threading
from pathlib import Path

import pytest
from lianxiao.instances.scenario_file import MOST_RUNS, read_scenario
from lianxiao.instances.scenario_schema import scenario_schema
from lianxiao.instances.scenario_words import EXAMPLES
from lianxiao.models.errors import InputError
from lianxiao.models.scenario import (
    Close,
    Enrolment,
    Leave,
    Merge,
    Open,
    PolicyChange,
    Scenario,
    SetCells,
    Travel,
)
from lianxiao.models.words import Stage
from lianxiao.solver.scenario.sweep import runs_of

from .made_scenarios import brief, changes, scenario_file
from .test_damaged_folders import assert_can_be_said

DOCS = Path(__file__).parents[1] / "docs"


def read(folder: Path, text: str | bytes) -> Scenario:
    return read_scenario(scenario_file(folder, text)).scenario


def refused(folder: Path, text: str | bytes) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as raised:
        read_scenario(scenario_file(folder, text))
    for finding in raised.value.findings:
        assert_can_be_said(finding)
        assert finding.file == "plan.toml"
    return [(finding.code, finding.column) for finding in raised.value.findings]


def test_the_scenario_of_the_page_is_read(tmp_path: Path) -> None:
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    scenario = read(tmp_path, page.split("```toml\n")[1].split("```")[0])
    kinds = [type(change).__name__ for change in scenario.change]
    assert kinds == [
        *("Merge", "ToPoint", "Close", "Open", "SetCells", "SetCells", "Leave", "Exit", "Enrolment"),
        *("Travel", "Travel", "Travel", "PolicyChange"),
    ]
    assert (scenario.keep.in_term, scenario.keep.changed_at_most) == (True, 4)
    assert scenario.sweep == {"mode.joint.max_km": (20, 25, 30, 35)}


@pytest.mark.parametrize("kind", sorted(EXAMPLES))
def test_every_example_of_a_mend_is_read(tmp_path: Path, kind: str) -> None:
    assert len(read(tmp_path, changes(EXAMPLES[kind])).change) == 1


def test_words_may_be_chinese(tmp_path: Path) -> None:
    scenario = read(
        tmp_path,
        changes(
            'close = { school = "０１", stage = "小学" }',
            'enrolment = { factor = 1.1, area = "乡村" }',
            'leave = { teacher = "T1", from = "2026-2027学年第二学期", until = "2027年秋季学期" }',
            'set = { school = "01", "学科" = "音乐", "需求课时" = 3 }'.replace('"学科"', "subject"),
            'open = { "学校标识码" = "09", "学段" = "九年一贯制学校", "角色" = "成员校" }',
            "travel = { factor = 1.5, township = '仁爱乡' }",
        )
        + "[keep]\nfreeze = ['小学-01', 'primary-01']\n",
    )
    assert scenario.change == (
        Close(school="01", stage=Stage.PRIMARY),
        Enrolment(factor=1.1, area="rural"),
        Leave(teacher="T1", from_="2026-2", until="2027-1"),
        SetCells(table="needs.csv", key={"school_id": "01", "subject": "music"}, columns={"need": 3}),
        Open(row={"school_id": "09", "stages": "九年一贯制学校", "role": "成员校"}),
        Travel(factor=1.5, township="仁爱乡"),
    )
    assert scenario.keep.freeze == ("primary-01",)


@pytest.mark.parametrize(
    ("keys", "table"),
    [
        ('school = "1", capacity = 2', "schools.csv"),
        ('teacher = "1", subject = "maths"', "teachers.csv"),
        ('school = "1", subject = "maths", stage = "primary", need = 2', "needs.csv"),
        ('school = "1", grade = 3, classes = 2', "classes.csv"),
        ('from = "1", to = "2", minutes = 3', "travel.csv"),
        ('from = "1", to = "2", half_day = "周一上午", seats = 3', "vehicles.csv"),
        ('school = "1", core = "2", rule = "never"', "pins.csv"),
        ('member = "1", core = "2"', "alliances.csv"),
    ],
)
def test_the_keys_say_which_table_is_set(tmp_path: Path, keys: str, table: str) -> None:
    (change,) = read(tmp_path, changes(f"set = {{ {keys} }}")).change
    assert isinstance(change, SetCells)
    assert change.table == table


def test_dotted_settings_may_stand_without_quotation_marks(tmp_path: Path) -> None:
    quoted = read(
        tmp_path,
        changes('policy = { "mode.joint.max_km" = 35 }') + '[sweep]\n"exchange.away_share_max" = [0, 0.1]',
    )
    bare = read(
        tmp_path,
        changes("policy = { mode.joint.max_km = 35 }") + "[sweep]\nexchange.away_share_max = [0, 0.1]",
    )
    assert quoted == bare
    assert quoted.change == (PolicyChange(values={"mode.joint.max_km": 35}),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_the_county_are_read(tmp_path: Path, encoding: str) -> None:
    text = 'name = "仁爱乡三校合并"\n' + changes('merge = { schools = "1", into = "2" }')
    scenario = read(tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert scenario.name == "仁爱乡三校合并"
    assert scenario.change == (Merge(schools=("1",), into="2"),)


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    text = """
format = 2
nam = "x"
name = 3
[[change]]
set = { school = 84601, capacity = 2 }
[[change]]
merg = { schools = ["1"], into = "2" }
[[change]]
merge = { schools = ["1", ""], int = "2" }
[[change]]
enrolment = { factor = 20, area = "山区", grade = "1" }
close = {}
[[change]]
enrolment = { factor = 20, area = "山区", grade = "1" }
[[change]]
[[change]]
close = "1"
[keep]
freeze = ["x", 3]
changed_at_most = -1
in_term = "yes"
executed_until = "2026-3:w6"
frozen = []
[sweep]
"mode.joint.max_km" = []
"mode.joint.max_minutes" = 3
"mode.joint.min_members" = [1, 1]
"""
    assert set(refused(tmp_path, text)) == {
        ("scenario_format", "format"),
        ("scenario_unknown_near", "nam"),
        ("scenario_text", "name"),
        ("scenario_id", "change[1].set.school"),
        ("scenario_unknown_near", "change[2].merg"),
        ("scenario_blank", "change[3].merge.schools[2]"),
        ("scenario_unknown_near", "change[3].merge.int"),
        ("scenario_missing", "change[3].merge.into"),
        ("scenario_change_two", "change[4]"),
        ("scenario_range", "change[5].enrolment.factor"),
        ("word_unknown", "change[5].enrolment.area"),
        ("scenario_number", "change[5].enrolment.grade"),
        ("scenario_change_empty", "change[6]"),
        ("scenario_block", "change[7].close"),
        ("scenario_alliance", "keep.freeze[1]"),
        ("scenario_alliance", "keep.freeze[2]"),
        ("scenario_range", "keep.changed_at_most"),
        ("scenario_yes_no", "keep.in_term"),
        ("scenario_week", "keep.executed_until"),
        ("scenario_unknown_near", "keep.frozen"),
        ("scenario_empty", "sweep.mode.joint.max_km"),
        ("scenario_sweep_list", "sweep.mode.joint.max_minutes"),
        ("scenario_sweep_twice", "sweep.mode.joint.min_members"),
    }


@pytest.mark.parametrize(
    ("line", "code", "place"),
    [
        ("merge = { schools = [], into = '1' }", "scenario_empty", ".schools"),
        ("merge = { schools = ['a/b'], into = '1' }", "id_path", ".schools[1]"),
        ("to_point = { school = '1' }", "scenario_missing", ".parent"),
        ("close = { school = '1', stage = 'x' }", "word_unknown", ".stage"),
        ("close = { school = '1', stage = 3 }", "scenario_text", ".stage"),
        ("close = { school = '1', max_minutes = 601 }", "scenario_range", ".max_minutes"),
        ("open = { name = 'x' }", "scenario_missing", ".school_id"),
        ("open = { school_id = 'x', nam = 'y' }", "scenario_unknown_near", ".nam"),
        ("open = { school_id = 'x', name = 'y', '学校名称' = 'z' }", "scenario_column_twice", ".学校名称"),
        ("open = { school_id = 'x', name = { a = 1 } }", "scenario_cell", ".name"),
        ("set = { capacity = 2 }", "scenario_set_table", ""),
        ("set = { school = '1' }", "scenario_set_nothing", ""),
        ("set = { school = '1', capacit = 2 }", "scenario_unknown_near", ".capacit"),
        ("set = { school = '1', '学校标识码' = '2' }", "scenario_set_key", ".学校标识码"),
        ("set = { school = '1', grade = 13, classes = 1 }", "number_range", ".grade"),
        ("set = { school = '1', subject = 3, need = 1 }", "scenario_text", ".subject"),
        ("set = { from = '1', to = '2', half_day = '周六', seats = 1 }", "word_unknown", ".half_day"),
        ("leave = { teacher = 'T', from = '第一学期' }", "scenario_semester", ".from"),
        ("leave = { teacher = 'T', from = '2027-1', until = '2026-2' }", "scenario_reversed", ".until"),
        ("exit = { }", "scenario_missing", ".school"),
        ("enrolment = { area = 'rural' }", "scenario_missing", ".factor"),
        ("enrolment = { factor = true }", "scenario_number", ".factor"),
        ("enrolment = { factor = nan }", "scenario_number", ".factor"),
        ("enrolment = { factor = 1, grade = 1.5 }", "scenario_whole", ".grade"),
        ("travel = { from = '1', minutes = 3 }", "scenario_missing", ".to"),
        ("travel = { from = '1', to = '1', minutes = 3 }", "scenario_pair_itself", ".to"),
        ("travel = { from = '1', to = '2' }", "scenario_travel_nothing", ""),
        ("travel = { from = '1', to = '2', km = 3, closed = true }", "scenario_travel_closed", ""),
        ("travel = { from = '1', to = '2', factor = 2 }", "scenario_travel_either", ""),
        ("travel = { factor = 2, minutes = 3 }", "scenario_travel_either", ""),
        ("travel = { minutes = 3 }", "scenario_travel_either", ""),
        ("policy = { }", "scenario_missing", ""),
        ("policy = { 'mode.joint.stages' = [1, 'x'] }", "scenario_cell", ".mode.joint.stages"),
        ('policy = { name = "a\\u0007" }', "setting_control", ".name"),
    ],
)
def test_a_fault_of_a_change_names_its_word(tmp_path: Path, line: str, code: str, place: str) -> None:
    kind = line.split(" ", 1)[0]
    assert refused(tmp_path, changes(line)) == [(code, f"change[1].{kind}{place}")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[change]\nclose = { school = '1' }", "scenario_change_brackets"),
        ("change = 3", "scenario_change_brackets"),
        ("name = ", "toml_broken"),
        ("name = 'a'\nname = 'b'", "toml_twice"),
        ("name = " + "[" * 5000, "toml_deep"),
        ("keep = 3", "scenario_block"),
        ("sweep = 3", "scenario_block"),
        (b"\0\0", "file_nul"),
        (b"\xff\xfe\x00\xd8", "file_encoding"),
    ],
)
def test_a_file_that_is_no_scenario(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert code in {one for one, _ in refused(tmp_path, text)}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_scenario(tmp_path / "none.toml")
    assert [finding.code for finding in raised.value.findings] == ["file_unreadable"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_scenario_may_come_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "piped.toml"
    os.mkfifo(pipe)
    threading.Thread(target=pipe.write_text, args=('name = "Piped"\n[sweep]\n',), daemon=True).start()
    assert read_scenario(pipe).scenario.name == "Piped"


def test_an_empty_file_is_warned_of(tmp_path: Path) -> None:
    found = read_scenario(scenario_file(tmp_path, "# nothing yet\n"))
    assert found.scenario == Scenario()
    assert brief(found.warnings) == {("scenario_says_nothing", None)}


def test_every_combination_of_a_sweep_is_a_run_in_order(tmp_path: Path) -> None:
    text = '[sweep]\n"mode.joint.max_km" = [20, 30]\n"exchange.rotation_share" = [0.1, 0.2]\n'
    runs = runs_of(read(tmp_path, text))
    assert [run.name for run in runs] == [
        "max_km=20, rotation_share=0.1",
        "max_km=20, rotation_share=0.2",
        "max_km=30, rotation_share=0.1",
        "max_km=30, rotation_share=0.2",
    ]
    assert runs[1].scenario.sweep == {"mode.joint.max_km": (20,), "exchange.rotation_share": (0.2,)}


def test_settings_that_end_alike_are_named_in_full(tmp_path: Path) -> None:
    (run,) = runs_of(read(tmp_path, '[sweep]\n"mode.a.max_km" = [20]\n"mode.b.max_km" = [{ x = true }]\n'))
    assert run.name == "mode.a.max_km=20, mode.b.max_km={x=true}"


def test_without_a_sweep_there_is_one_run_without_a_name() -> None:
    (run,) = runs_of(Scenario())
    assert run == ("", Scenario())


def test_too_many_runs_are_an_error(tmp_path: Path) -> None:
    numbers = list(range(32))
    text = f'[sweep]\n"a.b" = {numbers}\n"a.c" = {numbers}\n'
    assert len(numbers) ** 2 > MOST_RUNS
    assert refused(tmp_path, text) == [("scenario_sweep_many", "sweep")]


def test_the_schema_page_is_the_schema_of_scenarios() -> None:
    page = json.loads((DOCS / "scenario.schema.json").read_text(encoding="utf-8"))
    assert page == json.loads(json.dumps(scenario_schema()))
    kinds = [next(iter(one["properties"])) for one in page["properties"]["change"]["items"]["oneOf"]]
    assert kinds == list(EXAMPLES)
