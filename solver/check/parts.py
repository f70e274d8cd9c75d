"""Whether the parts of a certificate are parts: every school once, no candidate across two."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ...models.certificate import TierCertificate
from .case import Case
from .universe import Led
from .verdict import BrokenRule, Claim


def schools_of_parts(case: Case) -> frozenset[str]:
    """Return every school that is in scope or may lead under some mode."""
    leading = {
        school.school_id
        for school in case.county.schools
        if any(case.may_lead(school, mode, stage) for mode in case.policy.mode for stage in case.served)
    }
    return frozenset(leading | {school for school, _ in case.rows})


def false_parts(case: Case, candidates: Sequence[Led], tier: TierCertificate) -> Iterator[BrokenRule]:
    """Schools that no part or several parts name, and candidates that join two parts."""
    named = Counter(school for part in tier.parts for school in part.schools)
    wanted = schools_of_parts(case)
    wrong = sorted((wanted ^ named.keys()) | {school for school, times in named.items() if times > 1})
    if wrong:
        figures = {"tier": tier.tier + 1, "schools": ", ".join(wrong[:5]), "count": len(wrong)}
        yield BrokenRule(Claim.PARTS_COVER, tuple(wrong), figures)
        return
    part_of = {school: at for at, part in enumerate(tier.parts) for school in part.schools}
    for led in candidates if len(tier.parts) > 1 else ():
        own = part_of[led.core]
        apart = next((member for member in led.members if part_of[member] != own), None)
        if apart is not None:
            figures = {"tier": tier.tier + 1, "core": led.core, "school": apart}
            yield BrokenRule(Claim.PARTS_JOINED, (led.core, apart), figures)
            return
