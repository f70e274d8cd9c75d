"""A first plan in no time: every lead takes its nearest free members. It may break what asks for more."""

from collections import Counter

import numpy as np

from .candidates import NONE, Candidates, joined, most_members
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
        taken: list[int] = []
        left = lead.capacity
        for position in np.argsort(lead.metres, kind="stable").tolist():
            place = int(lead.members[position])
            load = int(problem.load[place])
            if len(taken) == most_members(problem, lead):
                break
            if free[place] and (left is None or load <= left):
                taken.append(place)
                left = None if left is None else left - load
        if not taken or len(taken) < mode.min_members:
            continue
        used_keys.add(lead.key)
        led[lead.mode, lead.stage] += 1
        free[taken] = False
        if lead.covers >= 0:
            free[lead.covers] = False
        members = np.array([sorted(taken)], dtype=np.int32)
        made.append(Candidates(np.full(1, index, dtype=np.int32), members))
    if not made:
        return NONE
    table = joined(made)
    return table.take(np.argsort(table.lead, kind="stable"))
