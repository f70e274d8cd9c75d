"""Reading an OpenStreetMap extract with osmium: the ways a car may use, as flat arrays.

osmium comes with the extra ``lianxiao[roads]``; it is imported only here, when an extract is read.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ....models.errors import InputError
from ....models.finding import Finding, Level
from .car import Drive, drive_of, stops_cars
from .profile import Profile

if TYPE_CHECKING:
    import osmium.osm

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
_LARGEST_COORDINATE = 10**7
"""OpenStreetMap keeps coordinates as whole 0.0000001 degrees."""


class Ways(NamedTuple):
    """Drivable stretches: ways of the extract, cut where a node is missing (at the edge of the extract).

    Attributes
    ----------
    first
        Shape (stretches + 1): where the nodes of each stretch begin in ``node``, ``lat``, ``lon``.
    node
        OpenStreetMap ids of the nodes, stretch after stretch; ``lat``, ``lon`` in degrees.
    ahead_kmh, back_kmh
        Per stretch, NaN where closed in this direction.
    hours
        Per stretch, of the whole stretch; NaN where the speed counts.
    from_school
        Per stretch: whether a school may be joined to it.
    blocked
        Ids of nodes that let no car through, sorted.
    """

    first: Whole
    node: Whole
    lat: Floats
    lon: Floats
    ahead_kmh: Floats
    back_kmh: Floats
    hours: Floats
    from_school: NDArray[np.bool_]
    blocked: Whole


def require_library() -> None:
    """Make sure that osmium is installed.

    Raises
    ------
    InputError
        Code ``roads_extra_missing``.
    """
    try:
        import osmium  # noqa: F401, PLC0415 - an optional dependency, loaded where it is needed
    except ImportError as missing:
        raise InputError(
            [Finding(level=Level.ERROR, code="roads_extra_missing", figures={"reason": str(missing)})]
        ) from missing


def read_ways(path: Path, named: str, profile: Profile) -> Ways:
    """Read the drivable ways of an extract (.osm.pbf, .osm, .osm.bz2, .osm.gz).

    Parameters
    ----------
    path
        The file.
    named
        What the planner calls it, for the errors.
    profile
        The car profile.

    Raises
    ------
    InputError
        osmium is missing, the file cannot be read as OpenStreetMap data, or has no road for cars.
    """
    require_library()
    import osmium  # noqa: PLC0415 - likewise

    ways = _Collector()
    blocked: list[int] = []
    processor = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.KeyFilter("highway", "route", "barrier"))
    )
    try:
        for entity in processor:
            if isinstance(entity, osmium.osm.Node):
                if stops_cars(_tags(entity.tags), profile):
                    blocked.append(entity.id)
            elif isinstance(entity, osmium.osm.Way):
                drive = drive_of(_tags(entity.tags), profile)
                if drive is not None:
                    ways.add(
                        drive,
                        [
                            (node.ref, node.x, node.y) if node.location.valid() else None
                            for node in entity.nodes
                        ],
                    )
    except (RuntimeError, ValueError, OSError) as fault:
        finding = Finding(
            level=Level.ERROR,
            code="roads_file_broken",
            file=named,
            figures={"reason": str(fault) or type(fault).__name__},
        )
        raise InputError([finding]) from fault
    if not ways.drives:
        raise InputError([Finding(level=Level.ERROR, code="roads_empty", file=named)])
    return ways.arrays(blocked)


def _tags(tags: "osmium.osm.TagList") -> dict[str, str]:
    return {tag.k: tag.v for tag in tags}


class _Collector:
    """Gathers stretches one by one."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.nodes: list[tuple[int, int, int]] = []
        self.drives: list[Drive] = []

    def add(self, drive: Drive, nodes: list[tuple[int, int, int] | None]) -> None:
        stretch: list[tuple[int, int, int]] = []
        for node in (*nodes, None):
            if node is not None:
                if not stretch or node[0] != stretch[-1][0]:
                    stretch.append(node)
                continue
            if len(stretch) >= 2:
                self.counts.append(len(stretch))
                self.nodes += stretch
                self.drives.append(drive)
            stretch = []

    def arrays(self, blocked: list[int]) -> Ways:
        nodes = np.array(self.nodes, dtype=np.int64).reshape(-1, 3)
        speeds = np.array(
            [(drive.ahead_kmh, drive.back_kmh, drive.hours) for drive in self.drives], dtype=np.float64
        ).reshape(-1, 3)
        return Ways(
            first=np.concatenate(([0], np.cumsum(self.counts))).astype(np.int64),
            node=nodes[:, 0],
            lat=nodes[:, 2] / _LARGEST_COORDINATE,
            lon=nodes[:, 1] / _LARGEST_COORDINATE,
            ahead_kmh=speeds[:, 0],
            back_kmh=speeds[:, 1],
            hours=speeds[:, 2],
            from_school=np.array([drive.from_school for drive in self.drives], dtype=np.bool_),
            blocked=np.unique(np.array(blocked, dtype=np.int64)),
        )
