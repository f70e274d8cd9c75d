"""The car profile as data: ``car.toml``, read and validated once."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Speed = Annotated[float, Field(gt=0, le=200, description="km/h")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signed(_Part):
    """Signed limits (maxspeed=*): what they say and how much of them a car really drives."""

    share: Annotated[float, Field(gt=0, le=1)]
    walk: Speed
    none: Speed
    mph_km: float
    knots_km: float
    zone_kmh: dict[str, Speed]
    country_kmh: dict[str, Speed]


class Access(_Part):
    """Who may use a way: keys from the special to the general, values that bar and that permit."""

    keys: tuple[str, ...]
    barred: frozenset[str]
    permits: frozenset[str]
    barred_service: frozenset[str]


class Oneway(_Part):
    """Directions in which a way is open."""

    keys: tuple[str, ...]
    ahead: frozenset[str]
    back: frozenset[str]
    closed: frozenset[str]
    implied_highway: frozenset[str]
    implied_junction: frozenset[str]


class Ferry(_Part):
    """Ferries that carry cars."""

    routes: frozenset[str]
    speed_kmh: Speed


class Barrier(_Part):
    """Barriers on a way that a car passes."""

    open: frozenset[str]


class AtSchool(_Part):
    """How a school comes to the road; distances in metres, ``speed_kmh`` on the straight line to the road."""

    not_from: frozenset[str]
    speed_kmh: Speed
    far_m: float
    off_m: float
    main_worth_m: float


class Profile(_Part):
    """The car profile (``car.toml``); speeds in km/h."""

    version: int
    speed_kmh: dict[str, Speed]
    speed_if_permitted_kmh: dict[str, Speed]
    signed: Signed
    surface_kmh: dict[str, Speed]
    track_grade_kmh: dict[str, Speed]
    access: Access
    oneway: Oneway
    ferry: Ferry
    barrier: Barrier
    school: AtSchool


@cache
def car_profile() -> Profile:
    """Give the profile of ``car.toml``."""
    return Profile.model_validate(tomllib.loads(_text()))


@cache
def profile_sha256() -> str:
    """Fingerprint of the profile: what was measured under another one is not the same."""
    return hashlib.sha256(_text().encode()).hexdigest()


def _text() -> str:
    return (files(__package__) / "car.toml").read_text("utf-8")
