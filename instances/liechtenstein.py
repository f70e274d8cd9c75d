"""The bundled county Liechtenstein: its schools made from the extract that also has its roads.

``python -m lianxiao.instances.liechtenstein`` rewrites schools.csv in ``data/liechtenstein``; it needs
the extra ``lianxiao[roads]``. What is real and what is a proxy stands in the README there.
"""

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import osmium

from .coordinates import Point, great_circle_km
from .write import write_table

FOLDER = Path(__file__).parent / "data" / "liechtenstein"
EXTRACT = FOLDER / "liechtenstein.osm.pbf"

SAME_CAMPUS_KM = 0.15
"""An object without a name so near to another one is taken for a building of the same school."""

LARGE_PLACE = 4000
"""A municipality whose village has so many inhabitants counts as large."""

NO_BASIC_SCHOOL = ("Musikschule", "Universität")
"""Words in names of what is tagged as a school, but teaches music or students."""

SECONDARY = ("Weiterführende", "Mühleholz")
"""Words in names of secondary schools: no mode of this county serves them."""

HEADER = ("school_id", "name", "township", "lat", "lon", "stages", "role")


class Found(NamedTuple):
    """An object tagged ``amenity=school``; its id is its type's letter and number in OpenStreetMap."""

    school_id: str
    name: str
    at: Point


class Municipality(NamedTuple):
    """A municipality: the rings of its area, and the inhabitants of its villages as tagged."""

    name: str
    rings: tuple[tuple[Point, ...], ...]

    def holds(self, at: Point) -> bool:
        """Whether a point lies inside (even–odd rule over all rings)."""
        return sum(_crossings(ring, at) for ring in self.rings) % 2 == 1


class Extract(NamedTuple):
    """What the extract says: school objects, municipalities, places with their inhabitants."""

    found: tuple[Found, ...]
    municipalities: tuple[Municipality, ...]
    places: tuple[tuple[Point, int], ...]


def read_extract(path: Path = EXTRACT) -> Extract:
    """Read schools, municipalities (admin_level 8) and inhabitants of villages."""
    found: list[Found] = []
    municipalities: list[Municipality] = []
    places: list[tuple[Point, int]] = []
    for entity in osmium.FileProcessor(str(path)).with_locations().with_areas():
        if isinstance(entity, osmium.osm.Changeset):
            continue
        tags = {tag.k: tag.v for tag in entity.tags}
        if isinstance(entity, osmium.osm.Node):
            at = Point(entity.lat, entity.lon)
            if tags.get("amenity") == "school":
                found.append(Found(f"n{entity.id}", tags.get("name", ""), at))
            if "place" in tags and tags.get("population", "").isdecimal():
                places.append((at, int(tags["population"])))
        elif isinstance(entity, osmium.osm.Area):
            rings = tuple(
                tuple(Point(node.lat, node.lon) for node in ring)
                for outer in entity.outer_rings()
                for ring in (outer, *entity.inner_rings(outer))
            )
            if tags.get("amenity") == "school":
                letter = "w" if entity.from_way() else "r"
                found.append(
                    Found(f"{letter}{entity.orig_id()}", tags.get("name", ""), _middle(rings[0][:-1]))
                )
            if tags.get("boundary") == "administrative" and tags.get("admin_level") == "8" and "name" in tags:
                municipalities.append(Municipality(tags["name"], rings))
    return Extract(
        tuple(sorted(found)),
        tuple(sorted(municipalities, key=lambda one: one.name)),
        tuple(sorted(places)),
    )


def school_rows(extract: Extract) -> list[tuple[object, ...]]:
    """Rows of schools.csv, by id."""
    rows: list[tuple[object, ...]] = []
    for school in _one_per_campus(extract.found):
        home = next((one for one in extract.municipalities if one.holds(school.at)), None)
        township = "" if home is None else home.name
        name = school.name or f"School in {township} ({school.school_id})"
        large = home is not None and any(
            count >= LARGE_PLACE and home.holds(place) for place, count in extract.places
        )
        role = "core" if large else "member"
        if any(word in name for word in (*NO_BASIC_SCHOOL, *SECONDARY)):
            role = "none"
        stage = "junior" if any(word in name for word in SECONDARY) else "primary"
        rows.append((school.school_id, name, township, *(f"{x:.7f}" for x in school.at), stage, role))
    return rows


def _one_per_campus(found: Iterable[Found]) -> list[Found]:
    """Leave out what has no name and stands beside a school: named ones first, then by id."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (not one.name, one.school_id)):
        if one.name or all(great_circle_km(one.at, other.at) > SAME_CAMPUS_KM for other in kept):
            kept.append(one)
    return sorted(kept)


def _middle(ring: tuple[Point, ...]) -> Point:
    return Point(sum(at.lat for at in ring) / len(ring), sum(at.lon for at in ring) / len(ring))


def _crossings(ring: tuple[Point, ...], at: Point) -> int:
    """Count how often a ray to the east crosses a closed ring."""
    return sum(
        (a.lat > at.lat) != (b.lat > at.lat)
        and at.lon < (b.lon - a.lon) * (at.lat - a.lat) / (b.lat - a.lat) + a.lon
        for a, b in pairwise(ring)
    )


def write_tables(folder: Path = FOLDER) -> None:
    """Write schools.csv into a folder; county.toml, README and the extract are kept as they are."""
    write_table(folder / "schools.csv", HEADER, school_rows(read_extract()))


if __name__ == "__main__":
    write_tables()
