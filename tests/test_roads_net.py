"""Ways on hand-made roads: every distance here is computed by hand, in thousandths of a degree."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from lianxiao.solver.travel.roads.extract import read_ways
from lianxiao.solver.travel.roads.net import RoadNet, road_net
from lianxiao.solver.travel.roads.profile import car_profile
from lianxiao.solver.travel.roads.shortest import (
    UNREACHED,
    JoinedNet,
    connected,
    joined_net,
    ways_between,
)
from lianxiao.solver.travel.roads.snap import Joint, joints
from lianxiao.tests.made_roads import METRES, STREET, Nodes, Way, write_extract

Place = tuple[float, float]
LINE: Nodes = {1: (0, 0), 2: (10, 0), 3: (20, 0)}
SQUARE: Nodes = {1: (0, 0), 2: (10, 0), 3: (10, 10), 4: (0, 10)}


def net_of(
    folder: Path,
    nodes: Nodes,
    ways: Sequence[Way],
    node_tags: Mapping[int, Mapping[str, str]] | None = None,
) -> RoadNet:
    file = write_extract(folder / "made.osm", nodes, ways, node_tags)
    return road_net(read_ways(file, "made.osm", car_profile()))


def joined(net: RoadNet, *places: Place) -> tuple[list[Joint | None], JoinedNet]:
    degrees = [(north / 1000, east / 1000) for east, north in places]
    at = joints(net, degrees, car_profile().school)
    return at, joined_net(net, at)


def length(net: RoadNet, start: Place, end: Place) -> float | None:
    """Length of the fastest way on the net in thousandths of a degree, None where there is none."""
    _, graph = joined(net, start, end)
    found = ways_between(graph, [0], [1], None)
    back = ways_between(graph, [1], [0], None, back=True)
    assert found.decimetres[0, 0] == back.decimetres[0, 0]
    assert found.centiseconds[0, 0] == back.centiseconds[0, 0]
    assert connected(graph, [0], [1])[0, 0] == (found.decimetres[0, 0] != UNREACHED)
    return None if found.decimetres[0, 0] == UNREACHED else found.decimetres[0, 0] / 10 / METRES


def seconds(net: RoadNet, start: Place, end: Place) -> float:
    _, graph = joined(net, start, end)
    return float(ways_between(graph, [0], [1], None).centiseconds[0, 0]) / 100


def test_a_school_joins_the_road_between_its_nodes(tmp_path: Path) -> None:
    net = net_of(tmp_path, LINE, [([1, 2, 3], STREET)])
    at, _ = joined(net, (2, 0.9), (18, -0.5))
    assert at[0] is not None
    assert at[1] is not None
    assert at[0].along_m == pytest.approx(2 * METRES, abs=0.01)
    assert at[0].away_m == pytest.approx(0.9 * METRES, abs=0.01)
    assert at[1].away_m == pytest.approx(0.5 * METRES, abs=0.01)
    assert length(net, (2, 0.9), (18, -0.5)) == pytest.approx(16, abs=1e-3)
    # 1 779.1 m at 25 km/h
    assert seconds(net, (2, 0), (18, 0)) == pytest.approx(16 * METRES / 25 * 3.6, abs=0.02)


def test_two_schools_on_one_road_need_no_junction(tmp_path: Path) -> None:
    net = net_of(tmp_path, LINE, [([1, 2, 3], STREET)])
    assert len(net.start) == 1
    assert length(net, (3, 0), (4, 0)) == pytest.approx(1, abs=1e-3)
    assert length(net, (3, 0), (3, 0)) == 0
    assert length(net, (-1, 0), (21, 0)) == pytest.approx(20, abs=1e-3)


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        ({"oneway": "yes"}, 6, 34),
        ({"oneway": "true"}, 6, 34),
        ({"oneway": "-1"}, 34, 6),
        ({"oneway": "no"}, 6, 6),
        ({"oneway": "yes", "oneway:motor_vehicle": "no"}, 6, 6),
        ({"oneway:bicycle": "yes"}, 6, 6),
        ({"junction": "roundabout"}, 6, 34),
        ({"junction": "roundabout", "oneway": "no"}, 6, 6),
    ],
)
def test_one_way_streets(tmp_path: Path, tags: dict[str, str], there: float, back: float) -> None:
    # A square of side 10, with the places 2 and 8 on its lower side: 6 along it, 34 around.
    net = net_of(tmp_path, SQUARE, [([1, 2], {**STREET, **tags}), ([2, 3, 4, 1], STREET)])
    assert length(net, (2, 0), (8, 0)) == pytest.approx(there, abs=2e-3)
    assert length(net, (8, 0), (2, 0)) == pytest.approx(back, abs=2e-3)


def test_a_motorway_is_one_way_by_itself_and_no_school_joins_it(tmp_path: Path) -> None:
    nodes = {**LINE, 4: (0, 3), 5: (20, 3)}
    ways: list[Way] = [
        ([1, 2, 3], {"highway": "motorway"}),
        ([4, 5], STREET),
        ([1, 4], STREET),
        ([3, 5], STREET),
    ]
    net = net_of(tmp_path, nodes, ways)
    at, _ = joined(net, (10, 0.5))
    assert at[0] is not None
    assert at[0].away_m == pytest.approx(2.5 * METRES, abs=0.01)
    # 3 down, 20 on the motorway, 3 up: 26 long and still faster than 20 at 25 km/h; no motorway back.
    assert length(net, (0, 3), (20, 3)) == pytest.approx(26, abs=2e-3)
    assert length(net, (20, 3), (0, 3)) == pytest.approx(20, abs=2e-3)


def test_the_fastest_way_is_taken_and_its_own_length_given(tmp_path: Path) -> None:
    # Straight 20 as a service road (15 km/h): 80 units of time; around 30 on a primary road (65 km/h): 27.7.
    nodes = {**LINE, 4: (0, 5), 5: (20, 5)}
    net = net_of(
        tmp_path, nodes, [([1, 2, 3], {"highway": "service"}), ([1, 4, 5, 3], {"highway": "primary"})]
    )
    assert length(net, (0, 0), (20, 0)) == pytest.approx(30, abs=2e-3)
    assert seconds(net, (0, 0), (20, 0)) == pytest.approx(30 * METRES / 65 * 3.6, abs=0.05)


def test_of_ways_equally_fast_the_shorter(tmp_path: Path) -> None:
    # 20 at 25 km/h is as fast as 30 at 37.5 (a signed 46.875 km/h × 0.8).
    nodes = {**LINE, 4: (0, 5), 5: (20, 5)}
    signed = {"highway": "primary", "maxspeed": "46.875"}
    net = net_of(tmp_path, nodes, [([1, 4, 5, 3], signed), ([1, 2, 3], STREET)])
    assert length(net, (0, 0), (20, 0)) == pytest.approx(20, abs=2e-3)


def test_a_roundabout_is_driven_around(tmp_path: Path) -> None:
    # A ring of four corners, drawn counter-clockwise, with a road west (1–5) and a road east (3–6).
    nodes = {1: (0, 0), 2: (1, -1), 3: (2, 0), 4: (1, 1), 5: (-10, 0), 6: (12, 0)}
    ring = {"highway": "tertiary", "junction": "roundabout"}
    net = net_of(tmp_path, nodes, [([1, 2, 3, 4, 1], ring), ([5, 1], STREET), ([3, 6], STREET)])
    half = 2 * 2**0.5
    assert length(net, (-10, 0), (12, 0)) == pytest.approx(20 + half, abs=2e-3)
    assert length(net, (12, 0), (-10, 0)) == pytest.approx(20 + half, abs=2e-3)
    assert length(net, (-10, 0), (1, 1.2)) == pytest.approx(10 + 1.5 * half, abs=2e-3)
    assert length(net, (1, 1.2), (-10, 0)) == pytest.approx(10 + 0.5 * half, abs=2e-3)


def test_a_ferry_goes_by_its_duration_and_no_school_joins_it(tmp_path: Path) -> None:
    ways: list[Way] = [
        ([1, 4], STREET),
        ([1, 2, 3], {"route": "ferry", "duration": "00:30"}),
        ([3, 5], STREET),
    ]
    nodes = {**LINE, 4: (-5, 0), 5: (25, 0)}
    net = net_of(tmp_path, nodes, ways)
    assert length(net, (-5, 0), (25, 0)) == pytest.approx(30, abs=2e-3)
    assert seconds(net, (-5, 0), (25, 0)) == pytest.approx(1800 + 10 * METRES / 25 * 3.6, abs=0.05)
    at, _ = joined(net, (10, 0.1))
    assert at[0] is not None
    assert at[0].away_m == pytest.approx(np.hypot(10, 0.1) * METRES, abs=0.5)


@pytest.mark.parametrize(
    ("tags", "minutes"),
    [
        ({}, 20 * METRES / 1000 / 5 * 60),
        ({"motor_vehicle": "yes", "foot": "yes"}, 20 * METRES / 1000 / 5 * 60),
        ({"foot": "yes"}, None),
        ({"motor_vehicle": "no"}, None),
        ({"duration": "PT45M"}, 45),
        ({"duration": "about an hour"}, 20 * METRES / 1000 / 5 * 60),
    ],
)
def test_ferries_that_carry_cars(tmp_path: Path, tags: dict[str, str], minutes: float | None) -> None:
    nodes = {**LINE, 4: (-5, 0), 5: (25, 0)}
    net = net_of(
        tmp_path, nodes, [([4, 1], STREET), ([1, 2, 3], {"route": "ferry", **tags}), ([3, 5], STREET)]
    )
    if minutes is None:
        assert length(net, (-5, 0), (25, 0)) is None
    else:
        assert seconds(net, (0, 0), (20, 0)) == pytest.approx(minutes * 60, abs=0.05)


@pytest.mark.parametrize(
    ("tags", "open_"),
    [
        ({"barrier": "bollard"}, False),
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "locked": "yes"}, False),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, True),
        ({"barrier": "lift_gate", "motor_vehicle": "permissive", "access": "no"}, True),
        ({"barrier": "toll_booth"}, True),
        ({"highway": "crossing"}, True),
    ],
)
@pytest.mark.parametrize("split", [False, True])
def test_barriers(tmp_path: Path, tags: dict[str, str], open_: bool, split: bool) -> None:
    # The straight way 20 through node 2, where the barrier stands; around it 40 (10 up, 20 along, 10 down).
    nodes = {**LINE, 4: (0, 10), 5: (20, 10)}
    straight: list[Way] = [([1, 2], STREET), ([2, 3], STREET)] if split else [([1, 2, 3], STREET)]
    net = net_of(tmp_path, nodes, [*straight, ([1, 4, 5, 3], STREET)], {2: tags})
    assert length(net, (0, 0), (20, 0)) == pytest.approx(20 if open_ else 40, abs=2e-3)
    # One that stands right before it still gets in from its own side.
    assert length(net, (0, 0), (9, 0)) == pytest.approx(9, abs=2e-3)


def test_ways_cross_only_where_they_share_a_node(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (20, 0), 3: (10, -10), 4: (10, 10), 5: (10, 0)}
    bridge = net_of(tmp_path, nodes, [([1, 2], STREET), ([3, 4], STREET)])
    assert length(bridge, (0, 0), (10, 10)) is None
    crossing = net_of(tmp_path, nodes, [([1, 5, 2], STREET), ([3, 5, 4], STREET)])
    assert length(crossing, (0, 0), (10, 10)) == pytest.approx(20, abs=2e-3)


def test_an_isolated_stub_is_passed_over_for_the_main_net(tmp_path: Path) -> None:
    # One stub is 1.0 away, the main street 2.5: nearer by 167 m, less than 250 m. The other by 278 m.
    nodes = {1: (0, 0), 2: (40, 0), 3: (10, 3.5), 4: (11, 3.5), 5: (20, 4.5), 6: (21, 4.5)}
    net = net_of(tmp_path, nodes, [([1, 2], STREET), ([3, 4], STREET), ([5, 6], STREET)])
    at, _ = joined(net, (10.5, 2.5), (20.5, 3.5))
    assert at[0] is not None
    assert at[1] is not None
    assert (at[0].main, at[1].main) == (True, False)
    assert at[0].away_m == pytest.approx(2.5 * METRES, abs=0.01)
    assert at[1].away_m == pytest.approx(1.0 * METRES, abs=0.01)


def test_an_island_has_its_own_ways_and_none_to_the_mainland(tmp_path: Path) -> None:
    nodes = {1: (0, 0), 2: (40, 0), 3: (0, 30), 4: (10, 30)}
    net = net_of(tmp_path, nodes, [([1, 2], STREET), ([3, 4], STREET)])
    assert length(net, (0, 30), (10, 30)) == pytest.approx(10, abs=1e-3)
    assert length(net, (0, 0), (10, 30)) is None


def test_no_road_near_enough(tmp_path: Path) -> None:
    net = net_of(tmp_path, LINE, [([1, 2, 3], STREET)])
    # 5 000 m are 44.966 thousandths of a degree.
    at, _ = joined(net, (10, 44.9), (10, 45.1))
    assert at[0] is not None
    assert at[0].away_m == pytest.approx(44.9 * METRES, rel=1e-6)
    assert at[1] is None


def test_the_search_ends_at_the_limit(tmp_path: Path) -> None:
    net = net_of(tmp_path, LINE, [([1, 2, 3], STREET)])
    _, graph = joined(net, (0, 0), (10, 0), (20, 0))
    # 10 are 1 111.95 m: 2.669 minutes at 25 km/h.
    for minutes, reached in (
        (2.6, [True, False, False]),
        (2.7, [True, True, False]),
        (0.0, [True, False, False]),
    ):
        found = ways_between(graph, [0], [0, 1, 2], minutes)
        assert (found.decimetres[0] != UNREACHED).tolist() == reached
    assert connected(graph, [0], [2])[0, 0]


def test_a_way_whose_nodes_are_partly_missing_is_cut_there(tmp_path: Path) -> None:
    net = net_of(tmp_path, {1: (0, 0), 2: (10, 0), 4: (30, 0), 5: (40, 0)}, [([1, 2, 3, 4, 5], STREET)])
    assert len(net.start) == 2
    assert length(net, (0, 0), (40, 0)) is None
    assert length(net, (30, 0), (40, 0)) == pytest.approx(10, abs=1e-3)
