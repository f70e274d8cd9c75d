"""Ways that get longer, close or slow down in a scenario, and what is refused."""

from pathlib import Path

import pytest
from lianxiao.instances.read import ReadCounty
from lianxiao.instances.reread import reread
from lianxiao.models.county import County, ListedTravel, Pin, RoadTravel
from lianxiao.models.policy import Policy
from lianxiao.models.scenario import Scenario, Travel
from lianxiao.models.words import PinRule
from lianxiao.solver.scenario.apply import apply_scenario

from .changed_county import small_county, way
from .made_scenarios import changed, changes, faults
from .test_reading_county import GOOD, good


@pytest.fixture
def county(tmp_path: Path) -> ReadCounty:
    return small_county(tmp_path)


def test_one_way_is_changed_in_both_directions(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0004", minutes = 75 }'))
    km = way(county.county, county.policy, "0001", "0004")[0]
    assert (
        way(made.county, made.policy, "0001", "0004")
        == way(made.county, made.policy, "0004", "0001")
        == (km, 75)
    )
    # listed the other way round: that row stays as it is
    made = changed(county, tmp_path, changes('travel = { from = "0002", to = "0001", minutes = 20 }'))
    assert way(made.county, made.policy, "0002", "0001") == (3.1, 20)
    assert way(made.county, made.policy, "0001", "0002") == (3.1, 5)


def test_minutes_follow_a_new_km_where_they_came_from_the_speed(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0004", km = 10 }'))
    assert way(made.county, made.policy, "0001", "0004") == (10, 15)
    made = changed(county, tmp_path, changes('travel = { from = "0001", to = "0002", km = 10 }'))
    assert way(made.county, made.policy, "0001", "0002") == (10, 5), "listed minutes stay"


def test_a_closed_way_is_longer_than_any_limit_and_is_opened_again(
    county: ReadCounty, tmp_path: Path
) -> None:
    close = 'travel = { from = "0001", to = "0003", closed = true }'
    made = changed(county, tmp_path, changes(close))
    assert way(made.county, made.policy, "0001", "0003") == way(made.county, made.policy, "0003", "0001")
    assert way(made.county, made.policy, "0001", "0003") == (5000, 10000)
    assert made.county.pins[1:] == (
        Pin(school_id="0003", core_id="0001", stage=None, rule=PinRule.NEVER, reason="closed"),
    )
    again = changed(county, tmp_path, changes(close, 'travel = { from = "0003", to = "0001", km = 5 }'))
    assert again.county.pins == county.county.pins
    assert (
        way(again.county, again.policy, "0001", "0003")
        == way(again.county, again.policy, "0003", "0001")
        == (5, 7.5)
    )
    blind = changes(close, 'travel = { from = "0003", to = "0001", minutes = 5 }')
    assert faults(county, tmp_path, blind) == [("scenario_travel_km", "change[2].travel.km")]
    twice = changed(county, tmp_path, changes(close, close))
    assert (twice.county, twice.policy) == (made.county, made.policy)


def test_a_closed_way_of_a_table_has_no_row(tmp_path: Path) -> None:
    (tmp_path / "county").mkdir()
    settings = GOOD["county.toml"].replace('"straight_line"', '"table"')
    read = good(tmp_path / "county", {"county.toml": settings})
    made = changed(read, tmp_path, changes('travel = { from = "0001", to = "0003", closed = true }'))
    assert set(made.county.travel) == {("0001", "0002")}
    unknown = changes('travel = { from = "0002", to = "0004", minutes = 3 }')
    assert faults(read, tmp_path, unknown) == [("scenario_travel_km", "change[1].travel.km")]


def test_a_winter_in_a_township(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes('travel = { factor = 1.5, township = "B" }'))
    for start in ("0001", "0002", "0003", "0004"):
        for end in ("0001", "0002", "0003", "0004"):
            km, minutes = way(county.county, county.policy, start, end)
            inside = start != end and {start, end} & {"0003", "0004"}
            seconds = round(minutes * 60)
            slower = (3 * seconds + 1) // 2 if inside else seconds  # half up
            assert way(made.county, made.policy, start, end) == (km, slower / 60)


def test_a_winter_everywhere_is_a_lower_speed(county: ReadCounty, tmp_path: Path) -> None:
    made = changed(county, tmp_path, changes("travel = { factor = 2 }"))
    assert made.policy.travel.speed_kmh == 20
    assert made.county.travel == {
        ("0001", "0002"): ListedTravel(3.1, 10),
        ("0003", "0001"): ListedTravel(4.2, None),
    }
    # a speed beyond 200 km/h is no setting: every way gets its row
    made = changed(county, tmp_path, changes("travel = { factor = 0.1 }"))
    assert made.policy == county.policy
    assert len(made.county.travel) == 6
    assert way(made.county, made.policy, "0001", "0002") == (3.1, 0.5)


def test_closed_ways_stay_closed_in_a_winter(county: ReadCounty, tmp_path: Path) -> None:
    close = 'travel = { from = "0001", to = "0003", closed = true }'
    for winter in ("travel = { factor = 1.5 }", 'travel = { factor = 1.5, township = "B" }'):
        made = changed(county, tmp_path, changes(close, winter))
        assert way(made.county, made.policy, "0001", "0003") == (5000, 10000)


def test_minutes_beyond_what_a_table_holds_are_refused(county: ReadCounty, tmp_path: Path) -> None:
    text = changes(
        'set = { from = "0001", to = "0002", minutes = 9000 }', 'travel = { factor = 10, township = "A" }'
    )
    assert faults(county, tmp_path, text) == [("number_range", "change[2].travel")]


def test_what_travel_refuses(county: ReadCounty, tmp_path: Path) -> None:
    text = changes('travel = { factor = 2, township = "Z" }', 'travel = { from = "xx", to = "yy", km = 1 }')
    assert faults(county, tmp_path, text) == [
        ("scenario_township", "change[1].travel.township"),
        ("change_school_gone", "change[2].travel.from"),
        ("change_school_gone", "change[2].travel.to"),
    ]


def test_ways_by_road_are_lengthened_in_their_own_direction(county: ReadCounty) -> None:
    def measured(made: County, policy: Policy) -> County:
        pairs = {("0001", "0002"): ListedTravel(3.0, 6.0), ("0002", "0001"): ListedTravel(4.0, 7.0)}
        return made.model_copy(update={"roads": RoadTravel("x", pairs)})

    settings = county.policy.travel.model_copy(update={"source": "roads", "roads": "x.pbf"})
    policy = county.policy.model_copy(update={"travel": settings})
    start = measured(county.county.model_copy(update={"travel": {}}), policy)
    scenario = Scenario(change=(Travel(factor=1.5),))
    made = apply_scenario(start, policy, scenario, reread, measure=measured)
    assert made.policy.travel == settings
    assert made.county.travel == {
        ("0001", "0002"): ListedTravel(3.0, 9.0),
        ("0002", "0001"): ListedTravel(4.0, 10.5),
    }
    assert made.county.roads is not None
