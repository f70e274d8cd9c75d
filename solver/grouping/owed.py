"""Teachers owed beside an alliance: by the other stages in which its schools could have been in one.

A school of several stages that takes part once is in an alliance in one stage at most. In its other stages
it then owes all that its quotas ask for, and in none it owes that in every stage (docs/exchange.md, 27).
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.words import Stage

if TYPE_CHECKING:
    from .problem import Problem

Ints = NDArray[np.int64]


class OwedBeside(NamedTuple):
    """Teachers owed outside alliances.

    Attributes
    ----------
    members
        Per lead int64 (members,): by each member in the stages that the alliance is not of.
    leads
        By the core in the stages that it does not lead in: int64 (leads,).
    places
        By an unplaced school, or a core that leads nothing, in all its stages: int64 (places,).
    """

    members: tuple[Ints, ...]
    leads: Ints
    places: Ints


def owed_beside(problem: "Problem") -> OwedBeside:
    """Work out who owes what beside each alliance; all of it is 0 where every school has one stage."""
    prospects = problem.prospects
    if prospects is None:
        nothing = tuple(np.zeros(len(lead.members), dtype=np.int64) for lead in problem.leads)
        places = np.zeros(len(problem.places), dtype=np.int64)
        return OwedBeside(nothing, np.zeros(len(problem.leads), dtype=np.int64), places)
    stages: list[set[Stage]] = [
        set() if problem.is_idle(at) else set(problem.scope.possible.get(place, (place[1],)))
        for at, place in enumerate(problem.places)
    ]
    for lead in problem.leads:
        if lead.covers >= 0:
            stages[lead.covers].add(lead.stage)
    owed = [
        {stage: prospects.of((school, stage)).owed_alone for stage in sorted(own)}
        for (school, _), own in zip(problem.places, stages, strict=True)
    ]
    places = np.array([sum(by_stage.values()) for by_stage in owed], dtype=np.int64)
    inside = {
        stage: np.array([by_stage.get(stage, 0) for by_stage in owed], dtype=np.int64)
        for stage in sorted({lead.stage for lead in problem.leads})
    }
    beside = {stage: places - figures for stage, figures in inside.items()}
    return OwedBeside(
        tuple(beside[lead.stage][lead.members] for lead in problem.leads),
        np.array(
            [beside[lead.stage][lead.covers] if lead.covers >= 0 else 0 for lead in problem.leads],
            dtype=np.int64,
        ),
        places,
    )
