"""What is asked beyond a county's own settings: caps on terms, a plan to stay near to, what is known already.

Everything else of a question is a county: a forced alternative is a pin more, another order of the tiers is
another policy. Source: docs/answers.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from ..models.county import County
from ..models.objective import Tier
from ..models.plan import Alliance, Plan
from ..models.policy import Policy
from .check import Claim, check_plan
from .scope import Place


class Haste(StrEnum):
    """What a search may spare itself; values and proofs are the same."""

    NONE = "none"
    SHORT_LISTS = "short_lists"
    """Where few candidates are left, one LP over them will do: what a certificate shows is weaker."""
    NO_CERTIFICATE = "no_certificate"
    """Nothing is looked at but what is left, so that no certificate shows the bound."""


class Cap(NamedTuple):
    """A limit on a weighted sum of grouping terms (or on one maximum of travel) in the terms' dimension."""

    tier: Tier
    limit: Fraction


@dataclass(frozen=True)
class PlanInForce:
    """A plan, and the county that it was made for.

    Attributes
    ----------
    checked
        It is known already to keep every rule of its county.
    """

    county: County
    policy: Policy
    plan: Plan
    checked: bool = False

    @cached_property
    def keeps_every_rule(self) -> bool:
        """Whether it does; looked at once for many questions. A false claim breaks no rule."""
        if self.checked:
            return True
        broken = check_plan(self.county, self.policy, self.plan).broken
        return all(isinstance(one.rule, Claim) for one in broken)


@dataclass(frozen=True)
class Distance:
    """A last tier of its own: how far a grouping is from given ones, as a sum over places.

    Attributes
    ----------
    of_core
        What it costs that a place has this core. The core None: unplaced; the own school: it leads.
    otherwise
        What every other core costs the place; 0 where it is not named.
    """

    of_core: Mapping[tuple[Place, str | None], int]
    otherwise: Mapping[Place, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What is asked beside the county's settings.

    Attributes
    ----------
    caps
        Hold for every plan; a plan that breaks one is none.
    distance
        Minimised after all tiers of the county; its result is `Solved.distance`.
    known
        Alliances to start from (of a plan in force); what is no longer allowed in them is dropped.
    in_force
        The plan in force with its county: exchanges of alliances of which nothing changed are known from it.
    floors
        Per tier of the plan a value that no plan goes below which is at these values in all tiers before.
    published
        Whether the plan is to be published with its certificate; an answer's need not be.
    """

    caps: tuple[Cap, ...] = ()
    distance: Distance | None = None
    known: Sequence[Alliance] = ()
    in_force: PlanInForce | None = None
    floors: Sequence[float] = ()
    published: bool = True

    @property
    def haste(self) -> Haste:
        """What its searches may spare themselves."""
        if not self.published:
            return Haste.NO_CERTIFICATE
        return Haste.SHORT_LISTS if self.known else Haste.NONE


NOTHING_ASKED = Question()


def cores_of(alliances: Sequence[Alliance], places: Sequence[Place]) -> dict[Place, str | None]:
    """Map every place to its core: None where it is unplaced, its own school where that leads.

    A place that is taken, or leads, in another stage instead of its own is meant all the same.

    Parameters
    ----------
    places
        All places of the county: a school's only one can be told from one of several.
    """
    there = set(places)
    several = Counter(school for school, _ in places)
    only = {school: (school, stage) for school, stage in places if several[school] == 1}
    held: dict[Place, str] = {}
    instead: dict[Place, str] = {}
    for alliance in alliances:
        for school in (alliance.core, *(member.school for member in alliance.members)):
            if (school, alliance.stage) in there:
                held[school, alliance.stage] = alliance.core
            elif school in only:
                instead[only[school]] = alliance.core
    return {place: held.get(place, instead.get(place)) for place in places}


def moved_from(
    alliances: Sequence[Alliance], places: Sequence[Place], *, without: Place | None = None
) -> Distance:
    """Count the places whose core, or whose being unplaced or leading, differs from given alliances.

    Parameters
    ----------
    alliances
        The plan that is compared with.
    places
        All places of the county.
    without
        One that costs nothing, wherever it is.
    """
    cores = cores_of(alliances, places)
    counted = [place for place in places if place != without]
    return Distance({(place, cores[place]): 0 for place in counted}, dict.fromkeys(counted, 1))


def same_as(plans: Sequence[Sequence[Alliance]], places: Sequence[Place]) -> Distance:
    """Count, over some earlier plans, the places that keep the core they had there."""
    same: dict[tuple[Place, str | None], int] = {}
    for alliances in plans:
        for place, core in cores_of(alliances, places).items():
            if core not in (None, place[0]):
                same[place, core] = same.get((place, core), 0) + 1
    return Distance(same)
