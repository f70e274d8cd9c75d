"""Reading a good county: what a planner writes is what the program has.

Other tests write their folders from here.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from lianxiao.instances.bundled import BUNDLED, bundled_county
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.settings_schema import settings_schema
from lianxiao.models.county import ListedTravel
from lianxiao.models.errors import InputError
from lianxiao.models.finding import Finding, Level
from lianxiao.models.words import Area, PinRule, Role, Seat, Stage

GOOD = {
    "county.toml": """
name = "Small"
school_year = 2026

[travel]
source = "straight_line"
detour = 1.3

[[mode]]
key = "joint_alliance"
id = "joint"
stages = ["primary"]
max_km = 30.0
""",
    "schools.csv": """school_id,name,lat,lon,stages,role,students,capacity,load
0001,Town School,34.00,108.00,primary,core,900,10,
0002,East,34.02,108.00,primary,member,80,,1
0003,West,34.00,108.03,primary,member,70,,1
0004,North,34.05,108.01,primary;junior,member,60,,1.5
""",
    "travel.csv": """from_id,to_id,km,minutes
0001,0002,3.1,5
0003,0001,4.2,
""",
    "needs.csv": """school_id,stage,subject,need,supply
0002,primary,music,6,0
0001,primary,music,20,24
""",
    "pins.csv": """school_id,core_id,stage,rule
0002,0001,primary,prefer
""",
    "alliances.csv": """core_id,member_id,stage,mode,since,until
0001,0002,primary,joint,2024-09,2027-08
0001,9999,primary,joint,2024-09,
""",
    "codes.csv": """old_id,new_id,from
9999,9998,2024-02
9998,0003,2025-02
""",
    "classes.csv": """school_id,stage,grade,classes,students
0002,primary,1,1,14
""",
}


def written(folder: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> Path:
    """A folder with the good tables, some replaced."""
    for name, text in {**GOOD, **(files or {})}.items():
        content = text if isinstance(text, bytes) else text.encode("utf-8")
        if name not in leave_out.split():
            (folder / name).write_bytes(content)
    return folder


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """Everything reading the folder finds, whether it succeeds or not."""
    try:
        return read_county(folder).warnings
    except InputError as refused:
        return refused.findings


def brief(findings: tuple[Finding, ...]) -> set[tuple[str, str | None, int | None]]:
    return {(finding.code, finding.file, finding.row) for finding in findings}


def good(tmp_path: Path, files: dict[str, str | bytes] | None = None, leave_out: str = "") -> ReadCounty:
    return read_county(written(tmp_path, files, leave_out))


def test_the_good_county_is_read_without_a_warning(tmp_path: Path) -> None:
    county, policy, warnings, _ = good(tmp_path)
    assert warnings == ()
    assert [school.school_id for school in county.schools] == ["0001", "0002", "0003", "0004"]
    town = county.by_id["0001"]
    assert (town.name, town.role, town.students, town.capacity, town.load) == (
        "Town School",
        Role.CORE,
        900,
        10,
        1,
    )
    assert county.by_id["0004"].stages == (Stage.PRIMARY, Stage.JUNIOR)
    assert county.travel == {
        ("0001", "0002"): ListedTravel(3.1, 5.0),
        ("0003", "0001"): ListedTravel(4.2, None),
    }
    assert county.needs is not None
    assert {(one.school_id, one.subject, one.need, one.supply) for one in county.needs} == {
        ("0002", "music", 6, 0),
        ("0001", "music", 20, 24),
    }
    assert [(pin.school_id, pin.core_id, pin.stage, pin.rule) for pin in county.pins] == [
        ("0002", "0001", Stage.PRIMARY, PinRule.PREFER)
    ]
    # 9999 became 9998, which became 0003.
    assert [(one.core_id, one.member_id, one.until) for one in county.alliances] == [
        ("0001", "0002", "2027-08"),
        ("0001", "0003", None),
    ]
    assert policy.mode[0].max_km == 30.0


def test_optional_tables_may_be_missing(tmp_path: Path) -> None:
    county, _, warnings, _ = good(
        tmp_path, leave_out="travel.csv needs.csv pins.csv alliances.csv codes.csv classes.csv"
    )
    assert county.needs is None
    assert [warning.code for warning in warnings] == ["needs_missing"]


CHINESE = """ 学校代码 ,校名,纬度,经度,学段,角色,在校生数,城乡分类,驻地层级,独立法人,隶属学校标识码,优先级
０００１,城关小学,34.00,108.00,小学,核心校,９００,121.0,县城,是,,
0002,东岭小学,34.02,108.00,完全小学,成员校,"1,080",乡村,村,否,,２．５
0003,西坪学校,34.00,108.03,九年一贯制学校,薄弱校,70,210,乡镇驻地,1,,
0004,北沟教学点,34.05,108.01,小学教学点,不参加,6,220,village,0,0002,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_headers_and_words_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = CHINESE.replace('"1,080"', "1080").replace(",", delimiter)
    county, _, warnings, _ = good(tmp_path, {"schools.csv": text.encode(encoding)})
    assert {warning.level for warning in warnings} <= {Level.WARNING}
    first, second, third, point = county.schools
    assert (first.school_id, first.name, first.students) == ("0001", "城关小学", 900)
    assert (first.area, first.seat, first.legal_person) == (Area.TOWN, Seat.COUNTY_SEAT, True)
    assert (second.area, second.role, second.priority) == (Area.RURAL, Role.MEMBER, 2.5)
    assert third.stages == (Stage.PRIMARY, Stage.JUNIOR)
    assert (point.parent_id, point.role, point.legal_person) == ("0002", Role.NONE, False)


def test_thousands_are_read(tmp_path: Path) -> None:
    assert good(tmp_path, {"schools.csv": CHINESE}).county.by_id["0002"].students == 1080


def test_ambiguous_chinese_headers_mean_ids_in_pins_and_alliances(tmp_path: Path) -> None:
    county = good(
        tmp_path,
        {
            "pins.csv": "成员校,核心校,学段,规则\n0002,0001,小学,必须\n0003,0001,,尽量避免\n",
            "alliances.csv": "核心校,成员校,学段,办学模式,开始年月,联盟名称\n"
            "0001,0002,小学,联盟捆绑,2024年9月,城关联盟\n",
        },
    ).county
    assert [(pin.school_id, pin.core_id, pin.rule) for pin in county.pins] == [
        ("0002", "0001", PinRule.MUST),
        ("0003", "0001", PinRule.AVOID),
    ]
    (alliance,) = county.alliances
    assert (alliance.mode, alliance.since, alliance.name) == ("joint_alliance", "2024-09", "城关联盟")


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("capacity", "2.0005", 2.001),  # half up, by decimals: the float 2.0005 lies below
        ("capacity", "1.0025", 1.003),
        ("load", "0.1235", 0.124),
        ("priority", "2.67549", 2.675),
        ("quality", "0.9995", 1.0),
        ("quality", ".5", 0.5),
        ("opening_cost", "0.000005", 0.00001),
        ("opening_cost", "12,345.5", 12345.5),
        ("opening_cost", "1e3", 1000.0),
        ("opening_cost", "-0", 0.0),
        ("load", "", 1.0),
        ("capacity", " ", None),
        ("classes", "6.0", 6),
    ],
)
def test_numbers_are_rounded_half_up_by_decimals(tmp_path: Path, column: str, text: str, value: Any) -> None:
    table = f'school_id,lat,lon,stages,role,{column}\n0001,34,108,primary,member,"{text}"\n'
    county = good(
        tmp_path, {"schools.csv": table}, "travel.csv needs.csv pins.csv alliances.csv codes.csv classes.csv"
    )
    read = getattr(county.county.schools[0], column)
    assert read == value
    assert str(read) == str(value)  # no negative zero


def test_travel_is_rounded_to_metres_and_seconds(tmp_path: Path) -> None:
    county = good(tmp_path, {"travel.csv": "from_id,to_id,km,minutes\n0001,0002,7.0005,12.675\n"}).county
    assert county.travel[("0001", "0002")] == ListedTravel(7.001, 761 / 60)  # 760.5 s, half up


@pytest.mark.parametrize(
    "text",
    [
        "2019-09",
        "2019.09",
        "201909",
        "2019年9月",
        "2019年09月",
        "2019/9",
        "2019-09-01",
        "２０１９-09",
        "2019.9",
    ],
)
def test_months_in_all_forms(tmp_path: Path, text: str) -> None:
    county = good(
        tmp_path, {"alliances.csv": f"core_id,member_id,stage,since\n0001,0002,primary,{text}\n"}
    ).county
    assert county.alliances[0].since == "2019-09"


def test_blank_roles_take_the_first_rule_that_fits(tmp_path: Path) -> None:
    schools = (
        GOOD["schools.csv"]
        .replace(",core,", ",,")
        .replace("junior,member", "junior,")
        .replace("primary,member,70", "primary,,70")
    )
    rules = "[roles]\ncore = { min_students = 300 }\nmember = { min_students = 65 }\n"
    county = good(tmp_path, {"schools.csv": schools, "county.toml": GOOD["county.toml"] + rules}).county
    roles = {school.school_id: school.role for school in county.schools}
    assert roles == {"0001": Role.CORE, "0002": Role.MEMBER, "0003": Role.MEMBER, "0004": Role.NONE}


def test_stages_come_from_the_type_of_school_where_blank(tmp_path: Path) -> None:
    table = (
        "学校标识码,纬度,经度,学段,办学类型,角色\n"
        "0001,34,108,,完全小学,核心校\n0002,34,108.1,,九年一贯制学校,成员校\n"
    )
    county = good(
        tmp_path, {"schools.csv": table}, "travel.csv needs.csv pins.csv alliances.csv codes.csv classes.csv"
    )
    assert [school.stages for school in county.county.schools] == [
        (Stage.PRIMARY,),
        (Stage.PRIMARY, Stage.JUNIOR),
    ]


def test_chinese_words_in_the_settings(tmp_path: Path) -> None:
    settings = """
name = "小县"
[roles]
core = { area = ["城区", "121"] }
[[mode]]
key = "联合联盟捆绑办学"
stages = ["小学"]
core_area = "镇区"
member_seat = ["村"]
"""
    policy = good(tmp_path, {"county.toml": settings}).policy
    (mode,) = policy.mode
    assert (mode.key, mode.stages, mode.core_area) == ("joint_alliance", (Stage.PRIMARY,), (Area.TOWN,))
    assert mode.member_seat == (Seat.VILLAGE,)
    assert policy.roles[Role.CORE].area == (Area.URBAN, Area.TOWN)


def test_order_of_columns_and_blank_rows_do_not_matter(tmp_path: Path) -> None:
    turned = "\n".join(",".join(reversed(line.split(","))) for line in GOOD["needs.csv"].splitlines())
    county = good(tmp_path, {"needs.csv": turned.replace("\n", "\r\n\r\n,,,,\r\n")}).county
    (tmp_path / "again").mkdir()
    assert county == good(tmp_path / "again").county


@pytest.mark.parametrize("name", BUNDLED)
def test_the_bundled_counties_are_read(name: str) -> None:
    county = read_county(bundled_county(name)).county
    assert len(county.schools) >= 3


def test_the_schema_page_is_the_settings_schema() -> None:
    page = Path(__file__).parents[1] / "docs" / "settings.schema.json"
    assert json.loads(page.read_text(encoding="utf-8")) == settings_schema()
