"""What is asked beyond a county's own settings: caps on terms, a plan to stay near to, what is known already.

Everything else of a question is a county: a forced alternative is a pin more, another order of the tiers is
another policy. Source: docs/answers.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from ..models.objective import Tier
from ..models.plan import Alliance, Exchange
from ..models.words import Stage
from .scope import Place


class Cap(NamedTuple):
    """A limit on a weighted sum of grouping terms (or on one maximum of travel) in the terms' dimension."""

    tier: Tier
    limit: Fraction


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
    exchange
        Exchange of the known alliances, if it is known.
    """

    caps: tuple[Cap, ...] = ()
    distance: Distance | None = None
    known: Sequence[Alliance] = ()
    exchange: Exchange | None = None


NOTHING_ASKED = Question()


def cores_of(alliances: Sequence[Alliance], places: Sequence[Place]) -> dict[Place, str | None]:
    """Map every place to its core: None where it is unplaced, its own school where that leads.

    A place that is taken in primary instead of its own stage is meant all the same.
    """
    there = set(places)
    only = {school: (school, stage) for school, stage in places}

    def place_of(school: str, stage: Stage) -> Place | None:
        return (school, stage) if (school, stage) in there else only.get(school)

    cores: dict[Place, str | None] = dict.fromkeys(places)
    for alliance in alliances:
        for school in (alliance.core, *(member.school for member in alliance.members)):
            place = place_of(school, alliance.stage)
            if place is not None:
                cores[place] = alliance.core
    return cores


def moved_from(alliances: Sequence[Alliance], places: Sequence[Place]) -> Distance:
    """Count the places whose core, or whose being unplaced or leading, differs from given alliances.

    Parameters
    ----------
    alliances
        The plan that is compared with.
    places
        Places that it speaks of; others cost nothing.
    """
    cores = cores_of(alliances, places)
    return Distance({(place, core): 0 for place, core in cores.items()}, dict.fromkeys(places, 1))


def same_as(plans: Sequence[Sequence[Alliance]], places: Sequence[Place]) -> Distance:
    """Count, over some earlier plans, the places that keep the core they had there."""
    same: dict[tuple[Place, str | None], int] = {}
    for alliances in plans:
        for place, core in cores_of(alliances, places).items():
            if core not in (None, place[0]):
                same[place, core] = same.get((place, core), 0) + 1
    return Distance(same)
