"""A certified bound, and the look at all candidates that it comes from."""

from dataclasses import dataclass

from .candidates import Candidates
from .duals import Duals
from .goal import Figures
from .problem import Ints


@dataclass(frozen=True)
class Bound:
    """A certified bound.

    Attributes
    ----------
    duals, total
        Integer duals, and the bound in units of the tier ÷ scale.
    least
        min(0, least reduced cost) per lead key.
    step
        Every plan's value is a multiple of it.
    summed, shares
        Leads that are summed, and int64 (summed leads, subjects): docs/certificate.md, "Summed cores".
    """

    duals: Duals
    total: int
    least: Ints
    step: int
    summed: tuple[int, ...]
    shares: Ints

    @property
    def units(self) -> int:
        """The bound in whole units of the tier, rounded up to the next value a plan can have."""
        raised = -(-self.total // self.duals.scale)
        return -(-raised // self.step) * self.step

    def better_than(self, other: "Bound") -> bool:
        """Whether it is higher, whatever the scales."""
        return self.total * other.duals.scale > other.total * self.duals.scale

    def reaches(self, value: float, near: float) -> bool:
        """Whether the bound has come within ``near`` of an LP's value, or to the same step of values."""
        same_step = self.units >= -(-(value - 1e-6 * abs(value)) // self.step) * self.step
        return self.total / self.duals.scale >= value - near or same_step


@dataclass(frozen=True)
class Priced:
    """One look at a set of candidates under duals.

    Attributes
    ----------
    by_lead
        Least reduced cost per lead, or less; ``NO_CANDIDATE`` where it has none.
    cheap, figures
        Candidates with a negative reduced cost, and the cheapest of every summed lead.
    shares
        As in `Bound`.
    """

    by_lead: Ints
    cheap: Candidates
    figures: Figures
    shares: Ints
