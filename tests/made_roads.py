"""Hand-made extracts of OpenStreetMap near the equator, where 0.001° are 111.195 m in every direction."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.school import School
from lianxiao.models.words import Role, Stage

METRES = 111.19508
"""Metres of 0.001° on a sphere of radius 6371.0088 km."""

Nodes = Mapping[int, tuple[float, float]]
"""Node number to (thousandths of a degree east, thousandths north)."""
Way = tuple[Sequence[int], Mapping[str, str]]
STREET = {"highway": "residential"}
"""25 km/h, both directions."""


def write_extract(
    file: Path, nodes: Nodes, ways: Sequence[Way], node_tags: Mapping[int, Mapping[str, str]] | None = None
) -> Path:
    """Write an extract as OpenStreetMap XML."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", "<osm version='0.6'>"]
    for number, (east, north) in sorted(nodes.items()):
        inner = _tags((node_tags or {}).get(number, {}))
        lines.append(f"<node id='{number}' lat='{north / 1000:.7f}' lon='{east / 1000:.7f}'>{inner}</node>")
    for number, (refs, tags) in enumerate(ways, 1):
        inner = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(f"<way id='{number}'>{inner}{_tags(tags)}</way>")
    file.write_text("\n".join([*lines, "</osm>"]), encoding="utf-8")
    return file


def _tags(tags: Mapping[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def school(
    school_id: str, east: float | None, north: float | None, role: Role = Role.EITHER, **more: object
) -> School:
    """Make a primary school, its place in thousandths of a degree."""
    place = {
        "lat": None if north is None else north / 1000,
        "lon": None if east is None else east / 1000,
    }
    return School.model_validate(
        {
            "school_id": school_id,
            "name": school_id,
            "stages": (Stage.PRIMARY,),
            "role": role,
            **place,
            **more,
        }
    )


def county(*schools: School, **more: object) -> County:
    """Make a county of these schools."""
    return County.model_validate({"schools": schools, **more})


def policy(extract: str | None = "county.osm", **mode: object) -> Policy:
    """Make settings with travel on roads and one mode of any size."""
    joint = {
        "key": "joint_alliance",
        "stages": ["primary"],
        "min_members": 0,
        "max_members": 0,
        **mode,
    }
    return Policy.model_validate({"travel": {"source": "roads", "roads": extract}, "mode": [joint]})
