"""A plan that is known already, as far as the rules of this county still allow it: where a search starts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ...models.plan import Alliance
from .candidates import NONE, Candidates, keeps_entrusted, least_members, most_members
from .problem import Problem
from .summed import table_of


def known_plan(problem: Problem, alliances: Sequence[Alliance]) -> Candidates:
    """Write known alliances as candidates of a part.

    Members that may not (any more) be with their core are left out; so are alliances of which fewer than the
    mode asks for remain, or that break another rule of one alliance. Nothing else moves.
    """
    lead_of = {
        (problem.policy.mode[lead.mode].id, lead.stage, lead.core): index
        for index, lead in enumerate(problem.leads)
    }
    place_of: dict[str, list[int]] = {}
    for index, (school, _) in enumerate(problem.places):
        place_of.setdefault(school, []).append(index)
    taken: set[int] = set()
    keys: set[int] = set()
    rows: list[tuple[int, tuple[int, ...]]] = []
    led: Counter[tuple[int, str]] = Counter()
    for alliance in sorted(alliances, key=lambda one: (one.stage.rank, one.core)):
        at = lead_of.get((alliance.mode, alliance.stage, alliance.core))
        if at is None:
            continue
        lead = problem.leads[at]
        mode = problem.policy.mode[lead.mode]
        most = mode.alliances.most
        if (
            lead.key in keys
            or lead.covers in taken
            or (most is not None and led[lead.mode, lead.stage] >= most)
        ):
            continue
        allowed = set(lead.members.tolist()) - taken
        places = sorted(
            {p for member in alliance.members for p in place_of.get(member.school, ()) if p in allowed}
        )
        fits = (
            least_members(problem, lead) <= len(places) <= most_members(problem, lead)
            and (lead.capacity is None or int(problem.load[places].sum()) <= lead.capacity)
            and bool(keeps_entrusted(problem, lead, np.array([places], dtype=np.int32))[0])
        )
        if fits and (places or not alliance.members):
            rows.append((at, tuple(places)))
            taken |= {*places, *([lead.covers] if lead.covers >= 0 else [])}
            keys.add(lead.key)
            led[lead.mode, lead.stage] += 1
    return table_of(sorted(rows)) if rows else NONE
