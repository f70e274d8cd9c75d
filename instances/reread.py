"""A county that was changed in memory, written to a temporary folder and read back as a planner's own is."""

import tempfile
from pathlib import Path

from ..models.county import County
from ..models.policy import Policy
from .read import ReadCounty, read_county
from .write import write_county


def reread(county: County, policy: Policy) -> ReadCounty:
    """Validate a changed county with the care of every input.

    Parameters
    ----------
    county, policy
        Cells and settings may hold raw values, as a planner writes them.

    Returns
    -------
    ReadCounty
        The county as `read_county` has it; roads are not measured.

    Raises
    ------
    InputError
        What the tables or settings have wrong, by table and row of the written folder.
    """
    with tempfile.TemporaryDirectory(prefix="county-") as folder:
        write_county(Path(folder), county, policy)
        return read_county(Path(folder))
