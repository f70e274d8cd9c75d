"""The county a call names: a folder or a bundled one, its roads measured where the settings ask for it."""

# ruff: noqa: PLC0415 - roads are loaded only where the settings ask for them

from pathlib import Path

from ...instances import bundled
from ...instances.read import ReadCounty, read_county
from ...models.errors import InputError
from ...models.finding import Finding, Level

PREFIX = "bundled:"


def county_folder(county: str) -> Path:
    """Folder of the county that a call names.

    Raises
    ------
    InputError
        There is no bundled county of this name.
    """
    if not county.startswith(PREFIX):
        return Path(county)
    name = county.removeprefix(PREFIX)
    if name not in bundled.BUNDLED:
        figures = {"words": bundled.BUNDLED}
        raise InputError([Finding(level=Level.ERROR, code="bundled_unknown", value=name, figures=figures)])
    return bundled.bundled_county(name)


def read_named(county: str) -> ReadCounty:
    """Read the county that a call names.

    Raises
    ------
    InputError
        Everything that is wrong with it, at once.
    """
    folder = county_folder(county)
    return with_roads(read_county(folder), folder)


def with_roads(read: ReadCounty, folder: Path) -> ReadCounty:
    """Travel on real roads, where the settings ask for it."""
    if read.policy.travel.source != "roads":
        return read
    from ...solver.travel.roads import roads_for

    county, warnings = roads_for(read.county, read.policy, folder)
    return read.with_roads(county, warnings)
