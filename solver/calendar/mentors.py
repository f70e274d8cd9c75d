"""Mentor pairs of an alliance: one semester at a time, as a flow from mentors to members (X4 to X6)."""

from collections.abc import Mapping

from ortools.graph.python import min_cost_flow

from ...models.plan import MentorPair
from ...models.teacher import Teacher
from .people import FIRST_SUBJECTS, AlliancePeople, rank
from .weeks import SemesterWeeks

KEPT = 100_000_000
FIRST = 10_000
"""One kept pair outweighs all first subjects, one of these all ranks, in alliances of up to 1000 pairs."""


def mentor_pairs(
    people: AlliancePeople,
    semester: SemesterWeeks,
    minimum: Mapping[str, int],
    mentees_max: int,
    kept: frozenset[tuple[str, str]],
) -> tuple[MentorPair, ...]:
    """Pair mentors of the core with mentees of the members.

    Parameters
    ----------
    minimum
        Pairs owed by member.
    mentees_max
        Most mentees of a mentor.
    kept
        (mentor, mentee) of the semester before; they go on where they fit.

    Returns
    -------
    tuple of MentorPair
        As many as can be, up to each member's minimum; then kept ones, Chinese and maths, higher ranks.
        Sorted by mentee. Source: docs/duties.md, 18.
    """
    mentors = [one for one in people.there(people.core, semester.number) if rank(one) > 0]
    mentees = [
        (one, member)
        for member in people.members
        if minimum.get(member, 0) > 0
        for one in people.there(member, semester.number)
    ]
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink, first_mentee = 0, 1, 2 + len(mentors)
    node_of_member = {member: first_mentee + len(mentees) + i for i, member in enumerate(people.members)}
    arcs: dict[int, tuple[Teacher, Teacher]] = {}
    for i, mentor in enumerate(mentors):
        flow.add_arc_with_capacity_and_unit_cost(source, 2 + i, mentees_max, 0)
        for j, (mentee, _) in enumerate(mentees):
            if mentor.subject == mentee.subject and rank(mentor) > rank(mentee):
                arc = flow.add_arc_with_capacity_and_unit_cost(
                    2 + i, first_mentee + j, 1, -_worth(mentor, mentee, kept)
                )
                arcs[arc] = (mentor, mentee)
    for j, (_, member) in enumerate(mentees):
        flow.add_arc_with_capacity_and_unit_cost(first_mentee + j, node_of_member[member], 1, 0)
    wanted = 0
    for member, node in node_of_member.items():
        flow.add_arc_with_capacity_and_unit_cost(node, sink, minimum.get(member, 0), 0)
        wanted += minimum.get(member, 0)
    if not arcs or not wanted:
        return ()
    flow.set_node_supply(source, wanted)
    flow.set_node_supply(sink, -wanted)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow of mentor pairs ended with status {status}")
    pairs = [
        MentorPair(
            mentor=mentor.teacher_id,
            mentee=mentee.teacher_id,
            subject=mentor.subject,
            semester=semester.label,
        )
        for arc, (mentor, mentee) in arcs.items()
        if flow.flow(arc)
    ]
    return tuple(sorted(pairs, key=lambda pair: pair.mentee))


def _worth(mentor: Teacher, mentee: Teacher, kept: frozenset[tuple[str, str]]) -> int:
    worth = KEPT if (mentor.teacher_id, mentee.teacher_id) in kept else 0
    worth += FIRST if mentor.subject in FIRST_SUBJECTS else 0
    return worth + rank(mentor)
