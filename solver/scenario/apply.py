"""A scenario applied to a county: its changes in order, each on what the ones before it left.

Source: docs/scenarios.md. Cells and settings are put in as the planner wrote them; the reader judges the
changed county as it judges every county, and what it refuses is laid to the change that brought it in.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ...models.changed import Changed, ChangeKind, Effect
from ...models.county import County
from ...models.errors import InputError
from ...models.finding import Finding
from ...models.policy import Policy
from ...models.scenario import (
    Change,
    Close,
    Enrolment,
    Exit,
    Leave,
    Merge,
    Open,
    PolicyChange,
    Scenario,
    SetCells,
    ToPoint,
    Travel,
)
from ...models.school_year import Lessons
from .cells import open_school, set_cells
from .close import close
from .enrolment import enrolment
from .laid_to import laid_to, once_each, what_it_says
from .merge import merge
from .one_change import Applied, At
from .opened import with_needs
from .people import leave, leave_alliance
from .settings import set_policy
from .to_point import to_point
from .ways import travel

Measure = Callable[[County, Policy], County]
"""Measures the roads of a county anew."""


class Reread(Protocol):
    """Writes a county into a folder of its own and reads it back; raises `InputError`."""

    def __call__(self, county: County, policy: Policy, /) -> "Read":
        """Read back, or raise with every error."""


class Read(Protocol):
    """A county as read back."""

    @property
    def county(self) -> County:
        """Its tables."""

    @property
    def policy(self) -> Policy:
        """Its settings."""

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What looks wrong in it."""


_KINDS: Mapping[type, tuple[ChangeKind, Callable[..., Applied]]] = {
    Merge: ("merge", merge),
    ToPoint: ("to_point", to_point),
    Close: ("close", close),
    Open: ("open", open_school),
    SetCells: ("set", set_cells),
    Leave: ("leave", leave),
    Exit: ("exit", leave_alliance),
    Enrolment: ("enrolment", enrolment),
    Travel: ("travel", travel),
    PolicyChange: ("policy", set_policy),
}


def apply_scenario(
    county: County,
    policy: Policy,
    scenario: Scenario,
    reread: Reread,
    *,
    file: str = "scenario.toml",
    warned: Sequence[Finding] = (),
    curriculum: Sequence[Lessons] = (),
    measure: Measure | None = None,
) -> Changed:
    """Apply every change of a scenario, and the values of its [sweep] (one each, as `runs_of` gives them).

    Parameters
    ----------
    county, policy
        Never changed in place.
    reread
        Validates what planners wrote as cells and settings (`instances.reread.reread`).
    file
        Name of the scenario file, for errors.
    warned
        Warnings of the county itself, which are not said again.
    curriculum
        Weekly lessons of a class that come with the program, for new schools of a county with needs.csv.
    measure
        Measures travel on roads anew, where the settings ask for it.

    Raises
    ------
    InputError
        With the errors of every change, as far as they can be told apart.
    ValueError
        The scenario's sweep holds several values of a setting: `runs_of` makes runs of it.
    """
    steps = _steps(scenario, file)
    if not steps:
        return Changed(county, policy)
    work = _Work(county, policy, reread, measure, tuple(curriculum), county, policy)
    for at, change in steps:
        if work.raw and _wants_settled(change):
            work.settle()
        work.take(at, change)
    work.settle()
    work.measure_roads()
    if work.faults:
        raise InputError(once_each(work.faults))
    known = {what_it_says(finding) for finding in warned}
    fresh = [finding for finding in work.read_warnings if what_it_says(finding) not in known]
    return Changed(work.county, work.policy, tuple(work.effects), (*work.warnings, *fresh))


def _steps(scenario: Scenario, file: str) -> list[tuple[At, Change]]:
    steps: list[tuple[At, Change]] = [
        (At(file, number, _KINDS[type(change)][0]), change)
        for number, change in enumerate(scenario.change, 1)
    ]
    if any(len(values) != 1 for values in scenario.sweep.values()):
        raise ValueError("a sweep of several values: apply the scenarios of runs_of one by one")
    if scenario.sweep:
        swept = PolicyChange(values={name: values[0] for name, values in scenario.sweep.items()})
        steps.append((At(file, 0, "policy"), swept))
    return steps


def _wants_settled(change: Change) -> bool:
    """Whether the change looks at figures of other rows, so that raw cells must have been judged before."""
    if isinstance(change, SetCells):
        return change.table == "travel.csv"
    return not isinstance(change, Open)


@dataclass
class _Work:
    """The county as far as it is changed, and what was met on the way.

    Attributes
    ----------
    good_county, good_policy
        As last read back.
    pending
        Changes since then.
    raw
        Whether one of these put in cells or settings that nobody has judged.
    """

    county: County
    policy: Policy
    reread: Reread
    measure: Measure | None
    curriculum: tuple[Lessons, ...]
    good_county: County
    good_policy: Policy
    pending: list[tuple[At, Change]] = field(default_factory=list)
    raw: bool = False
    roads_stale: bool = False
    effects: list[Effect] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    read_warnings: tuple[Finding, ...] = ()
    faults: list[Finding] = field(default_factory=list)
    not_opened: set[str] = field(default_factory=set)

    def take(self, at: At, change: Change) -> None:
        """Apply one change; one that fails is left out, with its errors."""
        if isinstance(change, Travel | Close | Merge | ToPoint):
            self.measure_roads()
        try:
            applied = self._applied(self.county, self.policy, at, change)
        except InputError as refused:
            self._refuse(refused.findings, change)
            return
        self.county, self.policy = applied.county, applied.policy
        self.effects.append(applied.effect)
        self.warnings += applied.warnings
        self.pending.append((at, change))
        self.raw = self.raw or isinstance(change, SetCells | Open | PolicyChange)
        self.roads_stale = True

    def _applied(self, county: County, policy: Policy, at: At, change: Change) -> Applied:
        applied: Applied = _KINDS[type(change)][1](county, policy, change, at)
        if isinstance(change, Open):
            gone = {school for effect in self.effects for school in effect.gone if effect.at < at.number}
            if change.row["school_id"] in gone:
                school_id = str(change.row["school_id"])
                raise InputError([at.error("scenario_id_closed", "school_id", school_id)])
        return applied

    def _refuse(self, findings: Iterable[Finding], change: Change) -> None:
        """Note errors, but not that a school is missing whose opening failed."""
        self.faults += [finding for finding in findings if finding.value not in self.not_opened]
        if isinstance(change, Open):
            self.not_opened.add(str(change.row["school_id"]))

    def settle(self) -> None:
        """Have the reader judge what was changed since it last did."""
        if not self.pending:
            return
        roads, self.raw = self.county.roads, False
        try:
            read = self.reread(self.county, self.policy)
        except InputError as refused:
            self._lay_to_changes(refused.findings)
            self.pending = []
            return
        self.county, self.policy = read.county.model_copy(update={"roads": roads}), read.policy
        self.read_warnings = read.warnings
        for at, change in self.pending:
            if isinstance(change, Open):
                school_id = str(change.row["school_id"])
                if school_id not in self.county.by_id:
                    continue
                filled = with_needs(self.county, self.policy, school_id, self.curriculum, at)
                self.county = filled.county
                self.warnings += filled.warnings
        self.good_county, self.good_policy = self.county, self.policy
        self.pending = []

    def _lay_to_changes(self, findings: Sequence[Finding]) -> None:
        """Apply the pending changes one by one, find those that break the county, and go on without them."""
        county, policy = self.good_county, self.good_policy
        found = False
        for at, change in self.pending:
            try:
                applied = self._applied(county, policy, at, change)
            except InputError as refused:
                self._refuse(refused.findings, change)
                continue
            try:
                read = self.reread(applied.county, applied.policy)
            except InputError as refused:
                self._refuse(laid_to(refused.findings, at, change), change)
                found = True
                continue
            county, policy = read.county.model_copy(update={"roads": county.roads}), read.policy
        if not found:
            at, change = self.pending[-1]
            self._refuse(laid_to(findings, at, change), change)
        self.county, self.policy = county, policy
        self.good_county, self.good_policy = county, policy

    def measure_roads(self) -> None:
        """Measure roads anew where schools or settings may have changed since."""
        if self.measure is None or not self.roads_stale or self.faults:
            return
        if self.policy.travel.source == "roads":
            self.county = self.measure(self.county, self.policy)
        self.roads_stale = False
