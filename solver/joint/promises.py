"""What the staff of each school promises the grouping, and the cases of the alliances it chooses."""

from collections.abc import Sequence

import numpy as np

from ...models.words import MemberKind, Role, Stage, Term
from ..exchange.case import AllianceCase
from ..exchange.prepare import Staffing
from ..grouping.candidates import least_members, most_members
from ..grouping.carried import kinds_of
from ..grouping.problem import Problem, prepare
from ..grouping.prospects import AllianceKey, Place, Prospects, SchoolProspect, telling_sets
from ..scale import TierScale

SAMPLES_PER_LEAD = 40
SETS_FIRST = 48
"""Sets of subjects per stage that are tried on every candidate from the start."""
OF_EXCHANGE = frozenset(
    {
        Term.UNCOVERED_LESSONS,
        Term.QUOTA_MISSED,
        Term.WORST_UNCOVERED,
        Term.TEACHER_MINUTES,
        Term.WORST_TEACHER_MINUTES,
        Term.VISIT_CHANGES,
    }
)
"""Terms that an alliance's exchange has a value of."""


def school_prospects(staffing: Staffing) -> dict[Place, SchoolProspect]:
    """Work out what each school promises, by (school, stage)."""
    found = {}
    for place in staffing.schools:
        ready = staffing.ready[place]
        school = ready.school
        going = sum(person.may_rotate for person in ready.people)
        backbone = sum(person.may_rotate and person.backbone for person in ready.people)
        times = len(staffing.planned)  # the caps hold at once: others may be away in the other semester
        found[place] = SchoolProspect(
            need=staffing.need(*place),
            staff=staffing.pooled_staff(*place),
            alone=school.alone,
            alone_worst=staffing.worst_alone(*place),
            owed_alone=school.rotation_quota + school.backbone_quota,
            owed_least=max(0, school.rotation_quota - min(times * school.away_most, going))
            + max(0, school.backbone_quota - min(times * school.backbone_away_most, backbone)),
        )
    return found


def prepare_joint(problem: Problem, staffing: Staffing, scales: Sequence[TierScale]) -> Problem:
    """Prepare the grouping of a county with teachers; ``problem`` is the county's without them."""
    schools = school_prospects(staffing)
    owing = any(Term.QUOTA_MISSED in scale.factor for scale in scales)
    prospects = Prospects(
        schools,
        telling_sets(schools, _samples(problem), SETS_FIRST),
        _idle_cores(problem, schools) if owing else (),
    )
    return prepare(problem.county, problem.policy, prospects)


def _idle_cores(problem: Problem, schools: dict[Place, SchoolProspect]) -> tuple[Place, ...]:
    """List cores that owe teachers unless they lead, in the lowest stage they may: one per lead key."""
    stages: dict[int, set[Stage]] = {}
    cores: dict[int, str] = {}
    for lead in problem.leads:
        if lead.covers < 0 and problem.county.by_id[lead.core].role is Role.CORE:
            stages.setdefault(lead.key, set()).add(lead.stage)
            cores[lead.key] = lead.core
    return tuple(
        sorted(
            (core, min(stages[key], key=lambda stage: stage.rank))
            for key, core in cores.items()
            if any(schools[core, stage].owed_alone > 0 for stage in stages[key] if (core, stage) in schools)
        )
    )


def owed_in_every_plan(problem: Problem) -> int:
    """Count the teachers owed by schools that no alliance can hold, whatever the grouping."""
    if problem.prospects is None:
        return 0
    inside = {(school, one) for (school, _), stages in problem.scope.possible.items() for one in stages}
    inside |= {(lead.core, lead.stage) for lead in problem.leads}
    return sum(
        school.owed_alone for place, school in problem.prospects.schools.items() if place not in inside
    )


def _samples(problem: Problem) -> list[list[Place]]:
    """Draw some admissible groups of every lead, the nearest members more often."""
    draw = np.random.default_rng(0)
    groups = []
    for lead in problem.leads:
        smallest, largest = max(1, least_members(problem, lead)), most_members(problem, lead)
        if not len(lead.members) or smallest > largest:
            continue
        nearest = np.argsort(lead.metres, kind="stable")
        for _ in range(SAMPLES_PER_LEAD):
            size = int(draw.integers(smallest, largest + 1))
            among = nearest[: max(size, int(draw.integers(size, len(nearest) + 1)))]
            members = lead.members[draw.choice(among, size=size, replace=False)]
            groups.append([(lead.core, lead.stage), *((problem.places[m][0], lead.stage) for m in members)])
    order = draw.permutation(len(groups))
    return sorted((groups[i] for i in order.tolist()), key=lambda group: group[0][1].rank)


def case_of(
    problem: Problem, staffing: Staffing, scales: Sequence[TierScale], key: AllianceKey
) -> AllianceCase:
    """Make the exchange case of an alliance of the grouping."""
    mode = problem.policy.mode[key.mode]
    schools = [school for school, _ in key.members]
    index = next(i for i, lead in enumerate(problem.leads) if (lead.mode, lead.stage, lead.core) == key[:3])
    place_of = {place: i for i, place in enumerate(problem.places)}
    kinds: dict[str, MemberKind] = kinds_of(
        problem.county,
        mode,
        [(int(problem.metres[index, place_of[place]]), place[0]) for place in key.members],
    )
    return staffing.case(
        f"{key.stage.value}-{key.core}",
        key.stage,
        key.core,
        schools,
        mode,
        kinds,
        exchange_tiers(scales),
    )


def exchange_tiers(scales: Sequence[TierScale]) -> tuple[dict[Term, int], ...]:
    """Terms of the exchange in each tier that has any, with their whole weights."""
    tiers = [{term: scale.factor[term] for term in scale.terms if term in OF_EXCHANGE} for scale in scales]
    return tuple(tier for tier in tiers if tier)
