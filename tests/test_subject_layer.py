"""The subject layer (docs/grouping.md, 26), worked out by hand."""

from collections.abc import Mapping
from pathlib import Path

from lianxiao.instances.curriculum import subjects_by_stage
from lianxiao.instances.read import read_county
from lianxiao.models.county import County, Need
from lianxiao.models.digest import county_sha256
from lianxiao.models.plan import Alliance, PlacedMember, SubjectAlliance
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role, Stage
from lianxiao.solver.subject_layer import subject_layer
from lianxiao.tests.hand_made import JUNIOR, PRIMARY, school
from lianxiao.tests.test_reading_modes import county as county_folder

SCHOOLS = (
    school("A", Role.CORE, PRIMARY, JUNIOR),
    school("B", Role.CORE),
    school("j"),
    school("k"),
    school("l", Role.MEMBER, JUNIOR),
    school("p", Role.NONE, parent_id="k"),
    school("q", Role.NONE, parent_id="p"),
)


def alliance(stage: Stage, core: str, *members: str) -> Alliance:
    return Alliance(
        id=f"{stage.value}-{core}",
        mode="m",
        stage=stage,
        core=core,
        members=tuple(PlacedMember(school=member) for member in members),
    )


ALLIANCES = (alliance(PRIMARY, "A", "j"), alliance(PRIMARY, "B", "k"), alliance(JUNIOR, "A", "l"))


def need(school_id: str, subject: str, lessons: float = 2, stage: Stage = PRIMARY) -> Need:
    return Need(school_id=school_id, stage=stage, subject=subject, need=lessons)


def layer(needs: tuple[Need, ...] | None, *blocks: Mapping[str, object]) -> tuple[SubjectAlliance, ...]:
    policy = Policy.model_validate({"mode": [{"key": "co_built", "id": "m"}], "subject_alliance": blocks})
    county = County(schools=SCHOOLS, needs=needs, curriculum=subjects_by_stage() if needs is None else {})
    return subject_layer(county, policy, ALLIANCES)


def brief(rows: tuple[SubjectAlliance, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.subject, row.alliances) for row in rows]


def test_an_alliance_joins_where_a_core_a_member_or_a_point_of_a_point_teaches_the_subject() -> None:
    needs = (need("j", "music"), need("q", "art"), need("A", "english"))
    assert brief(layer(needs, {"subject": "*"})) == [
        ("art", ("primary-B",)),
        ("english", ("primary-A",)),
        ("music", ("primary-A",)),
    ]


def test_lessons_of_another_stage_or_of_none_do_not_count() -> None:
    needs = (need("A", "physics", stage=JUNIOR), need("k", "music", 0), need("l", "maths", 0.001, JUNIOR))
    assert brief(layer(needs, {"subject": "*"})) == [("maths", ("junior-A",)), ("physics", ("junior-A",))]


def test_a_school_outside_every_alliance_does_not_make_one_join() -> None:
    assert layer((need("j", "music", stage=JUNIOR),), {"subject": "music"}) == ()


def test_the_county_has_one_row_with_every_alliance_that_teaches_it() -> None:
    needs = (need("j", "music"), need("k", "music"), need("l", "music", 0, JUNIOR))
    rows = layer(needs, {"subject": "music", "scope": "county", "link": "adviser"})
    assert brief(rows) == [("music", ("primary-A", "primary-B"))]
    assert (rows[0].scope, rows[0].link, rows[0].leader) == ("county", "adviser", None)
    assert layer(needs, {"subject": "chess", "scope": "county"}) == ()


def test_a_list_has_its_schools_and_the_alliances_they_belong_to() -> None:
    listed = {"subject": "music", "scope": "list", "members": ["q", "l", "A", "l"]}
    (row,) = layer((need("j", "art"),), listed)
    assert row.members == ("q", "l", "A")
    assert row.alliances == ("primary-A", "primary-B", "junior-A")


def test_a_list_stays_also_where_its_schools_are_in_no_alliance() -> None:
    policy = Policy.model_validate(
        {
            "mode": [{"key": "co_built"}],
            "subject_alliance": [{"subject": "art", "scope": "list", "members": ["j"]}],
        }
    )
    (row,) = subject_layer(County(schools=SCHOOLS, needs=()), policy, ())
    assert (row.members, row.alliances) == (("j",), ())


def test_without_needs_the_curriculum_says_what_a_stage_has() -> None:
    assert brief(layer(None, {"subject": "physics"})) == [("physics", ("junior-A",))]
    assert brief(layer(None, {"subject": "music"})) == [
        ("music", ("primary-A",)),
        ("music", ("primary-B",)),
        ("music", ("junior-A",)),
    ]
    subjects = {row.subject for row in layer(None, {"subject": "*", "scope": "county"})}
    assert subjects == {one for stage in subjects_by_stage().values() for one in stage}


def test_needs_without_rows_are_no_curriculum() -> None:
    assert layer((), {"subject": "*"}, {"subject": "music"}) == ()


def test_grade_difficulty_and_the_order_of_blocks_are_carried() -> None:
    needs = (need("j", "music"), need("j", "art"))
    rows = layer(
        needs,
        {"subject": "music", "grade": 3, "difficulty": "合唱", "link": "entrusted"},
        {"subject": "art", "link": "acting_head"},
    )
    assert [(row.subject, row.grade, row.difficulty, row.link) for row in rows] == [
        ("music", 3, "合唱", "entrusted"),
        ("art", None, "", "acting_head"),
    ]


def test_the_curriculum_is_no_part_of_the_countys_fingerprint(tmp_path: Path) -> None:
    read = read_county(county_folder(tmp_path, '[[mode]]\nkey = "co_built"\n'))
    assert read.county.curriculum == subjects_by_stage()
    bare = read.county.model_copy(update={"curriculum": {}})
    assert county_sha256(bare, read.policy) == county_sha256(read.county, read.policy)
