"""The whole answer to a scenario beside its plan: what changed, who moved and why, what it costs."""

from pydantic import BaseModel, ConfigDict

from .appraisal import Appraisal
from .changed import Effect
from .comparison import Comparison
from .mid_year import ExecutedPart
from .plan import TierResult
from .substitute import EndedExchange
from .whatif import Curve, Held, Released


class ScenarioAnswer(BaseModel):
    """What ``whatif.json`` holds.

    Attributes
    ----------
    scenario
        Names of the scenarios, or of their files, joined.
    run
        Values of the sweep, empty without one.
    in_force
        Where the plan in force comes from: ``plan`` (a plan file), ``alliances`` (alliances.csv) or empty.
    comparison
        The plan in force beside the new plan; None where nothing is in force.
    free
        Aims of the best plan with nothing kept; None where there was no time for it.
    curve
        None where it was not asked for.
    executed
        What of the school year is fact, where only the rest is planned.
    ended
        Visits and rotations in force that the new plan does not have, with who takes over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str
    run: str = ""
    in_force: str = ""
    effects: tuple[Effect, ...] = ()
    held: tuple[Held, ...] = ()
    released: tuple[Released, ...] = ()
    comparison: Comparison | None = None
    tiers: tuple[TierResult, ...] = ()
    free: tuple[TierResult, ...] | None = None
    appraisals: tuple[Appraisal, ...] = ()
    curve: Curve | None = None
    ended: tuple[EndedExchange, ...] = ()
    executed: ExecutedPart | None = None
