"""Road travel of a county: rounding, limits, reasons, warnings, travel.csv first, the cache, errors."""

import builtins
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lianxiao.models.county import County, ListedTravel, NoRoad, RoadTravel
from lianxiao.models.digest import county_sha256
from lianxiao.models.errors import InputError
from lianxiao.models.policy import Policy
from lianxiao.models.words import Role
from lianxiao.reports.messages import finding_text, mend_text
from lianxiao.solver.travel.measure import UNKNOWN, measure_travel
from lianxiao.solver.travel.roads import extract, roads_for
from lianxiao.solver.travel.roads.cache import cache_folder
from lianxiao.tests.made_roads import METRES, STREET, county, policy, school, write_extract

LINE = {1: (0.0, 0.0), 2: (10.0, 0.0), 3: (20.0, 0.0)}


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a county folder with one street of 20 (2 223.9 m) from west to east."""
    place = tmp_path / "county"
    place.mkdir()
    write_extract(place / "county.osm", LINE, [([1, 2, 3], STREET)])
    return place


def roads_of(made: County, settings: Policy, folder: Path) -> RoadTravel:
    roads = roads_for(made, settings, folder).county.roads
    assert roads is not None
    return roads


def error_of(made: County, settings: Policy, folder: Path) -> str:
    """Code of the one error; both languages have a sentence and a mend for it."""
    with pytest.raises(InputError) as refused:
        roads_for(made, settings, folder)
    (finding,) = refused.value.findings
    assert all(finding_text(finding, lang) and mend_text(finding, lang) for lang in ("en", "zh"))
    return finding.code


def test_km_and_minutes_hold_the_way_to_the_road_and_are_rounded(folder: Path) -> None:
    roads = roads_of(county(school("a", 2, 0.9), school("b", 18, -0.5)), policy(), folder)
    # road 16 = 1 779.121 m at 25 km/h = 256.193 s; straight 100.1 + 55.6 = 155.7 m at 10 km/h = 56.05 s
    assert roads.pairs["a", "b"] == ListedTravel(1.935, 312 / 60)
    assert roads.pairs["b", "a"] == ListedTravel(1.935, 312 / 60)
    assert roads.joints["a"].metres == pytest.approx(0.9 * METRES, abs=0.06)
    assert roads.joints["a"].main


def test_each_direction_stands_for_itself(tmp_path: Path) -> None:
    square = {1: (0.0, 0.0), 2: (10.0, 0.0), 3: (10.0, 10.0), 4: (0.0, 10.0)}
    ways = [([1, 2], {**STREET, "oneway": "yes"}), ([2, 3, 4, 1], STREET)]
    write_extract(tmp_path / "county.osm", square, ways)
    made = county(school("core", 2, 0, Role.CORE), school("j", 8, 0, Role.MEMBER))
    made, warnings = roads_for(made, policy(), tmp_path)
    assert not warnings
    travel = measure_travel(made, policy(), ["core", "j"], ["core", "j"])
    assert travel.metres[0, 1] == round(6 * METRES)
    assert travel.metres[1, 0] == round(34 * METRES)
    assert travel.metres[0, 0] == UNKNOWN


def test_a_row_of_travel_csv_goes_before_the_roads_in_both_directions(folder: Path) -> None:
    listed = {("b", "a"): ListedTravel(7.0, None)}
    made = roads_for(county(school("a", 2, 0), school("b", 18, 0), travel=listed), policy(), folder).county
    travel = measure_travel(made, policy(), ["a"], ["b"])
    assert travel.metres[0, 0] == 7000
    assert travel.seconds[0, 0] == 630  # at 40 km/h, as for every row without minutes


@pytest.mark.parametrize(
    ("mode", "found"),
    [
        ({}, True),
        ({"max_minutes": 5.4}, True),  # 2 223.9 m at 25 km/h: 320 s = 5.33 minutes
        (
            {"max_minutes": 2.7},
            True,
        ),  # beyond the limit, within twice the limit: known, so that it can be said
        ({"max_minutes": 2.6}, False),
        ({"max_km": 1.2}, True),
        ({"max_km": 1.1}, False),
        ({"max_km": 1.1, "max_minutes": 60}, False),
    ],
)
def test_ways_are_kept_up_to_twice_the_limits(folder: Path, mode: dict[str, Any], found: bool) -> None:
    roads = roads_of(county(school("a", 0, 0), school("b", 20, 0)), policy(**mode), folder)
    assert (("a", "b") in roads.pairs) is found
    if not found:
        assert roads.why_missing("a", "b") is NoRoad.BEYOND_LIMITS


def test_no_road_has_a_reason_and_a_warning(tmp_path: Path) -> None:
    nodes = {1: (0.0, 0.0), 2: (40.0, 0.0), 3: (0.0, 30.0), 4: (10.0, 30.0)}
    write_extract(tmp_path / "county.osm", nodes, [([1, 2], STREET), ([3, 4], STREET)])
    made = county(
        school("a", 1, 0),
        school("b", 39, 0),
        school("far", 20, -6),
        school("island", 5, 30),
        school("sea", 0, 90),
    )
    for settings in (policy(), policy(max_minutes=60)):
        with_roads = roads_for(made, settings, tmp_path)
        roads = with_roads.county.roads
        assert roads is not None
        assert roads.why_missing("a", "island") is NoRoad.NOT_CONNECTED
        assert roads.why_missing("island", "a") is NoRoad.NOT_CONNECTED
        assert roads.why_missing("a", "sea") is NoRoad.OFF_THE_NET
        assert roads.why_missing("sea", "island") is NoRoad.OFF_THE_NET
        assert {("a", "b"), ("b", "a"), ("a", "far"), ("far", "b")} < roads.pairs.keys()
        assert not any({"island", "sea"} & set(pair) for pair in roads.pairs)
        codes = {one.figures["school"]: one.code for one in with_roads.warnings}
        assert codes == {"far": "road_far", "island": "road_cut_off", "sea": "road_off"}
        said = " ".join(finding_text(one, "en") for one in with_roads.warnings)
        assert "far lies 667 m from the nearest road" in said


def test_only_schools_that_take_part_are_measured(folder: Path) -> None:
    made = county(
        school("core", 0, 0, Role.CORE),
        school("k", 10, 0, Role.CORE),
        school("j", 20, 0, Role.MEMBER),
        school("no", 5, 0, Role.NONE),
        school("point", 6, 0, Role.MEMBER, parent_id="j"),
    )
    roads = roads_of(made, policy(), folder)
    assert set(roads.pairs) == {("core", "j"), ("j", "core"), ("k", "j"), ("j", "k")}


def test_a_school_without_coordinates_has_no_road(folder: Path) -> None:
    roads = roads_of(county(school("a", 0, 0), school("b", None, None), school("c", 20, 0)), policy(), folder)
    assert set(roads.pairs) == {("a", "c"), ("c", "a")}
    assert roads.why_missing("a", "b") is NoRoad.OFF_THE_NET


def test_another_source_is_left_alone(folder: Path) -> None:
    made = county(school("a", 0, 0), school("b", 20, 0))
    straight = Policy.model_validate({**policy().model_dump(), "travel": {"source": "straight_line"}})
    assert roads_for(made, straight, folder) == (made, ())


def test_the_second_time_comes_from_the_cache_and_is_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = county(school("a", 2, 0.9), school("b", 18, -0.5))
    first = roads_of(made, policy(), folder)
    monkeypatch.setattr("lianxiao.solver.travel.roads.between_schools.read_ways", _not_again)
    assert roads_of(made, policy(), folder) == first
    moved = county(school("a", 3, 0.9), school("b", 18, -0.5))  # another table, the same net
    assert roads_of(moved, policy(), folder).pairs["a", "b"].km == pytest.approx(1.824)
    assert county_sha256(made.model_copy(update={"roads": first}), policy()) != county_sha256(made, policy())


def _not_again(*_: object) -> None:
    raise AssertionError("the extract was read a second time")


def test_another_extract_of_the_same_name_is_measured_anew(folder: Path) -> None:
    made = county(school("a", 0, 0), school("b", 20, 0))
    first = roads_of(made, policy(), folder)
    write_extract(folder / "county.osm", LINE, [([1, 2, 3], {"highway": "primary"})])
    second = roads_of(made, policy(), folder)
    assert second.sha256 != first.sha256
    assert second.pairs["a", "b"].minutes == 123 / 60  # 2 223.9 m at 65 km/h: 123.2 s


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 3
    return (
        content[:middle]
        + bytes(255 - byte for byte in content[middle : middle + 40])
        + content[middle + 40 :]
    )


@pytest.mark.parametrize(
    "damage",
    [lambda content: content[:400], lambda _: b"", lambda _: b"PK\x03\x04", lambda _: b"text", _flipped],
)
def test_a_damaged_cache_is_made_anew(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    made = county(school("a", 2, 0.9), school("b", 18, -0.5))
    first = roads_of(made, policy(), folder)
    place = cache_folder()
    assert place is not None
    entries = sorted(place.iterdir())
    assert [entry.name.partition("-")[0] for entry in entries] == ["net", "ways"]
    for entry in entries:
        entry.write_bytes(damage(entry.read_bytes()))
    assert roads_of(made, policy(), folder) == first
    for entry in entries:
        with np.load(entry) as arrays:
            assert arrays.files


def test_a_cache_that_cannot_be_written_is_done_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path / "file"))
    assert roads_of(county(school("a", 0, 0), school("b", 20, 0)), policy(), folder).pairs


def test_errors_name_the_file_and_the_mend(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = county(school("a", 0, 0), school("b", 20, 0))
    assert error_of(made, policy(None), folder) == "roads_not_named"
    assert error_of(made, policy("other.osm.pbf"), folder) == "roads_file_missing"
    (folder / "sub").mkdir()
    assert error_of(made, policy("sub"), folder) == "file_unreadable"
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.osm.pbf")
        assert error_of(made, policy("pipe.osm.pbf"), folder) == "file_not_stored"
    for name, content in (
        ("text.osm.pbf", b"no map at all"),
        ("empty.osm.pbf", b""),
        ("cut.osm", (folder / "county.osm").read_bytes()[:300]),
        ("odd.csv", b"a,b\n1,2\n"),
    ):
        (folder / name).write_bytes(content)
        assert error_of(made, policy(name), folder) in ("roads_file_broken", "roads_empty")
    write_extract(folder / "paths.osm", LINE, [([1, 2, 3], {"highway": "footway"})])
    assert error_of(made, policy("paths.osm"), folder) == "roads_empty"
    elsewhere = county(school("a", 500, 0), school("b", 520, 0))
    assert error_of(elsewhere, policy(), folder) == "roads_elsewhere"

    real = builtins.__import__

    def without_osmium(name: str, *more: Any) -> Any:
        if name == "osmium":
            raise ModuleNotFoundError("No module named 'osmium'")
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without_osmium)
    (folder / "new.osm").write_bytes((folder / "county.osm").read_bytes() + b"\n")
    assert error_of(made, policy("new.osm"), folder) == "roads_extra_missing"
    with pytest.raises(InputError):
        extract.require_library()


def test_a_county_without_anybody_who_takes_part_has_no_ways(folder: Path) -> None:
    assert not roads_of(county(school("a", 0, 0, Role.NONE)), policy(), folder).pairs
