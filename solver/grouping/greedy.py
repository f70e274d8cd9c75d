"""A first plan in no time: every lead takes its nearest free members. It may break what asks for more."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from .candidates import NONE, Candidates, joined, keeps_entrusted, least_members, most_members
from .leads import Lead
from .problem import Problem


def nearest_first(problem: Problem) -> Candidates:
    """Let the leads, those with the nearest members first, fill up with the nearest places still free."""
    free = np.ones(len(problem.places), dtype=bool)
    used_keys: set[int] = set()
    made: list[Candidates] = []
    led: Counter[tuple[int, str]] = Counter()
    nearest = [int(lead.metres.min()) if len(lead.metres) else 0 for lead in problem.leads]
    for index in sorted(range(len(problem.leads)), key=lambda i: (nearest[i], i)):
        lead = problem.leads[index]
        mode = problem.policy.mode[lead.mode]
        if mode.alliances.most is not None and led[lead.mode, lead.stage] >= mode.alliances.most:
            continue
        if lead.key in used_keys or (lead.covers >= 0 and not free[lead.covers]):
            continue
        taken = _nearest_free(problem, lead, free)
        members = np.array([sorted(taken)], dtype=np.int32)
        if (
            len(taken) < max(1, least_members(problem, lead))
            or not keeps_entrusted(problem, lead, members)[0]
        ):
            continue
        used_keys.add(lead.key)
        led[lead.mode, lead.stage] += 1
        free[taken] = False
        if lead.covers >= 0:
            free[lead.covers] = False
        made.append(Candidates(np.full(1, index, dtype=np.int32), members))
    if not made:
        return NONE
    table = joined(made)
    return table.take(np.argsort(table.lead, kind="stable"))


def _nearest_free(problem: Problem, lead: Lead, free: NDArray[np.bool_]) -> list[int]:
    """Fill one alliance with the nearest free places, as far as size, capacity and entrusted allow."""
    taken: list[int] = []
    left = lead.capacity
    entrusted, most_entrusted = 0, lead.entrusted[1] if lead.entrusted else None
    for position in np.argsort(lead.metres, kind="stable").tolist():
        place = int(lead.members[position])
        load, marked = int(problem.load[place]), bool(problem.kind[place] > 0)
        if len(taken) == most_members(problem, lead):
            break
        if marked and entrusted == most_entrusted:
            continue
        if free[place] and (left is None or load <= left):
            taken.append(place)
            entrusted += marked
            left = None if left is None else left - load
    return taken
