"""Many counties at once: a case to be solved, what came of it, and what stands on disk (docs/batch.md).

Tasks and results travel between processes and machines, so they hold plain values and bytes.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .plan import TierResult

AS_IT_IS = "as-it-is"
"""Name of the case in which a county is solved without any scenario."""

NamedBytes = tuple[str, bytes]
"""A file: its name relative to the folder it lies in, parts joined by ``/``, and its content."""


class CaseStatus(StrEnum):
    """How a case ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"
    WRONG_INPUT = "wrong input"
    FAULT = "fault"
    MEMORY = "memory"
    OVERDUE = "overdue"
    LOST = "lost"
    CANNOT_WRITE = "cannot write"
    NOT_RUN = "not run"

    @property
    def finished(self) -> bool:
        """Whether the answer stands: the same case is not solved again."""
        return self in _FINISHED

    @property
    def failed(self) -> bool:
        """Whether the program, or the machine it ran on, is at fault."""
        return self in _FAILED


_FINISHED = frozenset(
    {
        CaseStatus.OPTIMAL,
        CaseStatus.FEASIBLE,
        CaseStatus.INFEASIBLE,
        CaseStatus.UNKNOWN,
        CaseStatus.WRONG_INPUT,
    }
)
_FAILED = frozenset({CaseStatus.FAULT, CaseStatus.MEMORY, CaseStatus.OVERDUE, CaseStatus.LOST})


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class How(_Words):
    """How every case of a batch is solved; all of it is part of a case's key."""

    time_limit: float = Field(description="wall seconds of one solve")
    workers: int = Field(description="threads of one solve")
    seed: int
    only: str | None = Field(default=None, description="`grouping`: stops before the exchange")
    lang: Literal["en", "zh"] = "en"


class Said(_Words):
    """A message of `solve`, as its ``--json`` gives it."""

    level: str
    code: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    mend: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseTask:
    """One case to be solved, with everything that it needs.

    Attributes
    ----------
    county, case
        Names for people; ``folder`` is the case's folder below DIR, parts joined by ``/``, and unique.
    key
        Fingerprint of input, settings and versions.
    county_folder
        Name of the county's own folder, as the planner has it.
    files
        The county's tables, settings and road extract, relative to the county's folder; an extract that lies
        beside or above it begins with ``../``.
    scenario
        Name and content of the scenario file; None for the county as it is.
    in_place
        Full path and SHA-256 of an extract that is read where it lies.
    combination
        The one combination of the scenario's sweep that is solved; None without a sweep.
    memory_bytes
        Most that the case may take with all its processes; None: no bound.
    notes
        What is said of the case before it is solved, as that its files have changed.
    """

    county: str
    case: str
    folder: str
    key: str
    county_folder: str
    files: tuple[NamedBytes, ...]
    how: How
    in_place: tuple[tuple[str, str], ...] = ()
    scenario: NamedBytes | None = None
    combination: str | None = None
    memory_bytes: int | None = None
    notes: tuple[Said, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of the input."""
        return sum(len(content) for _, content in self.files)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case.

    Attributes
    ----------
    exit
        Exit code of `solve`; None where it did not end by itself.
    files
        What `solve` wrote, names relative to the case's folder.
    seconds
        Wall seconds of the whole call.
    peak_memory_mb
        Most memory seen of all its processes together, 10^6 bytes.
    stderr
        What the program said on standard error; kept of a case that failed.
    machine
        Name of the machine that solved it.
    """

    county: str
    case: str
    folder: str
    key: str
    status: CaseStatus
    exit: int | None = None
    messages: tuple[Said, ...] = ()
    files: tuple[NamedBytes, ...] = field(default=(), repr=False)
    seconds: float = 0.0
    peak_memory_mb: float = 0.0
    stderr: str = field(default="", repr=False)
    machine: str = ""


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class CaseRecord(_Words):
    """``case.json``: what came of a case, and the fingerprint of every file beside it."""

    format: Literal[1] = 1
    county: str
    case: str
    key: Sha256
    status: CaseStatus
    exit: int | None
    county_sha256: str = ""
    plan_sha256: str = Field(
        default="", description="of the plan but for `run` and all `seconds`: equal plans, equal ones"
    )
    tiers: tuple[TierResult, ...] = ()
    alliances: int | None = None
    unplaced: int | None = None
    seconds: float = Field(default=0.0, description="wall seconds of the whole call")
    waiting: float = Field(default=0.0, description="wall seconds from the start of the batch to the case's")
    peak_memory_mb: float = Field(default=0.0, description="10^6 bytes, all processes together")
    machine: str = ""
    how: How
    program: str
    messages: tuple[Said, ...] = ()
    files: dict[str, Sha256] = Field(default_factory=dict)


class ManifestCase(_Words):
    """One case of a batch: where it comes from, where its folder is, and its key when it was planned."""

    county: str
    source: str = Field(description="the county as the call names it")
    scenario: str | None = Field(default=None, description="name of the scenario; None: as it is")
    combination: str | None = None
    folder: str
    key: Sha256

    @property
    def case(self) -> str:
        """Name of the case for people."""
        if self.scenario is None:
            return AS_IT_IS
        return self.scenario if self.combination is None else f"{self.scenario} / {self.combination}"


class Manifest(_Words):
    """``manifest.json``: what was asked."""

    format: Literal[1] = 1
    date: str = Field(default="", description="when the batch began, for people only")
    program: str
    versions: dict[str, str]
    how: How
    cases: tuple[ManifestCase, ...]

    def by_folder(self) -> dict[str, ManifestCase]:
        """Cases by their folder."""
        return {case.folder: case for case in self.cases}


def json_object(content: bytes) -> dict[str, Any]:
    """Read one JSON object; an empty one where a process did not come to write it whole."""
    try:
        read = json.loads(content)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
