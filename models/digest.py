"""The fingerprints that tie a plan to its county: SHA-256 over the parsed tables and settings."""

import hashlib
import json
from typing import Any

from .county import County
from .policy import Policy

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
)
"""Tables that a county without teachers has not: there they leave the fingerprint as it always was."""


def _sha256(content: Any) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def settings_sha256(policy: Policy) -> str:
    """Fingerprint of the settings alone."""
    return _sha256(policy.model_dump(mode="json"))


def county_sha256(county: County, policy: Policy) -> str:
    """Fingerprint of tables and settings; the order of rows, columns and files does not matter."""
    tables = county.model_dump(mode="json", exclude={"travel", "roads", "curriculum"})
    for name in _LATER:
        if not tables[name] and name != "teachers":
            del tables[name]
    if county.teachers is None:
        del tables["teachers"]
    rows = {
        name: sorted(map(_sha256, table)) if isinstance(table, list) else table
        for name, table in tables.items()
    }
    listed = sorted((from_id, to_id, *pair) for (from_id, to_id), pair in county.travel.items())
    content = {"tables": rows, "travel": listed, "settings": policy.model_dump(mode="json")}
    if county.roads is not None:
        content["roads"] = county.roads.sha256
    return _sha256(content)
