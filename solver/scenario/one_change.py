"""One change of a scenario: where it stands in the file, and what it makes of a county.

Each kind has a function ``(county, policy, change, at) -> Applied``; it raises `InputError` with findings
that `At.error` makes.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...models.changed import ChangeKind, Effect
from ...models.county import County
from ...models.finding import Finding, Level
from ...models.policy import Policy


class Applied(NamedTuple):
    """A county and its settings after one change; ``warnings`` come of the change itself."""

    county: County
    policy: Policy
    effect: Effect
    warnings: tuple[Finding, ...] = ()


class At(NamedTuple):
    """Where a change stands: the scenario file's name, the number of the change from 1, its word.

    Number 0 is the [sweep], whose values are set after all changes.
    """

    file: str
    number: int
    kind: ChangeKind

    def column(self, key: str = "") -> str:
        """Name a key of the change as findings do: ``change[2].merge.into``."""
        if self.number == 0:
            return f"sweep.{key}" if key else "sweep"
        return f"change[{self.number}].{self.kind}" + (f".{key}" if key else "")

    def error(
        self, code: str, key: str = "", value: str | None = None, figures: Mapping[str, Any] | None = None
    ) -> Finding:
        """Give an error of this change."""
        return self._finding(Level.ERROR, code, key, value, figures)

    def warning(
        self, code: str, key: str = "", value: str | None = None, figures: Mapping[str, Any] | None = None
    ) -> Finding:
        """Give a warning of this change."""
        return self._finding(Level.WARNING, code, key, value, figures)

    def _finding(
        self, level: Level, code: str, key: str, value: str | None, figures: Mapping[str, Any] | None
    ) -> Finding:
        return Finding(
            level=level,
            code=code,
            file=self.file,
            column=self.column(key),
            value=value,
            figures=dict(figures or {}),
        )
