"""Forces tiny counties onto the solver's road for groups of any size: every lead is summed, none is listed.

Searches are cut short where only their speed depends on it, so that lists, cuts and pairs have work to do.
"""

import pytest
from lianxiao.solver.grouping import ascent, assigning, columns, patience, summed


def sum_every_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sum every lead that may take a member; bounds come from few steps, plans from few tries."""
    for limit in ("LISTED_AT_MOST", "HELD_AT_MOST", "PASSED_AT_MOST"):
        monkeypatch.setattr(summed, limit, 0)
    monkeypatch.setattr(ascent, "STEPS", 8)
    for module in (columns, patience):
        monkeypatch.setattr(module, "STALLED_AT_MOST", 2)
    monkeypatch.setattr(assigning, "IDLE_AT_MOST", 1)
