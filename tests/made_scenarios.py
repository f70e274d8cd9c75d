"""Scenario files made from text, and what they do to a county that was read from a folder."""

from pathlib import Path

from lianxiao.instances.curriculum import lessons_in
from lianxiao.instances.read import ReadCounty
from lianxiao.instances.reread import reread
from lianxiao.instances.scenario_file import read_scenario
from lianxiao.models.changed import Changed
from lianxiao.models.county import County
from lianxiao.models.errors import InputError
from lianxiao.models.finding import Finding
from lianxiao.models.policy import Policy
from lianxiao.solver.scenario.apply import apply_scenario
from lianxiao.solver.scenario.sweep import runs_of

from .test_damaged_folders import assert_can_be_said


def scenario_file(folder: Path, text: str | bytes, name: str = "plan.toml") -> Path:
    """Write a scenario file."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def changes(*lines: str) -> str:
    """Scenario file of one change per line."""
    return "format = 1\n" + "".join(f"[[change]]\n{line}\n" for line in lines)


def changed(read: ReadCounty, folder: Path, text: str | bytes) -> Changed:
    """Apply the scenario (its first run) to the county as the command line does."""
    made = read_scenario(scenario_file(folder, text))
    return apply_scenario(
        read.county,
        read.policy,
        runs_of(made.scenario)[0].scenario,
        reread,
        file=made.file,
        warned=read.warnings,
        curriculum=lessons_in(read.policy.grades),
    )


def faults(read: ReadCounty, folder: Path, text: str | bytes) -> list[tuple[str, str | None]]:
    """Code and column of every error of a scenario that cannot be read or applied; each can be said."""
    try:
        made = changed(read, folder, text)
    except InputError as refused:
        for finding in refused.findings:
            assert_can_be_said(finding)
        return [(finding.code, finding.column) for finding in refused.findings]
    raise AssertionError(f"applied without an error: {made.effects}")


def brief(findings: tuple[Finding, ...]) -> set[tuple[str, str | None]]:
    """Code and column of findings, each of which can be said."""
    for finding in findings:
        assert_can_be_said(finding)
    return {(finding.code, finding.column) for finding in findings}


def once_more(county: County, policy: Policy) -> tuple[County, Policy]:
    """Write and read a county; what a changed one gives must be itself."""
    read = reread(county, policy)
    return read.county, read.policy
