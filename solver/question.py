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


def moved_from(alliances: Sequence[Alliance], places: Sequence[Place]) -> Distance:
    """Count the places whose core, or whose being unplaced or leading, differs from given alliances.

    Parameters
    ----------
    alliances
        The plan that is compared with.
    places
        Places that it speaks of; others cost nothing.
    """
    core = {(m.school, a.stage): a.core for a in alliances for m in a.members}
    leads = {(a.core, a.stage) for a in alliances}
    held: dict[tuple[Place, str | None], int] = {}
    for place in places:
        now = core.get(place)
        held[place, place[0] if now is None and place in leads else now] = 0
    return Distance(held, dict.fromkeys(places, 1))


def same_as(plans: Sequence[Sequence[Alliance]]) -> Distance:
    """Count, over some earlier plans, the places that keep the core they had there."""
    same: dict[tuple[Place, str | None], int] = {}
    for alliances in plans:
        for alliance in alliances:
            for member in alliance.members:
                key = ((member.school, alliance.stage), alliance.core)
                same[key] = same.get(key, 0) + 1
    return Distance(same)
