"""The fingerprints that tie a plan to its county: SHA-256 over the parsed tables and settings."""

import hashlib
import json
from typing import Any

from .county import County
from .policy import KeepSettings, Policy, StudentSettings

_LATER = (
    "teachers",
    "lessons",
    "loads",
    "calendar",
    "blocked",
    "vehicles",
    "exchanges",
    "duties",
    "log",
    "results",
    "settlements",
)
"""Tables that came later: a county that has them not keeps the fingerprint that it always had."""

_LATER_COLUMNS = ("away_from", "away_until")
"""Columns of teachers.csv that came later."""


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Made once: of every row of a county a digest is taken."""


def _sha256(content: Any) -> str:
    return hashlib.sha256(_JSON.encode(content).encode("utf-8")).hexdigest()


def _settings(policy: Policy) -> dict[str, Any]:
    """Write the settings as they are fingerprinted; blocks that came later count only where they speak."""
    said: dict[str, Any] = policy.model_dump(mode="json")
    if policy.keep == KeepSettings():
        del said["keep"]
    if policy.students == StudentSettings():
        del said["students"]
    if policy.exchange.planned is None:
        del said["exchange"]["planned"]
    return said


def settings_sha256(policy: Policy) -> str:
    """Fingerprint of the settings alone."""
    return _sha256(_settings(policy))


def county_sha256(county: County, policy: Policy) -> str:
    """Fingerprint of tables and settings; the order of rows, columns and files does not matter."""
    tables = county.model_dump(mode="json", exclude={"travel", "roads", "curriculum"})
    for name in _LATER:
        if not tables[name] and name != "teachers":
            del tables[name]
    if county.teachers is None:
        del tables["teachers"]
    for row in tables.get("teachers", ()):
        for name in _LATER_COLUMNS:
            if row[name] is None:
                del row[name]
    for row in tables["pins"]:
        if not row["reason"]:
            del row["reason"]
    rows = {
        name: sorted(map(_sha256, table)) if isinstance(table, list) else table
        for name, table in tables.items()
    }
    listed = sorted((from_id, to_id, *pair) for (from_id, to_id), pair in county.travel.items())
    content = {"tables": rows, "travel": listed, "settings": _settings(policy)}
    if county.roads is not None:
        content["roads"] = county.roads.sha256
    return _sha256(content)
