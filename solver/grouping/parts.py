"""Parts of a county: schools that share no candidate alliance with others are grouped apart."""

from collections.abc import Sequence
from dataclasses import replace

import networkx as nx
import numpy as np

from ...models.words import Term
from ..scale import TierScale
from .candidates import NONE, Candidates
from .leads import Lead
from .problem import Ints, Problem
from .prospects import EXCHANGE_MAXIMA


def must_stay_whole(problem: Problem, scales: Sequence[TierScale], tolerances: Sequence[float]) -> bool:
    """Whether a row or a term ties the whole county together.

    Bounds on the number of alliances, a tolerance above 0, ``quality_spread``, and a tier that mixes a
    maximum with other terms do.
    """
    counted = any(mode.alliances.least > 0 or mode.alliances.most is not None for mode in problem.policy.mode)
    mixed = any(scale.maxima for scale in scales) or any(
        len(scale.factor) > 1 and any(term in EXCHANGE_MAXIMA for term in scale.factor) for scale in scales
    )
    return counted or mixed or any(tolerances)


def split(problem: Problem) -> list[Problem]:
    """Split into parts, the one with most schools first; schools without any candidate pair form one part."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(school for school, _ in problem.places)
    graph.add_nodes_from(school for school, _ in problem.keys)
    for lead in problem.leads:
        graph.add_edges_from((lead.core, problem.places[place][0]) for place in lead.members)
    parts = sorted(
        (sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part)
    )
    joined = [part for part in parts if len(part) > 1]
    alone = sorted(school for part in parts if len(part) == 1 for school in part)
    return [restrict(problem, set(part)) for part in [*joined, alone] if part]


def schools_of(problem: Problem) -> tuple[str, ...]:
    """Return every school of a part that is in scope or may lead, sorted."""
    return tuple(sorted({school for school, _ in problem.places} | {lead.core for lead in problem.leads}))


def restrict(problem: Problem, schools: set[str]) -> Problem:
    """Keep only some schools; places, keys and leads are numbered anew."""
    places = [i for i, (school, _) in enumerate(problem.places) if school in schools]
    leads = [i for i, lead in enumerate(problem.leads) if lead.core in schools]
    keys = [i for i, (school, _) in enumerate(problem.keys) if school in schools]
    return cut_out(problem, places, leads, keys)


def cut_out(
    problem: Problem, places: Sequence[int] | Ints, leads: Sequence[int] | Ints, keys: Sequence[int] = ()
) -> Problem:
    """Keep some places and some leads, whose own places are kept too; all are numbered anew.

    ``keys``: those that are kept although they may have no lead.
    """
    kept, kept_leads = [int(place) for place in places], [int(lead) for lead in leads]
    kept_keys = sorted({*keys, *(problem.leads[i].key for i in kept_leads)})
    new_place = np.full(len(problem.places) + 1, -1, dtype=np.int64)  # the last entry answers for −1
    new_place[kept] = np.arange(len(kept))
    new_key = {old: new for new, old in enumerate(kept_keys)}
    narrowed = []
    for i in kept_leads:
        lead = problem.leads[i]
        members = new_place[lead.members]
        inside = members >= 0
        narrowed.append(
            lead._replace(
                key=new_key[lead.key],
                covers=int(new_place[lead.covers]),
                members=members[inside],
                metres=lead.metres[inside],
                seconds=lead.seconds[inside],
            )
        )
    return replace(
        problem,
        places=tuple(problem.places[i] for i in kept),
        keys=tuple(problem.keys[i] for i in kept_keys),
        leads=tuple(narrowed),
        load=problem.load[kept],
        priority=problem.priority[kept],
        kind=problem.kind[kept],
        lacks=problem.lacks[kept],
        lacks_in_primary=problem.lacks_in_primary[kept],
        core_lacks=problem.core_lacks[kept_leads],
        held_by=tuple(problem.held_by[i] for i in kept),
        held_in_primary=tuple(problem.held_in_primary[i] for i in kept),
        prefers=tuple(problem.prefers[i] for i in kept),
        avoids=tuple(problem.avoids[i] for i in kept),
        must=tuple(problem.must[i] for i in kept),
    )


def travel_of(lead: Lead, term: Term) -> Ints:
    """Travel to the members a lead may take: metres for worst_km, seconds for worst_minutes."""
    return lead.metres if term is Term.WORST_KM else lead.seconds


def within(problem: Problem, term: Term, limit: int) -> Problem:
    """Drop every pair whose travel exceeds a limit in m (worst_km) or s (worst_minutes)."""
    leads = []
    for lead in problem.leads:
        near = travel_of(lead, term) <= limit
        leads.append(
            lead._replace(members=lead.members[near], metres=lead.metres[near], seconds=lead.seconds[near])
        )
    return replace(problem, leads=tuple(leads))


def keeping(problem: Problem, plan: Candidates) -> Candidates:
    """Keep the alliances of a plan whose pairs are all still admissible."""
    if not len(plan):
        return NONE
    inside = np.zeros((len(problem.leads), len(problem.places) + 1), dtype=bool)
    inside[:, -1] = True
    for row, lead in enumerate(problem.leads):
        inside[row, lead.members] = True
    near = np.ones(len(plan), dtype=bool)
    for column in plan.members.T:
        near &= inside[plan.lead, column]
    return plan.take(near)
