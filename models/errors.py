"""Every exception of the project.

::

    LianxiaoError
    ├── InputError        the planner's files are wrong: findings, all at once          exit 3
    ├── CannotWrite       the output folder cannot be written                           exit 7
    ├── NoPlanInTime      time ran out (or Ctrl-C) before any plan                      exit 5, 130
    ├── CheckFailed       a plan of ours failed its own check: a bug, nothing published exit 1
    ├── NoCluster         the cluster that the call names cannot be used                exit 2
    └── ClusterLost       the cluster's scheduler has gone while cases were under way   exit 1
"""

from collections.abc import Sequence

from .finding import Finding


class LianxiaoError(Exception):
    """Base of everything this project raises on purpose; the command line catches this class only."""


class InputError(LianxiaoError):
    """The input is wrong. Holds every finding, warnings included."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = tuple(findings)


class CannotWrite(LianxiaoError):
    """The output cannot be written; ``path`` and the system's ``reason``."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class NoPlanInTime(LianxiaoError):
    """Time ran out, or the planner interrupted, before any plan was found."""

    def __init__(self, *, interrupted: bool) -> None:
        super().__init__("interrupted" if interrupted else "time ran out")
        self.interrupted = interrupted


class CheckFailed(LianxiaoError):
    """A plan made here broke a rule when checked; ``findings`` say which."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(f"{len(findings)} broken rules in our own plan")
        self.findings = tuple(findings)


class NoCluster(LianxiaoError):
    """The cluster that the call names cannot be used; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class ClusterLost(LianxiaoError):
    """The scheduler has gone while cases were under way; ``finding`` says which."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding
