"""What looks wrong once tables and settings are seen together, and what they lack of each other."""

from collections.abc import Mapping

import numpy as np

from ..models.county import County
from ..models.objective import grouping_tiers
from ..models.policy import Policy
from ..models.school import School
from ..models.words import Stage, Term
from .findings import Findings
from .no_effect import warn_of_columns
from .reach import Reach, reach_of
from .settings_faults import SETTINGS_FILE
from .taking_part import offers, place_in, served_stages, stages_in_scope

SCHOOLS_FILE = "schools.csv"


def check_objective(
    county: County, policy: Policy, findings: Findings, *, teachers_at_fault: bool = False
) -> None:
    """Terms that the tables cannot give a value to, and tolerances beyond the last tier.

    ``teachers_at_fault``: there is a teachers.csv, but it could not be read; terms that need it are not
    judged.
    """
    tiers = policy.objective.tiers
    no_teachers = county.teachers is None and not teachers_at_fault
    no_lessons = no_teachers and county.needs is None
    if no_lessons and tiers is None:
        findings.warning("needs_missing", "needs.csv")
    for number, tier in enumerate(tiers or (), 1):
        for term in tier:
            name = f"objective.tiers[{number}].{term}"
            if term.needs_exchange and no_teachers:
                findings.error("term_needs_teachers", SETTINGS_FILE, column=name, value=term)
            elif term is Term.UNCOVERED_LESSONS and no_lessons:
                findings.error("term_needs_lessons", SETTINGS_FILE, column=name, value=term)
            elif term in (Term.CHANGED, Term.DROPPED) and not county.alliances:
                findings.warning("term_needs_alliances", SETTINGS_FILE, column=name, value=term)
    if teachers_at_fault:
        return
    count, given = len(grouping_tiers(county, policy)), len(policy.objective.tolerance)
    if given > count:
        findings.error(
            "tolerance_long",
            SETTINGS_FILE,
            column="objective.tolerance",
            value=str(given),
            figures={"tolerances": given, "tiers": count},
        )


def check_travel(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    """Find schools without coordinates that can be used in some pair that travel.csv does not list."""
    if policy.travel.source == "table":
        return
    needy: dict[str, str] = {}
    for offer in offers(county.schools, policy):
        bare = {school.school_id for school in (*offer.cores, *offer.members) if school.lat is None}
        if not bare:
            continue
        for core in offer.cores:
            for member in offer.members:
                pair = (core.school_id, member.school_id)
                if core is member or not bare.intersection(pair):
                    continue
                if pair not in county.travel and pair[::-1] not in county.travel:
                    for one, other in (pair, pair[::-1]):
                        if one in bare:
                            needy.setdefault(one, other)
    for school_id in sorted(needy, key=lambda one: row_of[one]):
        findings.error(
            "coordinates_missing",
            SCHOOLS_FILE,
            row_of[school_id],
            "lat",
            figures={"school": school_id, "other": needy[school_id]},
        )


def warn_of_suspicions(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    """Whatever looks wrong: stages without cores, columns without effect, who reaches nobody.

    With ``source = "roads"`` and roads that are not measured yet, what depends on travel is not judged.
    """
    _warn_of_stages(county, policy, row_of, findings)
    warn_of_columns(county, policy, row_of, findings)
    if policy.travel.source != "roads" or county.roads is not None:
        warn_of_reach(county, policy, row_of, findings)


def warn_of_reach(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    """Cores that cannot take their nearest member, members that no core can take."""
    reaches = [reach_of(county, policy, offer) for offer in offers(county.schools, policy)]
    nearest: dict[str, tuple[float, School, bool, bool]] = {}
    for reach in reaches:
        for number, core in enumerate(reach.offer.cores):
            km = reach.km[number]
            if not len(km) or bool(np.isnan(km).all()):
                continue
            at = int(np.nanargmin(km))
            found = (
                float(km[at]),
                reach.offer.members[at],
                bool(reach.within[number, at]),
                bool(reach.room[number, at]),
            )
            known = nearest.get(core.school_id)
            if known is None or (found[2] and found[3], -found[0]) > (known[2] and known[3], -known[0]):
                nearest[core.school_id] = found
    for core_id in sorted(nearest, key=lambda one: row_of[one]):
        km_away, member, within, room = nearest[core_id]
        figures: dict[str, object] = {
            "core": core_id,
            "member": member.school_id,
            "km": round(km_away, 3),
        }
        if not within:
            findings.warning("core_alone", SCHOOLS_FILE, row_of[core_id], figures=figures)
        elif not room:
            capacity = county.by_id[core_id].capacity
            figures |= {"load": f"{member.load:g}", "capacity": f"{capacity or 0:g}"}
            findings.warning("core_without_room", SCHOOLS_FILE, row_of[core_id], "capacity", figures=figures)
    _warn_of_members(county, policy, reaches, row_of, findings)


def _warn_of_stages(county: County, policy: Policy, row_of: Mapping[str, int], findings: Findings) -> None:
    for offer in offers(county.schools, policy):
        if not offer.cores:
            name = f"mode.{offer.mode.id}.stages"
            figures: dict[str, object] = {"mode": offer.mode.id, "stage": offer.stage}
            findings.warning("stage_without_core", SETTINGS_FILE, column=name, figures=figures)
    served = served_stages(policy)
    for school in county.schools:
        takes_part = school.parent_id is None and (school.role.may_lead or school.role.may_be_led)
        if takes_part and not served.intersection(school.stages):
            stages = [str(stage) for stage in school.stages]
            figures = {"school": school.school_id, "stages": stages}
            findings.warning(
                "school_without_mode", SCHOOLS_FILE, row_of[school.school_id], "stages", figures=figures
            )


def _warn_of_members(
    county: County, policy: Policy, reaches: list[Reach], row_of: Mapping[str, int], findings: Findings
) -> None:
    usable: set[tuple[str, Stage]] = set()
    closest: dict[tuple[str, Stage], tuple[float, str]] = {}
    for reach in reaches:
        mode, stage, cores, members = reach.offer
        for column, member in enumerate(members):
            place = place_in(member, mode, stage, policy)
            km = reach.km[:, column]
            if place is None or not cores or bool(np.isnan(km).all()):
                continue
            key = (member.school_id, place)
            if bool((reach.within[:, column] & reach.room[:, column]).any()):
                usable.add(key)
            at = int(np.nanargmin(km))
            found = (float(km[at]), cores[at].school_id)
            closest[key] = min(found, closest.get(key, found))
    for school in county.schools:
        for place in stages_in_scope(school, policy):
            key = (school.school_id, place)
            if key in usable:
                continue
            row = row_of[school.school_id]
            figures: dict[str, object] = {"school": school.school_id, "stage": place}
            if key in closest:
                km_away, core_id = closest[key]
                figures |= {"core": core_id, "km": round(km_away, 3)}
                findings.warning("member_out_of_reach", SCHOOLS_FILE, row, figures=figures)
            else:
                findings.warning("member_without_core", SCHOOLS_FILE, row, figures=figures)
