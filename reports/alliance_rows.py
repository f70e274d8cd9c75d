"""The alliances of a plan as rows of the screen: cores and members with their points, kinds and terms."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.console import RenderableType

from ..models.county import County
from ..models.mode import Mode
from ..models.plan import Alliance, PlacedMember, Plan
from ..models.policy import Policy
from ..models.words import ModeKey
from .messages import Lang, text, word
from .tables import Column, filled_table, school_label

_COLUMNS: tuple[Column, ...] = (
    ("column_core", "left"),
    ("column_stage", "left"),
    ("column_mode", "left"),
    ("column_member", "left"),
    ("column_kind", "left"),
    ("column_km", "right"),
    ("column_minutes", "right"),
    ("column_months", "left"),
    ("column_batch", "left"),
)
Row = tuple[str, ...]


class Made(NamedTuple):
    """What a plan has of one mode."""

    alliances: int
    members: int


NONE_MADE = Made(0, 0)


def alliance_table(county: County, policy: Policy, plan: Plan, lang: Lang) -> RenderableType:
    """Table of the alliances; points stand below the school they follow, columns that say nothing go."""
    modes = {mode.id: mode for mode in policy.mode}
    dated = _dated(plan)
    rows: list[Row] = []
    for alliance in plan.alliances:
        mode = modes.get(alliance.mode)
        named = mode is not None and mode.id == mode.key
        shown = "" if len(modes) == 1 else word("mode", alliance.mode, lang) if named else alliance.mode
        rows += _rows_of(county, alliance, shown, mode, dated, lang)
    return filled_table(_COLUMNS, rows, lang)


def _dated(plan: Plan) -> bool:
    """Whether the months say more than that everybody starts together, with no end."""
    months = {(one.since, one.until) for alliance in plan.alliances for one in alliance.members}
    return len(months) > 1 or any(until for _, until in months)


def _rows_of(
    county: County, alliance: Alliance, shown: str, mode: Mode | None, dated: bool, lang: Lang
) -> list[Row]:
    core = _with_points(alliance.core, alliance.points, county, lang)
    led: list[Row] = []
    for member in alliance.members:
        first, *points = _with_points(member.school, member.points, county, lang)
        led.append((first, *_figures(member, mode, dated, lang)))
        led += [(point, "", "", "", "", "") for point in points]
    stage = word("stage", alliance.stage, lang)
    rows = []
    for at, (left, right) in enumerate(zip_longest(core, led or [("–", "", "", "", "", "")])):
        head = (left or "", stage if at == 0 else "", shown if at == 0 else "")
        rows.append((*head, *(right or ("",) * 6)))
    return rows


def _with_points(school: str, points: Sequence[str], county: County, lang: Lang) -> list[str]:
    """Give the school and, each on a line of its own, the points that follow it."""
    return [
        school_label(school, county.by_id),
        *(text("point_line", lang, point=school_label(point, county.by_id)) for point in points),
    ]


def _figures(member: PlacedMember, mode: Mode | None, dated: bool, lang: Lang) -> Row:
    in_group = mode is not None and mode.key is ModeKey.CORE_GROUP
    return (
        word("kind", member.kind, lang) if in_group and member.kind is not None else "",
        "" if member.km is None else f"{member.km:.1f}",
        "" if member.minutes is None else f"{member.minutes:.0f}",
        f"{member.since or ''} – {member.until or ''}".strip() if dated and member.since else "",
        member.batch,
    )


def has_points(plan: Plan) -> bool:
    """Whether a point or campus follows some school of the plan."""
    return any(
        alliance.points or any(member.points for member in alliance.members) for alliance in plan.alliances
    )


def made_by_mode(plan: Plan) -> Mapping[str, Made]:
    """Count alliances and members by mode id; a mode that made none has no entry."""
    made: dict[str, Made] = {}
    for alliance in plan.alliances:
        alliances, members = made.get(alliance.mode, NONE_MADE)
        made[alliance.mode] = Made(alliances + 1, members + len(alliance.members))
    return made
