"""Need, own staff and eligibility of a county with teachers, as a published plan carries them."""

# ruff: noqa: PLC0415 - the exchange is loaded only where there are teachers

from ...models.county import County
from ...models.policy import Policy
from ..eligibility_table import eligibility_csv
from ..messages import Lang
from ..outcome import StaffShown


def staff_shown(county: County, policy: Policy, lang: Lang) -> StaffShown | None:
    """Need, own staff and eligibility; None for a county without teachers."""
    if county.teachers is None:
        return None
    from ...solver.exchange.eligibility import eligibility
    from ...solver.exchange.prepare import prepare_exchange
    from ...solver.exchange.staff_view import eligibility_trail, staff_view

    staffing = prepare_exchange(county, policy)
    verdicts = eligibility(county, policy)
    trail = eligibility_trail(county, policy, staffing, verdicts)
    view = staff_view(county, policy, staffing, verdicts)
    return StaffShown(view, eligibility_csv(trail, county, lang))
