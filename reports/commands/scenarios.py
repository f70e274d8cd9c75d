"""Scenario files of a call: read, joined in order, each run of a sweep applied to the county."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ...instances.curriculum import lessons_in
from ...instances.read import ReadCounty
from ...instances.scenario_file import ReadScenario, read_scenario
from ...models.changed import Changed
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import Keep, Scenario
from ...solver.scenario.apply import apply_scenario
from ...solver.scenario.sweep import runs_of
from .warned import Reading


class Run(NamedTuple):
    """One run: its name (empty without a sweep), the changed county, and how near the plan is to stay.

    ``warnings``: of the changed county as it is now, then those of its changes.
    """

    name: str
    changed: Changed
    keep: Keep
    file: str
    warnings: tuple[Finding, ...] = ()


def read_scenarios(paths: Sequence[str]) -> tuple[ReadScenario, ...]:
    """Read all scenario files.

    Raises
    ------
    InputError
        With the errors of all of them.
    """
    read, findings = [], list[Finding]()
    for path in paths:
        try:
            read.append(read_scenario(Path(path)))
        except InputError as wrong:
            findings += wrong.findings
    if findings:
        raise InputError(findings)
    return tuple(read)


def name_of(scenarios: Sequence[ReadScenario]) -> str:
    """Names of the scenarios, or of their files, joined."""
    return " + ".join(one.scenario.name or Path(one.file).stem for one in scenarios)


def joined_keep(scenarios: Sequence[ReadScenario]) -> Keep:
    """Join [keep] of several scenarios: what a later one says holds, frozen alliances add up."""
    said: dict[str, object] = {}
    freeze: list[str] = []
    for one in scenarios:
        keep = one.scenario.keep
        said |= {name: getattr(keep, name) for name in keep.model_fields_set}
        freeze += keep.freeze
    return Keep.model_validate({**said, "freeze": tuple(dict.fromkeys(freeze))})


def runs_from(
    start: County, read: ReadCounty, policy: Policy, scenarios: Sequence[ReadScenario], extracts: Path
) -> tuple[Run, ...]:
    """Apply all scenarios in order, once for every combination of their sweeps.

    Parameters
    ----------
    start
        The county with the plan in force in its alliances.csv.
    read, policy
        What was read, and its settings.
    extracts
        Folder of the road extract that the settings name.

    Raises
    ------
    InputError
        With every error of the first run that has any.
    """
    last, keep = scenarios[-1], joined_keep(scenarios)
    swept = {name: values for one in scenarios for name, values in one.scenario.sweep.items()}
    runs = []
    for run in runs_of(last.scenario.model_copy(update={"sweep": swept})):
        reading, changed = Reading(extracts), Changed(start, policy)
        for one in scenarios:
            scenario: Scenario = one.scenario.model_copy(update={"sweep": {}})
            if one is last:
                scenario = run.scenario
            after = apply_scenario(
                changed.county,
                changed.policy,
                scenario,
                reading.reread,
                file=one.file,
                warned=read.warnings,
                curriculum=lessons_in(policy.grades),
                measure=reading.measured,
            )
            earlier = len(changed.effects)
            later = (effect.model_copy(update={"at": effect.at + earlier}) for effect in after.effects)
            changed = Changed(
                after.county,
                after.policy,
                (*changed.effects, *later),
                (*changed.warnings, *after.warnings),
            )
        of_county = reading.warnings(read, changed.county)
        warnings = (*of_county, *reading.of_changes(changed.warnings))
        runs.append(Run(run.name, changed, keep, last.file, warnings))
    return tuple(runs)
