"""The table of changes in the planner's words."""

import pytest
from lianxiao.models.changed import CellSet
from lianxiao.reports.changed_cells import cell_row


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "said"),
    [
        ("schools.csv", "0101", "role", "none", ("0101", "角色", "不参加")),
        ("schools.csv", "0101", "stages", "primary;junior", ("0101", "学段", "小学、初中")),
        ("schools.csv", "0101", "kind", "entrusted", ("0101", "成员类型", "托管成员校")),
        ("schools.csv", "0101", "category", "core", ("0101", "类别", "core")),  # a free word stays
        ("teachers.csv", "T1", "manager", "none", ("T1", "行政职务", "无")),
        ("teachers.csv", "T1", "willing", "yes", ("T1", "交流意愿", "是")),
        ("needs.csv", "0101, music, primary", "need", "4", ("0101、音乐、小学", "需求课时", "4")),
        ("pins.csv", "0101, 0100", "rule", "never", ("0101、0100", "规则", "禁止")),
        ("county.toml", "", "mode.joint.place_all", "true", ("", "mode.joint.place_all", "是")),
        ("county.toml", "", "mode.joint.core_area", '["urban"]', ("", "mode.joint.core_area", '["城区"]')),
        ("county.toml", "", "mode.joint.max_km", "35", ("", "mode.joint.max_km", "35")),
    ],
)
def test_a_cell_in_chinese(table: str, row: str, column: str, value: str, said: tuple[str, ...]) -> None:
    cell = CellSet(table=table, row=row, column=column, before="", after=value)
    where, name, after = said
    shown = cell_row(cell, "zh")
    assert (shown[1], shown[3], shown[4]) == (where, "", after)
    assert shown[2] == name
    assert cell_row(cell, "en") == (table, row, column, "", value)
