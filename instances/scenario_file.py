"""A scenario file: what changes, in order, how near the plan stays, and what is swept (contract §4).

What each change does to the tables is settled in docs/scenarios.md.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..models.errors import InputError
from ..models.finding import Finding
from ..models.scenario import Keep, Scenario
from .cells import Fault, free_text
from .csv_sheet import read_bytes
from .findings import Findings
from .scenario_cells import read_sweep
from .scenario_changes import named_alliance, read_block, read_changes
from .scenario_faults import unknown_word
from .settings_faults import shown
from .toml_file import parsed_toml

MOST_RUNS = 1000
"""Runs of one [sweep]; more would be days of solving and are an error."""

_WORDS = ("format", "name", "change", "keep", "sweep")
_KEEP_EXAMPLE = "changed_at_most = 4"


class ReadScenario(NamedTuple):
    """A scenario as read, the name of its file, and the warnings a planner should see."""

    scenario: Scenario
    warnings: tuple[Finding, ...]
    file: str = "scenario.toml"


def read_scenario(path: Path) -> ReadScenario:
    """Read a scenario file. The file is only read.

    Parameters
    ----------
    path
        TOML: UTF-8 with or without BOM, GB18030, or UTF-16 with BOM. It may be a pipe.

    Raises
    ------
    InputError
        With every error at once; its column names the word, as ``change[2].merge.into``. Whether schools and
        teachers are there is seen when the scenario is applied.
    """
    findings = Findings()
    file = path.name
    data = parsed_toml(read_bytes(path, findings), file, findings)
    scenario = None if data is None else _scenario(data, file, findings)
    if scenario is None or findings.any_error:
        raise InputError(findings.listed)
    return ReadScenario(scenario, findings.listed, file)


def _scenario(data: Mapping[str, Any], file: str, findings: Findings) -> Scenario | None:
    for word in data:
        if word not in _WORDS:
            unknown_word(word, _WORDS, word, file, findings)
    if data.get("format", 1) != 1 or isinstance(data.get("format"), bool):
        findings.error("scenario_format", file, column="format", value=shown(data["format"]))
    name = data.get("name", "")
    if not isinstance(name, str):
        findings.error("scenario_text", file, column="name", value=shown(name))
    elif isinstance(given := free_text(name), Fault):
        findings.error("setting_control", file, column="name")
    else:
        name = given
    changes = read_changes(data.get("change", []), file, findings)
    keep = _keep(data.get("keep", {}), file, findings)
    sweep = data.get("sweep", {})
    if not isinstance(sweep, dict):
        figures = {"example": '"mode.joint.max_km" = [20, 25, 30]'}
        findings.error("scenario_block", file, column="sweep", value=shown(sweep), figures=figures)
        return None
    lists = read_sweep(sweep, file, findings)
    runs = math.prod(len(values) for values in lists.values())
    if runs > MOST_RUNS:
        findings.error("scenario_sweep_many", file, column="sweep", figures={"runs": runs, "most": MOST_RUNS})
    if not data.keys() & {"change", "keep", "sweep"}:
        findings.warning("scenario_says_nothing", file)
    if findings.any_error or keep is None:
        return None
    return Scenario(name=name, change=changes, keep=keep, sweep=lists)


def _keep(raw: Any, file: str, findings: Findings) -> Keep | None:
    if not isinstance(raw, dict):
        figures = {"example": _KEEP_EXAMPLE}
        findings.error("scenario_block", file, column="keep", value=shown(raw), figures=figures)
        return None
    given = dict(raw)
    freeze = given.pop("freeze", [])
    freeze = [freeze] if isinstance(freeze, str) else freeze
    frozen: list[str] = []
    if not isinstance(freeze, list):
        findings.error("scenario_list", file, column="keep.freeze", value=shown(freeze))
    else:
        for number, one in enumerate(freeze, 1):
            alliance = named_alliance(one) if isinstance(one, str) else Fault("scenario_alliance", {})
            if isinstance(alliance, Fault):
                place = f"keep.freeze[{number}]"
                findings.error("scenario_alliance", file, column=place, value=shown(one))
            else:
                frozen.append(alliance)
    keep = read_block(given, Keep, "keep", _KEEP_EXAMPLE, file, findings)
    return None if keep is None else keep.model_copy(update={"freeze": tuple(dict.fromkeys(frozen))})
