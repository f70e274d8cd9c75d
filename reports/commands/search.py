"""How a search is to run, as the options of a call say."""

# ruff: noqa: PLC0415 - the solver takes a second to load, and wrong input needs none

from typing import TYPE_CHECKING, NamedTuple

from ..messages import Lang

if TYPE_CHECKING:
    from ...solver.solving import Solving


class Search(NamedTuple):
    """Wall seconds, threads, seed, and whether the search stops before the exchange (``only``)."""

    time_limit: float
    workers: int
    seed: int
    only: str | None

    @property
    def only_grouping(self) -> bool:
        """Whether it stops before the exchange."""
        return self.only == "grouping"

    def solving(self, lang: Lang) -> "Solving":
        """Give the same as the solver takes it."""
        from ...solver.solving import Solving

        return Solving(workers=self.workers, seed=self.seed, lang=lang, only_grouping=self.only_grouping)
