"""The list in which everything met while reading a county is gathered."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from ..models.finding import Finding, Level

SAME_FAULTS_LISTED = 200
LONGEST_VALUE = 200


class _Kind(NamedTuple):
    level: Level
    code: str
    file: str | None
    column: str | None


class Findings:
    """Gathers findings in the order in which they are met.

    Of one kind (same code, file and column) the first 200 are listed singly; one more finding then says how
    many others there are and from which row to which, so that a million bad cells stay one readable list.
    """

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._seen: Counter[_Kind] = Counter()
        self._further: dict[_Kind, tuple[int, int]] = {}

    def error(
        self,
        code: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        *,
        figures: Mapping[str, Any] | None = None,
    ) -> None:
        """Add what makes the input unusable."""
        self._add(_Kind(Level.ERROR, code, file, column), row, value, figures)

    def warning(
        self,
        code: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        *,
        figures: Mapping[str, Any] | None = None,
    ) -> None:
        """Add what looks wrong but can be used."""
        self._add(_Kind(Level.WARNING, code, file, column), row, value, figures)

    def _add(
        self, kind: _Kind, row: int | None, value: str | None, figures: Mapping[str, Any] | None
    ) -> None:
        self._seen[kind] += 1
        if self._seen[kind] > SAME_FAULTS_LISTED and row is not None:
            first, last = self._further.get(kind, (row, row))
            self._further[kind] = (min(first, row), max(last, row))
            return
        if value is not None and len(value) > LONGEST_VALUE:
            value = value[: LONGEST_VALUE - 1] + "…"
        self._listed.append(
            Finding(
                level=kind.level,
                code=kind.code,
                file=kind.file,
                row=row,
                column=kind.column,
                value=None if value is None else str(value),
                figures={
                    name: str(figure) if isinstance(figure, Enum) else figure
                    for name, figure in (figures or {}).items()
                },
            )
        )

    @property
    def listed(self) -> tuple[Finding, ...]:
        """Every finding, errors first, else in the order in which they were met."""
        further = [
            Finding(
                level=kind.level,
                code="further_rows",
                file=kind.file,
                row=first,
                column=kind.column,
                figures={"count": self._seen[kind] - SAME_FAULTS_LISTED, "first": first, "last": last},
            )
            for kind, (first, last) in self._further.items()
        ]
        everything = self._listed + further
        return tuple(sorted(everything, key=lambda finding: finding.level is not Level.ERROR))

    def error_in(self, *files: str) -> bool:
        """Whether one of these files has an error."""
        return any(finding.level is Level.ERROR and finding.file in files for finding in self._listed)

    @property
    def any_error(self) -> bool:
        """Whether the input is unusable."""
        return any(finding.level is Level.ERROR for finding in self._listed)
