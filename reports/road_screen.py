"""What ``check`` shows of travel on real roads: ways found, and how far schools are from a road."""

from collections.abc import Sequence
from statistics import median

from rich.console import RenderableType

from ..models.county import County
from .messages import Lang, number, text
from .tables import Column, heading, line, school_label, table

FAR_M = 500
"""Metres from which a school counts as far from the road."""
_LARGEST = 5
_COLUMNS: tuple[Column, ...] = (
    ("column_school", "left"),
    ("column_metres_to_road", "right"),
    ("column_main_net", "left"),
)


def roads_result(county: County) -> dict[str, object] | None:
    """Give road travel for ``--json``: None where travel does not follow roads."""
    roads = county.roads
    if roads is None:
        return None
    return {
        "sha256": roads.sha256,
        "pairs": len(roads.pairs),
        "missing": len(roads.missing),
        "joints": [
            {"school": school_id, "metres": joint.metres, "main": joint.main}
            for school_id, joint in sorted(roads.joints.items())
        ],
    }


def roads_screen(county: County, lang: Lang) -> list[RenderableType]:
    """Summary of road travel; nothing where travel does not follow roads."""
    roads = county.roads
    if roads is None:
        return []
    away = sorted(
        ((joint.metres, school_id) for school_id, joint in roads.joints.items() if joint.metres is not None),
        key=lambda one: (-one[0], one[1]),
    )
    shown: list[RenderableType] = [
        heading("roads_title", lang),
        line("roads_numbers", lang, pairs=len(roads.pairs), missing=len(roads.missing)),
    ]
    if not away:
        return shown
    most, school_id = away[0]
    shown.append(
        line(
            "roads_joints",
            lang,
            median=number(median(metres for metres, _ in away), 0),
            most=number(most, 0),
            school=school_label(school_id, county.by_id),
            far=FAR_M,
            count=sum(metres > FAR_M for metres, _ in away),
        )
    )
    rows: list[Sequence[str]] = [
        (
            school_label(school_id, county.by_id),
            number(metres, 0),
            text("main_net_yes" if roads.joints[school_id].main else "main_net_no", lang),
        )
        for metres, school_id in away[:_LARGEST]
    ]
    title = heading("roads_far_title", lang, shown=len(rows), count=len(away))
    return [*shown, title, table(_COLUMNS, rows, lang)]
