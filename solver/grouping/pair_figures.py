"""What each pair of core and member counts for beside the way between them: wishes, changes, distance.

Figures are laid out as tables: int64 (leads, places + 1), 0 for pairs that are not admissible and, in the
last column, for "nobody". The problem keeps them (``problem.py``).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..scope import Place, PlacePin

if TYPE_CHECKING:
    from .problem import Problem

Ints = NDArray[np.int64]


def laid_out(problem: "Problem", figures: Sequence[Ints]) -> Ints:
    """Lay out figures of each lead's members as a table."""
    table = np.zeros((len(problem.leads), len(problem.places) + 1), dtype=np.int64)
    for row, (lead, figure) in enumerate(zip(problem.leads, figures, strict=True)):
        table[row, lead.members] = figure
    return table


def wishes_missed(problem: "Problem") -> Ints:
    """Count prefer pins not met and avoid pins used by each pair."""
    wished = np.array([len(pins) for pins in problem.prefers], dtype=np.int64)
    of_core: dict[str, list[tuple[int, PlacePin, int]]] = {}
    for sign, said in ((-1, problem.prefers), (1, problem.avoids)):
        for place, pins in enumerate(said):
            for pin in pins:
                of_core.setdefault(pin.core, []).append((place, pin, sign))
    figures = []
    for lead in problem.leads:
        missed = wished[lead.members]
        for place, pin, sign in of_core.get(lead.core, ()):
            if lead.stage in pin.stages:
                missed[lead.members == place] += sign
        figures.append(missed)
    return laid_out(problem, figures)


def changes(problem: "Problem") -> Ints:
    """Mark with 1 the pairs for which alliances.csv names another core in the alliance's stage."""
    number = {core: i for i, core in enumerate(sorted({lead.core for lead in problem.leads}))}
    nowhere, elsewhere = -1, len(number)
    own, in_primary = (
        np.array([nowhere if core is None else number.get(core, elsewhere) for core in held], dtype=np.int64)
        for held in (problem.held_by, problem.held_in_primary)
    )
    figures = []
    for lead in problem.leads:
        held = (in_primary if lead.in_primary else own)[lead.members]
        figures.append(((held != nowhere) & (held != number[lead.core])).astype(np.int64))
    return laid_out(problem, figures)


def distance_to(problem: "Problem", place: Place, core: str | None) -> int:
    """Look up what a place's core (None: unplaced) adds to the distance from given groupings."""
    if problem.distance is None:
        return 0
    return problem.distance.of_core.get((place, core), problem.distance.otherwise.get(place, 0))


def distance_if_leading(problem: "Problem", place: int) -> int:
    """Look up what it adds to the distance that the place's own school leads."""
    return distance_to(problem, problem.places[place], problem.places[place][0])


def distance_of_pairs(problem: "Problem") -> Ints:
    """Compute the distance from given groupings of each pair."""
    figures = [
        np.array([distance_to(problem, problem.places[at], lead.core) for at in lead.members], dtype=np.int64)
        for lead in problem.leads
    ]
    return laid_out(problem, figures)
