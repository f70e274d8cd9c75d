"""``lianxiao next-year``: the county rolled over to the next school year, as a folder of its own."""

from pathlib import Path

from ...instances.replace_county import replace_county
from ...instances.reread import reread
from ...models.digest import county_sha256
from ...models.errors import CannotWrite
from ...models.finding import Finding, Level
from ...models.policy import Policy
from ...solver.next_year.roll import next_year as rolled_over
from ..answer import Answer, ExitCode, messages_of
from ..manner import Manner
from ..messages import text
from ..next_year_screen import next_year_result, next_year_screen
from ..next_year_tables import next_year_tables
from ..plan_file import read_plan
from .reading import county_folder, read_named


def next_year(manner: Manner, *, county: str, plan: str, out: str, intake_factor: float | None) -> Answer:
    """Roll the county over, read it back as any other, and write it."""
    source, folder = county_folder(county), Path(out)
    if folder.resolve() == source.resolve():
        raise CannotWrite(str(folder), text("next_year_same_folder", manner.lang))
    read = read_named(county)
    carried = read_plan(Path(plan))
    rolled = rolled_over(read.county, read.policy, carried, intake_factor=intake_factor)
    again = reread(rolled.county, rolled.policy)
    found = [*rolled.warnings, *again.warnings]
    if carried.county_sha256 and carried.county_sha256 != county_sha256(read.county, read.policy):
        found.insert(0, Finding(level=Level.WARNING, code="next_year_not_of_county", file=plan))
    kept = replace_county(
        folder,
        again.county,
        again.policy,
        beside=next_year_tables(rolled, read.county, manner.lang),
        copied=_extract(again.policy, source),
    )
    notes = [text("wrote", manner.lang, path=str(folder))]
    if kept:
        notes.append(text("next_year_kept", manner.lang, files=kept))
    result = {**next_year_result(rolled), "folder": str(folder), "kept_previous": list(kept)}
    screen = (*next_year_screen(rolled, read.county, manner.lang), "", *notes)
    return Answer(ExitCode.DONE, messages_of(found, manner.lang), result, screen)


def _extract(policy: Policy, source: Path) -> dict[str, Path]:
    """Extract of the roads that the settings name, where it lies within the county's folder."""
    named = policy.travel.roads
    if policy.travel.source != "roads" or named is None or Path(named).is_absolute():
        return {}
    inside = (source / named).resolve().is_relative_to(source.resolve())
    return {named: source / named} if inside else {}
