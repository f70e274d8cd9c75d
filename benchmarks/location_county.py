"""Capacitated location problems as counties: groups of any size, capacities, opening costs.

A location problem of the literature asks which sites open, and which customers each of them serves. As a
county: sites lead, customers are members, demand is load, a fixed cost is an opening cost, the cost of
serving is travel.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from lianxiao.instances.write import write_county
from lianxiao.models.county import County, ListedTravel
from lianxiao.models.mode import AllianceCount, Mode
from lianxiao.models.policy import Objective, Policy, TravelSettings
from lianxiao.models.school import School
from lianxiao.models.words import ModeKey, Role, Stage, Term

MODE = "groups"
NOTICE = "A location problem written as a county: for benchmarks, no real schools. 选址问题算例，非真实学校。"


class Site(NamedTuple):
    """A place that may open: the load it can take from others (None: any), and what opening costs."""

    school_id: str
    capacity: float | None
    opening_cost: float = 0.0


class Customer(NamedTuple):
    """A place to be served. One that is a site too needs no service while it is open."""

    school_id: str
    load: float


@dataclass(frozen=True)
class LocationProblem:
    """A capacitated location problem.

    Attributes
    ----------
    name
        As in the literature, or of the recipe.
    sites, customers
        A site that is a customer as well stands in both.
    km
        Cost of serving, from site to customer (both by id), in km; a pair that is missing is as far as the
        other way round, and cannot be used where both are missing.
    groups
        How many sites open, exactly; None: any number.
    terms
        What is minimised, with weights.
    """

    name: str
    sites: tuple[Site, ...]
    customers: tuple[Customer, ...]
    km: Mapping[tuple[str, str], float]
    groups: int | None
    terms: Mapping[Term, float]


class Way(NamedTuple):
    """A site that can serve a customer."""

    site: Site
    customer: Customer
    metres: int


Groups = Mapping[str, Sequence[str]]
"""The customers of each site that is open, by id."""


def ways(problem: LocationProblem) -> list[Way]:
    """List the pairs that can be used, site by site; one that exceeds the site's capacity alone cannot."""
    metres = {pair: whole_metres(km) for pair, km in problem.km.items()}
    found = []
    for site in problem.sites:
        for customer in problem.customers:
            pair = (site.school_id, customer.school_id)
            way = metres.get(pair, metres.get((pair[1], pair[0])))
            fits = site.capacity is None or customer.load <= site.capacity
            if way is not None and fits and pair[0] != pair[1]:
                found.append(Way(site, customer, way))
    return found


def whole_metres(km: float) -> int:
    """Round km to metres, half up, as the tables of a county are."""
    return math.floor(km * 1000 + 0.5)


def value(problem: LocationProblem, groups: Groups) -> float:
    """Value groups from the problem alone; groups that break a rule are an error."""
    metres = {(way.site.school_id, way.customer.school_id): way.metres for way in ways(problem)}
    load = {customer.school_id: customer.load for customer in problem.customers}
    sites = {site.school_id: site for site in problem.sites}
    if problem.groups is not None and len(groups) != problem.groups:
        raise ValueError(f"{len(groups)} groups instead of {problem.groups}")
    served = [*(each for group in groups.values() for each in group), *(set(groups) & set(load))]
    if sorted(served) != sorted(load):
        raise ValueError("somebody is served twice, or not at all")
    total = 0.0
    for lead, group in groups.items():
        capacity = sites[lead].capacity
        if capacity is not None and sum(load[each] for each in group) > capacity:
            raise ValueError(f"{lead} serves more than its capacity")
        total += cost(problem.terms, opening_cost=sites[lead].opening_cost)
        total += sum(cost(problem.terms, load=load[each], metres=metres[lead, each]) for each in group)
    return round(total, 6)


def cost(
    terms: Mapping[Term, float], *, opening_cost: float = 0.0, load: float = 0.0, metres: int = 0
) -> float:
    """Say what a part of a plan costs: a site that opens, or a customer of this load at this distance."""
    parts = {
        Term.TOTAL_KM: metres / 1000,
        Term.LOAD_KM: load * metres / 1000,
        Term.OPENING_COST: opening_cost,
    }
    return sum(weight * parts[term] for term, weight in terms.items())


def location_county(problem: LocationProblem) -> tuple[County, Policy]:
    """Write a location problem in the words of a county: one mode, everybody placed, one tier."""
    site_of = {site.school_id: site for site in problem.sites}
    load_of = {customer.school_id: customer.load for customer in problem.customers}
    schools = []
    for school_id in sorted({*site_of, *load_of}):
        site = site_of.get(school_id)
        role = Role.MEMBER if site is None else Role.EITHER if school_id in load_of else Role.CORE
        schools.append(
            School(
                school_id=school_id,
                name=school_id,
                stages=(Stage.PRIMARY,),
                role=role,
                load=load_of.get(school_id, 1.0),
                capacity=None if site is None else site.capacity,
                opening_cost=0.0 if site is None else site.opening_cost,
            )
        )
    mode = Mode(
        key=ModeKey.COOPERATIVE,
        id=MODE,
        stages=(Stage.PRIMARY,),
        min_members=0,
        max_members=0,
        place_all=True,
        alliances=AllianceCount() if problem.groups is None else AllianceCount(exactly=problem.groups),
    )
    policy = Policy(
        name=problem.name,
        notice=NOTICE,
        travel=TravelSettings(source="table"),
        mode=(mode,),
        objective=Objective(tiers=(dict(problem.terms),)),
    )
    travel = {pair: ListedTravel(whole_metres(km) / 1000, None) for pair, km in problem.km.items()}
    return County(schools=tuple(schools), travel=travel), policy


def write_problem(folder: Path, problem: LocationProblem) -> None:
    """Write a location problem as a county folder; coordinates are absent, travel.csv says every way."""
    write_county(folder, *location_county(problem))
