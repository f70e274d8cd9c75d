"""travel.csv: listed travel of directed pairs of schools."""

from ..models.county import ListedTravel
from .findings import Findings
from .ids import KnownIds
from .number_cells import minutes, number
from .table import Table, first_of_each, read_column

MOST_KM = "1000000000"
"""A location problem may write any cost as km; the range keeps sums exact."""

MOST_MINUTES = "10000"
FAR_KM = 5000
"""Beyond it a way inside a county looks like metres."""


def read_travel(table: Table, known: KnownIds, findings: Findings) -> dict[tuple[str, str], ListedTravel]:
    """Travel by directed pair: km rounded half up to 1 m, minutes to whole seconds, None where blank."""
    starts = read_column(table, "from_id", known.parser(), None, findings, filled=True)
    ends = read_column(table, "to_id", known.parser(), None, findings, filled=True)
    km = read_column(table, "km", number("0", MOST_KM, "0.001"), None, findings, filled=True)
    times = read_column(table, "minutes", minutes("0", MOST_MINUTES), None, findings)
    rows = table.rows
    numbers: list[int] = []
    pairs: list[tuple[str, str]] = []
    travel: list[ListedTravel] = []
    for row, start, end, length, time in zip(rows, starts, ends, km, times, strict=True):
        if start is None or end is None or length is None:
            continue
        if start == end:
            findings.warning("travel_to_itself", table.file, row, table.header("to_id"), end)
            continue
        numbers.append(row)
        pairs.append((start, end))
        travel.append(ListedTravel(length, time))
    far = [row for row, (length, _) in zip(numbers, travel, strict=True) if length > FAR_KM]
    if far:
        figures = {"ways": len(far), "far": FAR_KM}
        findings.warning("travel_far", table.file, far[0], table.header("km"), figures=figures)
    listed = dict(zip(pairs, travel, strict=True))
    if len(listed) < len(pairs):
        kept = first_of_each(table.file, numbers, pairs, travel, findings)
        listed = {pairs[position]: travel[position] for position in kept}
    return listed
