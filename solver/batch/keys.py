"""The key of a case: equal keys, the same case (docs/batch.md)."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from sysconfig import get_python_version

from ... import __version__
from ...models.batch import How

PROGRAM, PYTHON = "lianxiao", "python"
LIBRARIES = ("networkx", "numpy", "ortools", "osmium", "scipy")
"""What an answer is reckoned with: CP-SAT and GLOP, HiGHS, arrays, graphs; roads, where asked for."""


def versions() -> dict[str, str]:
    """Versions that an answer depends on; a library that is not installed is left out."""
    found = {name: _installed(name) for name in LIBRARIES}
    there = {name: one for name, one in found.items() if one is not None}
    return {PROGRAM: __version__, PYTHON: get_python_version(), **there}


@cache
def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


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
