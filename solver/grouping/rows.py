"""The rows of the master: what every grouping must obey whatever it minimises.

======== ========================================================= ==========
row      meaning                                                   bounds
======== ========================================================= ==========
member   candidates that cover a place + its unplaced column       = 1
lead     candidates of a lead key that no member row covers        ≤ 1
must     candidates of a key that is asked to lead                 ≥ 1
count    alliances of one mode in one stage                        min … max
======== ========================================================= ==========

Every coefficient of a candidate in these rows is 1. Source: docs/certificate.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Stage
from .problem import Ints, Problem

Floats = NDArray[np.float64]
NO_ROW = -1


class Rows(NamedTuple):
    """Structural rows of one part: member rows first, numbered like the places.

    Attributes
    ----------
    lower, upper
        float64 (rows,).
    of_lead
        int64 (leads, 4): the rows, besides its members', that an alliance of this lead stands in.
    lead, must
        Row number to index of the lead key.
    counts
        Row number to (mode index, stage).
    """

    lower: Floats
    upper: Floats
    of_lead: Ints
    lead: dict[int, int]
    must: dict[int, int]
    counts: dict[int, tuple[int, Stage]]

    @property
    def total(self) -> int:
        """Number of rows."""
        return len(self.lower)

    @property
    def asking(self) -> list[int]:
        """Rows with a lower bound that a plan may fail: must and count rows."""
        return [row for row in sorted({**self.must, **self.counts}) if self.lower[row] > 0]


def rows_of(problem: Problem) -> Rows:
    """Lay out the rows of a part."""
    lower: list[float] = [1.0] * len(problem.places)
    upper: list[float] = [1.0] * len(problem.places)
    of_lead = np.full((len(problem.leads), 4), NO_ROW, dtype=np.int64)

    def add(low: float, high: float) -> int:
        lower.append(low)
        upper.append(high)
        return len(lower) - 1

    covered = {lead.key for lead in problem.leads if lead.covers >= 0}
    leading = sorted({lead.key for lead in problem.leads} - covered)
    lead_row = {key: add(-np.inf, 1.0) for key in leading}
    asked = problem.scope.asked
    must_row: dict[int, int] = {}
    key_index = {key: i for i, key in enumerate(problem.keys)}
    for key in asked:
        if key in key_index:
            must_row[key_index[key]] = add(1.0, np.inf)
    count_row: dict[tuple[int, Stage], int] = {}
    for index, mode in enumerate(problem.policy.mode):
        least, most = mode.alliances.least, mode.alliances.most
        if least > 0 or most is not None:
            for stage in sorted(set(mode.stages)):
                count_row[index, stage] = add(float(least), np.inf if most is None else float(most))
    for i, lead in enumerate(problem.leads):
        of_lead[i, 0] = lead.covers
        of_lead[i, 1] = lead_row.get(lead.key, NO_ROW)
        if lead.key in must_row and lead.stage in asked[problem.keys[lead.key]]:
            of_lead[i, 2] = must_row[lead.key]
        of_lead[i, 3] = count_row.get((lead.mode, lead.stage), NO_ROW)
    return Rows(
        np.array(lower, dtype=np.float64),
        np.array(upper, dtype=np.float64),
        of_lead,
        {row: key for key, row in lead_row.items()},
        {row: key for key, row in must_row.items()},
        {row: at for at, row in count_row.items()},
    )
