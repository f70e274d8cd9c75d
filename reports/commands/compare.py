"""``lianxiao compare``: two plans side by side."""

from pathlib import Path

from ...instances.read import ReadCounty
from ...models.digest import county_sha256
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...models.plan import Plan
from ...models.school import School
from ...solver.compare import UNKNOWN, Scene, compare_plans
from ..answer import Answer, ExitCode, messages_of
from ..comparison_screen import comparison_result, comparison_screen
from ..manner import Manner
from ..output_folder import COUNTY
from ..plan_file import read_plan
from .reading import read_named


def compare(manner: Manner, *, before: str, after: str, county: str | None) -> Answer:
    """Lay two plans side by side; names and reasons come from the counties beside them, or the one given."""
    plans = [_read(before), _read(after)]
    given = None if county is None else read_named(county)
    beside = [_beside(path, plan) for path, plan in plans]
    found = [] if given is None else list(given.warnings)
    scenes, schools = [], dict[str, School]()
    for (path, plan), own in zip(plans, beside, strict=True):
        read = own or given
        scenes.append(UNKNOWN if read is None else Scene(read.county, read.policy))
        schools |= {} if read is None else read.county.by_id
        if own is None and read is not None and _of_another(read, plan):
            found.append(Finding(level=Level.WARNING, code="compare_not_of_county", file=str(path)))
    first, second = (plan for _, plan in plans)
    found += _doubts(first, second)
    codes = tuple(dict.fromkeys(row for scene in scenes if scene.county for row in scene.county.codes))
    comparison = compare_plans(first, second, codes=codes, before_of=scenes[0], after_of=scenes[1])
    screen = comparison_screen(comparison, schools, manner.lang)
    return Answer(ExitCode.DONE, messages_of(found, manner.lang), comparison_result(comparison), screen)


def _read(path: str) -> tuple[Path, Plan]:
    return Path(path), read_plan(Path(path))


def _beside(path: Path, plan: Plan) -> ReadCounty | None:
    """Read the county folder that whatif wrote beside the plan, where it is this plan's."""
    folder = (path if path.is_dir() else path.parent) / COUNTY
    if not (folder / "county.toml").exists():
        return None
    try:
        read = read_named(str(folder))
    except InputError:  # somebody's folder of this name: the plan can be compared without names
        return None
    return None if _of_another(read, plan) else read


def _of_another(read: ReadCounty, plan: Plan) -> bool:
    return bool(plan.county_sha256) and plan.county_sha256 != county_sha256(read.county, read.policy)


def _doubts(first: Plan, second: Plan) -> list[Finding]:
    """Say what may mean that these are not the plans the planner has in mind."""
    found = []
    schools = [
        {member.school for alliance in plan.alliances for member in alliance.members}
        | {alliance.core for alliance in plan.alliances}
        | {entry.school for entry in plan.unplaced or ()}
        for plan in (first, second)
    ]
    if all(schools) and not schools[0] & schools[1]:
        found.append(Finding(level=Level.WARNING, code="compare_no_school"))
    if first.county != second.county:
        names = f"{first.county or '–'}, {second.county or '–'}"
        found.append(Finding(level=Level.WARNING, code="compare_names_differ", value=names))
    elif first.county_sha256 and second.county_sha256 and first.county_sha256 != second.county_sha256:
        found.append(Finding(level=Level.WARNING, code="compare_other_county"))
    return found
