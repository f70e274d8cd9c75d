"""A county as a command writes it: its tables, and the road extract that its settings name."""

import shutil
from pathlib import Path
from typing import NamedTuple

from ...instances.write import write_county
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.policy import Policy
from ..output_folder import COUNTY, WriteFolder


class Extract(NamedTuple):
    """Settings whose road extract is named without a path, and the folder in which it lies."""

    policy: Policy
    folder: Path


def extract_of(policy: Policy, folder: Path) -> Extract:
    """Name the road extract as it will lie beside a written county."""
    named = policy.travel.roads
    if policy.travel.source != "roads" or named is None or Path(named).name == named:
        return Extract(policy, folder)
    travel = policy.travel.model_copy(update={"roads": Path(named).name})
    return Extract(policy.model_copy(update={"travel": travel}), (folder / named).parent)


def filler(county: County, policy: Policy, extracts: Path) -> WriteFolder:
    """Make what writes a county into a folder.

    Parameters
    ----------
    extracts
        Folder of the road extract that the settings name, if they name one.
    """

    def fill(folder: Path) -> None:
        write_county(folder, county, policy)
        if policy.travel.source == "roads" and policy.travel.roads is not None:
            shutil.copyfile(extracts / policy.travel.roads, folder / policy.travel.roads)

    return fill


def refuse_own_folder(source: Path, out: Path) -> None:
    """Refuse to write over the very county that is read.

    Raises
    ------
    InputError
        The county read is the one beside the plan that would be replaced.
    """
    taken = [out / COUNTY, out / f"{COUNTY}.previous"]
    if source.resolve() in [one.resolve() for one in taken]:
        finding = Finding(level=Level.ERROR, code="out_is_county", value=str(out))
        raise InputError([finding])
