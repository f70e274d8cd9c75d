"""The cases of a batch: every county as it is, and under every scenario and combination (docs/batch.md)."""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from ...instances.batch_counties import NamedCounty, counties_matching, each_once, is_pattern
from ...instances.batch_input import county_input
from ...instances.scenario_file import read_scenario
from ...models.batch import (
    AS_IT_IS,
    CaseResult,
    CaseStatus,
    CaseTask,
    How,
    ManifestCase,
    NamedBytes,
    Said,
)
from ...models.batch_names import Asked, folder_names, plain
from ...models.errors import InputError
from ...models.finding import Finding, Level
from ...solver.batch.keys import case_key
from ...solver.scenario.sweep import runs_of
from ..answer import message, messages_of
from ..batch_folder import OWN_NAMES
from ..manner import Manner
from ..messages import printable, text
from ..usage import WrongWords
from .reading import PREFIX, county_folder


class GivenScenario(NamedTuple):
    """A scenario file as it was read when the batch began; its combinations (one empty name: no sweep)."""

    name: str
    file: NamedBytes
    owner: str
    combinations: tuple[str, ...]


class Planned(NamedTuple):
    """A case that is planned: its county's folder, and the bytes of its tables."""

    case: ManifestCase
    folder: Path
    scenario: NamedBytes | None
    size: int


class Counted(NamedTuple):
    """A county of the batch: its folder, the name of its folder in DIR, its input when the batch began."""

    county: NamedCounty
    name: str
    digests: dict[str, str]
    size: int


def planned_cases(
    words: Sequence[str], scenarios: Sequence[str], how: How, out: Path, manner: Manner
) -> tuple[Planned, ...]:
    """Plan every case, in the order of the call; reads every file once.

    Raises
    ------
    InputError
        A scenario file cannot be read, or there is no bundled county of a name.
    WrongWords
        A pattern matches no county.
    """
    given = read_once(scenarios)
    names = folder_names([Asked(plain(one.name), one.owner) for one in given], taken=(AS_IT_IS,))
    planned = []
    for one in _counties(words, out, manner):
        county = printable(_real(one.county.folder).name)
        key = _key(one.digests, how, None, None)
        as_it_is = ManifestCase(
            county=county, source=printable(one.county.source), folder=f"{one.name}/{AS_IT_IS}", key=key
        )
        planned.append(Planned(as_it_is, one.county.folder, None, one.size))
        for scenario, name in zip(given, names, strict=True):
            folder = f"{one.name}/{name}"
            planned += _of_scenario(one, scenario, folder, as_it_is, how)
    return tuple(planned)


def _of_scenario(
    county: Counted, scenario: GivenScenario, folder: str, as_it_is: ManifestCase, how: How
) -> list[Planned]:
    """Plan a county's cases under one scenario."""
    runs = scenario.combinations
    below = folder_names([Asked(plain(run), run) for run in runs])
    planned = []
    for run, own in zip(runs, below, strict=True):
        combination = run or None
        words = {
            "scenario": scenario.name,
            "combination": combination,
            "folder": f"{folder}/{own}" if run else folder,
            "key": _key(county.digests, how, scenario.file, combination),
        }
        case = as_it_is.model_copy(update=words)
        planned.append(Planned(case, county.county.folder, scenario.file, county.size))
    return planned


def read_once(paths: Sequence[str]) -> tuple[GivenScenario, ...]:
    """Read scenario files, each path once; what was read is what every case gets.

    Raises
    ------
    InputError
        With the errors of all of them.
    """
    given: dict[Path, GivenScenario] = {}
    findings: list[Finding] = []
    for path in map(Path, paths):
        try:
            given.setdefault(_real(path), _given(path))
        except InputError as wrong:
            findings += wrong.findings
    if findings:
        raise InputError(findings)
    return tuple(given.values())


def _given(path: Path) -> GivenScenario:
    try:
        content = path.read_bytes()
    except OSError as refusal:
        figures = {"reason": refusal.strerror or str(refusal)}
        finding = Finding(level=Level.ERROR, code="file_unreadable", file=path.name, figures=figures)
        raise InputError([finding]) from refusal
    with tempfile.TemporaryDirectory(prefix="scenario-") as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(content)
        scenario = read_scenario(copy).scenario
    runs = tuple(run.name for run in runs_of(scenario))
    name = scenario.name or printable(path.stem)
    return GivenScenario(name, (path.name, content), str(_real(path)), runs)


def _counties(words: Sequence[str], out: Path, manner: Manner) -> list[Counted]:
    """Find the counties of a call, and take their input's fingerprints."""
    found: list[NamedCounty] = []
    for word in words:
        if not word.startswith(PREFIX) and is_pattern(word):
            matching = counties_matching([word], out)
            found += matching.found
            if matching.unmatched:
                said = text("batch_no_match", manner.lang, value=word)
                raise WrongWords(said, click.get_current_context())
        else:
            found.append(NamedCounty(word, county_folder(word)))
    counties = each_once(found)
    asked = [Asked(_real(one.folder).name, str(_real(one.folder))) for one in counties]
    names = folder_names(asked, taken=OWN_NAMES)
    counted = []
    for county, name in zip(counties, names, strict=True):
        given = county_input(county.folder)
        counted.append(Counted(county, name, given.digests, given.table_bytes))
    return counted


def task_of(planned: Planned, how: How, memory_bytes: int | None, manner: Manner) -> CaseTask | CaseResult:
    """Read a county when its turn comes; what cannot be read is `wrong input` at once."""
    case, given = planned.case, county_input(planned.folder)
    key = _key(given.digests, how, planned.scenario, case.combination)
    if given.findings:
        return CaseResult(
            county=case.county,
            case=case.case,
            folder=case.folder,
            key=key,
            status=CaseStatus.WRONG_INPUT,
            exit=3,
            messages=tuple(
                Said.model_validate(one._asdict()) for one in messages_of(given.findings, manner.lang)
            ),
        )
    notes: tuple[Said, ...] = ()
    if key != case.key:
        said = message("warning", "batch_county_changed", manner.lang, value=case.county)
        notes = (Said.model_validate(said._asdict()),)
    return CaseTask(
        county=case.county,
        case=case.case,
        folder=case.folder,
        key=key,
        county_folder=printable(_real(planned.folder).name),
        files=given.files,
        in_place=tuple(sorted(given.in_place.items())),
        how=how,
        scenario=planned.scenario,
        combination=case.combination,
        memory_bytes=memory_bytes,
        notes=notes,
    )


def _real(path: Path) -> Path:
    """Follow links; one that leads in a circle stays (`resolve` fails there)."""
    return Path(os.path.realpath(path))


def _key(digests: Mapping[str, str], how: How, scenario: NamedBytes | None, combination: str | None) -> str:
    """Make the key of a case from its county's fingerprints and its scenario file."""
    if scenario is None:
        return case_key(digests, how)
    name, content = scenario
    return case_key(digests, how, (name, hashlib.sha256(content).hexdigest()), combination)
