"""One alliance of a plan as its exchange sees it: the case, and the values of the plan's own rows.

Source: docs/exchange.md 26 to 35.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ...models.county import County
from ...models.errors import InputError
from ...models.explanation import TierPrice
from ...models.finding import Finding, Level
from ...models.objective import Tier, grouping_tiers
from ...models.plan import Alliance, Plan
from ...models.policy import Policy
from ...models.rule import Rule
from ...models.words import Role, Stage, Term
from ..check.case import read_case
from ..check.exchange_layout import lay_out_exchange
from ..check.exchange_staff import read_staff
from ..check.exchange_terms import alliance_values, count_moves
from ..check.terms import tier_figures
from ..exchange.case import AllianceCase, TierValue
from ..exchange.staffing import Staffing
from ..joint.promises import OF_EXCHANGE, exchange_tiers
from ..scale import TierScale, scale_of
from .prices import DIGITS


@dataclass(frozen=True)
class AllianceAlone:
    """An alliance of the plan with the values its rows have, tier by tier (exchange terms only).

    Attributes
    ----------
    numbers
        Position of each tier among the plan's.
    """

    alliance: Alliance
    case: AllianceCase
    numbers: tuple[int, ...]
    tiers: tuple[Tier, ...]
    scales: tuple[TierScale, ...]
    values: tuple[float, ...]

    def staying(self, teachers: Collection[str]) -> AllianceCase:
        """Make the case in which some teachers neither visit nor rotate."""
        people = tuple(
            person._replace(may_visit=False, may_rotate=False) if person.teacher in teachers else person
            for person in self.case.people
        )
        return replace(self.case, people=people)

    def prices(self, found: Sequence[TierValue]) -> tuple[TierPrice, ...]:
        """Subtract the plan's values from those of another exchange of the alliance (docs/answers.md, 8)."""
        prices = []
        settled = True
        for at, (value, before) in enumerate(zip(found, self.values, strict=True)):
            rise = round(self.scales[at].value(value.value) - before, DIGITS)
            proven = value.value == value.bound
            prices.append(
                TierPrice(
                    tier=self.numbers[at],
                    terms=tuple(self.tiers[at]),
                    before=before,
                    low=round(self.scales[at].value(value.bound) - before, DIGITS),
                    high=rise if settled else None,
                    found=rise,
                )
            )
            settled = settled and proven
        return tuple(prices)


def alliance_of(plan: Plan, school: str, stage: Stage) -> Alliance | None:
    """Alliance in which a school leads or is a member in a stage."""
    return next(
        (
            alliance
            for alliance in plan.alliances
            if alliance.stage is stage
            and school in (alliance.core, *(member.school for member in alliance.members))
        ),
        None,
    )


def ask_that_it_is_known(county: County, policy: Policy, alliance: Alliance) -> None:
    """Refuse an alliance of a plan, edited by hand perhaps, that names what the county has not.

    Raises
    ------
    InputError
        Its mode or a school is not the county's, or a school has not its stage.
    """
    figures: dict[str, str] = {"mode": alliance.mode, "stage": alliance.stage.value}
    found = []
    if alliance.mode not in {mode.id for mode in policy.mode}:
        found.append((Rule.KNOWN_MODE, figures))
    for school in (alliance.core, *(member.school for member in alliance.members)):
        if school not in county.by_id:
            found.append((Rule.KNOWN_SCHOOL, {**figures, "school": school}))
        elif alliance.stage not in county.by_id[school].stages:
            found.append((Rule.STAGE, {**figures, "school": school}))
        elif county.by_id[school].parent_id is not None:
            parent = county.by_id[school].parent_id
            found.append((Rule.POINT, {**figures, "school": school, "parent": parent or ""}))
        elif county.by_id[school].role is Role.NONE:
            found.append((Rule.ROLE, {**figures, "school": school, "role": Role.NONE.value}))
    if found:
        raise InputError([Finding(level=Level.ERROR, code=rule.value, figures=said) for rule, said in found])


def values_of_rows(county: County, policy: Policy, plan: Plan, alliance: Alliance) -> dict[Term, int]:
    """Recompute the terms of the exchange over the plan's rows of one alliance, in base units."""
    staff = read_staff(read_case(county, policy))
    layout = lay_out_exchange(staff, plan)
    return alliance_values(staff, layout, count_moves(staff, layout), alliance)


def alliance_alone(
    county: County, policy: Policy, plan: Plan, alliance: Alliance, staffing: Staffing
) -> AllianceAlone:
    """Prepare an alliance of a plan; its values are recomputed by the checker's own reckoning.

    Raises
    ------
    InputError
        The alliance names a mode or a school that the county has not.
    """
    ask_that_it_is_known(county, policy, alliance)
    numbered = list(enumerate(grouping_tiers(county, policy)))
    held = [
        (at, tier, {term: weight for term, weight in tier.items() if term in OF_EXCHANGE})
        for at, tier in numbered
    ]
    held = [one for one in held if one[2]]
    scales = tuple(scale_of(tier) for _, tier, _ in held)
    mode = {mode.id: mode for mode in policy.mode}[alliance.mode]
    case = staffing.case(
        f"{alliance.stage.value}-{alliance.core}",
        alliance.stage,
        alliance.core,
        [member.school for member in alliance.members],
        mode,
        {member.school: member.kind for member in alliance.members},
        exchange_tiers(scales),
    )
    figures = values_of_rows(county, policy, plan, alliance)
    values = [tier_figures(at, tier, figures).value for at, _, tier in held]
    return AllianceAlone(
        alliance=alliance,
        case=case,
        numbers=tuple(at for at, _, _ in held),
        tiers=tuple(tier for _, _, tier in held),
        scales=scales,
        values=tuple(value for value in values if value is not None),
    )
