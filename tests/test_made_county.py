"""Made-up counties: the same call gives the same county, what is written reads back, nothing is doubtful."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lianxiao.instances.generator import Terrain, Wanted, made_county
from lianxiao.instances.read import ReadCounty, read_county
from lianxiao.instances.write import write_county
from lianxiao.models.county import County
from lianxiao.models.digest import county_sha256
from lianxiao.models.made_county import FEWEST_SCHOOLS, MOST_SCHOOLS
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role, Stage

MAX_KM = 30.0


def read_back(folder: Path, county: County, policy: Policy) -> ReadCounty:
    write_county(folder, county, policy)
    return read_county(folder)


def test_the_same_wish_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_county(tmp_path / name, *made_county(Wanted(40, Terrain.VALLEY, 3)))
    one, two = (
        {file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert {
        "schools.csv",
        "classes.csv",
        "teachers.csv",
        "travel.csv",
        "alliances.csv",
        "county.toml",
    } <= set(one)


def test_another_seed_is_another_county() -> None:
    first, second = (county_sha256(*made_county(Wanted(20, Terrain.PLAIN, seed))) for seed in (1, 2))
    assert first != second


@pytest.mark.parametrize("terrain", Terrain)
@pytest.mark.parametrize(("schools", "seed"), [(5, 1), (13, 2), (60, 0), (170, 4)])
@pytest.mark.parametrize("teachers", [True, False], ids=["teachers", "needs"])
def test_what_is_written_reads_back_without_a_warning(
    tmp_path: Path, terrain: Terrain, schools: int, seed: int, teachers: bool
) -> None:
    county, policy = made_county(Wanted(schools, terrain, seed, teachers=teachers))
    read = read_back(tmp_path, county, policy)
    assert read.warnings == ()
    assert read.policy == policy
    assert county_sha256(read.county, read.policy) == county_sha256(county, policy)
    assert len(county.schools) == schools
    assert (county.needs is None) == teachers
    assert (county.teachers is not None) == teachers


@pytest.mark.parametrize("terrain", Terrain)
def test_a_province_has_several_seats_and_no_warning(tmp_path: Path, terrain: Terrain) -> None:
    county, policy = made_county(Wanted(700, terrain, 1, teachers=False))
    assert read_back(tmp_path, county, policy).warnings == ()
    assert len({school.township[:3] for school in county.schools}) == round(700 / 180)
    assert len({school.name for school in county.schools}) == len(county.schools)


@pytest.mark.parametrize("terrain", Terrain)
def test_cores_are_enough_for_members_and_within_their_reach(terrain: Terrain) -> None:
    """A core leads three at most, so fewer than a quarter of cores could never place everybody."""
    for seed in range(3):
        county, _ = made_county(Wanted(150, terrain, seed, teachers=False))
        own = [one for one in county.schools if one.stages == (Stage.PRIMARY,) and one.parent_id is None]
        cores = {one.school_id for one in own if one.role is Role.CORE}
        assert 0.27 <= len(cores) / len(own) <= 0.36
        near = {
            school
            for pair, way in county.travel.items()
            if way.km <= MAX_KM
            for school in _other(pair, cores)
        }
        assert near >= {one.school_id for one in own} - cores


def _other(pair: tuple[str, str], cores: set[str]) -> list[str]:
    """Whoever of a pair has a core at the other end."""
    return [one for one, other in (pair, pair[::-1]) if other in cores]


def test_points_belong_to_a_primary_school_of_their_township() -> None:
    county, _ = made_county(Wanted(150, Terrain.MOUNTAIN, 1, teachers=False))
    points = [one for one in county.schools if one.parent_id is not None]
    assert len(points) == round(0.19 * 150)
    for point in points:
        parent = county.by_id[point.parent_id or ""]
        assert parent.parent_id is None
        assert parent.township == point.township
        assert Stage.PRIMARY in parent.stages
        assert point.role is Role.NONE


def test_ways_are_shortest_ways() -> None:
    """Going by way of a third school is never shorter, but for what rounding three ways to 1 m can add."""
    county, _ = made_county(Wanted(30, Terrain.MOUNTAIN, 5, teachers=False))
    km = {pair: way.km for pair, way in county.travel.items()}
    km |= {pair[::-1]: length for pair, length in km.items()}
    for (one, other), direct in km.items():
        for third in county.by_id:
            if (one, third) in km and (third, other) in km:
                assert direct <= km[one, third] + km[third, other] + 0.0021


def test_classes_and_students_by_grade_add_up() -> None:
    county, _ = made_county(Wanted(80, Terrain.PLAIN, 1))
    students: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for row in county.classes:
        students[row.school_id] += round(row.students or 0)
        classes[row.school_id] += round(row.classes or 0)
        assert row.classes
        assert row.students
    assert {one.school_id: one.students for one in county.schools} == dict(students)
    assert {one.school_id: one.classes for one in county.schools} == dict(classes)


def test_the_round_in_force_keeps_the_rules_of_the_mode() -> None:
    county, policy = made_county(Wanted(150, Terrain.MOUNTAIN, 1))
    sizes = Counter(row.core_id for row in county.alliances)
    mode = policy.mode[0]
    assert all(mode.min_members <= count <= mode.max_members for count in sizes.values())
    assert len({row.member_id for row in county.alliances}) == len(county.alliances)
    members = sum(one.role is Role.MEMBER and one.stages == (Stage.PRIMARY,) for one in county.schools)
    assert 0.5 * members <= len(county.alliances) < members
    for row in county.alliances:
        assert county.by_id[row.core_id].role is Role.CORE
        pair = (row.core_id, row.member_id)
        way = county.travel.get(pair) or county.travel[pair[::-1]]
        assert way.km <= MAX_KM


@pytest.mark.parametrize(
    "wrong",
    [
        {"schools": FEWEST_SCHOOLS - 1},
        {"schools": MOST_SCHOOLS + 1},
        {"schools": 10, "seed": -1},
        {"schools": 10, "year": 2017},
        {"schools": 10, "terrain": "swamp"},
        {"schools": 10, "impossible": "luck"},
    ],
)
def test_a_wish_out_of_range_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not|valid"):
        Wanted(**wrong)
