"""Values of maxspeed=* and duration=*, as mappers write them."""

import re

from .profile import Signed

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph|knots)?")
_ZONE = re.compile(r"([A-Za-z]{2}):(?:zone:?)?([a-z_]+|\d+)")
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_ISO = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_SLOWEST_KMH = 1.0


def signed_kmh(value: str, signed: Signed) -> float | None:
    """Speed limit in km/h; None where the value says no figure (``signals``, ``variable``, a typing error).

    Of several values (``50;30``) the lowest counts. Understood: ``50``, ``50 km/h``, ``30 mph``, ``walk``,
    ``none``, ``DE:urban``, ``CN:zone30``.
    """
    limits = [_one_limit(part.strip(), signed) for part in value.split(";")]
    known = [limit for limit in limits if limit is not None and limit >= _SLOWEST_KMH]
    return min(known, default=None)


def _one_limit(value: str, signed: Signed) -> float | None:
    if value in ("walk", "none"):
        return signed.walk if value == "walk" else signed.none
    if number := _NUMBER.fullmatch(value):
        factor = {"mph": signed.mph_km, "knots": signed.knots_km}.get(number[2] or "", 1.0)
        return float(number[1]) * factor
    if zone := _ZONE.fullmatch(value):
        country, kind = zone[1].upper(), zone[2]
        if kind.isdigit():
            return float(kind)
        if kind == "walk":
            return signed.walk
        return signed.country_kmh.get(f"{country}:{kind}", signed.zone_kmh.get(kind))
    return None


def duration_hours(value: str) -> float | None:
    """Duration in hours; None where the value says none.

    Understood: ``20`` (minutes), ``00:20``, ``01:20:30`` (hours first), ``PT1H20M``.
    """
    value = value.strip()
    if value.isdecimal():
        hours = int(value) / 60
    elif clock := _CLOCK.fullmatch(value):
        hours = int(clock[1]) + int(clock[2]) / 60 + int(clock[3] or 0) / 3600
    elif iso := _ISO.fullmatch(value):
        days, whole, minutes, seconds = (int(part or 0) for part in iso.groups())
        hours = 24 * days + whole + minutes / 60 + seconds / 3600
    else:
        return None
    return hours or None
