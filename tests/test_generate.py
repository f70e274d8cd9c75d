"""The synthetic county: shape, sizes, and that what is written reads back the same."""

from pathlib import Path

import pytest
from lianxiao.instances.generate import (
    SUBJECT_LESSONS,
    WITHOUT_SPECIALIST,
    synthetic_county,
    write_county,
)
from lianxiao.instances.read import read_county
from lianxiao.instances.write import settings_text
from lianxiao.models.county import County, ListedTravel, NewCode, Pin, StandingAlliance
from lianxiao.models.digest import county_sha256
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import Area, PinRule, Role, Seat, Stage


def test_the_same_seed_gives_the_same_county() -> None:
    first, again, other = (county_sha256(*synthetic_county(60, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_schools_are_the_same_with_and_without_teachers() -> None:
    without, with_them = (synthetic_county(60, 1, teachers=teachers)[0] for teachers in (False, True))
    assert without.schools == with_them.schools
    assert without.teachers is None
    assert with_them.teachers


@pytest.mark.parametrize("schools", [5, 60, 400])
def test_every_school_has_its_place_and_its_needs(schools: int) -> None:
    county, _ = synthetic_county(schools, 3)
    assert len(county.by_id) == schools
    assert county.needs is not None
    assert len(county.needs) == 8 * schools
    cores = sum(school.role is Role.CORE for school in county.schools)
    assert cores == round(0.28 * schools)


def test_village_schools_lack_specialists_and_cores_have_lessons_to_spare() -> None:
    county, _ = synthetic_county(400, 5)
    left: dict[tuple[bool, str], float] = {}
    for row in county.needs or ():
        core = county.by_id[row.school_id].role is Role.CORE
        left[core, row.subject] = left.get((core, row.subject), 0) + row.supply - row.need
    assert all(left[True, subject] > 0 for subject in SUBJECT_LESSONS)
    assert all(left[False, subject] < 0 for subject in ("music", "art", "it", "pe"))
    for subject in SUBJECT_LESSONS:
        supplies = [
            row.supply
            for row in county.needs or ()
            if row.subject == subject
            and county.by_id[row.school_id].role is Role.MEMBER
            and county.by_id[row.school_id].area is Area.RURAL
        ]
        without = sum(supply == 0 for supply in supplies) / len(supplies)
        assert without == pytest.approx(WITHOUT_SPECIALIST.get(subject, 0.0), abs=0.1), subject


@pytest.mark.parametrize("teachers", [False, True])
@pytest.mark.parametrize("schools", [20, 150])
def test_a_written_county_reads_back_the_same(tmp_path: Path, schools: int, *, teachers: bool) -> None:
    county, policy = synthetic_county(schools, 7, teachers=teachers)
    write_county(tmp_path, county, policy)
    read = read_county(tmp_path)
    assert county_sha256(read.county, read.policy) == county_sha256(county, policy)


def test_every_table_and_setting_reads_back_the_same(tmp_path: Path) -> None:
    schools = (
        School(school_id="001", name='甲 "one", two', stages=(Stage.PRIMARY, Stage.JUNIOR), role=Role.CORE,
               lat=34.0, lon=108.0, area=Area.TOWN, seat=Seat.COUNTY_SEAT, capacity=2.5, opening_cost=0.12345,
               legal_person=True),
        School(school_id="002", name="乙", stages=(Stage.PRIMARY,), role=Role.MEMBER, lat=34.1, lon=108.0,
               load=0.5, priority=2, quality=0.125, legal_person=False),
        School(school_id="003", name="丙", stages=(Stage.JUNIOR,), role=Role.MEMBER, lat=34.0, lon=108.1),
        School(school_id="004", name="丁", stages=(Stage.PRIMARY,), parent_id="002", lat=34.0, lon=108.2),
    )  # fmt: skip
    county = County(
        schools=schools,
        travel={("001", "002"): ListedTravel(12.345, 0.5), ("003", "001"): ListedTravel(7.0, None)},
        needs=(),
        pins=(Pin(school_id="002", core_id="001", stage=None, rule=PinRule.PREFER),
              Pin(school_id="003", core_id="001", stage=Stage.JUNIOR, rule=PinRule.NEVER)),
        alliances=(StandingAlliance(core_id="001", member_id="002", stage=Stage.PRIMARY, mode="joint",
                                    since="2024-09", until="2027-08"),),
        codes=(NewCode(old_id="0009", new_id="002", since="2025-09"),),
    )  # fmt: skip
    policy = Policy.model_validate(
        {
            "name": '多 "stage" \\ 一',
            "several_stages": "each",
            "travel": {"source": "table", "speed_kmh": 33.3},
            "roles": {"core": {"area": ["urban", "town"], "min_students": 300}, "member": {"area": "rural"}},
            "mode": [
                {"key": "joint_alliance", "max_minutes": 40, "alliances": {"exactly": 1}, "min_members": 1},
                {
                    "key": "joint_alliance",
                    "id": "联盟 2",
                    "term": {"start": "2026-2", "semesters": 6},
                    "place_all": True,
                },
            ],
            "objective": {"tiers": [{"unplaced": 1, "total_km": 0.000001}], "tolerance": [0.05]},
            "subject_alliance": [{"subject": "english", "scope": "list", "members": ["001"]}],
        }
    )
    write_county(tmp_path, county, policy)
    read = read_county(tmp_path)
    assert read.policy == policy
    assert read.county.schools == county.schools
    assert county_sha256(read.county, read.policy) == county_sha256(county, policy)


def test_settings_name_the_format_and_leave_defaults_out() -> None:
    _, policy = synthetic_county(20, 1)
    text = settings_text(policy)
    assert text.startswith("format = 1\n")
    assert "detour" not in text
