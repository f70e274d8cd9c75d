"""``lianxiao check``: everything that is wrong or doubtful with a county, and a summary."""

# ruff: noqa: PLC0415 - the exchange is loaded only where there are teachers

from ...instances.reach import admissible_pairs
from ...models.digest import county_sha256
from ..answer import Answer, ExitCode, messages_of
from ..county_screen import county_result, county_screen
from ..manner import Manner
from ..messages import text
from ..road_screen import roads_result, roads_screen
from ..staff_screen import staff_result, staff_screen
from .reading import read_named


def check(manner: Manner, *, county: str) -> Answer:
    """List what is wrong or doubtful, and show who takes part and need against supply."""
    read = read_named(county)
    pairs = admissible_pairs(read.county, read.policy)
    result = county_result(read.county, read.policy, county_sha256(read.county, read.policy), pairs)
    result["roads"] = roads_result(read.county)
    screen = county_screen(read.county, read.policy, pairs, manner.lang)
    if read.county.teachers is not None:
        from ...solver.exchange.staff_view import staff_view

        view = staff_view(read.county, read.policy)
        result |= staff_result(view)
        screen += staff_screen(view, read.county, manner.lang)
    screen += roads_screen(read.county, manner.lang)
    clean = text("check_clean", manner.lang, count=len(read.warnings))
    return Answer(ExitCode.DONE, messages_of(read.warnings, manner.lang), result, (*screen, "", clean))
