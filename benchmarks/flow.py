"""The min-cost flow that is left of a location problem when every site leads: what a textbook would take."""

import time

from lianxiao.benchmarks.location_compact import Answer
from lianxiao.benchmarks.location_county import LocationProblem, value, ways
from lianxiao.models.words import Term
from ortools.graph.python import min_cost_flow


def expressible(problem: LocationProblem) -> bool:
    """Whether the problem is a flow: every site leads, loads of 1, whole capacities, km alone."""
    sites = {site.school_id for site in problem.sites}
    return (
        problem.groups == len(problem.sites)
        and dict(problem.terms) == {Term.TOTAL_KM: 1.0}
        and all(customer.load == 1 and customer.school_id not in sites for customer in problem.customers)
        and all(site.capacity == int(site.capacity or 0) for site in problem.sites)
    )


def network_flow(problem: LocationProblem, time_limit: float, threads: int) -> Answer:
    """Solve with OR-Tools' min-cost flow; it needs no limit and proves what it finds.

    Raises
    ------
    ValueError
        If the problem is no flow.
    """
    del time_limit, threads
    if not expressible(problem):
        raise ValueError(f"{problem.name} is no min-cost flow")
    began = time.perf_counter()
    sites = {site.school_id: at for at, site in enumerate(problem.sites)}
    customers = {each.school_id: len(sites) + at for at, each in enumerate(problem.customers)}
    source = len(sites) + len(customers)
    flow = min_cost_flow.SimpleMinCostFlow()
    for site in problem.sites:
        flow.add_arc_with_capacity_and_unit_cost(source, sites[site.school_id], int(site.capacity or 0), 0)
    arcs = {}
    for way in ways(problem):
        ends = sites[way.site.school_id], customers[way.customer.school_id]
        arcs[flow.add_arc_with_capacity_and_unit_cost(*ends, 1, way.metres)] = way
    flow.set_node_supply(source, len(customers))
    for node in customers.values():
        flow.set_node_supply(node, -1)
    status = flow.solve()
    seconds = time.perf_counter() - began
    if status != flow.OPTIMAL:
        return Answer(None, None, proven=False, seconds=seconds)
    groups: dict[str, list[str]] = {site: [] for site in sites}
    for arc, way in arcs.items():
        if flow.flow(arc):
            groups[way.site.school_id].append(way.customer.school_id)
    worth = value(problem, groups)
    return Answer(worth, worth, proven=True, seconds=seconds, verified=True)
