"""What of the duties is done already: rows of log.csv in a year that is planned in parts.

Source: docs/duties.md, 33.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from ...models.county import County
from ...models.duty import DutyForm
from ...models.policy import Policy
from ...models.school_year import LogRow

COUNTED = (DutyForm.EVENT, DutyForm.POSTING, DutyForm.SHADOWING)
"""Forms of duties that something can be done of before the rest is planned."""


@dataclass
class DoneAlready:
    """Rows of the log of one alliance; each counts once, whatever number of duties ask for it."""

    rows: tuple[LogRow, ...] = ()
    _counted: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def less(self, kind: str, about: str, semesters: Collection[str], minimum: int) -> int:
        """Return how much of a minimum is left to do for one unit of a duty."""
        key = (kind, about, ";".join(sorted(semesters)))
        times = sum(
            1 if row.times is None else int(row.times)
            for row in self.rows
            if row.kind == kind and row.semester in semesters and about in ("", row.school, row.people)
        )
        taken = min(minimum, times - self._counted[key])
        self._counted[key] += taken
        return minimum - taken


def done_already(county: County, policy: Policy, alliance: str) -> DoneAlready:
    """Give what the log says of an alliance; nothing in a year that is planned as a whole."""
    rows: Iterable[LogRow] = county.log if policy.exchange.planned is not None else ()
    return DoneAlready(tuple(row for row in rows if row.alliance == alliance))
