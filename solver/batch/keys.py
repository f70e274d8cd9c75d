"""The key of a case: equal keys, the same case (docs/batch.md)."""

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version

from ... import __version__
from ...models.batch import How

_LIBRARIES = ("ortools", "scipy")
"""Where the solvers come from: CP-SAT and GLOP, HiGHS."""


def versions() -> dict[str, str]:
    """Versions that an answer depends on."""
    return {"lianxiao": __version__, **{name: version(name) for name in _LIBRARIES}}


def case_key(
    files: Mapping[str, str],
    how: How,
    scenario: tuple[str, str] | None = None,
    combination: str | None = None,
) -> str:
    """Make the fingerprint of all that an answer depends on.

    Parameters
    ----------
    files
        SHA-256 of every file of the county by name.
    scenario
        Name and SHA-256 of the scenario file.
    combination
        The one combination of its sweep.
    """
    content = {
        "files": dict(files),
        "how": how.model_dump(mode="json"),
        "scenario": scenario,
        "combination": combination,
        "versions": versions(),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
