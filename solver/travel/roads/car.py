"""What the tags of a way or a node mean for a car: open or not, in which direction, how fast.

Source: OpenStreetMap wiki, Key:highway, Key:access, Key:oneway, Key:maxspeed, Key:barrier. Figures: car.toml.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .profile import Profile
from .speed_tags import duration_hours, signed_kmh

Tags = Mapping[str, str]


class Drive(NamedTuple):
    """A way as a car meets it.

    Attributes
    ----------
    ahead_kmh, back_kmh
        Travel speed along the drawing of the way and against it; None: closed in this direction.
    hours
        Of the whole way, where a ferry's duration says it: it replaces the speed.
    from_school
        Whether a school may be joined to this way.
    """

    ahead_kmh: float | None
    back_kmh: float | None
    hours: float | None
    from_school: bool


def drive_of(tags: Tags, profile: Profile) -> Drive | None:
    """Read the tags of a way; None where no car may go."""
    if tags.get("area") == "yes" or tags.get("impassable") == "yes":
        return None
    if tags.get("route") in profile.ferry.routes and "highway" not in tags:
        return _ferry(tags, profile)
    highway = tags.get("highway", "")
    permission = _permission(tags, profile)
    if permission is False or tags.get("service") in profile.access.barred_service:
        return None
    speed = profile.speed_kmh.get(highway)
    if speed is None and permission:
        speed = profile.speed_if_permitted_kmh.get(highway)
    if speed is None:
        return None
    ahead, back = _directions(tags, profile)
    if not ahead and not back:
        return None
    cap = min(
        profile.surface_kmh.get(tags.get("surface", ""), 1e9),
        profile.track_grade_kmh.get(tags.get("tracktype", ""), 1e9),
    )
    return Drive(
        _speed(tags, "forward", speed, cap, profile) if ahead else None,
        _speed(tags, "backward", speed, cap, profile) if back else None,
        None,
        highway not in profile.school.not_from and tags.get("tunnel", "no") == "no",
    )


def stops_cars(tags: Tags, profile: Profile) -> bool:
    """Whether a node with these tags lets no car through: a bollard, a locked or a private gate."""
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    permission = _permission(tags, profile)
    if permission is not None:
        return not permission
    return barrier not in profile.barrier.open or tags.get("locked") == "yes"


def _ferry(tags: Tags, profile: Profile) -> Drive | None:
    permission = _permission(tags, profile)
    on_foot_only = permission is None and ("foot" in tags or "bicycle" in tags)
    if permission is False or on_foot_only:
        return None
    ahead, back = _directions(tags, profile)
    if not ahead and not back:
        return None
    speed = profile.ferry.speed_kmh
    hours = duration_hours(tags.get("duration", ""))
    return Drive(speed if ahead else None, speed if back else None, hours, from_school=False)


def _permission(tags: Tags, profile: Profile) -> bool | None:
    """Read the first access key that says something; None where none does."""
    access = profile.access
    for key in access.keys:
        values = {value.strip() for value in tags.get(key, "").split(";")}
        if values & access.permits:
            return True
        if values & access.barred:
            return False
    return None


def _directions(tags: Tags, profile: Profile) -> tuple[bool, bool]:
    """Whether the way is open along its drawing, and against it."""
    rule = profile.oneway
    for key in rule.keys:
        value = tags.get(key)
        if value is None:
            continue
        if value in rule.closed:
            return False, False
        return value not in rule.back, value not in rule.ahead
    implied = tags.get("highway") in rule.implied_highway or tags.get("junction") in rule.implied_junction
    return True, not implied


def _speed(tags: Tags, direction: str, speed: float, cap: float, profile: Profile) -> float:
    for key in (f"maxspeed:{direction}", "maxspeed"):
        limit = signed_kmh(tags.get(key, ""), profile.signed)
        if limit is not None:
            speed = profile.signed.share * limit
            break
    return min(speed, cap)
