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
from ...models.finding import Finding, Level
from ...models.policy import Policy
from ...models.scenario import Keep, Scenario
from ...solver.scenario.apply import apply_scenario
from ...solver.scenario.sweep import SweepRun, runs_of
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


def sweep_of(scenarios: Sequence[ReadScenario]) -> tuple[SweepRun, ...]:
    """List the combinations of all sweeps, each with the last scenario's changes."""
    swept = {name: values for one in scenarios for name, values in one.scenario.sweep.items()}
    return runs_of(scenarios[-1].scenario.model_copy(update={"sweep": swept}))


def _asked_for(only: str | None, runs: tuple[SweepRun, ...], file: str) -> tuple[SweepRun, ...]:
    """Keep the one run that is asked for, if one is."""
    if only is None:
        return runs
    asked = tuple(run for run in runs if run.name == only)
    if not asked:
        names = [run.name for run in runs if run.name]
        code = "scenario_run_unknown" if names else "scenario_run_none"
        figures = {"words": names}
        finding = Finding(
            level=Level.ERROR, code=code, file=file, column="sweep", value=only, figures=figures
        )
        raise InputError([finding])
    return asked


def runs_from(
    start: County,
    read: ReadCounty,
    policy: Policy,
    scenarios: Sequence[ReadScenario],
    extracts: Path,
    only: str | None = None,
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
    only
        Name of the one combination that is asked for; None: all.

    Raises
    ------
    InputError
        With every error of the first run that has any; or the sweep has no run of that name.
    """
    last, keep = scenarios[-1], joined_keep(scenarios)
    runs = []
    for run in _asked_for(only, sweep_of(scenarios), last.file):
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
