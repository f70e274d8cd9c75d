"""The aims under which groupings are compared, each as a case that every method sees alike.

Two kinds: *county* aims keep this package's rules (2 or 3 members, at most 30 km), which beside it only
general solvers can express; *location* aims are the p-median of location software (a given number of cores
that lead, a most for each and no fewest, any distance).
"""

import math
from collections.abc import Mapping

from lianxiao.benchmarks.compact import compact_county
from lianxiao.benchmarks.location_county import Customer, LocationProblem, Site
from lianxiao.instances.generate import synthetic_county
from lianxiao.models.county import County
from lianxiao.models.policy import Policy
from lianxiao.models.words import Term

MEMBERS_MAX = 3
SHARE_OF_CORES = 0.9
SHARE_OF_LARGE, ROOM_OF_LARGE = 0.25, 1.2

ONE_TIER: Mapping[str, Mapping[Term, float]] = {
    "total_km": {Term.TOTAL_KM: 1.0},
    "lessons_km": {Term.UNCOVERED_LESSONS: 1.0, Term.TOTAL_KM: 1.0},
}
TIERS = "tiers"
COUNTY_AIMS = (TIERS, *ONE_TIER)
"""Four tiers in strict order; or everybody placed and one tier: km, or km and lessons, one worth one."""

P_MEDIAN, LARGE_GROUPS, ALL_CORES = "p_median", "large_groups", "all_cores"
LOCATION_AIMS = (P_MEDIAN, LARGE_GROUPS, ALL_CORES)
"""km alone: nine in ten of the cores lead at most 3 members each; a quarter of them lead, groups of any size
up to a fifth over the average; or every core leads at most 3 (a min-cost flow)."""

AIMS = (*COUNTY_AIMS, *LOCATION_AIMS)


def county_case(aim: str, schools: int, seed: int) -> tuple[County, Policy]:
    """Make a synthetic county with one of `COUNTY_AIMS`."""
    county, policy = synthetic_county(schools, seed)
    if aim == TIERS:
        return county, policy
    objective = policy.objective.model_copy(update={"tiers": (dict(ONE_TIER[aim]),)})
    mode = policy.mode[0].model_copy(update={"place_all": True})
    return county, policy.model_copy(update={"objective": objective, "mode": (mode,)})


def location_case(aim: str, schools: int, seed: int) -> LocationProblem:
    """Make the p-median problem of a synthetic county: its cores, its members, every way between them."""
    county, policy = synthetic_county(schools, seed)
    mode = policy.mode[0].model_copy(update={"max_km": None})
    compact = compact_county(county, policy.model_copy(update={"mode": (mode,)}))
    cores, members = len(compact.cores), len(compact.members)
    groups, most = cores, MEMBERS_MAX
    if aim == P_MEDIAN:
        groups = max(math.ceil(members / MEMBERS_MAX), round(SHARE_OF_CORES * cores))
    elif aim == LARGE_GROUPS:
        groups = max(1, round(SHARE_OF_LARGE * cores))
        most = math.ceil(ROOM_OF_LARGE * members / groups)
    return LocationProblem(
        name=f"{aim} {schools}-{seed}",
        sites=tuple(Site(core, float(most)) for core in compact.cores),
        customers=tuple(Customer(member, 1.0) for member in compact.members),
        km={(compact.cores[p.core], compact.members[p.member]): p.metres / 1000 for p in compact.pairs},
        groups=groups,
        terms={Term.TOTAL_KM: 1.0},
    )
