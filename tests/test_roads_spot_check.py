"""Road travel of Liechtenstein, computed a second time by other means and without any code of the package.

Another reader of the file, every node of every way a node of a networkx graph, schools joined by trying all
segments, tags read by a few lines of their own. Class speeds and lists of words come from the profile's data.
"""

import csv
import math
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest
from lianxiao.instances import liechtenstein
from lianxiao.instances.read import read_county
from lianxiao.models.words import Role
from lianxiao.solver.travel import roads
from lianxiao.tests.pbf_reader import Content, read_pbf

CAR: Any = tomllib.loads((Path(roads.__file__).with_name("car.toml")).read_text("utf-8"))
RADIUS = 6_371_008.8
Point = tuple[float, float]


class Arrived(NamedTuple):
    """A school at the road: metres to it, the nodes of the segment, the share of it that lies behind."""

    metres: float
    nodes: tuple[Any, Any]
    share: float


def _distance(a: Point, b: Point) -> float:
    """Great circle by the angle between two vectors: another formula than the package's."""

    def vector(point: Point) -> tuple[float, float, float]:
        lat, lon = map(math.radians, point)
        return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)

    return 2 * RADIUS * math.asin(min(1.0, math.dist(vector(a), vector(b)) / 2))


def _may(tags: dict[str, str]) -> bool | None:
    for key in ("motorcar", "motor_vehicle", "vehicle", "access"):
        if tags.get(key) in CAR["access"]["permits"]:
            return True
        if tags.get(key) in CAR["access"]["barred"]:
            return False
    return None


def _kmh(tags: dict[str, str]) -> float | None:
    may = _may(tags)
    kind = tags.get("highway", "")
    if may is False or tags.get("area") == "yes" or tags.get("service") == "emergency_access":
        return None
    speed = CAR["speed_kmh"].get(kind) or (CAR["speed_if_permitted_kmh"].get(kind) if may else None)
    if speed is None:
        return None
    if "maxspeed" in tags:
        speed = 0.8 * float(tags["maxspeed"])  # in this extract all limits are plain km/h
    surface = CAR["surface_kmh"].get(tags.get("surface"), 999)
    return float(min(speed, surface, CAR["track_grade_kmh"].get(tags.get("tracktype"), 999)))


def _graph(content: Content) -> "nx.DiGraph[Any]":
    """Every node of every street; one that stops cars becomes a node of its own for each segment."""
    stops = {
        node
        for node, tags in content.node_tags.items()
        if "barrier" in tags
        and (_may(tags) is False or (_may(tags) is None and tags["barrier"] not in CAR["barrier"]["open"]))
    }
    graph: nx.DiGraph[Any] = nx.DiGraph()
    own = iter(range(10**9))
    for refs, tags in content.ways:
        kmh = _kmh(tags)
        if kmh is None:
            continue
        oneway = tags.get("oneway", "yes" if tags.get("junction") == "roundabout" else "no")
        tunnel = tags.get("tunnel", "no") != "no"
        for a, b in pairwise(refs):
            if a == b or a not in content.nodes or b not in content.nodes:
                continue
            ends = [("stop", ref, next(own)) if ref in stops else ref for ref in (a, b)]
            for end, ref in zip(ends, (a, b), strict=True):
                graph.add_node(end, at=content.nodes[ref])
            metres = _distance(content.nodes[a], content.nodes[b])
            figures = {"seconds": metres / kmh * 3.6, "metres": metres, "tunnel": tunnel}
            for start, end, is_open in ((*ends, oneway != "-1"), (*ends[::-1], oneway != "yes")):
                old = graph.get_edge_data(start, end)
                if is_open and (old is None or old["seconds"] > figures["seconds"]):
                    graph.add_edge(start, end, **figures)
    return graph


def _arrival(graph: "nx.DiGraph[Any]", main: set[Any], at: Point) -> Arrived:
    """Join a school to the nearest segment; one outside the main net only if nearer by more than 250 m."""
    best: dict[bool, Arrived] = {}
    for a, b, tunnel in graph.edges(data="tunnel"):
        pa, pb = graph.nodes[a]["at"], graph.nodes[b]["at"]
        if tunnel or abs(pa[0] - at[0]) > 0.02 or abs(pa[1] - at[1]) > 0.02:
            continue
        scale = math.cos(math.radians((pa[0] + at[0]) / 2))
        along = ((pb[1] - pa[1]) * scale, pb[0] - pa[0])
        here = ((at[1] - pa[1]) * scale, at[0] - pa[0])
        square = along[0] ** 2 + along[1] ** 2
        share = max(0.0, min(1.0, (here[0] * along[0] + here[1] * along[1]) / square)) if square else 0.0
        foot = (pa[0] + share * (pb[0] - pa[0]), pa[1] + share * (pb[1] - pa[1]))
        arrived = Arrived(_distance(at, foot), (a, b), share)
        inside = a in main and b in main
        if inside not in best or arrived.metres < best[inside].metres:
            best[inside] = arrived
    if False in best and best[False].metres < best[True].metres - 250:
        return best[False]
    return best[True]


def _join(graph: "nx.DiGraph[Any]", name: str, arrived: Arrived) -> None:
    """Hang the school onto both ends of its segment, in the directions that are open."""
    a, b = arrived.nodes
    graph.add_node(name)
    for start, end, behind in ((a, b, arrived.share), (b, a, 1 - arrived.share)):
        if graph.has_edge(start, end):
            edge = graph.edges[start, end]
            for u, v, part in ((start, name, behind), (name, end, 1 - behind)):
                graph.add_edge(u, v, seconds=edge["seconds"] * part, metres=edge["metres"] * part)


def _second_opinion() -> Iterator[tuple[str, str, float, float]]:
    graph = _graph(read_pbf(liechtenstein.EXTRACT))
    main = max(nx.strongly_connected_components(graph), key=len)
    with (liechtenstein.FOLDER / "schools.csv").open(encoding="utf-8", newline="") as stream:
        places = {row["school_id"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(stream)}
    arrived = {school: _arrival(graph, main, at) for school, at in places.items()}
    for start in places:
        for end in places:
            if start == end:
                continue
            _join(graph, "start", arrived[start])
            _join(graph, "end", arrived[end])
            _, way = nx.bidirectional_dijkstra(graph, "start", "end", weight="seconds")
            edges = [graph.edges[step] for step in pairwise(way)]
            graph.remove_nodes_from(["start", "end"])
            walk = arrived[start].metres + arrived[end].metres
            metres = sum(edge["metres"] for edge in edges) + walk
            seconds = sum(edge["seconds"] for edge in edges) + walk / CAR["school"]["speed_kmh"] * 3.6
            yield start, end, metres, seconds


def test_every_way_agrees_with_a_second_computation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    monkeypatch.setenv("LIANXIAO_CACHE", str(tmp_path))
    read = read_county(liechtenstein.FOLDER)
    either = tuple(
        school.model_copy(update={"role": Role.EITHER, "stages": (read.policy.mode[0].stages[0],)})
        for school in read.county.schools
    )
    county = read.county.model_copy(update={"schools": either})
    policy = read.policy.model_copy(
        update={"mode": (read.policy.mode[0].model_copy(update={"max_minutes": None}),)}
    )
    ours = roads.roads_for(county, policy, liechtenstein.FOLDER).county.roads
    assert ours is not None
    compared = 0
    for start, end, metres, seconds in _second_opinion():
        way = ours.pairs[start, end]
        assert way.minutes is not None
        assert way.km * 1000 == pytest.approx(metres, abs=3), (start, end)
        assert way.minutes * 60 == pytest.approx(seconds, abs=2), (start, end)
        compared += 1
    record_property("pairs", compared)
    assert compared == 15 * 14
    assert len(ours.pairs) == compared
