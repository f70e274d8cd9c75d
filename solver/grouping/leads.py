"""Every school that may lead under a mode in a stage, and the members that it may take."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...models.county import County
from ...models.policy import Policy
from ...models.words import Stage
from ..scale import milli
from ..scope import LeadKey, Scope, lead_key, leads_over_all_stages
from .pairs import pairs_of

Ints = NDArray[np.int64]


class Lead(NamedTuple):
    """A school that may lead under one mode in one stage, with the members it may take.

    Attributes
    ----------
    key
        Index of its lead key: of all leads with the same key at most one is used.
    covers
        Index of the place that leading settles (its own), or −1.
    members, metres, seconds
        Places it may take and travel to them; same length, sorted by place.
    capacity
        In thousandths, or None.
    entrusted
        Least and most entrusted members of its alliance (None: no bound); None where the mode has none.
    in_primary
        Whether it may take places of a higher stage in primary instead (docs/grouping.md, 3a).
    """

    mode: int
    stage: Stage
    core: str
    key: int
    covers: int
    members: Ints
    metres: Ints
    seconds: Ints
    capacity: int | None
    opening_cost: int
    entrusted: tuple[int, int | None] | None = None
    in_primary: bool = False


def leads_of(
    county: County, policy: Policy, scope: Scope, keys: Sequence[LeadKey], must: Sequence[bool]
) -> tuple[Lead, ...]:
    """Every school that may lead under a mode in a stage, modes in the planner's order, then stage and id."""
    place_of = {place: i for i, place in enumerate(scope.places)}
    settled = {school: i for i, (school, _) in enumerate(scope.places)}
    key_of = {key: i for i, key in enumerate(keys)}
    leads = []
    for index, mode in enumerate(policy.mode):
        for stage in sorted(set(mode.stages)):
            cores = [core for at, in_stage, core in scope.leads if at == index and in_stage is stage]
            pairs = pairs_of(county, policy, scope, mode, stage, cores)
            in_primary = any(scope.places[place][1] is not stage for place in pairs.places.tolist())
            for row, core in enumerate(cores):
                school = county.by_id[core]
                covers = place_of.get((core, stage), -1)
                if covers < 0 and leads_over_all_stages(school, policy):
                    covers = settled.get(core, -1)
                if covers >= 0 and must[covers]:
                    continue  # the place is promised to another core, so it cannot be settled by leading
                allowed = pairs.allowed[row]
                leads.append(
                    Lead(
                        mode=index,
                        stage=stage,
                        core=core,
                        key=key_of[lead_key(school, stage, policy)],
                        covers=covers,
                        members=pairs.places[allowed],
                        metres=pairs.metres[row, allowed],
                        seconds=pairs.seconds[row, allowed],
                        capacity=None if school.capacity is None else milli(school.capacity),
                        opening_cost=round(school.opening_cost * 100_000),
                        entrusted=None
                        if mode.entrusted is None
                        else (mode.entrusted.min, mode.entrusted.max),
                        in_primary=in_primary,
                    )
                )
    return tuple(leads)
