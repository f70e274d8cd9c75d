"""Warnings of a county that a scenario changed: what is true of it now, and of which runs of a sweep."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ...instances.read import ReadCounty
from ...instances.reread import reread
from ...models.county import County
from ...models.finding import Finding, Level
from ...models.policy import Policy
from ...solver.scenario.laid_to import once_each, what_it_says
from ...solver.travel.roads import roads_for
from ..messages import Lang, finding_text, mend_text


class Reading:
    """Reads changed counties back and measures their roads, and keeps what was warned of last.

    Parameters
    ----------
    extracts
        Folder of the road extract that the settings name.
    """

    def __init__(self, extracts: Path) -> None:
        self._extracts = extracts
        self._last: ReadCounty | None = None
        self._of_roads: tuple[Finding, ...] = ()
        self._met: set[str] = set()

    def reread(self, county: County, policy: Policy) -> ReadCounty:
        """Write and read a county (`instances.reread.reread`)."""
        self._last = reread(county, policy)
        self._met |= {what_it_says(finding) for finding in self._last.warnings}
        return self._last

    def of_changes(self, warnings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Leave those that the changes themselves gave: not what a county between two changes had."""
        return tuple(finding for finding in warnings if what_it_says(finding) not in self._met)

    def measured(self, county: County, policy: Policy) -> County:
        """Measure the roads of a county anew."""
        county, self._of_roads = roads_for(county, policy, self._extracts)
        return county

    def warnings(self, before: ReadCounty, county: County) -> tuple[Finding, ...]:
        """Give the warnings of the changed county: as it is now, and what the files had besides.

        One for each school or row that it speaks of. Of the county before its changes those stay that speak
        of its files (a column that nobody knows); what reading its tables again would say does not, where
        the changed county does not say it any more.

        Parameters
        ----------
        county
            The changed county, roads measured where its settings ask for it.
        """
        if self._last is None:
            return before.warnings
        last = self._last if county.roads is None else self._last.with_roads(county, self._of_roads)
        now = one_for_each(last.warnings)
        said = {what_it_says(finding) for finding in now}
        unsaid = [finding for finding in before.warnings if what_it_says(finding) not in said]
        if unsaid:
            again = reread(before.county, before.policy)
            if before.county.roads is not None:
                again = again.with_roads(before.county, ())
            of_tables = {what_it_says(finding) for finding in again.warnings}
            of_roads = {finding.code for finding in self._of_roads}
            unsaid = [
                finding
                for finding in unsaid
                if what_it_says(finding) not in of_tables and finding.code not in of_roads
            ]
        return (*unsaid, *now)


def one_for_each(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep the first finding of a code for each school or row that it speaks of."""
    kept: dict[tuple[str, str | None, int | None], Finding] = {}
    for finding in findings:
        kept.setdefault((what_it_says(finding), finding.column, finding.row), finding)
    return tuple(kept.values())


def said_of_runs(runs: Sequence[tuple[str, Sequence[Finding]]], lang: Lang) -> list[Finding]:
    """Say each finding once; one that not every run has with the names of those that have it."""
    names: dict[str, list[str]] = {}
    first: dict[str, Finding] = {}
    for name, findings in runs:
        for finding in once_each(findings):
            key = finding.model_dump_json()
            first.setdefault(key, finding)
            names.setdefault(key, []).append(name)
    return [
        finding if len(names[key]) == len(runs) else _of_runs(finding, names[key], lang)
        for key, finding in first.items()
    ]


def _of_runs(finding: Finding, runs: Sequence[str], lang: Lang) -> Finding:
    figures = {"runs": list(runs), "reason": finding_text(finding, lang), "mend": mend_text(finding, lang)}
    return finding.model_copy(update={"level": Level.WARNING, "code": "sweep_warned", "figures": figures})
