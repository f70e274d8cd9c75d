"""Who leads the research of a subject (docs/duties.md, 32), worked out by hand."""

from typing import Any

import pytest
from lianxiao.models.plan import SubjectAlliance
from lianxiao.models.teacher import Backbone, Teacher
from lianxiao.models.words import Stage
from lianxiao.solver.subject_layer import with_leaders
from lianxiao.tests.calendar_county import alliance, county, teacher

MUSIC = SubjectAlliance(subject="music", alliances=("primary-A",))


def leader(*people: Teacher, row: SubjectAlliance = MUSIC) -> str | None:
    (led,) = with_leaders(county(people), (row,), (alliance("j"),))
    return led.leader


def music(teacher_id: str, **columns: Any) -> Teacher:
    return teacher(teacher_id, "music", **columns)


def test_masters_go_before_ranks_and_ranks_before_titles() -> None:
    master = music("j3", master=True)
    province = music("j2", backbone=Backbone.PROVINCE)
    city = music("A1", backbone=Backbone.CITY, title="正高级教师")
    assert leader(city, province, master) == "j3"
    assert leader(city, province) == "j2"


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("正高级教师", "高级教师"),
        ("高级教师", "一级教师"),
        ("一级教师", "二级教师"),
        ("二级教师", "三级教师"),
        ("三级教师", ""),
    ],
)
def test_of_equal_rank_the_higher_title_leads(higher: str, lower: str) -> None:
    assert leader(music("A1", title=lower), music("A2", title=higher)) == "A2"


def test_of_equals_the_first_id_leads() -> None:
    assert leader(music("A2"), music("A1")) == "A1"


def test_second_subjects_other_stages_and_other_schools_do_not_count() -> None:
    assert leader(teacher("A1", "art", second_subject="music")) is None
    assert leader(music("A1").model_copy(update={"stage": Stage.JUNIOR})) is None
    assert leader(music("k1", master=True)) is None


def test_teachers_of_a_point_count_with_their_school() -> None:
    assert leader(music("p1")) == "p1"


def test_of_a_voluntary_list_only_its_schools_count() -> None:
    row = MUSIC.model_copy(update={"scope": "list", "members": ("j",)})
    assert leader(music("A1", master=True), music("j1"), row=row) == "j1"


def test_without_teachers_nobody_leads() -> None:
    bare = county().model_copy(update={"teachers": None})
    (led,) = with_leaders(bare, (MUSIC,), (alliance("j"),))
    assert led.leader is None
